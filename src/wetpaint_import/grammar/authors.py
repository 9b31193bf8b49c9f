"""Who wrote a post: the lines and images beside its head -> Author, or None where the page names nobody (docs/evidence.md §6)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from urllib.parse import urlsplit

from wetpaint_import.addresses import absolute, account_name
from wetpaint_import.grammar import printed
from wetpaint_import.grammar.furniture import is_control
from wetpaint_import.model import Author, AuthorKind
from wetpaint_import.page.flow import Element, Flow, Line
from wetpaint_import.page.names import Mark

_USERNAME = re.compile(r"^[\w.@'’-]{1,40}$")
_LONGEST_NAME = 60
_MOST_WORDS = 5
# What may stand alone beside a post without being a name or a control.
_NO_NAME = re.compile(
    r"^(?:more|none|posts?|author|previous|next|last|\d+|(?:(?:previous|next|first|last|\d{1,4})\b[\s|]*){2,})$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who a zone of lines seems to name. `is_sure`: by a mark of its own, not only by standing there."""

    author: Author
    lines: tuple[int, ...]
    is_sure: bool
    rule: str


def read_author(flow: Flow, zone: list[Line], images: list[Element], base: str | None) -> Candidate | None:
    """The author that `zone` (lines beside a head, in order) and the images beside them name."""
    anonymous = tuple(line.index for line in zone if _is_anonymous(_bare(line)))
    if anonymous:
        return Candidate(Author(name=None, kind=AuthorKind.ANONYMOUS), anonymous, True, "anonymous")
    return (
        _by_account_link(flow, zone, images, base)
        or _by_action(flow, zone, images, base)
        or _by_doubling(flow, zone, images, base)
        or _by_standing(flow, zone, images, base)
    )


def _bare(line: Line) -> str:
    return _bare_text(line.text)


# A page asks several times for each of its names, and the next page has the same ones.
@lru_cache(maxsize=2048)
def _bare_text(line: str) -> str:
    text = printed.without_pipes(line)
    match = printed.BYLINE.match(text)
    return match["name"].strip() if match else text


@lru_cache(maxsize=2048)
def _is_anonymous(text: str) -> bool:
    return printed.ANONYMOUS.match(text) is not None or printed.IP_ADDRESS.match(text) is not None


def _registered(flow: Flow, name: str, profile: str | None, images: list[Element], base: str | None) -> Author:
    avatar = _avatar(flow, name, images)
    return Author(name=name, kind=AuthorKind.REGISTERED, profile_url=profile, avatar_url=absolute(avatar, base) if avatar else None)


def _avatar(flow: Flow, name: str, images: list[Element]) -> str | None:
    """The picture that is marked as an avatar, stands in a link to an account, or bears the author's name."""
    for image in images:
        link = flow.enclosing(image.parent, "a") if image.parent >= 0 else None
        href = (link.attribute("href") if link else None) or ""
        alt = (image.attribute("alt") or "").strip()
        if image.marks & Mark.AVATAR or account_name(href) or alt.casefold() == name.casefold():
            return image.attribute("src")
    return None


def _profile(flow: Flow, line: Line, base: str | None) -> tuple[str, str] | None:
    """(account, address of the profile) that a line links to."""
    for piece in line.pieces:
        href = flow.link_of(piece)
        # Cheaper than to complete every address of a page: only these can name an account.
        if not href or not ("account/" in href or (base is not None and "account/" in base)):
            continue
        address = absolute(href, base)
        if account := account_name(address.split("?")[0].split("#")[0]):
            return account, address
    return None


def _by_account_link(flow: Flow, zone: list[Line], images: list[Element], base: str | None) -> Candidate | None:
    profiles = [_profile(flow, line, base) for line in zone]
    linked = [(line, found) for line, found in zip(zone, profiles, strict=True) if found]
    if not linked:
        return None
    line, (_, profile) = linked[-1]
    name = _link_text(flow, line) or _bare(line)
    if _NO_NAME.match(name) and account_name(profile) != name:
        return None
    used = tuple(other.index for other, found in zip(zone, profiles, strict=True) if found or _bare(other) == name)
    return Candidate(_registered(flow, name, profile, images, base), used, True, "account-link")


def _link_text(flow: Flow, line: Line) -> str:
    linked = [p for p in line.pieces if account_name(flow.link_of(p) or "")]
    texts = {line.text[p.start : p.end].strip() for p in linked}
    if len(texts) == 1:
        return texts.pop()
    return line.text[linked[0].start : linked[-1].end].strip() if linked else ""


def _by_action(flow: Flow, zone: list[Line], images: list[Element], base: str | None) -> Candidate | None:
    """`.WPC-action` is the class of the author's menu."""
    marked = [line for line in zone if line.marks & Mark.ACTION and not _NO_NAME.match(_bare(line))]
    if not marked:
        return None
    name = _bare(marked[-1])
    used = tuple(line.index for line in zone if _bare(line) == name)
    return Candidate(_registered(flow, name, None, images, base), used, True, "author-menu")


def _by_doubling(flow: Flow, zone: list[Line], images: list[Element], base: str | None) -> Candidate | None:
    """The name stands twice: once as the avatar's text, once as the link."""
    for first, second in pairwise(zone):
        name = _bare(first)
        if name == _bare(second) and _could_be_doubled(name):
            return Candidate(_registered(flow, name, None, images, base), (first.index, second.index), True, "doubled-name")
    for line in zone:
        pieces = [line.text[piece.start : piece.end].strip() for piece in line.pieces]
        if len(pieces) == 2 and pieces[0] == pieces[1] and _could_be_doubled(pieces[0]):
            return Candidate(_registered(flow, pieces[0], None, images, base), (line.index,), True, "doubled-name")
        name = _said_twice(_bare(line)) or ""
        if _could_be_doubled(name):
            return Candidate(_registered(flow, name, None, images, base), (line.index,), True, "doubled-name")
    return None


def _said_twice(text: str) -> str | None:
    """`NAME` of `NAME NAME`, and of `[NAME]NAME`, as text browsers write a picture's text."""
    if (match := _PICTURE_AND_NAME.match(text)) and match[1] == match[2]:
        return match[1]
    words = text.split()
    half = len(words) // 2
    return " ".join(words[:half]) if words and words[:half] == words[half:] else None


_PICTURE_AND_NAME = re.compile(r"^\[([^\[\]]+)\]\s*(.+)$")


def is_glued(text: str) -> bool:
    """`NAMENAME`."""
    return len(text) > 3 and text[: len(text) // 2] * 2 == text


def is_named_twice(text: str) -> bool:
    """Whether the text is certainly an author: a doubled name or an anonymous mark."""
    name = _said_twice(text)
    return _is_anonymous(text) or (name is not None and _could_be_doubled(name))


def author_of_avatar(flow: Flow, zone: list[Line], images: list[Element], base: str | None) -> Candidate | None:
    """A picture that links to an account, or is marked as an avatar, names its author in its text."""
    for image in images:
        link = flow.enclosing(image.parent, "a") if image.parent >= 0 else None
        href = absolute((link.attribute("href") if link else None) or "", base)
        account = account_name(href)
        alt = unescape(image.attribute("alt") or "").strip()
        if not account and not (image.marks & Mark.AVATAR and alt):
            continue
        name = alt or account or ""
        if printed.ANONYMOUS.match(name) or printed.IP_ADDRESS.match(name) or (account and printed.IP_ADDRESS.match(account)):
            return Candidate(Author(name=None, kind=AuthorKind.ANONYMOUS), (), True, "anonymous")
        used = tuple(line.index for line in zone if _bare(line) == name)
        author = _registered(flow, name, href if account else None, images, base)
        return Candidate(author, used, True, "avatar")
    return None


def _by_standing(flow: Flow, zone: list[Line], images: list[Element], base: str | None) -> Candidate | None:
    """One short line right above the subject; not sure: the caller compares it with the other posts of the page."""
    if not zone or len(zone) > 2:
        return None
    name = _bare(zone[-1])
    if not could_be_name(name):
        return None
    by_line = printed.BYLINE.match(printed.without_pipes(zone[-1].text)) is not None
    author = _registered(flow, name, None, images, base)
    return Candidate(author, (zone[-1].index,), by_line or (len(zone) == 1 and bool(_USERNAME.match(name))), "above-subject")


def is_named_like_control(flow: Flow, line: Line) -> bool:
    """Whether the line, a control by its word, is the link to the account of somebody of that name (`Reply`)."""
    text = printed.without_pipes(line.text).casefold()
    return any((account_name(flow.link_of(piece) or "") or "").casefold() == text for piece in line.pieces)


def begins_with_author(flow: Flow, lines: list[Line], base: str | None) -> int:
    """How many lines at the beginning of `lines` are certainly an author's block, with text of the post behind it."""
    found = max((n for n in (1, 2) if ends_with_author(flow, lines[:n], base) == n), default=0)
    return found if found < len(lines) else 0


def ends_with_author(flow: Flow, lines: list[Line], base: str | None) -> int:
    """How many lines at the end of `lines` are certainly an author's block: a doubled name, an account, an anonymous mark."""
    if not lines:
        return 0
    last = printed.without_pipes(lines[-1].text)
    if len(lines) > 1 and last == printed.without_pipes(lines[-2].text) and _could_be_doubled(last):
        return 2
    is_linked = _profile(flow, lines[-1], base) is not None and _link_text(flow, lines[-1]) == last
    return int(is_linked or bool(printed.ANONYMOUS.match(last) or printed.IP_ADDRESS.match(last)))


def _could_be_doubled(name: str) -> bool:
    """A sentence that somebody says twice is no name."""
    return _USERNAME.match(name) is not None or could_be_name(name)


def could_be_name(name: str) -> bool:
    if not name or len(name) > _LONGEST_NAME or _NO_NAME.match(name) or is_control(name) or len(name.split()) > _MOST_WORDS:
        return False
    return not name.endswith((".", "!", "?", ":", ",")) and urlsplit(name).scheme not in ("http", "https")
