"""Records that later revisits may refer to -> where they lie, in little memory; those of earlier loads, an archive knows."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from wetpaint_import.sources.openable import Held, Openable

_NO_PAGE = -1
# Digest, id, address with date.
_KEYS_OF_RECORD = 3


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record begins: the byte in its file (of its gzip member, where packed) and its number within that member."""

    offset: int
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class Original:
    """`openable` is None where the record cannot be read again (it lay in a packed archive); `place` None: it was no page."""

    openable: Openable | None
    place: RecordPlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRecord:
    """What an archive keeps of a record for the revisits of later loads.

    `payload` None, of a page: its bytes are not kept; then `places` are where it was found, and `refusal` (problem code, message)
    says why it was set aside, if it was.
    """

    is_page: bool
    payload: bytes | None = None
    content_type: str | None = None
    is_cut: bool = False
    places: tuple[str, ...] = ()
    refusal: tuple[str, str] | None = None


class Archive(Protocol):
    """Remembers records from one load to the next; `keys` are hashes (64 bits with sign), the surest first."""

    def remember(self, keys: tuple[int, ...], record: KeptRecord) -> None: ...

    def find(self, keys: tuple[int, ...]) -> KeptRecord | None: ...


class Originals:
    """Remembers records by digest, id, address with date; and what was no page as such, for its revisits are none either."""

    def __init__(self, most: int, archive: Archive | None = None) -> None:
        self._archive = archive
        self._most = _KEYS_OF_RECORD * most
        # A record's key -> number of its file and place in one integer: 100 bytes an entry instead of 400.
        self._known: dict[int, int] = {}
        self._files: list[Openable | None] = []

    def begin_file(self, openable: Openable | None) -> None:
        self._files.append(openable)

    def end_file(self) -> None:
        """What was held in memory is let go; files on disk can be opened again."""
        if isinstance(self._files[-1], Held):
            self._files[-1] = None

    def remember(self, keys: tuple[str, ...], place: RecordPlace | None, kept: KeptRecord | None) -> None:
        """`place` None: the record is no page. The first page of a digest counts. `kept` None: later loads are told nothing."""
        numbers = tuple(_number(key) for key in keys)
        if kept is not None and self._archive is not None:
            self._archive.remember(numbers, kept)
        value = _NO_PAGE if place is None else (len(self._files) - 1) << 96 | place.offset << 32 | place.ordinal
        for number in numbers:
            if self._known.get(number, _NO_PAGE) == _NO_PAGE:
                self._known[number] = value
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]

    def find(self, keys: tuple[str, ...]) -> Original | None:
        for key in keys:
            value = self._known.get(_number(key))
            if value == _NO_PAGE:
                return Original(None, None)
            if value is not None:
                return Original(self._files[value >> 96], RecordPlace(value >> 32 & (1 << 64) - 1, value & (1 << 32) - 1))
        return None

    def find_kept(self, keys: tuple[str, ...]) -> KeptRecord | None:
        """Of an earlier load."""
        return None if self._archive is None else self._archive.find(tuple(_number(key) for key in keys))


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
