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

_TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>\"]*)((?:[^>\"]|\"[^\"]*\")*)|!--(.*?)--|(![^>]*))>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_RAW_TEXT = re.compile(
    r"<(script|style|noscript|iframe|xmp|noembed|noframes|plaintext)\b((?:[^>\"]|\"[^\"]*\")*)>.*?</\1>", re.DOTALL
)
_OPENING_OR_CLOSING = re.compile(r"<(/?)([a-zA-Z]+)[^>]*>")
# A run of equal openings; the closings that are left over close nothing.
_WRAPPERS = re.compile(r"(<(div|span|b|i|font|center|blockquote)\b[^>]*>)(?:\s*<\2\b[^>]*>){20,}", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")


def html_flow(html: str) -> Flow:
    """The flow of an HTML page; never fails, whatever the text."""
    page = LexborHTMLParser(flatten(html)).html or ""
    hiding: frozenset[str] = frozenset().union(*(hiding_names(css) for css in _STYLE.findall(page)))
    builder = _Builder(hiding)
    builder.read(_RAW_TEXT.sub(r"<\1\2></\1>", page))
    return builder.flow


def flatten(html: str) -> str:
    """`html` nested no deeper than any browser would follow.

    Wrappers that open one after the other with nothing between are one; what still lies too deep becomes neighbours.
    """
    if html.count("<") < DEEPEST_NESTING or _depth(html) <= DEEPEST_NESTING:
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
    def __init__(self, hiding: frozenset[str]) -> None:
        self.flow = Flow(is_text=False)
        self._hiding = hiding
        self._stack: list[int] = []
        self._line: list[Piece] = []
        self._line_text = ""
        self._zone = 0

    def read(self, page: str) -> None:
        parts = _TAG.split(page)
        for i in range(0, len(parts) - 1, 6):
            if parts[i]:
                self._text(parts[i])
            closing, tag, raw_attributes, comment = parts[i + 1 : i + 5]
            if tag:
                if closing:
                    self._close(tag)
                else:
                    self._open(tag, raw_attributes)
            elif comment:
                self.flow.comments.append(comment)
        if parts[-1]:
            self._text(parts[-1])
        self._end_line()
        last = len(self.flow.tokens)
        for element in self.flow.elements:
            if element.closed < 0:
                element.closed = last

    def _open(self, tag: str, raw_attributes: str) -> None:
        flow = self.flow
        parent = self._stack[-1] if self._stack else -1
        inherited = flow.elements[parent].marks if parent >= 0 else 0
        marks = marks_of(tag, raw_attributes)
        if self._hiding and raw_attributes and is_hidden_by(self._hiding, raw_attributes):
            marks |= Mark.HIDDEN
        if tag not in INLINE_TAGS:
            self._end_line()
        index = len(flow.elements)
        opened = len(flow.tokens)
        flow.elements.append(Element(tag, raw_attributes, parent, opened, marks | inherited))
        flow.tokens.append(Token(f"<{tag}{raw_attributes}>", None, index))
        if tag in VOID_TAGS:
            flow.elements[index].closed = opened
            if tag == "base" and flow.base_url is None:
                flow.base_url = flow.elements[index].attribute("href")
        else:
            self._stack.append(index)

    def _close(self, tag: str) -> None:
        if not self._stack or self.flow.elements[self._stack[-1]].tag != tag:
            return
        index = self._stack.pop()
        if tag not in INLINE_TAGS:
            self._end_line()
        self.flow.elements[index].closed = len(self.flow.tokens)
        self.flow.tokens.append(Token(f"</{tag}>", None, index, closes=True))

    def _text(self, raw: str) -> None:
        element = self._stack[-1] if self._stack else -1
        marks = self.flow.elements[element].marks if element >= 0 else 0
        text = _SPACES.sub(" ", unescape(raw) if "&" in raw else raw).replace("\xa0", " ").replace("\x00", "")
        self.flow.tokens.append(Token(raw, text, element))
        if marks & Mark.HIDDEN or not text.strip():
            if text and self._line and not self._line_text.endswith(" ") and not marks & Mark.HIDDEN:
                self._line_text += " "
            return
        if marks & ZONES != self._zone and self._line:
            self._end_line()
        self._zone = marks & ZONES
        if text[0] == " " and (not self._line_text or self._line_text.endswith(" ")):
            text = text.lstrip(" ")
        start = len(self._line_text)
        self._line_text += text
        self._line.append(Piece(len(self.flow.tokens) - 1, start, start + len(text)))

    def _end_line(self) -> None:
        if not self._line:
            self._line_text = ""
            return
        elements = self.flow.elements
        marks = ~0
        for piece in self._line:
            element = self.flow.tokens[piece.token].element
            marks &= elements[element].marks if element >= 0 else 0
        first = self.flow.tokens[self._line[0].token].element
        self.flow.lines.append(Line(len(self.flow.lines), self._line_text.rstrip(), self._line, marks, first))
        self._line = []
        self._line_text = ""
