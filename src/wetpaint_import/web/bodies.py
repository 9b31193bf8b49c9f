"""A post's sanitised body -> what a page shows of it: no outside image is loaded, quotes say whence they come.

The body was sanitised when it was loaded. It is cleaned again here, as a database is a file that anybody may have written.
"""

import re
from html import unescape
from urllib.parse import urlsplit

import nh3
from markupsafe import Markup

from wetpaint_import.addresses import read_address
from wetpaint_import.web.links import Links
from wetpaint_import.web.views import PostItem, ThreadView
from wetpaint_import.web.wording import author_name

_TAGS = set(
    "a b i u em strong br blockquote img h2 h3 h4 ol ul li table tbody thead tr td th p div pre code hr s strike sub sup small big"
    " center dl dt dd".split()
)
# Colours and sizes of the time are left out: no reader's colours can be told from here, so contrast could not be kept.
_ATTRIBUTES = {
    "a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"},
}  # fmt: skip
_CLEANER = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "ftp"}, link_rel=None)
# A tag as the cleaner spells it; a `<` in text is always an entity there, and one in an attribute's value is passed over.
_TAG = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[a-z]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_SHOWN_ADDRESS = re.compile(r"(?:https?|ftp|mailto):", re.IGNORECASE)
# Titles of posts are the page's second headings.
_RENAMED = {"h2": "h3", "h3": "h4", "h4": "h5", "strike": "s", "big": "b", "center": "div"}


def shown_body(item: PostItem, view: ThreadView, links: Links) -> Markup:
    """The body of a post of the thread that `view` shows, fit to stand in a page."""
    body = item.post.body_html
    # Most bodies are text, entities and line ends: nothing in them to clean.
    if item.post.quotes or "<" in body.replace("<br>", ""):
        body = _Rewriting(item, view, links).run(_CLEANER.clean(body))
    return Markup(body)  # noqa: S704  (cleaned, or text and entities only)


class _Rewriting:
    """One pass over the tags of a clean body."""

    def __init__(self, item: PostItem, view: ThreadView, links: Links) -> None:
        self._source = _quote_source(item, view.thread.id, links)
        self._view = view
        self._links = links
        self._is_quote_open = bool(item.post.quotes)
        self._linked: list[bool] = []

    def run(self, body: str) -> str:
        return _TAG.sub(self._tag, body)

    def _tag(self, match: re.Match[str]) -> str:
        closes, name, attributes = match[1] == "/", match[2], match[3]
        if name == "img":
            return _placeholder({key: unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}, bool(self._linked))
        if name == "a":
            return self._link(attributes, closes=closes)
        if name == "blockquote" and not closes and self._is_quote_open:
            self._is_quote_open = False
            return self._source
        if name == "table":
            return "</table></div>" if closes else '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>'
        shown = _RENAMED.get(name, name)
        return f"</{shown}>" if closes else f"<{shown}{attributes}>"

    def _link(self, attributes: str, *, closes: bool) -> str:
        if closes:
            return ("</a>" if self._linked.pop() else "</span>") if self._linked else ""
        address = unescape(dict(_ATTRIBUTE.findall(attributes)).get("href", ""))
        inside = self._inside(address)
        self._linked.append(inside is not None or _SHOWN_ADDRESS.match(address) is not None)
        if inside is not None:
            return Markup('<a href="{}" title="{}">').format(inside, address)
        return _outward(address) if self._linked[-1] else "<span>"

    def _inside(self, address: str) -> str | None:
        """Where the thread of that original address stands in this archive."""
        if "/thread/" not in address:
            return None
        named = read_address(address)
        wiki = self._view.thread.wiki
        thread_id = self._view.known.get((named.host or (wiki.host if wiki else ""), named.thread_id or ""))
        return None if thread_id is None else self._links.thread(thread_id)


def _outward(address: str) -> str:
    return Markup('<a href="{}" rel="nofollow noopener noreferrer ugc">').format(address)


def _quote_source(item: PostItem, thread_id: int, links: Links) -> str:
    """The beginning of a quote of an earlier post, with a link to that post where it is known."""
    if item.quoted is None:
        return '<blockquote class="quote">'
    address = links.post(thread_id, item.quoted.id, item.quoted.position)
    return Markup(
        '<blockquote class="quote" data-pagefind-ignore><a class="quote-source" href="{}">{}, <span class="nr">#{}</span></a> '
    ).format(address, author_name(item.quoted.author), item.quoted.position)


def _placeholder(image: dict[str, str], is_linked: bool) -> str:
    """An image as a box with its description and address: its host is gone, and nothing is asked of other hosts."""
    address = image.get("src", "")
    words = image.get("alt", "").strip()
    place = _short(address)
    inner = Markup('<span class="picture-name">{}</span> <span class="picture-place">{}</span>').format(words or "Image", place)
    if is_linked or _SHOWN_ADDRESS.match(address) is None:
        return Markup('<span class="picture">{}</span>').format(inner)
    return Markup('<a class="picture" href="{}" rel="nofollow noopener noreferrer ugc">{}</a>').format(address, inner)


def _short(address: str) -> str:
    """Host and last part of an address, for the eye."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address[:60]
    name = parts.path.rstrip("/").rsplit("/", 1)[-1]
    shown = f"{parts.netloc}/…/{name}" if parts.path.count("/") > 1 else f"{parts.netloc}{parts.path}"
    return shown if len(shown) <= 70 else shown[:69] + "…"
