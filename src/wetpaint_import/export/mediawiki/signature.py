"""Who and when -> the signature at the end of a post, in the one form that DiscussionTools and its like read; and back.

The form: a link to the user's page, then `12:05, 3 May 2009 (UTC)`, two digits for the hour (9:05 is not read).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from wetpaint_import.export.mediawiki.users import User
from wetpaint_import.markup import escape_wikitext

# English whatever the machine's language; a wiki in another language reads its own month names only.
MONTHS = "January February March April May June July August September October November December".split()
_SIGNATURE = re.compile(
    rf"\[\[User:([^|\[\]]+)\|([^|\[\]]*)\]\] ([0-9]{{2}}):([0-9]{{2}}), ([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}}) \(UTC\)"
)


_DATE_IN_TEXT = re.compile(rf"([0-9]{{1,2}}:[0-9]{{2}}, [0-9]{{1,2}} (?:{'|'.join(MONTHS)}) [0-9]{{4}} )(\(UTC\))")
_PREFORMATTED = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
# DiscussionTools looks for the link within 100 characters before the time.
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Signature:
    """`page` is the title behind `User:`, `name` the one shown; `at` has no seconds."""

    page: str
    name: str
    at: datetime


def sign(user: User, at: datetime) -> str:
    date = f"{at:%H:%M}, {at.day} {MONTHS[at.month - 1]} {at.year:04} (UTC)"
    return f"[[User:{user.page}|{escape_wikitext(label(user)) or '?'}]] {date}"


def label(user: User) -> str:
    """The name that a signature shows, which is the whole name unless it is longer than any real one."""
    return user.shown if len(user.shown) <= _LONGEST_LABEL else f"{user.shown[: _LONGEST_LABEL - 1]}…"


def unsigned(wikitext: str) -> str:
    """A body's `wikitext` in which no time can end a comment: an empty element that nobody sees parts it from its zone."""
    if "(UTC)" not in wikitext:
        return wikitext
    pieces = _PREFORMATTED.split(wikitext)
    return "".join(piece if number % 2 else _DATE_IN_TEXT.sub(r"\1<span></span>\2", piece) for number, piece in enumerate(pieces))


def read_signature(text: str) -> Signature | None:
    """The signature that all of `text` is; None if it is none."""
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        return None
    page, name, hour, minute, day, month, year = match.groups()
    try:
        at = datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        return None
    return Signature(page, unescape(name), at)
