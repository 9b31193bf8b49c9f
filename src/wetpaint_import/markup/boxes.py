"""An element that holds blocks, once it is closed -> the list, table or quote that it makes of them."""

from itertools import groupby
from typing import Final

from msgspec import Struct

from wetpaint_import.markup.nodes import Block, Cell, Listing, Quote, Table

# No page of the farm came near; a browser stops at 1000 columns too.
_WIDEST: Final = 1000
_LARGEST_START: Final = 999_999


class Box(Struct):
    """An element that holds blocks; rows hold cells, tables rows, lists items."""

    tag: str
    attributes: dict[str, str]
    blocks: list[Block]
    items: list[tuple[Block, ...]]
    cells: list[Cell]
    rows: list[tuple[Cell, ...]]


def new_box(tag: str, attributes: dict[str, str]) -> Box:
    return Box(tag, attributes, [], [], [], [])


def close_box(box: Box, outer: Box) -> None:
    """What `box` holds goes to the element around it."""
    blocks = tuple(box.blocks)
    match box.tag:
        case "blockquote":
            if blocks:
                outer.blocks.append(Quote(blocks))
        case "li":
            _close_item(outer, blocks)
        case "td" | "th":
            _close_cell(outer, box, blocks)
        case "tr":
            outer.blocks.extend(blocks)
            outer.rows.append(tuple(box.cells))
        case "table":
            outer.blocks.extend(blocks)
            outer.blocks.extend(_table(box.rows))
        case _:
            outer.blocks.extend(_list(box, blocks))


def _close_item(outer: Box, blocks: tuple[Block, ...]) -> None:
    if outer.tag in ("ul", "ol"):
        _stray_blocks(outer)
        if blocks or outer.tag == "ol":
            outer.items.append(blocks)
    elif blocks:
        outer.blocks.append(Listing(ordered=False, start=1, items=(blocks,)))


def _stray_blocks(box: Box) -> None:
    """What stands in a list but in no item: a list belongs to the item before it, as editors of the time wrote nested lists."""
    for lists, blocks in groupby(box.blocks, key=lambda block: isinstance(block, Listing)):
        if lists and box.items:
            box.items[-1] = (*box.items[-1], *blocks)
        else:
            box.items.extend((block,) for block in blocks)
    box.blocks.clear()


def _list(box: Box, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if blocks:
        _stray_blocks(box)
    if not any(box.items):
        return ()
    return (Listing(ordered=box.tag == "ol", start=_number(box.attributes, "start", _LARGEST_START), items=tuple(box.items)),)


def _close_cell(outer: Box, box: Box, blocks: tuple[Block, ...]) -> None:
    if outer.tag != "tr":
        outer.blocks.extend(blocks)
        return
    colspan, rowspan = (_number(box.attributes, name, _WIDEST) for name in ("colspan", "rowspan"))
    outer.cells.append(Cell(blocks, box.tag == "th", colspan, rowspan))


def _table(rows: list[tuple[Cell, ...]]) -> tuple[Block, ...]:
    """A table with one column or one row of one cell only places what stands in it."""
    rows = [row for row in rows if any(cell.blocks for cell in row)]
    if all(len(row) == 1 for row in rows):
        return tuple(block for row in rows for cell in row for block in cell.blocks)
    return (Table(tuple(rows)),)


def _number(attributes: dict[str, str], name: str, largest: int) -> int:
    value = attributes.get(name, "").strip()
    return min(int(value), largest) if value.isascii() and value.isdigit() and len(value) < 10 and int(value) else 1
