"""A post's sanitised HTML -> plain text for mail and terminals."""

import re
import textwrap
from itertools import groupby
from typing import Final

from msgspec import Struct

from wetpaint_import.markup.nodes import (
    Block,
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
    Text,
)
from wetpaint_import.markup.tree import parse_body

_RULE: Final = "-" * 20
# Deeper quotes and lists leave a line no fewer columns than that.
_NARROWEST: Final = 20
_SPACES: Final = re.compile(r"[ \t\xa0]+")


class _Style(Struct, frozen=True):
    quote_prefix: str
    width: int | None
    links: bool

    def narrower(self, columns: int) -> "_Style":
        if self.width is None:
            return self
        return _Style(self.quote_prefix, max(_NARROWEST, self.width - columns), self.links)


def to_text(html: str, *, quote_prefix: str = "> ", width: int | None = None, links: bool = True) -> str:
    """Text without a line end at its end; `width` in characters, None = a paragraph's line is never broken."""
    return "\n".join(_blocks(parse_body(html).blocks, _Style(quote_prefix, width, links)))


def _blocks(blocks: tuple[Block, ...], style: _Style) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        lines += _block(block, style)
    return lines


def _block(block: Block, style: _Style) -> list[str]:
    match block:
        case Paragraph():
            return [wrapped for line in block.lines for wrapped in _wrapped(_line(line, style), style)]
        case Heading():
            return _wrapped(_line(block.line, style), style)
        case Preformatted():
            return [line.rstrip() for line in block.text.split("\n")]
        case Rule():
            return [_RULE]
        case Quote():
            prefix = style.quote_prefix
            return [(prefix + line).rstrip() for line in _blocks(block.blocks, style.narrower(len(prefix)))]
        case Listing():
            return _listing(block, style)
        case _:
            return _table(block, style)


def _wrapped(text: str, style: _Style) -> list[str]:
    if style.width is None or len(text) <= style.width:
        return [text]
    return textwrap.wrap(text, style.width, break_long_words=False, break_on_hyphens=False)


def _line(line: Line, style: _Style) -> str:
    shown = "".join(_link(href, list(group), style) for href, group in groupby(line, key=_address))
    return _SPACES.sub(" ", shown).strip()


def _address(piece: Inline) -> str | None:
    return piece.href


def _link(href: str | None, group: list[Inline], style: _Style) -> str:
    text = "".join(piece.text if isinstance(piece, Text) else _image(piece, style) for piece in group)
    if href is None or not style.links or not text.strip():
        return text
    label = text.strip()
    if label == href or f"mailto:{label}" == href:
        return text
    return text.replace(label, f"{label} <{href}>", 1)


def _image(image: Image, style: _Style) -> str:
    return f"[{' '.join(filter(None, ('image:', image.alt, image.src if style.links else '')))}]"


def _listing(listing: Listing, style: _Style) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(listing.items, listing.start):
        marker = f"{number}. " if listing.ordered else "- "
        first, *rest = _item(item, style.narrower(len(marker))) or [""]
        lines.append((marker + first).rstrip())
        lines += [(" " * len(marker) + line).rstrip() for line in rest]
    return lines


def _item(item: tuple[Block, ...], style: _Style) -> list[str]:
    """A list follows its item's text without a blank line."""
    lines: list[str] = []
    for block in item:
        if lines and not isinstance(block, Listing):
            lines.append("")
        lines += _block(block, style)
    return lines


def _table(table: Table, style: _Style) -> list[str]:
    """A line a row; a row whose cells hold several lines each is written cell by cell."""
    lines: list[str] = []
    for row in table.rows:
        cells = [_blocks(cell.blocks, style) for cell in row]
        if all(len(cell) < 2 for cell in cells):
            lines.append(" | ".join(line for cell in cells for line in cell or [""]).strip())
        else:
            lines += [line for cell in cells for line in cell]
    return lines
