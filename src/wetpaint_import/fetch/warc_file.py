"""The WARC that a fetch adds to: whole groups of records only, whatever kills the program, and a repair of the rest."""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from wetpaint_import.errors import StorageError, UsageError
from wetpaint_import.fetch.limits import MIB
from wetpaint_import.fetch.records import Tried
from wetpaint_import.fetch.warc_records import SOFTWARE, ReadRecord, read_record, warcinfo

_BLOCK = 256 * 1024
_GZIP = b"\x1f\x8b\x08"
# A record of ours is no larger than the largest page allowed, which the user may raise; this only bounds a damaged file.
_LARGEST_RECORD = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A group that is whole in the file but not in the ledger: the program was stopped between the two."""

    tried: Tried
    main: ReadRecord


class WarcFile:
    """Open for adding. `size` is where the next record goes; all before it is whole."""

    def __init__(self, path: Path) -> None:
        """Opens the file if it is there; else the first record makes it."""
        self.path = path
        self._descriptor = -1
        self.size = 0
        if path.exists():
            self._open(os.O_RDWR)
            self.size = os.fstat(self._descriptor).st_size

    def _open(self, flags: int) -> None:
        try:
            self._descriptor = os.open(self.path, flags | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise StorageError(str(self.path), f"cannot be opened for writing: {error.strerror}") from error

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def repair(self, whole_up_to: int, *, is_known: bool) -> Iterator[Adopted]:
        """Yields the whole groups after `whole_up_to`, then cuts off the beginning of one that a kill may have left.

        `is_known`: a ledger of ours says that we write this file. Raises UsageError for another's file and StorageError
        for damage that no kill leaves. `size` is right only after the last group.
        """
        end = position = whole_up_to
        main: ReadRecord | None = None
        is_ours = whole_up_to > 0
        for member_end, record in self._records(whole_up_to):
            if not is_ours and (record.software or "").partition("/")[0] != SOFTWARE:
                raise self._not_ours()
            is_ours, position = True, member_end
            if record.kind in ("response", "revisit"):
                main = record
            elif record.kind == "warcinfo":
                end = member_end
            elif record.tried is not None and main is not None:
                yield Adopted(tried=replace(record.tried, offset=end, end=member_end), main=main)
                end, main = member_end, None
        if self.size > 0 and not (is_ours or is_known):
            raise self._not_ours()
        if self._holds_more_after(position):
            raise StorageError(
                str(self.path), f"is damaged at byte {position} but goes on after it; keep it, and give another --out"
            )
        self._cut(end)

    def _not_ours(self) -> UsageError:
        return UsageError(f"{self.path} is not a file that fetch wrote; give another --out")

    def _holds_more_after(self, position: int) -> bool:
        """Whether a whole record follows on a place where none can be read: a kill leaves nothing behind its place."""
        at = position + 1
        while at < self.size:
            found = self._block(at).find(_GZIP)
            if found < 0:
                at += _BLOCK - len(_GZIP) + 1
                continue
            member = self._member(at + found)
            if member is not None and read_record(member[0]) is not None:
                return True
            at += found + 1
        return False

    def _cut(self, end: int) -> None:
        if end < self.size:
            os.ftruncate(self._descriptor, end)
            os.fsync(self._descriptor)
        self.size = end

    def _records(self, start: int) -> Iterator[tuple[int, ReadRecord]]:
        """(end, record) for each whole gzip member from `start` on, up to the first that is not whole or is no record."""
        position = start
        while True:
            unpacked = self._member(position)
            if unpacked is None:
                return
            data, position = unpacked
            record = read_record(data)
            if record is None:
                return
            yield position, record

    def _block(self, position: int) -> bytes:
        os.lseek(self._descriptor, position, os.SEEK_SET)
        return os.read(self._descriptor, _BLOCK)

    def _member(self, start: int) -> tuple[bytes, int] | None:
        inflater = zlib.decompressobj(31)
        parts: list[bytes] = []
        position, size = start, 0
        while self._descriptor >= 0 and not inflater.eof:
            block = self._block(position)
            if not block:
                return None
            position += len(block)
            try:
                part = inflater.decompress(block)
            except zlib.error:
                return None
            size += len(part)
            if size > _LARGEST_RECORD:
                return None
            parts.append(part)
        return (b"".join(parts), position - len(inflater.unused_data)) if inflater.eof else None

    def add(self, data: bytes, contact: str | None = None) -> tuple[int, int]:
        """Writes a group to the disk, whole or not at all; (offset, end). Raises StorageError where there is no room."""
        if self.size == 0:
            data = (head := warcinfo(contact)) + data
            start = len(head)
        else:
            start = self.size
        if self._descriptor < 0:
            self._open(os.O_RDWR | os.O_CREAT | os.O_EXCL)
        is_whole = False
        try:
            _write_all(self._descriptor, data, self.size)
            os.fsync(self._descriptor)
            is_whole = True
        except OSError as error:
            raise StorageError(str(self.path), f"cannot be written: {error.strerror}; all that was done before is safe") from error
        finally:
            if not is_whole:
                os.ftruncate(self._descriptor, self.size)
        self.size += len(data)
        return start, self.size


def _write_all(descriptor: int, data: bytes, position: int) -> None:
    os.lseek(descriptor, position, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
