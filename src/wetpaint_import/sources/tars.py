"""tar -> its members in their order, one at a time; damaged stretches are passed over and told."""

import tarfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, cast

from wetpaint_import.sources.companions import is_in_companion
from wetpaint_import.sources.content import Content
from wetpaint_import.sources.forward import Forward
from wetpaint_import.sources.found import Skipped, not_followed, printable
from wetpaint_import.sources.members import member_name
from wetpaint_import.sources.unpack import CutError

_BLOCK = tarfile.BLOCKSIZE
# `TarFile` remembers every member it has seen, so a new one takes over now and then.
_MEMBERS_OF_ONE = 1_000
# What tarfile raises at bytes that are no tar: a chain of long names, for one, ends in a RecursionError.
_BROKEN = (tarfile.TarError, OSError, ValueError, OverflowError, RecursionError)
_CUT = "the archive is cut here; what stands before is read. Look for a whole copy"
_DAMAGED = "the archive is damaged here; reading went on at the next member that can be told. Look for a whole copy"


def iter_tar(content: Content) -> Iterator[Content | Skipped]:
    """Members that are files, as contents to be read before the next is asked for."""
    stream = content.stream
    while True:
        start = stream.tell()
        is_damaged = _find_header(stream)
        if is_damaged is None:
            return
        if is_damaged:
            yield Skipped(place=f"{content.place}@{start}", code="unreadable", message=_DAMAGED)
        yield from _iter_stretch(content)


def _find_header(stream: Forward) -> bool | None:
    """Stands before the next header; says whether other bytes than zeros came before it. None: there is none."""
    is_damaged = False
    while block := stream.read(_BLOCK):
        if block.strip(b"\x00"):
            try:
                tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            except (tarfile.HeaderError, ValueError):
                is_damaged = True
            else:
                stream.seek(-_BLOCK, 1)
                return is_damaged
    return None


def _iter_stretch(content: Content) -> Iterator[Content | Skipped]:
    stream = content.stream
    start = stream.tell()
    try:
        archive = tarfile.TarFile(fileobj=cast(IO[bytes], stream), encoding="utf-8", errors="surrogateescape")
    except _BROKEN:
        stream.seek(max(stream.tell(), start + _BLOCK))
        yield Skipped(place=f"{content.place}@{start}", code="unreadable", message=_DAMAGED)
        return
    for _ in range(_MEMBERS_OF_ONE):
        try:
            info = archive.next()
        except _BROKEN:
            yield Skipped(place=f"{content.place}@{stream.tell()}", code="unreadable", message=_CUT)
            return
        if info is None:
            stream.seek(archive.offset)
            return
        member = _member(content, info)
        if member is not None:
            yield member
    stream.seek(archive.offset)


def _member(content: Content, info: tarfile.TarInfo) -> Content | Skipped | None:
    place = f"{content.place}!{printable(info.name)}"
    if info.isdir():
        return None
    if info.issym() or info.islnk():
        return not_followed(place, "a link")
    if not info.isreg() or info.issparse():
        return not_followed(place, "a device, pipe or sparse file")
    content.stream.seek(info.offset_data)
    return replace(
        content,
        name=member_name(content.name, info.name),
        place=place,
        stream=Forward(_MemberBytes(content.stream, info.size)),
        size=info.size,
        openable=content.part(info.offset_data, info.size),
        source=content.source or "tar",
        depth=content.depth + 1,
        is_companion=is_in_companion(info.name, None),
    )


class _MemberBytes:
    def __init__(self, stream: Forward, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int, /) -> bytes:
        count = min(size, self._left)
        data = self._stream.read_large(count) if count else b""
        if len(data) < count and not data:
            raise CutError("the archive ends within this member")
        self._left -= len(data)
        return data
