"""A row <-> its line of JSON."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from wetpaint_import.export.dates import instant_text
from wetpaint_import.export.tables import Row, Table

# Legal inside JSON, and ends of lines to many readers all the same.
_LINE_ENDS = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


class BrokenLineError(ValueError):
    """`number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number} is no JSON object")
        self.number = number


def to_line(row: Row) -> str:
    line = json.dumps(row, ensure_ascii=False, default=_plain)
    for end, escaped in _LINE_ENDS:
        line = line.replace(end, escaped)
    return line + "\n"


def plain_row(row: Row) -> Any:  # noqa: ANN401  (JSON is any of its types)
    """`row` as it comes back from its line."""
    return json.loads(to_line(row))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Raises `BrokenLineError`."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BrokenLineError(number) from error
            if not isinstance(row, dict):
                raise BrokenLineError(number)
            yield row


def file_name(table: Table) -> str:
    return f"{table.name}.jsonl"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
