"""A post's sanitised HTML -> Fossil's wiki markup, its subset of HTML, that shows the same text, links and images.

Not Markdown: in Fossil's, any line with a `|` is a table, and some escapes stay visible. Every line begins with a tag, since spaces
and signs at the beginning of a line make lists; what means something to Fossil is a character reference.
"""

import re
from itertools import groupby

from wetpaint_import.markup import parse_body
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
    Cell,
    Heading,
    Image,
    Inline,
    Line,
    Listing,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Table,
)

_TAGS = {
    STRONG: "b",
    EMPHASIS: "i",
    UNDERLINE: "u",
    STRIKE: "s",
    CODE: "code",
    SUBSCRIPT: "sub",
    SUPERSCRIPT: "sup",
    SMALL: "small",
    BIG: "big",
}
# Names where there are any: the search of Fossil reads those, and shows `?` for numbers.
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "[": "&#91;", "\xa0": "&nbsp;", "\n": "&#10;", "\t": "&#9;"}
_MEANS_SOMETHING = re.compile(r"[&<>\"\[\xa0\n\t]")
_SPACES = re.compile(r"[ \t\r\n]+")


def to_fossil_wiki(html: str) -> str:
    """Markup without a line end at its end; empty where the body shows nothing."""
    return _blocks(parse_body(html).blocks)


def literal(text: str) -> str:
    """`text` as itself, also as an attribute's value."""
    return _MEANS_SOMETHING.sub(lambda match: _REFERENCES[match[0]], text)


def _blocks(blocks: tuple[Block, ...]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_lines(block.lines)}</p>"
        case Heading():
            return f"<h{block.level}>{_line(block.line)}</h{block.level}>"
        case Preformatted():
            return f"<pre>{literal(block.text)}</pre>"
        case Rule():
            return "<hr>"
        case Quote():
            return f"<blockquote>\n{_blocks(block.blocks)}\n</blockquote>"
        case Listing():
            tag, start = ("ol", f' start="{block.start}"' if block.start != 1 else "") if block.ordered else ("ul", "")
            items = "\n".join(f"<li>{_inside(item)}</li>" for item in block.items)
            return f"<{tag}{start}>\n{items}\n</{tag}>"
        case Table():
            rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
            return f'<table border="1">\n{rows}\n</table>'


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = "".join(f' {name}="{span}"' for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if span != 1)
    return f"<{tag}{spans}>{_inside(cell.blocks)}</{tag}>"


def _inside(blocks: tuple[Block, ...]) -> str:
    """Blocks of an item or a cell: a first paragraph needs no tags of its own."""
    if blocks and isinstance(first := blocks[0], Paragraph):
        return "\n".join(filter(None, (_lines(first.lines), _blocks(blocks[1:]))))
    return _blocks(blocks)


def _lines(lines: tuple[Line, ...]) -> str:
    return "\n<br>".join(map(_line, lines))


def _line(line: Line) -> str:
    return "".join(_link(href, "".join(map(_inline, group))) for href, group in groupby(line, key=lambda piece: piece.href)).strip()


def _link(href: str | None, shown: str) -> str:
    return f'<a href="{literal(href)}">{shown}</a>' if href else shown


def _inline(piece: Inline) -> str:
    if isinstance(piece, Image):
        return f'<img src="{literal(piece.src)}" alt="{literal(piece.alt)}">'
    text = literal(_SPACES.sub(" ", piece.text))
    for mark, tag in _TAGS.items():
        if piece.marks & mark:
            text = f"<{tag}>{text}</{tag}>"
    return text
