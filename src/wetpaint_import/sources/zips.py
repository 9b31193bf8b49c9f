"""zip and WACZ -> their members in the order of their names, one at a time."""

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, BinaryIO

from wetpaint_import.sources.companions import is_in_companion, stems_of_pages
from wetpaint_import.sources.content import Content
from wetpaint_import.sources.forward import Forward
from wetpaint_import.sources.found import Limits, RefusedError, Skipped, not_followed, printable
from wetpaint_import.sources.members import member_name
from wetpaint_import.sources.openable import FilePart
from wetpaint_import.sources.unpack import CutError, DamagedError

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = 1 << 16
# Entries of the directory have 46 bytes and their name; with this many bytes an entry it holds about `max_members` of them.
_BYTES_OF_ENTRY = 256
_ENCRYPTED, _UTF8 = 0x1, 0x800
# zipfile unpacks whatever it reads of bzip2 and lzma at once; 4 KB of bzip2 can be 80 MB.
_SMALL_READ = 4096
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    OverflowError,
)
_WARC_OF_WACZ = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)


def iter_zip(content: Content, limits: Limits) -> Iterator[Content | Skipped]:
    """Members that are files, as contents to be read before the next is asked for."""
    openable = content.opened(limits.max_held)
    if openable is None:
        raise RefusedError(
            content.place, "an archive inside a packed archive, too large to be held; unpack the outer one, load the folder"
        )
    content = replace(content, openable=openable)
    with openable.open() as stream:
        _check_directory(stream, openable.size, content.place, limits)
        try:
            archive = zipfile.ZipFile(stream)
        except (*_BROKEN, OSError, EOFError) as error:
            raise RefusedError(
                content.place, f"no whole zip file ({error}); look for another copy, or repair it with `zip -FF`"
            ) from error
        with archive:
            yield from _iter_members(content, archive, stream)


def _check_directory(stream: BinaryIO, size: int, place: str, limits: Limits) -> None:
    """Refuses a directory too long to be held in memory; what is wrong in other ways `zipfile` tells."""
    stream.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = stream.read(_END.size + _LONGEST_COMMENT)
    found = tail.rfind(_END_MARK)
    if 0 <= found <= len(tail) - _END.size:
        # A directory of 4 GiB and more says 0xFFFFFFFF here.
        length = _END.unpack_from(tail, found)[5]
        if length > limits.max_members * _BYTES_OF_ENTRY:
            message = f"holds more than {limits.max_members} files; unpack it and load the folder"
            raise RefusedError(place, message, code="too-large")


def _iter_members(content: Content, archive: zipfile.ZipFile, stream: BinaryIO) -> Iterator[Content | Skipped]:
    members = sorted((_name(info), info.header_offset, info) for info in archive.infolist() if not info.is_dir())
    is_wacz = any(name == "datapackage.json" for name, _, _ in members) and any(_WARC_OF_WACZ.fullmatch(n) for n, _, _ in members)
    source = content.source or ("wacz" if is_wacz else "zip")
    stems = stems_of_pages(name for name, _, _ in members)
    for name, _, info in members:
        if is_wacz and _WARC_OF_WACZ.fullmatch(name) is None:
            continue
        place = f"{content.place}!{printable(name)}"
        if refusal := _refusal(place, info):
            yield refusal
            continue
        try:
            opened = archive.open(info)
        except (*_BROKEN, OSError, EOFError) as error:
            yield Skipped(place=place, code="unreadable", message=f"damaged in the archive ({error}); look for another copy")
            continue
        with opened:
            yield replace(
                content,
                name=member_name(content.name, name),
                place=place,
                stream=Forward(_MemberBytes(opened, info), content.budget.charge),
                size=info.file_size,
                openable=_stored_part(content, stream, info),
                source=source,
                depth=content.depth + 1,
                is_companion=is_in_companion(name, stems),
            )


def _name(info: zipfile.ZipInfo) -> str:
    """The name with the bytes it was written with; zipfile reads them as cp437 where the archive does not say UTF-8."""
    if info.flag_bits & _UTF8:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("utf-8", "surrogateescape")


def _refusal(place: str, info: zipfile.ZipInfo) -> Skipped | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return not_followed(place, "a link")
    if info.flag_bits & _ENCRYPTED:
        return Skipped(
            place=place, code="unreadable", message="encrypted; unpack the archive with its password and load the folder"
        )
    return None


def _stored_part(content: Content, stream: BinaryIO, info: zipfile.ZipInfo) -> FilePart | None:
    if info.compress_type != zipfile.ZIP_STORED:
        return None
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size:
        return None
    name_length, extra_length = _LOCAL.unpack(header)[-2:]
    return content.part(info.header_offset + _LOCAL.size + name_length + extra_length, info.file_size)


class _MemberBytes:
    def __init__(self, opened: IO[bytes], info: zipfile.ZipInfo) -> None:
        self._opened = opened
        self._is_gentle = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

    def read(self, size: int, /) -> bytes:
        try:
            return self._opened.read(size if self._is_gentle else min(size, _SMALL_READ))
        except EOFError as error:
            raise CutError("the archive ends within this member") from error
        except _BROKEN as error:
            raise DamagedError(str(error)) from error
