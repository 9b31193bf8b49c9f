"""A table -> the lines of a GFM table, where one can hold it."""

from typing import Final

from wetpaint_import.markup.markdown_line import Style, render_line
from wetpaint_import.markup.nodes import Cell, Line, Paragraph, Table

# Wider ones are no tables to read, and each cell of a short row would be filled up to that.
_MOST_COLUMNS: Final = 32


def table_lines(table: Table, style: Style) -> list[str] | None:
    """None where a cell holds more than lines of text, or the table is too wide.

    A cell of several lines continues in the row below, or holds `<br>` where HTML is allowed.
    """
    columns = max(sum(cell.colspan for cell in row) for row in table.rows)
    if columns > _MOST_COLUMNS or not all(isinstance(b, Paragraph) for row in table.rows for cell in row for b in cell.blocks):
        return None
    rows = [[lines for cell in row for lines in _cell_lines(cell, style)] for row in table.rows]
    head: list[str] = [""]
    if all(cell.header for cell in table.rows[0]) and all(len(lines) < 2 for lines in rows[0]):
        head = [line for lines in rows.pop(0) for line in lines or [""]]
    head += [""] * (columns - len(head))
    body = [_row([lines[at] if at < len(lines) else "" for lines in row]) for row in rows for at in range(_height(row))]
    return [_row(head), _row(["---"] * columns), *body]


def _cell_lines(cell: Cell, style: Style) -> list[list[str]]:
    """The lines of the cell, and of the empty ones that it spans."""
    found: list[Line] = [line for block in cell.blocks if isinstance(block, Paragraph) for line in block.lines]
    lines = [rendered.replace("|", "\\|") for line in found if (rendered := render_line(line, style).strip())]
    if style.inline_html and len(lines) > 1:
        lines = ["<br>".join(lines)]
    return [lines, *([[]] * (cell.colspan - 1))]


def _height(row: list[list[str]]) -> int:
    return max((len(lines) for lines in row), default=0)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
