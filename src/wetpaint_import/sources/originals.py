"""Records that later revisits may refer to -> where they lie, in little memory."""

from dataclasses import dataclass
from hashlib import blake2b

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


class Originals:
    """Remembers records by digest, id, address with date; and what was no page as such, for its revisits are none either."""

    def __init__(self, most: int) -> None:
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

    def remember(self, keys: tuple[str, ...], place: RecordPlace | None) -> None:
        """`place` None: the record is no page. The first page of a digest counts."""
        value = _NO_PAGE if place is None else (len(self._files) - 1) << 96 | place.offset << 32 | place.ordinal
        for key in keys:
            number = _number(key)
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


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")
