"""What the user wants of a fetch, checked."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookiejar import LoadError, MozillaCookieJar
from pathlib import Path

from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.limits import LARGEST_PAGE, PATIENCE, TIMEOUT
from wetpaint_import.fetch.selection import Captures

# A request a week, in requests a minute; a year in seconds.
_SLOWEST = 0.0001
_LONGEST = 366 * 86_400.0
_DATE = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?|\d{14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """`asked`: hosts and addresses. Rates are requests a minute, None: those of the source. Times are in seconds.

    Dates are the beginning of a timestamp: `2009`, `200905`, `20090531`. `max_pages` counts requests for pages. `again`:
    what was refused, not archived or failed for good is tried once more.
    """

    asked: tuple[str, ...]
    out: Path
    source: str = "wayback"
    captures: Captures = Captures.ALL
    collapse: bool = True
    follow: bool = True
    content_pages: bool = False
    other_sites: tuple[str, ...] = ()
    with_twins: bool = True
    from_date: str = ""
    to_date: str = ""
    crawls: tuple[str, ...] = ()
    rate: float | None = None
    index_rate: float | None = None
    max_pages: int | None = None
    max_size: int = LARGEST_PAGE
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    contact: str | None = None
    cookies: Path | None = None
    again: bool = False
    dry_run: bool = False

    def __post_init__(self) -> None:
        if not self.asked:
            raise UsageError("nothing to fetch: give a host, an address, or --from FILE")
        if not self.out.name.endswith(".warc.gz"):
            raise UsageError(f"--out {self.out.name}: the file's name must end in .warc.gz")
        if not self.out.absolute().parent.is_dir():
            raise UsageError(f"--out {self.out}: there is no such folder")
        if self.cookies is not None and self.source != "live":
            raise UsageError("--cookies are for a live site (--source live): an archive has no use for them")
        if self.crawls and not self.source.startswith("commoncrawl"):
            raise UsageError("--crawl names crawls of Common Crawl (--source commoncrawl)")
        if self.from_date and self.to_date and not is_between(self.from_date, "", self.to_date[: len(self.from_date)]):
            raise UsageError(f"--from-date {self.from_date} is later than --to-date {self.to_date}")
        self._check_numbers()
        if self.contact is not None and not (self.contact.isascii() and self.contact.isprintable()):
            raise UsageError("--contact must be one line of plain (ASCII) text")

    def _check_numbers(self) -> None:
        """`nan` and `inf` are numbers to Click, and clocks fail over what is too long."""
        for name, rate in (("--rate", self.rate), ("--index-rate", self.index_rate)):
            if rate is not None and not _SLOWEST <= rate < math.inf:
                raise UsageError(f"{name} must be a number of requests a minute, {_SLOWEST:g} or more")
        for name, seconds in (("--timeout", self.timeout), ("--patience", self.patience)):
            if not 0 <= seconds <= _LONGEST:
                raise UsageError(f"{name} must be a number, and no more than a year")

    def for_ledger(self) -> dict[str, object]:
        """What of it belongs into a file that may be passed on: no paths."""
        shown = ("captures", "collapse", "follow", "content_pages", "with_twins", "from_date", "to_date", "max_pages")
        return {name: getattr(self, name) for name in shown}


def date_digits(text: str, *, option: str) -> str:
    """`2009`, `2009-05`, `2009-05-31` or a whole timestamp as an archive's digits; raises UsageError."""
    match = _DATE.fullmatch(text)
    month, day = (match[2], match[3]) if match else (None, None)
    if match is None or not 1 <= int(month or 1) <= 12 or not 1 <= int(day or 1) <= 31:
        raise UsageError(f"{option} {text}: give a date as 2009, 2009-05 or 2009-05-31")
    return text.replace("-", "")


def is_between(timestamp: str, from_date: str, to_date: str) -> bool:
    """Whether a timestamp lies within the dates, both included; a page of a live site (no timestamp) always does."""
    if not timestamp:
        return True
    return (not from_date or timestamp[: len(from_date)] >= from_date) and (not to_date or timestamp[: len(to_date)] <= to_date)


def asked_in(lines: Iterable[str]) -> tuple[str, ...]:
    """Hosts and addresses of a file, one a line; what follows a tab or a space is a note, so is a line with `#`."""
    found = dict.fromkeys(line.split()[0] for line in lines if line.strip() and not line.lstrip().startswith("#"))
    return tuple(found)


def read_cookies(path: Path | None) -> MozillaCookieJar | None:
    """A cookies.txt as browsers' extensions write it; raises UsageError."""
    if path is None:
        return None
    jar = MozillaCookieJar(path)
    try:
        jar.load(ignore_discard=True)
    except (LoadError, OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--cookies {path.name}: not a cookies.txt file that can be read") from error
    return jar
