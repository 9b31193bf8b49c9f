"""A post's body as values: blocks of lines of marked text, links and images."""

from typing import Final

from msgspec import Struct

# Marks of a text, as bits. Whatever the nesting of the page's elements, a text has each mark once or not at all.
STRONG: Final = 1
EMPHASIS: Final = 2
UNDERLINE: Final = 4
STRIKE: Final = 8
CODE: Final = 16
SUBSCRIPT: Final = 32
SUPERSCRIPT: Final = 64
SMALL: Final = 128
BIG: Final = 256


# Every post of an archive becomes these. A `Struct` is made in a quarter of the time of a dataclass (docs/performance.md), and
# as none of them can be part of a cycle, the collector need not look at them.
class Text(Struct, frozen=True, gc=False):
    """`href` is http, https, ftp or mailto; None outside of links."""

    text: str
    marks: int = 0
    href: str | None = None


class Image(Struct, frozen=True, gc=False):
    """`href` is where the link round the image leads."""

    src: str
    alt: str = ""
    href: str | None = None


Inline = Text | Image
Line = tuple[Inline, ...]


class Paragraph(Struct, frozen=True, gc=False):
    """Lines, none empty, with a line break between any two."""

    lines: tuple[Line, ...]


class Heading(Struct, frozen=True, gc=False):
    level: int
    line: Line


class Preformatted(Struct, frozen=True, gc=False):
    text: str


class Rule(Struct, frozen=True, gc=False):
    pass


class Quote(Struct, frozen=True, gc=False):
    blocks: tuple["Block", ...]


class Listing(Struct, frozen=True, gc=False):
    """An item without blocks is an empty item of a numbered list."""

    ordered: bool
    start: int
    items: tuple[tuple["Block", ...], ...]


class Cell(Struct, frozen=True, gc=False):
    blocks: tuple["Block", ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


class Table(Struct, frozen=True, gc=False):
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Heading | Preformatted | Rule | Quote | Listing | Table


class Body(Struct, frozen=True, gc=False):
    blocks: tuple[Block, ...]
