"""HTML -> Flow. Lexbor repairs the page as a browser would and spells it anew; then its tags are read one after the other.

The new spelling is regular (every attribute quoted, every element closed), so one pattern splits it safely; and a post's body
is a slice of it.
"""

import re
from html import unescape

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from wetpaint_import.page.flow import BREAKING_TAGS, VOID_TAGS, Element, Flow, Line, Piece, Token
from wetpaint_import.page.names import ZONES, Mark, hiding_names, is_numbered, marks_of

# Browsers flatten what nests deeper (Blink: 512); the parser's own time grows with the square of the depth.
DEEPEST_NESTING = 512
# With so few tags not even the deepest nesting costs time.
_HARMLESS_TAGS = 6000

# Comments and tags of the parser's spelling: every attribute has a value in quotes; its name may hold anything, quotes included.
_TAG = re.compile(r"(<!--.*?-->|<![^>]*>|</?[a-zA-Z][^\s>]*(?:\s[^\s>][^\s=>]*=\"[^\"]*\")*\s*/?>)", re.DOTALL | re.ASCII)
# What may stand between two brackets if no bracket is part of it: nothing, a whole comment, a document type, or a tag.
_IN_BRACKETS = re.compile(r"|!--.*--|![^-].*|/?[a-zA-Z][^\s>]*(?:\s[^\s>][^\s=>]*=\"[^\"]*\")*\s*/?", re.DOTALL | re.ASCII)
# The Wayback Machine of 2001 to 2010 wrote its remark into a script behind the page.
_ARCHIVE_SCRIPT = re.compile(r"<script[^>]*>([^<]*<!--[^<]*FILE ARCHIVED ON[^<]*)", re.IGNORECASE)
# Only the parser knows where these end: comments name them, and scripts write others of their kind.
_RAW_TEXT = "script,style,noscript,iframe,xmp,noembed,noframes,plaintext"
_OPENING_OR_CLOSING = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>")
# A run of equal openings; the closings that are left over close nothing.
_WRAPPERS = re.compile(r"(<(div|span|b|i|font|center|blockquote)\b[^>]*>)(?:\s*<\2\b[^>]*>){20,}", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_HIDDEN = Mark.HIDDEN


def html_flow(html: str) -> Flow:
    """The flow of an HTML page; never fails, whatever the text."""
    tree = LexborHTMLParser(flatten(html))
    hiding: frozenset[str] = frozenset().union(*(hiding_names(style.text()) for style in tree.css("style")))
    builder = _Builder(hiding)
    if "FILE ARCHIVED ON" in html:
        builder.flow.comments += _ARCHIVE_SCRIPT.findall(tree.html or "")
    for template in reversed(tree.css("template")):
        template.decompose()
    # From the end: what stands in another of them goes before it.
    for element in reversed(tree.css(_RAW_TEXT)):
        while (content := element.first_child) is not None:
            content.decompose()
    page = tree.html or ""
    builder.flow.may_be_archived = "/web/" in page or "wmtb" in page
    builder.flow.may_page = "offset=" in page
    builder.read(page)
    return builder.flow


def flatten(html: str) -> str:
    """`html` nested no deeper than any browser would follow.

    Wrappers that open one after the other with nothing between are one; what still lies too deep becomes neighbours.
    """
    if html.count("<") < _HARMLESS_TAGS or _depth(html) <= DEEPEST_NESTING:
        return html
    html = _WRAPPERS.sub(r"\1", html)
    return html if _depth(html) <= DEEPEST_NESTING else _side_by_side(html)


def _depth(html: str) -> int:
    depth = deepest = 0
    for match in _OPENING_OR_CLOSING.finditer(html):
        if match[2].lower() not in VOID_TAGS:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _side_by_side(html: str) -> str:
    kept = []
    depth = end = 0
    open_deep: str | None = None
    for match in _OPENING_OR_CLOSING.finditer(html):
        kept.append(html[end : match.start()])
        end = match.end()
        name = match[2].lower()
        if name in VOID_TAGS:
            kept.append(match[0])
            continue
        depth += -1 if match[1] else 1
        if depth < DEEPEST_NESTING or (match[1] and depth == DEEPEST_NESTING - 1):
            kept.append(match[0])
        elif open_deep is not None:
            kept.append(f"</{open_deep}>")
            open_deep = None
        if depth >= DEEPEST_NESTING and not match[1]:
            kept.append(match[0])
            open_deep = name
        depth = max(depth, 0)
    kept.append(html[end:])
    return "".join(kept)


class _Tag(Struct, gc=False):
    """What a tag's own text tells; pages repeat few tags many times. `raw` is that text."""

    raw: str
    name: str
    raw_attributes: str
    is_closing: bool
    is_inline: bool
    is_void: bool
    is_numbered: bool
    marks: int


# The tags seen so far, by what the page's own style sheet hides: the pages of a wiki share most of both.
_known_tags: dict[frozenset[str], dict[str, _Tag]] = {}
# Tags differ by their links; this many take about 10 MB.
_MOST_KNOWN_TAGS = 20_000


def _tags_known_with(hiding: frozenset[str]) -> dict[str, _Tag]:
    if sum(map(len, _known_tags.values())) + len(_known_tags) > _MOST_KNOWN_TAGS:
        _known_tags.clear()
    return _known_tags.setdefault(hiding, {})


class _Builder:
    """Reads the parser's spelling of a page into a flow.

    `read` is the hottest loop of the program: it works on local names, and calls nothing that it need not.
    """

    def __init__(self, hiding: frozenset[str]) -> None:
        self.flow = Flow(is_text=False)
        self._hiding = hiding

    def read(self, page: str) -> None:  # noqa: C901
        flow, tags = self.flow, _tags_known_with(self._hiding)
        tokens, elements = flow.tokens, flow.elements
        # The innermost open element, its index and its marks.
        parent, element, marks = None, -1, 0
        pieces: list[Piece] = []
        line = ""
        zone = 0
        has_rare_spaces = any(space in page for space in "\t\r\f\v")
        for part, _, raw in self._split(page, tags):
            tag = tags.get(part)
            if tag is None:
                if part.startswith("!--"):
                    flow.comments.append(part[3:-2])
            else:
                if pieces and not tag.is_inline:
                    self._add_line(pieces, line)
                    pieces, line = [], ""
                if tag.is_closing:
                    if parent is not None and parent.tag == tag.name:
                        parent.closed = len(tokens)
                        tokens.append(Token(tag.raw, None, element, True))  # by name it takes twice as long
                        element = parent.parent
                        parent = elements[element] if element >= 0 else None
                        marks = parent.marks if parent is not None else 0
                else:
                    at = len(tokens)
                    new = Element(tag.name, tag.raw_attributes, element, at, tag.marks | marks)
                    tokens.append(Token(tag.raw, None, len(elements)))
                    if tag.is_void:
                        new.closed = at
                        # In a body anybody may have written it, and browsers pass it over where the head has one.
                        if tag.name == "base" and flow.base_url is None and parent is not None and parent.tag == "head":
                            flow.base_url = new.attribute("href")
                    else:
                        parent, element, marks = new, len(elements), new.marks
                    elements.append(new)
                    if tag.is_numbered:
                        flow.numbered.append(new)
            if not raw:
                continue
            if marks & _HIDDEN:
                tokens.append(Token(raw, "", element))
                continue
            if raw.isspace():
                tokens.append(Token(raw, " ", element))
                if pieces and line[-1] != " ":
                    line += " "
                continue
            text = _visible(raw) if has_rare_spaces or "&" in raw or "\n" in raw or "  " in raw else raw
            tokens.append(Token(raw, text, element))
            if text == " " or not text:
                if pieces and line[-1] != " ":
                    line += " "
                continue
            if marks & ZONES != zone:
                if pieces:
                    self._add_line(pieces, line)
                    pieces, line = [], ""
                zone = marks & ZONES
            if text[0] == " " and (not line or line[-1] == " "):
                text = text[1:]
            before = len(line)
            line += text
            pieces.append(Piece(len(tokens) - 1, before, len(line)))

    def _split(self, page: str, tags: dict[str, _Tag]) -> list[tuple[str, str, str]]:
        """A page as (a tag or comment without its brackets, a bracket, the text behind it); its tags are then in `tags`.

        Nearly all pages have brackets only round tags, and fall apart at them in a third of the time that the pattern takes.
        """
        pieces = [chunk.partition(">") for chunk in page.split("<")]
        unknown = {piece[0] for piece in pieces}.difference(tags)
        if page.count("<") != page.count(">") or not all(_IN_BRACKETS.fullmatch(part) for part in unknown):
            parts = _TAG.split(page)
            pieces = [("", "", parts[0])]
            pieces += [(tag[1:-1], ">", text) for tag, text in zip(parts[1::2], parts[2::2], strict=True)]
            unknown = {piece[0] for piece in pieces}.difference(tags)
        for part in unknown:
            if part and part[0] != "!":
                tags[part] = self._tag(part)
        return pieces

    def _tag(self, text: str) -> _Tag:
        is_closing = text[0] == "/"
        name, space, attributes = text.removeprefix("/").partition(" ")
        raw_attributes = space + attributes
        marks = marks_of(name, raw_attributes, self._hiding)
        # What is not shown ends no line either.
        is_inline = name not in BREAKING_TAGS or marks & Mark.HIDDEN != 0
        return _Tag(f"<{text}>", name, raw_attributes, is_closing, is_inline, name in VOID_TAGS, is_numbered(raw_attributes), marks)

    def _add_line(self, pieces: list[Piece], text: str) -> None:
        flow = self.flow
        first = flow.tokens[pieces[0].token].element
        marks = flow.elements[first].marks if first >= 0 else 0
        for piece in pieces[1:]:
            element = flow.tokens[piece.token].element
            marks &= flow.elements[element].marks if element >= 0 else 0
        flow.lines.append(Line(len(flow.lines), text.rstrip(), pieces, marks, first))


def _visible(raw: str) -> str:
    """A piece of text as a browser shows it: entities resolved, white space folded, no-break spaces as spaces."""
    text = unescape(raw) if "&" in raw else raw
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text:
        text = _SPACES.sub(" ", text)
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
        if text.isspace():
            return " "
    return text
