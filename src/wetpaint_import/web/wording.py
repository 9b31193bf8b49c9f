"""Values -> the short words that pages print for them: dates, counts, initials, addresses of archived originals."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from markupsafe import Markup, escape

from wetpaint_import.archive import Person, Wiki
from wetpaint_import.web.links import Links
from wetpaint_import.web.views import MonthCount

# Colours of initials; the style sheet has a class for each.
_HUES = 12
_MONTHS: Final = "January February March April May June July August September October November December".split()


def day(at: datetime | None) -> str:
    """`3 Aug 2008`, of the day in UTC."""
    return f"{at.day} {_MONTHS[at.month - 1][:3]} {at.year}" if at else "no date"


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def month_name(month: MonthCount) -> str:
    """`August 2008`."""
    return f"{_MONTHS[month.month % 12]} {month.month // 12}"


def number(count: int) -> str:
    return f"{count:,}"


def plural(count: int, noun: str) -> str:
    """`1 post`, `1,200 posts`, `2 replies`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {re.sub(r'(?<![aeiou])y$', 'ie', noun)}s"


def span(first: datetime | None, last: datetime | None) -> str:
    """`2007`, `2007–2011`, or nothing where no time is known."""
    if first is None or last is None:
        return ""
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"


def percent(share: float) -> str:
    """Never `100 %` where something lacks, never `0 %` where something is there."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    return f"{min(max(share, 0.001), 0.999):.1%}"


def wiki_name(wiki: Wiki) -> str:
    return wiki.name or wiki.host or "Wiki not known"


def author_name(person: Person | None) -> str:
    """`anonymous` where the page says so, other words where it says nothing."""
    return person.name if person is not None else "author not known"


def initials(name: str) -> str:
    """One or two letters of a name: the first of its first two words, or of the parts of `BlueHeron`."""
    words = re.findall(r"[^\W_]+", name)
    if len(words) == 1:
        words += re.findall(r"(?<=[a-z])[A-Z]", words[0])[:1]
    letters = "".join(word[0] for word in words[:2]) or name.strip()[:1]
    return unicodedata.normalize("NFC", letters).upper()[:2] or "?"


def hue(name: str) -> int:
    """Which of the colours a name has: always the same."""
    return crc32(name.casefold().encode("utf-8", "replace")) % _HUES


def is_web(url: str | None) -> bool:
    """Whether an address may stand in a link; others are only printed."""
    return url is not None and re.match(r"https?://[^\s]+$", url, re.IGNORECASE) is not None


def archived(url: str | None, at: datetime | None) -> str | None:
    """Where the Wayback Machine shows that address at that time, or lists its captures; None for other than web addresses."""
    if url is None or not is_web(url):
        return None
    return f"https://web.archive.org/web/{at:%Y%m%d%H%M%S}/{url}" if at else f"https://web.archive.org/web/*/{url}"


def code_spans(text: str) -> Markup:
    """`names` between backticks as code."""
    pieces = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(piece) if i % 2 else escape(piece) for i, piece in enumerate(pieces))


def author_href(person: Person | None, links: Links) -> str | None:
    """The page of an author; the anonymous, the withheld and the unnamed have none."""
    return None if person is None or person.is_anonymous or person.is_withheld else links.author(person.id)


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "archived": archived,
    "author_href": author_href,
    "author_name": author_name,
    "code_spans": code_spans,
    "day": day,
    "hue": hue,
    "initials": initials,
    "is_web": is_web,
    "iso": iso,
    "number": number,
    "percent": percent,
    "plural": plural,
    "span": span,
    "wiki_name": wiki_name,
}
