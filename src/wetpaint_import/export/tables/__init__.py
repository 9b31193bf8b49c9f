"""The archive -> flat rows with named, typed and described columns: one shape for every table that an export writes."""

from wetpaint_import.export.tables.checking import compared_tables
from wetpaint_import.export.tables.columns import AUTHORS, OWN_WORDS, POSTS, THREADS, Column, Kind, Table
from wetpaint_import.export.tables.comparing import Row, compared
from wetpaint_import.export.tables.rows import Counted, author_rows, post_rows, thread_row

__all__ = [
    "AUTHORS",
    "OWN_WORDS",
    "POSTS",
    "THREADS",
    "Column",
    "Counted",
    "Kind",
    "Row",
    "Table",
    "author_rows",
    "compared",
    "compared_tables",
    "post_rows",
    "thread_row",
]
