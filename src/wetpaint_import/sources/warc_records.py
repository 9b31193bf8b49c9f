"""A WARC stream -> its records, each read by a function that is handed in; damaged stretches are passed over and told.

FastWARC reads; where it fails, `warc_repair` tells what is whole and where reading can go on. What was made of a record is given
out only when the next one has begun, since a wrong length shows only there.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from wetpaint_import.sources.forward import Forward
from wetpaint_import.sources.found import Found, Limits, Skipped
from wetpaint_import.sources.originals import RecordPlace
from wetpaint_import.sources.warc_repair import end_of_record, next_start
from wetpaint_import.sources.warc_spelling import is_odd, read_odd

_GZIP = b"\x1f\x8b"
# Deflate packs 258 bytes into two bits at best.
_MOST_PACKED = 1032
_DAMAGED = "a damaged record; reading went on at the next whole one. Look for a whole copy of the file"
_CUT = "a damaged or cut record, and no whole one after it; what stands before is read. Look for a whole copy of the file"
_IN_MEMBER = "a damaged record, and the file is not packed record by record; unpack it with gunzip and load the result to read on"
_GIVEN_UP = "a damaged record, and the rest of the file is not read; unpack the archive it lies in and load the folder"
_TOO_MANY = "too many damaged places, the rest is not read; look for a whole copy of the file"


class DamagedRecordError(OSError):
    """The record does not hold what its header says."""


class Record:
    """One record, to be read once. `length` is what its header says of the block."""

    def __init__(self, record: WarcRecord, place: RecordPlace, *, is_packed: bool) -> None:
        self._reader = record.reader
        self._taken = 0
        self._is_packed = is_packed
        self.is_odd = is_odd(record)
        self.place = place
        self.kind: WarcRecordType = record.record_type
        self.headers: HeaderMap = record.headers
        self.length: int = record.content_length
        if self.headers.get("Content-Length") is None and not self.is_odd:
            raise DamagedRecordError("a record without length")

    def check_length(self, file_size: int | None) -> None:
        """Raises where the file cannot hold what the header says: that is damage, not a bomb."""
        if file_size is not None and self.length > (file_size - self.place.offset) * (_MOST_PACKED if self._is_packed else 1):
            raise DamagedRecordError("a record longer than its file")

    def read(self, size: int) -> bytes:
        data = self._reader.read(min(size, self.length - self._taken))
        self._taken += len(data)
        return data

    def read_rest(self) -> bytes:
        return self.read(self.length)

    def finish(self) -> None:
        """Passes over what was not read; raises where the record is shorter than it says."""
        self._taken += self._reader.consume()
        if self._taken < self.length:
            raise DamagedRecordError("a record shorter than it says")


@dataclass(frozen=True, slots=True)
class _Damage:
    """`resume`: the byte from which the next record is to be searched for; None: there is nothing more."""

    place: RecordPlace
    resume: int | None


@dataclass(frozen=True, slots=True)
class _Odd:
    """A record that FastWARC misreads (see `warc_spelling`) begins at byte `offset`."""

    offset: int


@dataclass(frozen=True, slots=True)
class _Turn:
    """Packed records follow on plain ones or the other way, from byte `offset` on: files joined with `cat`."""

    offset: int


@dataclass(frozen=True, slots=True)
class _Read:
    place: RecordPlace
    length: int
    found: Found | None


Interpret = Callable[[Record], Found | None]


def iter_warc(stream: BinaryIO | Forward, interpret: Interpret, place: str, limits: Limits) -> Iterator[Found]:
    """What `interpret` finds in each record. A stream that is read only forward is given up at its first damage."""
    start: int | None = 0
    damages = 0
    while start is not None:
        damage: _Damage | _Odd | _Turn | None = yield from _iter_stretch(stream, start, interpret)
        if isinstance(damage, _Turn):
            start = damage.offset
            continue
        if isinstance(damage, _Odd):
            damage, start = yield from _iter_odd(cast(BinaryIO, stream), damage.offset, interpret)
            if start is not None:
                continue
        if damage is None:
            return
        damages += 1
        start = None
        if isinstance(stream, Forward):
            message = _GIVEN_UP
        elif damages >= limits.max_damages:
            message = _TOO_MANY
        else:
            start = None if damage.resume is None else next_start(stream, damage.resume)
            message = _IN_MEMBER if damage.place.ordinal else _CUT if start is None else _DAMAGED
        yield Skipped(place=record_place(place, damage.place), code="unreadable", message=message)


def record_place(place: str, record: RecordPlace) -> str:
    """`#2` stands for the third record of a gzip member: where a file is not packed record by record, as it should be."""
    return f"{place}@{record.offset}" + (f"#{record.ordinal}" if record.ordinal else "")


def open_records(stream: BinaryIO | Forward, start: int) -> Iterator[Record]:
    """The records from `start` on; raises OSError at the first damage."""
    if isinstance(stream, Forward):
        is_packed = stream.peek(2) == _GZIP
    else:
        stream.seek(start)
        is_packed = stream.read(2) == _GZIP
        stream.seek(start)
    source = cast(BinaryIO, stream)
    if not is_packed:
        for record in ArchiveIterator(source, parse_http=False):
            yield Record(record, RecordPlace(record.stream_pos), is_packed=False)
        return
    unpacked = GzipReader(source)
    member, ordinal = -1, 0
    for record in ArchiveIterator(unpacked, parse_http=False):
        position = unpacked.frame_start_position() or 0
        member, ordinal = position, ordinal + 1 if position == member else 0
        yield Record(record, RecordPlace(member, ordinal), is_packed=True)


def _iter_stretch(
    stream: BinaryIO | Forward, start: int, interpret: Interpret
) -> Generator[Found, None, _Damage | _Odd | _Turn | None]:
    """From `start` to the end (None), to the first damage or turn, or to a record that has to be read by itself."""
    held: _Read | None = None
    records = open_records(stream, start)
    while True:
        try:
            record = next(records, None)
        except OSError:
            return (yield from _after_failure(stream, start, held))
        if held is not None and held.found is not None:
            yield held.found
        if record is None:
            return _rest(stream, start, held)
        if record.is_odd:
            if isinstance(stream, Forward) or record.place.ordinal:
                return _Damage(record.place, record.place.offset + 1)
            return _Odd(record.place.offset)
        try:
            found = interpret(record)
            record.finish()
        except OSError:
            return _Damage(record.place, record.place.offset + 1)
        held = _Read(record.place, record.length, found)


def _iter_odd(stream: BinaryIO, offset: int, interpret: Interpret) -> Generator[Found, None, tuple[_Damage | None, int | None]]:
    """One record; gives the damage, or the byte at which the next record begins, or neither at the end."""
    place = RecordPlace(offset)
    damage = _Damage(place, offset + 1)
    try:
        stream.seek(offset)
        is_packed = stream.read(2) == _GZIP
        misread = read_odd(stream, offset, is_packed=is_packed)
        if misread is None:
            return damage, None
        record = Record(misread, place, is_packed=is_packed)
        found = interpret(record)
        record.finish()
    except OSError:
        return damage, None
    end = end_of_record(stream, offset, record.length)
    if end is None:
        return damage, None
    if found is not None:
        yield found
    if end.ordinal:
        return _Damage(RecordPlace(offset, 1), offset + 1), None
    stream.seek(end.offset)
    return None, end.offset if stream.read(1) else None


def _after_failure(stream: BinaryIO | Forward, start: int, held: _Read | None) -> Generator[Found, None, _Damage | _Turn]:
    """The record before the failure may be the broken one: a wrong length makes the next seem damaged."""
    if held is None:
        return _Damage(RecordPlace(start), start + 1)
    if isinstance(stream, Forward) or held.place.ordinal:
        if held.found is not None:
            yield held.found
        return _Damage(RecordPlace(held.place.offset, held.place.ordinal + 1), held.place.offset + 1)
    end = end_of_record(stream, held.place.offset, held.length)
    if end is None:
        return _Damage(held.place, held.place.offset + 1)
    if held.found is not None:
        yield held.found
    if not end.ordinal and _turns(stream, held.place.offset, end.offset):
        return _Turn(end.offset)
    return _Damage(end, max(end.offset, held.place.offset) + 1)


def _turns(stream: BinaryIO, before: int, after: int) -> bool:
    """Whether of two records that follow on each other one is packed and the other is not."""
    stream.seek(before)
    is_packed = stream.read(2) == _GZIP
    stream.seek(after)
    return stream.read(5) == b"WARC/" if is_packed else stream.read(2) == _GZIP


def _rest(stream: BinaryIO | Forward, start: int, held: _Read | None) -> _Damage | None:
    """What FastWARC took for the end may be a record that is cut in its first bytes."""
    if held is None:
        return _Damage(RecordPlace(start), None)
    if isinstance(stream, Forward) or held.place.ordinal:
        return None
    end = end_of_record(stream, held.place.offset, held.length)
    if end is None or end.ordinal:
        return None
    stream.seek(end.offset)
    return _Damage(end, None) if stream.read(1) else None
