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
_MONTHS = "January February March April May June July August September October November December".split()
_SIGNATURE = re.compile(
    rf"\[\[User:([^|\[\]]+)\|([^|\[\]]*)\]\] ([0-9]{{2}}):([0-9]{{2}}), ([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}}) \(UTC\)"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """`page` is the title behind `User:`, `name` the one shown; `at` has no seconds."""

    page: str
    name: str
    at: datetime


def sign(user: User, at: datetime) -> str:
    date = f"{at:%H:%M}, {at.day} {_MONTHS[at.month - 1]} {at.year:04} (UTC)"
    return f"[[User:{user.page}|{escape_wikitext(user.shown) or '?'}]] {date}"


def read_signature(text: str) -> Signature | None:
    """The signature that all of `text` is; None if it is none."""
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        return None
    page, name, hour, minute, day, month, year = match.groups()
    try:
        at = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        return None
    return Signature(page, unescape(name), at)
