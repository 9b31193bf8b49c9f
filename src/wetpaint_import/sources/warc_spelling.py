"""A WARC record whose header is spelled unlike others (`content-length:`, lines that end in LF alone) -> the record.

The standard leaves the case of header names open (ISO 28500, 4), and some programs write them in lower case; FastWARC then takes
the record for an empty one of unknown type.
"""

import re
from typing import BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from wetpaint_import.sources.forward import Forward, Reads
from wetpaint_import.sources.kinds import Kind
from wetpaint_import.sources.unpack import Unpacked

# FastWARC takes no longer header.
_LONGEST_HEADER = 1 << 15
HEADER_END = re.compile(rb"\r?\n\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_NAMES = {b"warc-type": b"WARC-Type", b"content-length": b"Content-Length"}


def is_odd(record: WarcRecord) -> bool:
    """Whether FastWARC may have misread the header."""
    if record.record_type is not WarcRecordType.unknown and record.content_length:
        return False
    headers = list(record.headers.items())
    names = {name for name, _ in headers}
    if any(name.lower() == known.decode().lower() and name != known.decode() for known in _NAMES.values() for name in names):
        return True
    return any("\n" in value for _, value in headers)


def read_odd(stream: BinaryIO, offset: int, *, is_packed: bool) -> WarcRecord | None:
    """The record at `offset` (of its gzip member, where packed); None if it is none with its header spelled right either."""
    stream.seek(offset)
    source: Reads = Unpacked(Kind.GZIP, stream) if is_packed else stream
    head = b""
    while (end := HEADER_END.search(head)) is None and len(head) < _LONGEST_HEADER and (piece := source.read(_LONGEST_HEADER)):
        head += piece
    if end is None:
        return None
    header = b"\r\n".join(_respelled(line) for line in _LINE_END.split(head[: end.start()]))
    joined = Forward(_Joined(header + b"\r\n\r\n" + head[end.end() :], source))
    record = next(ArchiveIterator(cast(BinaryIO, joined), parse_http=False), None)
    return None if record is None or is_odd(record) else record


def _respelled(line: bytes) -> bytes:
    name, colon, value = line.partition(b":")
    return _NAMES.get(name.strip().lower(), name) + colon + value


class _Joined:
    """Bytes at hand, then the rest of a stream."""

    def __init__(self, first: bytes, rest: Reads) -> None:
        self._first = first
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        if not self._first:
            return self._rest.read(size)
        data, self._first = self._first[:size], self._first[size:]
        return data
