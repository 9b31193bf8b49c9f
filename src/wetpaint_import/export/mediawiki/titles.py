"""Texts of the archive -> titles that MediaWiki takes as they are, and none that it would take for another.

Rules: MediaWiki's own title parser (`MediaWikiTitleCodec::splitTitleString`, 1.39), which skips a page with a bad title and says
nothing where a title merely becomes another one (`#` cuts it, spaces vanish, first letters fold).
"""

import re
import unicodedata
from urllib.parse import quote

from wetpaint_import.archive import ArchivedThread
from wetpaint_import.export.mediawiki.settings import Namespace
from wetpaint_import.export.unique_names import UniqueNames

# Bytes of a title behind its namespace; the column is that wide.
LONGEST = 255
# A place's part of a title, in bytes, so that the thread's own words have room.
_LONGEST_PLACE = 90
_LOOK_ALIKES = str.maketrans(
    {"#": "＃", "<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "|": "-", "\ufffd": "?", "_": " "}
)
# Direction marks are dropped by MediaWiki; so are zero-width spaces here, which nobody could type.
_DROPPED = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u1680\u180e]+")
_ESCAPE_LIKE = re.compile(r"%(?=[0-9A-Fa-f]{2})")
_ENTITY_LIKE = re.compile(r"&(?=#?[0-9A-Za-z\u0080-\U0010ffff]+;)")
_SIGNATURE = re.compile(r"~{3,}")
# What stands before the first colon may be the name of a namespace, or of another wiki.
_FIRST_COLON = re.compile(r"^([^:/]*):")
_DOTS = re.compile(r"(?:^|(?<=/))(\.{1,2})(?=/|$)")


class PageTitles:
    """Threads -> page titles with their namespace; feed them by ascending id."""

    def __init__(self, namespace: Namespace, scheme: str) -> None:
        self._namespace = namespace
        self._scheme = scheme
        # A wiki that lacks the namespace counts its name as part of the title.
        self._longest = LONGEST - len(namespace.prefix.encode())
        self._names = UniqueNames(self._legal, folded, self._distinct)

    def give(self, thread: ArchivedThread) -> str:
        return self._namespace.prefix + self._names.give(thread.id, "/".join([*self._places(thread), thread.shown_title]))

    def _places(self, thread: ArchivedThread) -> list[str]:
        place = thread.place.title if thread.place else None
        wiki = thread.wiki.host if thread.wiki else None
        wanted = {"plain": [], "place": [place], "wiki": [wiki, place]}[self._scheme]
        return [legal_title(text, _LONGEST_PLACE) for text in wanted if text and text.strip()]

    def _legal(self, text: str) -> str:
        return legal_title(text, self._longest)

    def _distinct(self, text: str, thread_id: int) -> str:
        suffix = f" (thread {thread_id})"
        return legal_title(text, self._longest - len(suffix)) + suffix


def legal_title(text: str, longest: int = LONGEST) -> str:
    """`text` as MediaWiki stores it as a title, without a namespace, at most `longest` bytes long; never empty."""
    text = unicodedata.normalize("NFC", _DROPPED.sub("", text)).translate(_LOOK_ALIKES)
    text = _SPACES.sub(" ", text).strip(" ")
    text = _ESCAPE_LIKE.sub("％", text)
    text = _ENTITY_LIKE.sub("＆", text)
    text = _SIGNATURE.sub(lambda match: "∼" * len(match[0]), text)
    text = _FIRST_COLON.sub("\\1꞉", text)
    text = _DOTS.sub(r"(\1)", text)
    return cut(unicodedata.normalize("NFC", _capital(text)), longest) or "(no title)"


def legal_user(text: str, longest: int = LONGEST) -> str:
    """`text` as the title of a user's page: no subpage, and nothing that names another namespace."""
    return legal_title(text.replace("/", "∕"), longest)


def folded(title: str) -> str:
    """What MediaWiki takes for equal, and what people would: case does not tell titles apart."""
    return title.replace("_", " ").upper().casefold()


def category(tag: str) -> str:
    """The title of the category that stands for a tag."""
    return legal_title(tag)


def url_path(title: str) -> str:
    """`title` as MediaWiki writes it in addresses."""
    return quote(title.replace(" ", "_"), safe=";@$!*(),/~:")


def _capital(text: str) -> str:
    """The first letter as MediaWiki stores it; PHP and Python agree about all letters (`Straße` stays, `ße` becomes `SSe`)."""
    return text[:1].upper() + text[1:]


def cut(text: str, longest: int) -> str:
    """At most `longest` bytes, no character halved, no accent torn from its letter."""
    data = text.encode()
    if len(data) <= longest:
        return text
    cut = len(data[:longest].decode("utf-8", "ignore"))
    while cut > 1 and unicodedata.combining(text[cut]):
        cut -= 1
    return text[:cut].strip(" ")
