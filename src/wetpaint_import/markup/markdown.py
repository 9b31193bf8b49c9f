"""A post's sanitised HTML -> Markdown (CommonMark, with GFM's tables and `~~`) that shows the same text, links and images."""

from typing import Final

from wetpaint_import.markup.markdown_line import Style, render_line
from wetpaint_import.markup.markdown_table import table_lines
from wetpaint_import.markup.markdown_text import at_line_start, code_text, heading_text, longest_run
from wetpaint_import.markup.nodes import Block, Heading, Line, Listing, Paragraph, Preformatted, Quote, Rule, Table, Text
from wetpaint_import.markup.tree import parse_body

# Two spaces: a backslash breaks the line in CommonMark alone.
_BREAK: Final = "  "
# Neither is a rule's character; lists that follow each other take turns, else they would be one.
_BULLETS: Final = ("-", "+")
_DELIMITERS: Final = (".", ")")


def to_markdown(html: str, *, entity_decoded_once: bool = False, inline_html: bool = False) -> str:
    """Markdown without a line end at its end.

    `entity_decoded_once`: the reader decodes HTML entities once before it renders, as Discourse's importer does. `inline_html`: the
    reader knows `<u>`, `<sub>`, `<br>` and the like; all other HTML stays text.
    """
    style = Style(entity_decoded_once, inline_html)
    return "\n".join(_blocks(parse_body(html).blocks, style))


def escape_markdown(text: str, *, entity_decoded_once: bool = False) -> str:
    """A title or a name as it stands in one line of Markdown, be it at its beginning."""
    text = " ".join(text.split())
    return at_line_start(heading_text(render_line((Text(text),), Style(entity_decoded_once)))) if text else ""


def _blocks(blocks: tuple[Block, ...], style: Style) -> list[str]:
    lines: list[str] = []
    turn = 0
    for number, block in enumerate(blocks):
        turn = 1 - turn if number and isinstance(blocks[number - 1], Listing) else 0
        if lines:
            lines.append("")
        lines += _block(block, style, turn)
    return lines


def _block(block: Block, style: Style, turn: int) -> list[str]:
    match block:
        case Paragraph():
            return _paragraph(block.lines, style)
        case Heading():
            return [f"{'#' * block.level} {heading_text(render_line(block.line, style))}"]
        case Preformatted():
            return _preformatted(block.text, style)
        case Rule():
            return ["***"]
        case Quote():
            return [f"> {line}" if line else ">" for line in _blocks(block.blocks, style)]
        case Listing():
            return _listing(block, style, turn)
        case _:
            lines = table_lines(block, style)
            return _unrolled(block, style) if lines is None else lines


def _paragraph(lines: tuple[Line, ...], style: Style) -> list[str]:
    rendered = [at_line_start(line) for line in (render_line(line, style) for line in lines)]
    return [*(line + _BREAK for line in rendered[:-1]), *rendered[-1:]]


def _preformatted(text: str, style: Style) -> list[str]:
    fence = "`" * max(3, longest_run("`", text) + 1)
    return [fence, *code_text(text, entity_decoded_once=style.entity_decoded_once).split("\n"), fence]


def _unrolled(table: Table, style: Style) -> list[str]:
    """A table that Markdown has no table for: its cells one after the other."""
    return _blocks(tuple(block for row in table.rows for cell in row for block in cell.blocks), style)


def _listing(listing: Listing, style: Style, turn: int) -> list[str]:
    lines: list[str] = []
    loose = not all(_is_tight(item) for item in listing.items)
    number = listing.start
    for item in listing.items:
        marker = f"{number}{_DELIMITERS[turn]}" if listing.ordered else _BULLETS[turn]
        number += 1
        if loose and lines:
            lines.append("")
        first, *rest = _item(item, style, tight=not loose) or [""]
        lines.append(f"{marker} {first}" if first else marker)
        indent = " " * (len(marker) + 1)
        lines += [indent + line if line else "" for line in rest]
    return lines


def _item(item: tuple[Block, ...], style: Style, *, tight: bool) -> list[str]:
    if not tight or len(item) < 2:
        return _blocks(item, style)
    return [line for block in item for line in _block(block, style, 0)]


def _is_tight(item: tuple[Block, ...]) -> bool:
    """An item of one paragraph, with no more than one list below it that can follow a line of text."""
    if len(item) < 2:
        return not item or isinstance(item[0], Paragraph)
    first, below, *more = item
    if more or not isinstance(first, Paragraph) or not isinstance(below, Listing):
        return False
    return (not below.ordered or below.start == 1) and bool(below.items[0]) and all(_is_tight(i) for i in below.items)
