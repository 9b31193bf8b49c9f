"""HTML -> Flow. Lexbor repairs the page as a browser would and spells it anew; then its tags are read one after the other.

The new spelling is regular (every attribute quoted, every element closed), so one pattern splits it safely; and a post's body
is a slice of it.
"""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from wetpaint_import.page.flow import INLINE_TAGS, VOID_TAGS, Element, Flow, Line, Piece, Token
from wetpaint_import.page.names import ZONES, Mark, hiding_names, is_hidden_by, marks_of

# Browsers flatten what nests deeper (Blink: 512); the parser's own time grows with the square of the depth.
DEEPEST_NESTING = 512
# With so few tags not even the deepest nesting costs time.
_HARMLESS_TAGS = 6000

_TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>\"]*)((?:[^>\"]|\"[^\"]*\")*)|!--(.*?)--|![^>]*)>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_RAW_TEXT = re.compile(
    r"<(script|style|noscript|iframe|xmp|noembed|noframes|plaintext)\b((?:[^>\"]|\"[^\"]*\")*)>.*?</\1>", re.DOTALL
)
_OPENING_OR_CLOSING = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>")
# A run of equal openings; the closings that are left over close nothing.
_WRAPPERS = re.compile(r"(<(div|span|b|i|font|center|blockquote)\b[^>]*>)(?:\s*<\2\b[^>]*>){20,}", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_FOLDABLE = re.compile(r"[\t\n\r\f\v]|  ")
_HIDDEN = Mark.HIDDEN


def html_flow(html: str) -> Flow:
    """The flow of an HTML page; never fails, whatever the text."""
    page = LexborHTMLParser(flatten(html)).html or ""
    hiding: frozenset[str] = frozenset().union(*(hiding_names(css) for css in _STYLE.findall(page)))
    builder = _Builder(hiding)
    # The end of an empty comment: text behind the last tag is then followed by something.
    builder.read(_RAW_TEXT.sub(r"<\1\2></\1>", page) + "<!---->")
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


class _Builder:
    """Reads the parser's spelling of a page into a flow.

    `read` is the hottest loop of the program: it works on local names, and calls nothing that it need not.
    """

    def __init__(self, hiding: frozenset[str]) -> None:
        self.flow = Flow(is_text=False)
        self._hiding = hiding
        self._own_marks: dict[tuple[str, str], int] = {}

    def read(self, page: str) -> None:  # noqa: C901
        flow = self.flow
        tokens, elements = flow.tokens, flow.elements
        stack: list[int] = []
        element, marks = -1, 0  # the innermost open element, and its marks
        pieces: list[Piece] = []
        text_so_far = ""
        zone = 0
        end = 0
        for match in _TAG.finditer(page):
            start = match.start()
            if start > end:
                raw = page[end:start]
                text = _visible(raw) if not marks & _HIDDEN else ""
                tokens.append(Token(raw, text, element))
                if text and text != " ":
                    if marks & ZONES != zone:
                        if pieces:
                            self._add_line(pieces, text_so_far)
                            pieces, text_so_far = [], ""
                        zone = marks & ZONES
                    if text[0] == " " and (not text_so_far or text_so_far[-1] == " "):
                        text = text[1:]
                    before = len(text_so_far)
                    text_so_far += text
                    pieces.append(Piece(len(tokens) - 1, before, before + len(text)))
                elif text and pieces and text_so_far[-1] != " ":
                    text_so_far += " "
            end = match.end()
            closing, tag, raw_attributes, comment = match.groups()
            if tag is None:
                if comment:
                    flow.comments.append(comment)
                continue
            if pieces and tag not in INLINE_TAGS:
                self._add_line(pieces, text_so_far)
                pieces, text_so_far = [], ""
            if closing:
                if stack and elements[stack[-1]].tag == tag:
                    index = stack.pop()
                    elements[index].closed = len(tokens)
                    tokens.append(Token(match[0], None, index, closes=True))
                    element = stack[-1] if stack else -1
                    marks = elements[element].marks if stack else 0
                continue
            own = self._own_marks.get((tag, raw_attributes))
            if own is None:
                own = self._marks(tag, raw_attributes)
            index = len(elements)
            new = Element(tag, raw_attributes, element, len(tokens), own | marks)
            elements.append(new)
            tokens.append(Token(match[0], None, index))
            if tag in VOID_TAGS:
                new.closed = new.opened
                if tag == "base" and flow.base_url is None:
                    flow.base_url = new.attribute("href")
            else:
                stack.append(index)
                element, marks = index, new.marks
        if pieces:
            self._add_line(pieces, text_so_far)
        for left in elements:
            if left.closed < 0:
                left.closed = len(tokens)

    def _marks(self, tag: str, raw_attributes: str) -> int:
        marks = marks_of(tag, raw_attributes)
        if self._hiding and raw_attributes and is_hidden_by(self._hiding, raw_attributes):
            marks |= Mark.HIDDEN
        self._own_marks[tag, raw_attributes] = marks
        return marks

    def _add_line(self, pieces: list[Piece], text: str) -> None:
        flow = self.flow
        marks = ~0
        for piece in pieces:
            element = flow.tokens[piece.token].element
            marks &= flow.elements[element].marks if element >= 0 else 0
        first = flow.tokens[pieces[0].token].element
        flow.lines.append(Line(len(flow.lines), text.rstrip(), pieces, marks, first))


def _visible(raw: str) -> str:
    """A piece of text as a browser shows it: entities resolved, white space folded, no-break spaces as spaces."""
    text = unescape(raw) if "&" in raw else raw
    if _FOLDABLE.search(text):
        text = _SPACES.sub(" ", text)
    if "\xa0" in text or "\x00" in text:
        text = text.replace("\xa0", " ").replace("\x00", "")
        if text.isspace():
            return " "
    return text
