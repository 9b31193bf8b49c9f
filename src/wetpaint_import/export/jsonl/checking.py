"""A finished export -> where its lines are not as the database says."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.jsonl.lines import BrokenLineError, file_name, plain_row, read_lines
from wetpaint_import.export.tables import AUTHORS, POSTS, THREADS, Counted, Row, Table, author_rows, compared, post_rows, thread_row
from wetpaint_import.export.target import Difference


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    counted = Counted()

    def threads() -> Iterator[Row]:
        for thread in archive.threads():
            counted.see(thread)
            yield thread_row(thread)

    rows = threads()
    differences = list(_compared(THREADS, rows, folder))
    # Where a broken line ended the comparing, the authors of the rest have still to be seen.
    deque(rows, maxlen=0)
    posts = (row for thread in archive.threads() for row in post_rows(thread))
    differences += _compared(POSTS, posts, folder)
    differences += _compared(AUTHORS, author_rows(counted), folder)
    return differences


def _compared(table: Table, expected: Iterable[Row], folder: Path) -> Iterator[Difference]:
    name = file_name(table)
    try:
        yield from compared(table, map(plain_row, expected), read_lines(folder / name))
    except BrokenLineError as error:
        yield Difference(f"{name}, line {error.number}", "a JSON object", "something else; the rest was not compared")
