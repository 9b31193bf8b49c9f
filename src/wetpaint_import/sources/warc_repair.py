"""A damaged WARC file -> where a record ends for certain, and where the next one begins."""

import re
import zlib
from typing import BinaryIO

from wetpaint_import.sources.originals import RecordPlace
from wetpaint_import.sources.warc_spelling import HEADER_END

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 16
_SEARCHED_AT_ONCE = 1 << 20
# FastWARC takes no longer header.
_LONGEST_HEADER = 1 << 15
# A version line and the first header after it: neither is likely to stand together in a page, wherever garbage may end.
_START = re.compile(rb"\x1f\x8b\x08|WARC/[01]\.\d\d?\r?\n(?:WARC-|Content-)", re.IGNORECASE)
_LONGEST_START = 20
# Packed data have the mark of gzip by chance once in 16 MB; each is looked at.
_MOST_FALSE = 100_000
_NEWLINES = b"\r\n"
# Two line ends close a record; what follows them tells whether it ended where it should.
_ENOUGH = 64


def end_of_record(stream: BinaryIO, offset: int, length: int) -> RecordPlace | None:
    """Where the record after that at `offset` should begin; None if the block of `length` bytes does not end as a record must.

    The record must be the first of its gzip member; `ordinal` is 1 if more records follow in it.
    """
    stream.seek(offset)
    is_packed = stream.read(2) == _GZIP
    stream.seek(offset)
    return _end_of_packed(stream, offset, length) if is_packed else _end_of_plain(stream, offset, length)


def _end_of_plain(stream: BinaryIO, offset: int, length: int) -> RecordPlace | None:
    size = _header_size(stream.read(_LONGEST_HEADER))
    if size is None:
        return None
    end = offset + size + length
    stream.seek(end)
    after = stream.read(_CHUNK)
    newlines = len(after) - len(after.lstrip(_NEWLINES))
    return RecordPlace(end + newlines) if newlines or not after else None


def _end_of_packed(stream: BinaryIO, offset: int, length: int) -> RecordPlace | None:
    inflater = zlib.decompressobj(wbits=31)
    head, after, count, end = b"", b"", 0, None
    while not inflater.eof and len(after) < _ENOUGH:
        packed = inflater.unconsumed_tail or stream.read(_CHUNK)
        try:
            piece = inflater.decompress(packed, _CHUNK)
        except zlib.error:
            return None
        count += len(piece)
        if end is None:
            head += piece
            size = _header_size(head)
            end = None if size is None else size + length
        if end is not None and count > end:
            after += piece[-(count - end) :]
        if not packed and not piece:
            return None
    if end is None or count < end:
        return None
    rest = after.lstrip(_NEWLINES)
    if not rest and inflater.eof:
        return RecordPlace(stream.tell() - len(inflater.unused_data))
    return RecordPlace(offset, 1) if len(rest) < len(after) and rest.startswith(b"WARC/") else None


def _header_size(data: bytes) -> int | None:
    end = HEADER_END.search(data)
    return end.end() if end else None


def next_start(stream: BinaryIO, position: int) -> int | None:
    """The next byte from `position` on at which a record (packed or not) begins by its looks; None: there is none."""
    left = _MOST_FALSE
    while left > 0:
        stream.seek(position)
        chunk = stream.read(_SEARCHED_AT_ONCE)
        for match in _START.finditer(chunk):
            start = position + match.start()
            if chunk[match.start()] != _GZIP[0] or _holds_record(stream, start):
                return start
            left -= 1
            if left == 0:
                break
        if len(chunk) < _SEARCHED_AT_ONCE:
            return None
        # A mark that the chunk's end cuts is found whole in the next one.
        position += len(chunk) - _LONGEST_START
    return None


def _holds_record(stream: BinaryIO, start: int) -> bool:
    stream.seek(start)
    try:
        return zlib.decompressobj(wbits=31).decompress(stream.read(512), 5) == b"WARC/"
    except zlib.error:
        return False
