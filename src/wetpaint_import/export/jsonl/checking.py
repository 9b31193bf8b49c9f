"""A finished export -> where its lines are not as the database says."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.jsonl.lines import BrokenLineError, file_name, plain_row, read_lines
from wetpaint_import.export.tables import Row, Table, compared, compared_tables
from wetpaint_import.export.target import Difference


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    return compared_tables(archive, lambda table, expected: _compared(table, expected, folder))


def _compared(table: Table, expected: Iterable[Row], folder: Path) -> Iterator[Difference]:
    name = file_name(table)
    try:
        yield from compared(table, map(plain_row, expected), read_lines(folder / name))
    except BrokenLineError as error:
        yield Difference(f"{name}, line {error.number}", "a JSON object", "something else; the rest was not compared")
