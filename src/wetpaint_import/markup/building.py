"""Tags and texts in source order -> blocks: which element makes what, where lines and paragraphs end."""

import re
from typing import Final

from msgspec import Struct

from wetpaint_import.markup.boxes import close_box, new_box
from wetpaint_import.markup.nodes import (
    BIG,
    CODE,
    EMPHASIS,
    SMALL,
    STRIKE,
    STRONG,
    SUBSCRIPT,
    SUPERSCRIPT,
    UNDERLINE,
    Block,
    Heading,
    Image,
    Inline,
    Line,
    Paragraph,
    Preformatted,
    Rule,
    Text,
)

_MARKS: Final = {
    "b": STRONG,
    "strong": STRONG,
    "i": EMPHASIS,
    "em": EMPHASIS,
    "u": UNDERLINE,
    "s": STRIKE,
    "strike": STRIKE,
    "code": CODE,
    "sub": SUBSCRIPT,
    "sup": SUPERSCRIPT,
    "small": SMALL,
    "big": BIG,
    "dt": STRONG,
}
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOXES: Final = frozenset({"blockquote", "ul", "ol", "li", "table", "tr", "td", "th"})
_PARAGRAPHS: Final = frozenset({"p", "dl"})
_LINES: Final = frozenset({"div", "center", "dt", "dd", "tbody", "thead"})
_BLOCKS: Final = _LINES | _PARAGRAPHS | _BOXES | _HEADINGS.keys() | {"pre"}
# Quotes and lists of real posts nest a handful deep; deeper ones are read as if they did not nest.
DEEPEST: Final = 16
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
_SCHEME: Final = re.compile(r"(?:https?:|ftp:)//?[^/\s]|mailto:[^\s]", re.IGNORECASE)
# What browsers leave out of an address: controls and spaces at its ends, tabs and line ends anywhere (WHATWG URL).
_IGNORED: Final = re.compile(r"^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]")


class _Opened(Struct, gc=False):
    """An open element: its name, and what held before it."""

    tag: str
    marks: int
    href: str | None
    heading: int
    box: bool


class Builder:
    """Takes an HTML document's tags and texts, gives its blocks."""

    def __init__(self) -> None:
        self._boxes = [new_box("", {})]
        self._open: list[_Opened] = []
        self._marks = 0
        self._href: str | None = None
        self._heading = 0
        self._lines: list[Line] = []
        self._line: list[Inline] = []
        self._verbatim: int | None = None

    def text(self, text: str) -> None:
        if self._verbatim is not None:
            self._verbatim_text(text)
            return
        text = _SPACES.sub(" ", text)
        line = self._line
        if text[0] == " " and (not line or (isinstance(last := line[-1], Text) and last.text[-1] == " ")):
            text = text[1:]
        if text:
            self._add(text)

    def _add(self, text: str) -> None:
        line = self._line
        if line and isinstance(last := line[-1], Text) and last.marks == self._marks and last.href == self._href:
            line[-1] = Text(last.text + text, self._marks, self._href)
        else:
            line.append(Text(text, self._marks, self._href))

    def _verbatim_text(self, text: str) -> None:
        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if first:
            self._add(first)
        for piece in rest:
            self._break()
            if piece:
                self._add(piece)

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(attributes)
        elif tag == "hr":
            if self._verbatim is None:
                self._paragraph()
                self._boxes[-1].blocks.append(Rule())
        else:
            self._open_element(tag, attributes)

    def _open_element(self, tag: str, attributes: dict[str, str]) -> None:
        opened = _Opened(tag, self._marks, self._href, self._heading, box=False)
        self._open.append(opened)
        if tag == "a":
            self._href = safe_address(attributes.get("href", ""))
        self._marks |= _MARKS.get(tag, 0)
        if self._verbatim is not None:
            if tag in _BLOCKS:
                self._end_line()
            return
        if tag in _LINES:
            self._end_line()
        elif tag in _PARAGRAPHS:
            self._paragraph()
        elif tag in _HEADINGS:
            self._paragraph()
            self._heading = _HEADINGS[tag]
        elif tag == "pre":
            self._paragraph()
            self._verbatim = len(self._open)
        elif tag in _BOXES:
            self._paragraph()
            self._heading = 0
            opened.box = len(self._boxes) <= DEEPEST
            if opened.box:
                self._boxes.append(new_box(tag, attributes))

    def close(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            return
        if self._verbatim == len(self._open):
            self._end_verbatim()
        elif tag in _LINES or (self._verbatim is not None and tag in _BLOCKS):
            self._end_line()
        elif tag in _PARAGRAPHS or tag in _HEADINGS or tag in _BOXES:
            self._paragraph()
        opened = self._open.pop()
        if opened.box:
            box = self._boxes.pop()
            close_box(box, self._boxes[-1])
        self._marks, self._href, self._heading = opened.marks, opened.href, opened.heading

    def finish(self) -> tuple[Block, ...]:
        while self._open:
            self.close(self._open[-1].tag)
        self._paragraph()
        return tuple(self._boxes[0].blocks)

    def _image(self, attributes: dict[str, str]) -> None:
        alt = " ".join(attributes.get("alt", "").split())
        if source := safe_address(attributes.get("src", "")):
            self._line.append(Image(source, alt, self._href))
        elif alt:
            self.text(alt)

    def _break(self) -> None:
        self._lines.append(tuple(self._line) if self._verbatim is not None else _trimmed(self._line))
        self._line = []

    def _end_line(self) -> None:
        if self._line:
            self._break()

    def _paragraph(self) -> None:
        """Ends the paragraph; an empty line within its lines divides it."""
        self._end_line()
        if not self._lines:
            return
        blocks = self._boxes[-1].blocks
        together: list[Line] = []
        for line in [*self._lines, ()]:
            if line and self._heading:
                blocks.append(Heading(self._heading, line))
            elif line:
                together.append(line)
            elif together:
                blocks.append(Paragraph(tuple(together)))
                together = []
        self._lines = []

    def _end_verbatim(self) -> None:
        self._end_line()
        self._verbatim = None
        if any(isinstance(piece, Image) or piece.href for line in self._lines for piece in line):
            # Links matter more than the columns.
            self._lines = [_trimmed(list(line)) for line in self._lines]
            self._paragraph()
            return
        text = "\n".join("".join(piece.text for piece in line if isinstance(piece, Text)) for line in self._lines)
        self._lines = []
        if text.strip():
            self._boxes[-1].blocks.append(Preformatted(text.rstrip("\n")))


def _trimmed(line: list[Inline]) -> Line:
    """`line` without spaces at its end; empty where it shows nothing."""
    while line and isinstance(last := line[-1], Text) and last.text[-1] == " ":
        line.pop()
        if text := last.text.rstrip(" "):
            line.append(Text(text, last.marks, last.href))
    if all(isinstance(piece, Text) and not piece.text.strip() for piece in line):
        return ()
    return tuple(line)


def safe_address(address: str) -> str | None:
    """`address` where a reader may follow it, without what browsers ignore; None for all else."""
    address = _IGNORED.sub("", address)
    if address.startswith("//"):
        address = "http:" + address
    return address if _SCHEME.match(address) else None
