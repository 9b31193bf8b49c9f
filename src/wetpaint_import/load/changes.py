"""The tables before and after -> how many rows are others, by table and column."""

import sqlite3

# Their rows have ids that stay.
_BY_ID = "captures wikis locations authors threads posts tags quotes links images post_versions problems".split()
# Their rows are told apart by all that they hold.
_BY_VALUES = ("thread_tags", "other_names", "other_starters", "missing")
# What is not from the pages; another parser version alone is no change.
_OURS = {"id", "key", "parser_version"}


def remember(conn: sqlite3.Connection) -> None:
    """The state before, to compare with; on disk, since an archive may be larger than memory."""
    for table in (*_BY_ID, *_BY_VALUES):
        conn.execute(f"CREATE TEMP TABLE before_{table} AS SELECT * FROM {table}")  # noqa: S608
    for table in _BY_ID:
        conn.execute(f"CREATE UNIQUE INDEX temp.before_{table}_by_id ON before_{table}(id)")


def changes(conn: sqlite3.Connection) -> dict[str, int]:
    """`{"posts added": n, "posts.body_text": n, …}`, without zeros; fields are counted in rows that were there before."""
    found: dict[str, int] = {}
    for table in _BY_ID:
        columns = _columns(conn, table)
        found[f"{table} added"] = _count(conn, f"SELECT count(*) FROM {table} WHERE id NOT IN (SELECT id FROM before_{table})")  # noqa: S608
        found[f"{table} removed"] = _count(conn, f"SELECT count(*) FROM before_{table} WHERE id NOT IN (SELECT id FROM {table})")  # noqa: S608
        sums = ", ".join(f"sum(now.{column} IS NOT old.{column})" for column in columns)
        row = conn.execute(f"SELECT {sums} FROM {table} AS now JOIN before_{table} AS old ON old.id = now.id").fetchone()  # noqa: S608
        found |= {f"{table}.{column}": number or 0 for column, number in zip(columns, row, strict=True)}
    for table in _BY_VALUES:
        columns_text = ", ".join(_columns(conn, table))
        for name, one, other in (("added", table, f"before_{table}"), ("removed", f"before_{table}", table)):
            without = f"SELECT {columns_text} FROM {one} EXCEPT SELECT {columns_text} FROM {other}"  # noqa: S608
            found[f"{table} {name}"] = _count(conn, f"SELECT count(*) FROM ({without})")  # noqa: S608
    return {name: number for name, number in found.items() if number}


def _columns(conn: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[1] not in _OURS]


def _count(conn: sqlite3.Connection, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])
