"""A stretch of a flow -> a post's body: safe HTML, plain text, quote, links, images.

The stretch is a token range; only the text pieces that the grammar gave to the body are taken from it. What a browser would show
decides the text: a line end for each `<br>`, a blank line round paragraphs.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

import nh3
from msgspec import Struct

from wetpaint_import.addresses import absolute, unwrap_archived
from wetpaint_import.model import Image, Link, Quote
from wetpaint_import.page.flow import BREAKING_TAGS, PARAGRAPH_TAGS, VOID_TAGS, Element, Flow, Line
from wetpaint_import.page.names import Mark

# What script users could post and the server kept (docs/evidence.md §8), plus what browsers make of it.
_ALLOWED_TAGS = set(
    "a b i u em strong br blockquote img font h2 h3 h4 ol ul li table tbody thead tr td th p div pre code hr s strike sub sup"
    " small big center dl dt dd".split()
)
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_CLEANER = nh3.Cleaner(
    tags=_ALLOWED_TAGS,
    attributes=_ALLOWED_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "ftp"},
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SAFE_SCHEME = re.compile(r"(?:https?|ftp|mailto):", re.IGNORECASE)
_EMBEDS = frozenset({"object", "embed", "iframe"})
_CONTENT_TAGS = frozenset({"img", "hr", "param"}) | _EMBEDS
# Image hosts of the farm; `/GW{width}H{height}` at the end asks for a smaller copy (docs/evidence.md §8).
_IMAGE_HOST = re.compile(r"^https?://image\.(?:wetpaint|wikifoundry)\.com/", re.IGNORECASE)
_IMAGE_SIZE = re.compile(r"/GW\d+(?:H\d+)?$")
# No browser of the time followed a longer address.
_BARE_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{1,2000}\.[^\s<>\"]{1,100}", re.IGNORECASE)
_NO_BODY = Mark.HIDDEN | Mark.RATING | Mark.CONTROLS
_TRAILING_PUNCTUATION = ".,;:!?'*_"


class Segment(Struct, frozen=True, gc=False):
    """The characters `start` to `end` of one line of the flow."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    html: str
    quotes: tuple[Quote, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


class _Part(Struct, gc=False):
    """One thing that a body is made of, in order: a piece of text, or a tag."""

    raw: str
    text: str | None
    element: int
    closes: bool = False


def read_body(flow: Flow, segments: list[Segment], first: int, last: int, base: str | None) -> Body:
    """The body made of `segments` within the tokens `first` to `last` (both included)."""
    if (plain := _plain_body(flow, segments, first, last)) is not None:
        return plain
    parts = _parts(flow, segments, first, last)
    quote, rest = _split_quote(flow, parts)
    text = _render_text(flow, rest)
    html = _CLEANER.clean(_render_html(flow, parts, base)).strip()
    return Body(text, html, (Quote(text=quote),) if quote else (), _links(flow, parts, base), _images(flow, parts, base))


def _plain_body(flow: Flow, segments: list[Segment], first: int, last: int) -> Body | None:
    """Most posts are text and line ends (docs/evidence.md §8): as the parser spells them, these need no cleaning.

    None for all others, and where the grammar gave only a part of the text to the body.
    """
    raws: list[str] = []
    texts: list[str] = []
    shown: list[int] = []
    begin = end = 0
    for index, token in enumerate(flow.tokens[max(first, 0) : max(last + 1, first, 0)], max(first, 0)):
        text = token.text
        if text is None:
            if token.raw != "<br>" or flow.elements[token.element].marks & (_NO_BODY | Mark.FORM):
                return None
            raws.append("<br>")
            texts.append("\n")
        elif texts and texts[-1] != "\n":
            return None  # two pieces of text side by side: a comment stands between them
        elif text.isspace():
            raws.append(" ")
            texts.append(" ")
        else:
            begin = len(raws) if not shown else begin
            raws.append(token.raw)
            texts.append(text)
            shown.append(index)
            end = len(raws)
    if not shown or shown != [piece.token for segment in segments for piece in segment.line.pieces]:
        return None
    if any(segment.start or segment.end < len(segment.line.text) for segment in segments):
        return None
    text = "\n".join([line.strip() for line in "".join(texts).split("\n")]).strip("\n")
    links = tuple(_bare_links(text)) if _may_hold_address(text) else ()
    return Body(text, "".join(raws[begin:end]).strip(), (), links, ())


def _parts(flow: Flow, segments: list[Segment], first: int, last: int) -> list[_Part]:
    taken, whole = _taken(segments)
    elements = flow.elements
    parts = []
    first = max(first, 0)
    for index, token in enumerate(flow.tokens[first : max(last + 1, first)], first):
        if token.text is None:
            marks = elements[token.element].marks
            if not marks & _NO_BODY and (not marks & Mark.FORM or marks & Mark.BODY):
                parts.append(_Part(token.raw, None, token.element, token.closes))
        elif index in taken:
            raw = token.raw if index in whole else escape(taken[index], quote=False)
            parts.append(_Part(raw, taken[index], token.element))
        elif token.text and not token.text.strip():
            parts.append(_Part(" ", " ", token.element))
    return _balanced(flow, _trimmed(flow, parts))


def _taken(segments: list[Segment]) -> tuple[dict[int, str], set[int]]:
    """What is taken of each token, and the tokens that are taken whole."""
    taken: dict[int, str] = {}
    whole: set[int] = set()
    for segment in segments:
        line = segment.line
        for piece in line.pieces:
            start, end = max(piece.start, segment.start), min(piece.end, segment.end)
            if start < end:
                taken[piece.token] = taken.get(piece.token, "") + line.text[start:end]
                if start == piece.start and end == min(piece.end, len(line.text)):
                    whole.add(piece.token)
    return taken, whole


def _trimmed(flow: Flow, parts: list[_Part]) -> list[_Part]:
    """`parts` from the first to the last that shows something, with the tags that open right before the first."""
    start = next((i for i, part in enumerate(parts) if _shows(flow, part)), None)
    if start is None:
        return []
    end = next(i for i in range(len(parts), 0, -1) if _shows(flow, parts[i - 1]))
    while start > 0 and (parts[start - 1].text is None or not (parts[start - 1].text or "").strip()):
        if parts[start - 1].raw.startswith("<br"):
            break
        start -= 1
    return parts[start:end]


def _shows(flow: Flow, part: _Part) -> bool:
    if part.text is not None:
        return bool(part.text.strip())
    element = flow.elements[part.element]
    return not part.closes and element.tag in _CONTENT_TAGS and not element.marks & Mark.AVATAR


def _balanced(flow: Flow, parts: list[_Part]) -> list[_Part]:
    """`parts` without the ends of what began before, and without what only begins after the last text."""
    opened: list[int] = []
    kept = []
    for part in parts:
        if part.text is None and part.closes:
            if part.element not in opened:
                continue
            opened.remove(part.element)
        elif part.text is None and flow.elements[part.element].tag not in VOID_TAGS:
            opened.append(part.element)
        kept.append(part)
    for element in reversed(opened):
        kept.append(_Part(f"</{flow.elements[element].tag}>", None, element, closes=True))
    return kept


def _split_quote(flow: Flow, parts: list[_Part]) -> tuple[str | None, list[_Part]]:
    """The earlier post's text that a leading `blockquote` in literal quote marks holds, and the parts after it."""
    start = next((i for i, part in enumerate(parts) if _shows(flow, part)), None)
    if start is None:
        return None, parts
    opened = [
        i
        for i, part in enumerate(parts[:start])
        if part.text is None and not part.closes and flow.elements[part.element].tag == "blockquote"
    ]
    if not opened:
        return None, parts
    element = parts[opened[0]].element
    end = next(i for i, part in enumerate(parts) if part.closes and part.element == element)
    text = _render_text(flow, parts[opened[0] + 1 : end])
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return None, parts
    return text[1:-1].strip(), parts[: opened[0]] + parts[end + 1 :]


def _render_text(flow: Flow, parts: list[_Part]) -> str:
    lines = [""]

    def end_block(blank: int) -> None:
        """Ends the line; `blank` blank lines at least stand before what follows, once something stands."""
        if lines[-1].strip():
            lines.append("")
        if blank and len(lines) > 1 and lines[-2].strip() and not lines[-1].strip():
            lines.append("")

    for part in parts:
        if part.text is not None:
            text = part.text.replace("\xa0", " ")
            lines[-1] += text.lstrip(" ") if not lines[-1] or (lines[-1].endswith(" ") and text.startswith(" ")) else text
            continue
        tag = flow.elements[part.element].tag
        if tag == "br":
            lines.append("")
        elif tag in PARAGRAPH_TAGS:
            end_block(1)
        elif tag in ("td", "th"):
            lines[-1] += " " if lines[-1] and part.closes else ""
        elif tag in BREAKING_TAGS:
            end_block(0)
    return "\n".join(line.strip() for line in lines).strip("\n")


def _render_html(flow: Flow, parts: list[_Part], base: str | None) -> str:
    out = []
    embedded = -1
    for part in parts:
        if part.text is not None:
            out.append(part.raw)
            continue
        element = flow.elements[part.element]
        if element.tag in _EMBEDS:
            outermost = _outermost_embed(flow, part.element)
            if outermost != embedded and not part.closes:
                embedded = outermost
                url = _embed_address(flow, parts, outermost, base)
                out.append(f'<a href="{escape(url)}">{escape(url)}</a>' if url else "")
        elif element.tag in ("a", "img") and not part.closes:
            out.append(_rewritten(element, base))
        else:
            out.append(part.raw)
    return "".join(out)


def _rewritten(element: Element, base: str | None) -> str:
    """The tag of a link or an image with its original, absolute address."""
    name = "href" if element.tag == "a" else "src"
    value = element.attribute(name)
    if value is None:
        return f"<{element.tag}{element.raw_attributes}>"
    address = absolute(value, base)
    if address == value:
        return f"<{element.tag}{element.raw_attributes}>"
    rest = re.sub(rf'\s{name}="[^"]*"', "", element.raw_attributes, count=1)
    return f'<{element.tag} {name}="{escape(address)}"{rest}>'


def _outermost_embed(flow: Flow, element: int) -> int:
    return [i for i in flow.ancestors(element) if flow.elements[i].tag in _EMBEDS][-1]


def _embed_address(flow: Flow, parts: list[_Part], outermost: int, base: str | None) -> str | None:
    """Where an embedded thing came from: the `src` of `embed` or `iframe`, else `movie` or `data` of the object."""
    inside = [
        flow.elements[part.element]
        for part in parts
        if part.text is None and not part.closes and outermost in flow.ancestors(part.element)
    ]
    candidates = [e.attribute("src") for e in inside if e.tag in ("embed", "iframe")]
    candidates += [
        e.attribute("value") for e in inside if e.tag == "param" and (e.attribute("name") or "").lower() in ("movie", "src")
    ]
    candidates += [e.attribute("data") for e in inside if e.tag == "object"]
    for candidate in candidates:
        if candidate and (address := _safe(absolute(candidate, base))):
            return address
    return None


def _safe(address: str) -> str | None:
    if address.startswith("//"):
        address = "http:" + address
    return address if _SAFE_SCHEME.match(address) else None


def _links(flow: Flow, parts: list[_Part], base: str | None) -> tuple[Link, ...]:
    links = []
    embedded = -1
    open_link: tuple[int, str, list[str]] | None = None
    # Adjoining pieces of text are one, so that an address split by a tag is not cut.
    bare = ""

    def flush() -> None:
        nonlocal bare
        links.extend(_bare_links(bare))
        bare = ""

    for part in parts:
        element = flow.elements[part.element]
        if part.text is not None:
            if open_link is not None:
                open_link[2].append(part.text)
            else:
                bare += part.text
        elif element.tag == "a":
            if not part.closes and (address := _target(element, base)):
                flush()
                open_link = (part.element, address, [])
            elif part.closes and open_link is not None and open_link[0] == part.element:
                links.append(Link(url=open_link[1], text=" ".join("".join(open_link[2]).split())))
                open_link = None
        elif element.tag in _EMBEDS and not part.closes:
            outermost = _outermost_embed(flow, part.element)
            if outermost != embedded and (address := _embed_address(flow, parts, outermost, base)):
                flush()
                links.append(Link(url=address, text=""))
            embedded = outermost
        elif element.tag in BREAKING_TAGS:
            flush()
    flush()
    return tuple(links)


def _target(element: Element, base: str | None) -> str | None:
    href = element.attribute("href")
    if not href:
        return None
    return _harmless(absolute(href, base))


def _harmless(address: str) -> str | None:
    """The address as browsers read it, if it is relative or has a scheme that runs nothing."""
    address = address.strip()
    return None if _SCHEME.match(address) and not _SAFE_SCHEME.match(address) else address


def _may_hold_address(text: str) -> bool:
    return "://" in text or "www." in text or "WWW." in text


def _bare_links(text: str) -> list[Link]:
    links: list[Link] = []
    if not _may_hold_address(text):
        return links
    for found in _BARE_ADDRESS.findall(text):
        address = found.rstrip(_TRAILING_PUNCTUATION)
        while address.endswith((")", "]")) and address.count(")") + address.count("]") > address.count("(") + address.count("["):
            address = address[:-1].rstrip(_TRAILING_PUNCTUATION)
        target = address if "://" in address else "http://" + address
        links.append(Link(url=unwrap_archived(target)[0], text=address))
    return links


def _images(flow: Flow, parts: list[_Part], base: str | None) -> tuple[Image, ...]:
    images = []
    for part in parts:
        element = flow.elements[part.element]
        if part.text is None and element.tag == "img" and not element.marks & Mark.AVATAR:
            source = element.attribute("src")
            if source and (url := _harmless(absolute(source, base))):
                images.append(Image(url=url, original_url=original_image(url), alt=unescape(element.attribute("alt") or "")))
    return tuple(images)


def original_image(url: str) -> str | None:
    """The address of the full-size image; None on hosts whose addresses say nothing of sizes."""
    return _IMAGE_SIZE.sub("", url) if _IMAGE_HOST.match(url) else None
