"""SQL -> rows as dicts, for the queries of this package."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def rows(conn: sqlite3.Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
    cursor = conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def value(conn: sqlite3.Connection, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401  (SQLite's own)
    """The first column of the first row; None if there is none."""
    row = conn.execute(sql, parameters).fetchone()
    return row[0] if row else None
