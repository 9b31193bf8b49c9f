"""The printed lines of a discussion as patterns (docs/evidence.md §3, §4, §7, §10); one place for all that Wetpaint printed."""

import re

from wetpaint_import.dates import DATE_PATTERN as DATE_PATTERN

_I = re.IGNORECASE

LOCATION = re.compile(r"^\|?\s*Location:\s*(?:\|\s+)?(?P<value>.*?)(?:\s+\|)?$", _I)
DISCUSSION = re.compile(r"^\|?\s*Discussion:\s*(?:\|\s+)?(?P<value>.*?)(?:\s+\|)?$", _I)
# `Showing 5 posts`; a paged thread is said to print `Showing 20 of 60 posts`.
SHOWING = re.compile(
    r"^\|?\s*Showing\s+(?:(?:the\s+)?(?:last\s+)?(?P<shown>\d[\d,]{0,9})(?:\s*[-–]\s*[\d,]+)?\s+of\s+)?(?P<claimed>\d[\d,]{0,9})"
    r"\s+(?:posts?|comments?)\b\.?(?:\s+(?:Stop watching|Watch))?[\s|<]*$",
    _I,
)
SHOWING_ALONE = re.compile(r"^\|?\s*Showing\s*\|?$", _I)

# `[Knots](/page/Knots)`: what converters leave of a link in HTML that they copy.
MARKDOWN_LINK = re.compile(r"^\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)\)$")

# How each of these begins; hardly any line of a page does.
HEADER_LINE = re.compile(r"^\|?\s*(?:Location:|Discussion:|Showing)", _I)

# `DATE | Post edited: DATE`; skins may put something else between the two, or a cell's border.
_GAP = r"[\s|•·\-–—,;()\[\]]*"
EDITED_LABEL = re.compile(r"Post edited:", _I)
DATE_LINE = re.compile(rf"(?P<posted>{DATE_PATTERN}){_GAP}Post edited:\s*(?P<edited>{DATE_PATTERN})", _I)
# The same with dates of a form that we do not know.
FOREIGN_DATE_LINE = re.compile(r"^(?P<posted>[^|]{6,60}?)\s*\|\s*Post edited:\s*(?P<edited>[^|]{6,60}?)\s*\|?$", _I)
DATE_ALONE = re.compile(rf"^\|?\s*(?P<posted>{DATE_PATTERN})\s*\|?$", _I)
EDITED_ALONE = re.compile(rf"^{_GAP}Post edited:\s*(?P<edited>{DATE_PATTERN})?\s*\|?$", _I)

NUMBERED = re.compile(r"^(?P<number>\d{1,6})\.\s*(?P<subject>\S.*)$")
NUMBER_ALONE = re.compile(r"^(?P<number>\d{1,6})\.?$")
REPLY = re.compile(r"^RE:\s*\S", _I)

# At the end of a line: `Do you find this valuable?` or `1  out of 3 found this valuable. Do you?`, with what stands for the icons.
RATING = re.compile(
    r"(?:(?P<found>\d{1,6})\s+out\s+of\s+(?P<of>\d{1,6})\s+found\s+this\s+valuable\.?(?:\s*Do\s+you\?)?|Do\s+you\s+find\s+this\s+valuable\?)"
    r"(?:\s*(?:Yes|No|/|\|))*\s*$",
    _I,
)
RATING_START = re.compile(r"^\d{1,6}\s+out\s+of\s+\d{1,6}$", _I)
RATING_END = re.compile(r"^found\s+this\s+valuable\.?(?:\s*Do\s+you\?)?$", _I)


def rating_of(text: str) -> re.Match[str] | None:
    """`RATING` in a line; the pattern is slow on a long line, and few have the word at all."""
    return RATING.search(text) if "valuable" in text.lower() else None


TAGS = re.compile(r"^\|?\s*Keyword tags:\s*(?P<value>.*?)\s*\|?$", _I)
EDIT_TAGS = re.compile(r"\s*\(?\s*edit keyword tags\s*\)?\s*", _I)

# Label text that stands behind a title, hidden or as an icon's name (docs/evidence.md §3: no flag in text).
FEATURED_LABEL = re.compile(r"This is a featured thread", _I)
REPORTED_LABEL = re.compile(r"Reported", _I)
LOCKED_LABEL = re.compile(r"(?:This thread is locked|This is a locked thread|Thread locked|Locked)", _I)
GLUED_LABELS = re.compile(r"(?:Reported)?\s*This is a featured (?:thread|page)\s*$")
TITLE_LABELS = re.compile(
    r"^[\s\-–—|()\[\]]*(?:(?:Reported|This is a featured (?:thread|page)|This thread is locked|This is a locked thread|Locked)"
    r"[\s\-–—|()\[\]]*)*$"
)

ANONYMOUS = re.compile(r"^(?:Posted\s+Anonymously|Anonymous(?:\s+user)?)$", _I)
_IP_V4 = r"\d{1,3}(?:\.\d{1,3}){3}"
# Seven colons, or two together; colons alone are a line that somebody drew.
_IP_V6 = r"(?=[0-9a-f:]*[0-9a-f])(?![0-9a-f:]*:::)(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}"
IP_ADDRESS = re.compile(rf"^(?:{_IP_V4}|{_IP_V6})$", _I)
_IP_ADDRESS_WITHIN = re.compile(rf"\b{_IP_V4}\b|(?<![\w:]){_IP_V6}(?![\w:])", _I)


def mask_addresses(text: str) -> str:
    """Moderators see the addresses of anonymous posters; they go nowhere but the raw page (docs/evidence.md §6)."""
    return _IP_ADDRESS_WITHIN.sub("[IP address]", text)


BYLINE = re.compile(r"^(?:(?:posted|written|started)\s+)?by:?\s+(?P<name>\S.*)$", _I)

# Thread tables in content pages.
TABLE_COLUMNS = ("started by", "thread subject", "replies", "last post")
TABLE_HEAD = re.compile(r"^\|?\s*Started By[\s|]*Thread Subject[\s|]*Replies[\s|]*Last Post\s*\|?$", _I)
TABLE_CUT = re.compile(r"\(Showing the last \d+ of (?P<all>\d{1,7})", _I)
THREAD_STARTED = re.compile(rf"^\|?\s*Thread started:\s*(?P<date>{DATE_PATTERN})?\s*(?:Watch)?\s*\|?$", _I)


def fold(text: str) -> str:
    """`text` for comparing: case and white space do not count."""
    return " ".join(text.split()).casefold()


def without_pipes(text: str) -> str:
    """A line of family B without the cell borders at its ends."""
    return _BORDERS.sub("", text.strip()) if "|" in text else text.strip()


# A border stands apart from the words; a title may begin or end with a bar of its own.
_BORDERS = re.compile(r"^\|(?:\s+|$)|\s+\|$")


def without_reply_mark(subject: str) -> str:
    """A reply's subject as its thread's title: without the one `RE:` that the platform put in front."""
    return re.sub(r"^RE:\s*", "", subject, count=1, flags=_I)
