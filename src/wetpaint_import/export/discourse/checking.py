"""A finished export -> where its rows are not as the database says, column by column, and what is in it that should not be."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.discourse.forum import Forum
from wetpaint_import.export.discourse.row import Row
from wetpaint_import.export.discourse.store import FILE_NAME, key_of, storable, stored
from wetpaint_import.export.target import Difference

_SHOWN = 120


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:
    path = folder / FILE_NAME
    if not path.is_file():
        return [Difference(FILE_NAME, "a file", "nothing")]
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            return _compared(conn, Forum(archive, settings))
    except sqlite3.DatabaseError as error:
        return [Difference(FILE_NAME, "a database with the importer's tables", str(error))]


def _compared(conn: sqlite3.Connection, forum: Forum) -> list[Difference]:
    differences: list[Difference] = []
    expected: Counter[str] = Counter()
    for row in forum.rows():
        expected[row.table] += 1
        differences += _row_differences(row, stored(conn, row))
    tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    for table in tables:
        (count,) = conn.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        if count > expected[table]:
            differences.append(Difference(f"rows of {table}", str(expected[table]), str(count)))
    return differences


def _row_differences(row: Row, found: Mapping[str, str | int | None] | None) -> list[Difference]:
    if found is None:
        return [Difference(key_of(row), "a row", "nothing")]
    wanted = {**dict.fromkeys(found), **storable(row.values)}
    return [
        Difference(f"{key_of(row)}, {name}", str(value)[:_SHOWN], str(found.get(name))[:_SHOWN])
        for name, value in wanted.items()
        if found.get(name) != value
    ]
