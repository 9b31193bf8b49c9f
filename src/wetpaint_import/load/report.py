"""What a load was asked to do, how far it is, and what it did."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from wetpaint_import.sources import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """`time_zone` is an IANA name; `same_wiki` pairs (host, the host that stands for it); `jobs` 0 = one a core."""

    url: str | None = None
    captured_at: datetime | None = None
    time_zone: str | None = None
    keep_raw: bool = True
    same_wiki: tuple[tuple[str, str], ...] = ()
    jobs: int = 0
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class LoadReport:
    """`read` counts captures by kind of page, `set_aside` by problem code, `doubts` other problems by code.

    `read_again` counts captures that were loaded before, and of which this load tells more. `own_url` and `own_time` count new ones
    that tell themselves what `--url` and `--captured-at` tell; `wiki_unknown` counts threads in the database,
    `missing_urls` addresses at which something that is missing may be found.
    """

    read: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    already_loaded: int = 0
    read_again: int = 0
    not_pages: int = 0
    own_url: int = 0
    own_time: int = 0
    wiki_unknown: int = 0
    new_threads: int = 0
    new_posts: int = 0
    threads: int = 0
    posts: int = 0
    missing_posts: int = 0
    missing_threads: int = 0
    missing_urls: int = 0

    @property
    def pages(self) -> int:
        return sum(self.read.values()) + sum(self.set_aside.values()) + self.already_loaded + self.read_again

    def set_aside_page(self, code: str, place: str, message: str) -> None:
        self.set_aside[code] += 1
        self.examples.setdefault(code, []).append((place, message))
        del self.examples[code][_EXAMPLES:]


# Places named for each reason; `status` has all.
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a running load; `bytes_read` counts the files given (`meter.total_bytes`)."""

    pages: int
    posts: int
    bytes_read: int
