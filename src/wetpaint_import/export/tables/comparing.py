"""Rows as the database gives them, and as a file gives them back -> differences, column by column; neither is held whole."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wetpaint_import.export.tables.columns import Table
from wetpaint_import.export.target import Difference

Row = Mapping[str, Any]
# Characters of a value that a difference shows.
_SHOWN = 80


def compared(table: Table, expected: Iterable[Row], found: Iterable[Row]) -> Iterator[Difference]:
    """Both must be in ascending order of the table's key, as exports write them."""
    theirs = iter(found)
    row = next(theirs, None)
    for ours in expected:
        while row is not None and _key(table, row) < _key(table, ours):
            yield Difference(_name(table, row), "no such row", "a row")
            row = next(theirs, None)
        if row is None or _key(table, row) > _key(table, ours):
            yield Difference(_name(table, ours), "a row", "no such row")
            continue
        yield from _columns(table, ours, row)
        row = next(theirs, None)
    while row is not None:
        yield Difference(_name(table, row), "no such row", "a row")
        row = next(theirs, None)


def _columns(table: Table, ours: Row, theirs: Row) -> Iterator[Difference]:
    for name in dict.fromkeys([*ours, *theirs]):
        if name not in ours or name not in theirs or ours[name] != theirs[name]:
            what = f"{_name(table, ours)}, {name}"
            yield Difference(what, _shown(ours.get(name, "no such column")), _shown(theirs.get(name, "no such column")))


def _key(table: Table, row: Row) -> tuple[int, ...]:
    """What is no number comes first, so that it is told as a row too many."""
    return tuple(value if isinstance(value := row.get(name), int) else -1 for name in table.key)


def _name(table: Table, row: Row) -> str:
    return f"{table.name.removesuffix('s')} {row.get('id')}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
