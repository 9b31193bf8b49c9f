"""An archive's rows of all tables, beside those that an export gives back -> where they differ."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from wetpaint_import.archive import Archive
from wetpaint_import.export.tables.columns import AUTHORS, POSTS, THREADS, Table
from wetpaint_import.export.tables.comparing import Row
from wetpaint_import.export.tables.rows import Counted, author_rows, post_rows, thread_row
from wetpaint_import.export.target import Difference


def compared_tables(archive: Archive, compare: Callable[[Table, Iterable[Row]], Iterable[Difference]]) -> list[Difference]:
    """`compare` reads a table of the export back and compares it with the rows that it is given."""
    counted = Counted()

    def threads() -> Iterator[Row]:
        for thread in archive.threads():
            counted.see(thread)
            yield thread_row(thread)

    rows = threads()
    differences = list(compare(THREADS, rows))
    # Where damage ended the comparing, the authors of the rest have still to be seen.
    deque(rows, maxlen=0)
    differences += compare(POSTS, (row for thread in archive.threads() for row in post_rows(thread)))
    differences += compare(AUTHORS, author_rows(counted))
    return differences
