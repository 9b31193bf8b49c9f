"""zip and WACZ -> their members in the order of their names, one at a time."""

import re
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from wetpaint_import.sources.companions import is_in_companion, stems_of_pages
from wetpaint_import.sources.content import Content
from wetpaint_import.sources.forward import Forward
from wetpaint_import.sources.found import Limits, RefusedError, Skipped, not_followed, printable
from wetpaint_import.sources.members import member_name
from wetpaint_import.sources.zip_members import BROKEN, open_member, stored_part

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 1 << 16
# Entries of the directory have 46 bytes and their name; with this many bytes an entry it holds about `max_members` of them.
_BYTES_OF_ENTRY = 256
_ENCRYPTED, _UTF8 = 0x1, 0x800
_WARC_OF_WACZ = re.compile(r"archive/[^/]+\.warc(?:\.gz)?", re.IGNORECASE)
_TOO_DEEP = "an archive inside a packed archive, too large to be held; unpack the outer one and load the folder"
_ENCRYPTED_ADVICE = "encrypted; unpack the archive with its password and load the folder"


def iter_zip(content: Content, limits: Limits) -> Iterator[Content | Skipped]:
    """Members that are files, as contents to be read before the next is asked for."""
    openable = content.opened(limits.max_held)
    if openable is None:
        raise RefusedError(content.place, _TOO_DEEP)
    content = replace(content, openable=openable)
    with openable.open() as stream:
        if _directory_size(stream, openable.size) > limits.max_members * _BYTES_OF_ENTRY:
            message = f"holds more than {limits.max_members} files; unpack it and load the folder"
            raise RefusedError(content.place, message, code="too-large")
        try:
            archive = zipfile.ZipFile(stream)
        except (*BROKEN, OSError, EOFError) as error:
            message = f"no whole zip file ({error}); look for another copy, or repair it with `zip -FF`"
            raise RefusedError(content.place, message) from error
        with archive:
            yield from _iter_members(content, archive, stream)


def _directory_size(stream: BinaryIO, size: int) -> int:
    """As the archive's end says it; 0 where it has none, which zipfile will tell."""
    stream.seek(max(0, size - _END.size - _LONGEST_COMMENT - 2 * _END_64.size))
    tail = stream.read()
    end, end_64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    if end_64 >= 0 and end_64 + _END_64.size <= len(tail):
        return int(_END_64.unpack_from(tail, end_64)[8])
    if 0 <= end <= len(tail) - _END.size:
        return int(_END.unpack_from(tail, end)[5])
    return 0


def _iter_members(content: Content, archive: zipfile.ZipFile, stream: BinaryIO) -> Iterator[Content | Skipped]:
    members = [(_name(info), info) for info in archive.infolist() if not info.is_dir()]
    members.sort(key=lambda member: (member[0], member[1].header_offset))
    is_wacz = any(name == "datapackage.json" for name, _ in members) and any(_WARC_OF_WACZ.fullmatch(name) for name, _ in members)
    stems = stems_of_pages(name for name, _ in members)
    for name, info in members:
        if is_wacz and _WARC_OF_WACZ.fullmatch(name) is None:
            continue
        place = f"{content.place}!{printable(name)}"
        if stat.S_ISLNK(info.external_attr >> 16):
            yield not_followed(place, "a link")
            continue
        if info.flag_bits & _ENCRYPTED:
            yield Skipped(place=place, code="unreadable", message=_ENCRYPTED_ADVICE)
            continue
        try:
            opened, part = open_member(archive, stream, info), stored_part(content, stream, info)
        except (*BROKEN, OSError, EOFError) as error:
            yield Skipped(place=place, code="unreadable", message=f"damaged in the archive ({error}); look for another copy")
            continue
        yield replace(
            content,
            name=member_name(content.name, name),
            place=place,
            stream=Forward(opened, content.budget.charge),
            size=info.file_size,
            openable=part,
            source=content.source or ("wacz" if is_wacz else "zip"),
            depth=content.depth + 1,
            is_companion=is_in_companion(name, stems),
        )


def _name(info: zipfile.ZipInfo) -> str:
    """The name with the bytes it was written with; zipfile reads them as cp437 where the archive does not say UTF-8."""
    if info.flag_bits & _UTF8:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("utf-8", "surrogateescape")
