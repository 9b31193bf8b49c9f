"""Rows <-> the SQLite file of the importer."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from wetpaint_import.export.discourse.names import without_controls
from wetpaint_import.export.discourse.row import Row

FILE_NAME = "discourse.db"
_AT_ONCE = 1000
# What tells a row of these tables from its fellows; of all others it is `id`.
_KEYS = {
    "config": ("name",),
    "user_custom_fields": ("user_id", "name"),
    "category_custom_fields": ("category_id", "name"),
    "topic_custom_fields": ("topic_id", "name"),
    "post_custom_fields": ("post_id", "name"),
    "topic_tags": ("topic_id", "tag_id"),
    "permalink_normalizations": ("normalization",),
    "permalinks": ("url",),
}
Values = Mapping[str, str | int | None]


@contextmanager
def new_store(folder: Path) -> Iterator[sqlite3.Connection]:
    """An empty file with all tables; what is put in is there when the block ends well."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as conn:
        # Nobody reads a file that is not finished, and one that was left half is removed.
        conn.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        conn.executescript(files("wetpaint_import.export.discourse").joinpath("schema.sql").read_text(encoding="utf-8"))
        conn.execute("BEGIN")
        yield conn
        conn.execute("COMMIT")


def insert(conn: sqlite3.Connection, rows: Iterable[Row]) -> Iterator[Row]:
    """Puts rows in, and passes them on."""
    for row in rows:
        values = storable(row.values)
        conn.execute(_insert_sql(row.table, tuple(values)), tuple(values.values()))
        yield row


def storable(values: Values) -> dict[str, str | int | None]:
    return {name: without_controls(value) if isinstance(value, str) else value for name, value in values.items()}


def stored(conn: sqlite3.Connection, row: Row) -> dict[str, str | int | None] | None:
    """The row of the file that should be as `row`, with all its columns; None where there is none."""
    values = storable(row.values)
    key = _KEYS.get(row.table, ("id",))
    cursor = conn.execute(_select_sql(row.table, key), [values[name] for name in key])
    found = cursor.fetchone()
    return None if found is None else {column[0]: value for column, value in zip(cursor.description, found, strict=True)}


def key_of(row: Row) -> str:
    return f"{row.table} {' '.join(str(row.values[name]) for name in _KEYS.get(row.table, ('id',)))}"


@lru_cache(maxsize=256)
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


@lru_cache(maxsize=64)
def _select_sql(table: str, key: tuple[str, ...]) -> str:
    return f"SELECT * FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in key)}"  # noqa: S608
