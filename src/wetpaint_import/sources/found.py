"""The vocabulary of reading: what was found, what was left out and why, and the bounds that hostile input meets."""

from dataclasses import dataclass

from wetpaint_import.errors import SourceError
from wetpaint_import.model import Capture

_MIB = 1 << 20
_UNITS = ((1 << 30, "GiB"), (_MIB, "MiB"), (1 << 10, "KiB"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what one input may cost; sizes are bytes after unpacking unless they say otherwise.

    `max_page_size`: one page; for MHTML the whole file, pictures included. Real thread pages have 20 to 200 KB.
    `max_ratio`, `free_unpacked`: one input may unpack to `free_unpacked` and `max_ratio` times its own size more. HTML packs 4 to
    20 times, folders of like pages in one solid archive up to about 100; bombs reach 1,000 (zip, gzip) and far beyond (xz, bzip2).
    `max_total`: all that one input may unpack to, whatever its own size; the largest crawls of one wiki had some 10 GB.
    `max_members`: entries of one zip file, whose directory has to be held in memory (about 700 bytes an entry).
    `max_held`: an archive inside a compressed archive has to be held in memory to be read.
    `max_damages`: broken places in one WARC file, before the rest of it is given up: each costs a search.
    `max_originals`: records that a revisit may refer to (about 100 bytes an entry, three entries a page); the oldest go first.
    `max_waiting`: revisits whose original has not been met yet (about 1 KB each).
    """

    max_page_size: int = 16 * _MIB
    max_ratio: int = 200
    free_unpacked: int = 64 * _MIB
    max_total: int = 256 << 30
    max_members: int = 100_000
    max_held: int = 64 * _MIB
    max_damages: int = 1_000
    max_originals: int = 300_000
    max_waiting: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that should have been read and was not. `code` is a problem code; `message` says what to do."""

    place: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAPage:
    """A picture, script, style sheet, error answer …: counted, not a problem."""

    place: str
    media_type: str | None


Found = Capture | Skipped | NotAPage


class RefusedError(SourceError):
    """A content that cannot be read further; ends as a `Skipped`, never leaves this package."""

    def __init__(self, place: str, message: str, code: str = "unreadable") -> None:
        super().__init__(place, message, code=code)
        self.message = message

    def as_skipped(self) -> Skipped:
        return Skipped(place=self.place, code=self.code, message=self.message)


def too_large(place: str, limits: Limits) -> Skipped:
    message = f"larger than {_size(limits.max_page_size)}, so no page of a discussion; if it is one, raise --max-page-size"
    return Skipped(place=place, code="too-large", message=message)


def _size(number: int) -> str:
    """In the largest unit of which there is one at least."""
    unit, name = next(((unit, name) for unit, name in _UNITS if number >= unit), (1, "bytes"))
    return f"{round(number / unit, 1):g} {name}"


def not_followed(place: str, what: str) -> Skipped:
    message = f"{what} is not followed; load what it stands for by its own name"
    return Skipped(place=place, code="not-followed", message=message)


def printable(name: str) -> str:
    """A file name that may hold bytes of no encoding (surrogate escapes), fit to be printed and stored."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
