"""A post's sanitised HTML -> MediaWiki wikitext for a talk page that shows the same text and links.

A reply stands on lines that all begin with its colons, so all that needs several lines there is written as HTML on one.
"""

import re
from typing import Final

from wetpaint_import.markup.nodes import Block, Cell, Heading, Listing, Paragraph, Preformatted, Quote, Rule
from wetpaint_import.markup.tree import parse_body
from wetpaint_import.markup.wikitext_line import render_line
from wetpaint_import.markup.wikitext_text import at_line_start, literal

_BREAK: Final = "<br />"
_FRENCH_SPACE: Final = re.compile(r" (?=[?:;!%»›])|(?<=[«‹]) ")


def to_wikitext(html: str, *, depth: int = 0) -> str:
    """Wikitext without a line end at its end; `depth` colons begin each of its lines."""
    blocks = parse_body(html).blocks
    if not depth:
        return _page(blocks)
    prefix = ":" * depth
    return "\n".join(prefix + line for block in blocks for line in _lines(block))


def escape_wikitext(text: str) -> str:
    """A title or a name as it stands in one line of wikitext, be it at its beginning or the label of a link."""
    escaped = literal(" ".join(text.split()))
    return at_line_start(escaped.replace("[", "&#91;").replace("]", "&#93;").replace("|", "&#124;").replace("=", "&#61;"))


def _page(blocks: tuple[Block, ...]) -> str:
    """Blocks on lines without a prefix, a blank line between any two."""
    return "\n\n".join(_page_block(block) for block in blocks)


def _page_block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"{_BREAK}\n".join(at_line_start(render_line(line)) for line in block.lines)
        case Quote():
            return f"<blockquote>\n{_page(block.blocks)}\n</blockquote>"
        case Preformatted():
            return f"<pre>\n{_verbatim(block.text)}\n</pre>"
        case _:
            return "\n".join(_lines(block))


def _lines(block: Block) -> list[str]:
    """A block as lines that may follow any prefix."""
    if isinstance(block, Listing) and (not block.ordered or block.start == 1) and all(_is_plain(item) for item in block.items):
        return _items(block, "")
    if isinstance(block, Paragraph):
        return [at_line_start(_flow(block))]
    return [_flow(block)]


def _is_plain(item: tuple[Block, ...]) -> bool:
    """Whether an item can stand on a line, with its lists on the lines below it."""
    if not item or not isinstance(item[0], Paragraph):
        return False
    lists = [block for block in item[1:] if isinstance(block, Listing) and (not block.ordered or block.start == 1)]
    return len(lists) == len(item) - 1 and len(lists) < 2 and all(_is_plain(inner) for block in lists for inner in block.items)


def _items(listing: Listing, prefix: str) -> list[str]:
    prefix += "#" if listing.ordered else "*"
    lines = []
    for first, *below in listing.items:
        lines.append(f"{prefix} {at_line_start(_flow(first))}")
        lines += [line for block in below if isinstance(block, Listing) for line in _items(block, prefix)]
    return lines


def _flow(block: Block) -> str:
    """A block as HTML and inline wikitext on one line."""
    match block:
        case Paragraph():
            return _BREAK.join(render_line(line) for line in block.lines)
        case Heading():
            # A real heading would begin a thread of its own.
            return f"<b>{render_line(block.line)}</b>"
        case Preformatted():
            return f"<pre>{_verbatim(block.text).replace(chr(10), '&#10;')}</pre>"
        case Rule():
            return "<hr />"
        case Quote():
            return f"<blockquote>{_flows(block.blocks)}</blockquote>"
        case Listing():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            return f"<{tag}{start}>{''.join(f'<li>{_flows(item)}</li>' for item in block.items)}</{tag}>"
        case _:
            rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in block.rows)
            return f'<table class="wikitable">{rows}</table>'


def _flows(blocks: tuple[Block, ...]) -> str:
    if len(blocks) == 1:
        return _flow(blocks[0])
    return "".join(f"<p>{_flow(block)}</p>" if isinstance(block, Paragraph | Heading) else _flow(block) for block in blocks)


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = "".join(f' {name}="{span}"' for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if span > 1)
    return f"<{tag}{spans}>{_flows(cell.blocks)}</{tag}>"


def _verbatim(text: str) -> str:
    """In `<pre>` only tags and entities mean something; and a space before a colon is made a no-break one, as in French."""
    return _FRENCH_SPACE.sub("&#32;", text.replace("&", "&amp;").replace("<", "&lt;"))
