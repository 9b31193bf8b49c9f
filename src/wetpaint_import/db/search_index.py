"""The full-text index `posts_fts`: rebuilt once at the end of a load that changed posts, never by triggers (three times slower)."""

import sqlite3
from importlib.resources import files

# How a word of the index is made: as it stands, or also cut to its English stem (Porter).
_PLAIN = "unicode61 remove_diacritics 2"
_STEMMED = f"porter {_PLAIN}"
_STALE, _STEM = "search-index", "search-stem"


def mark_stale(conn: sqlite3.Connection) -> None:
    """Says, within the transaction that changes posts, that the index is behind; a load that is killed leaves the mark."""
    conn.execute("INSERT INTO settings (name, value) VALUES (?, 'stale') ON CONFLICT DO NOTHING", [_STALE])


def is_stale(conn: sqlite3.Connection) -> bool:
    return conn.execute("SELECT 1 FROM settings WHERE name = ?", [_STALE]).fetchone() is not None


def refresh_index(conn: sqlite3.Connection) -> None:
    """Rebuilds the index if it is behind."""
    if not is_stale(conn):
        return
    _make_as_set(conn)
    conn.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    conn.execute("DELETE FROM settings WHERE name = ?", [_STALE])


def is_stemmed(conn: sqlite3.Connection) -> bool:
    """Whether the index is to hold English stems, so that `quilts` finds `quilting`."""
    return conn.execute("SELECT 1 FROM settings WHERE name = ?", [_STEM]).fetchone() is not None


def set_stemmed(conn: sqlite3.Connection, *, stemmed: bool) -> None:
    """Remembers the choice for this and all later rebuilds; `refresh_index` then carries it out."""
    if stemmed == is_stemmed(conn):
        return
    conn.execute("DELETE FROM settings WHERE name = ?", [_STEM])
    if stemmed:
        conn.execute("INSERT INTO settings (name, value) VALUES (?, 'english')", [_STEM])
    mark_stale(conn)


def _make_as_set(conn: sqlite3.Connection) -> None:
    """An index cannot change how it makes words, so it is made anew where it does not fit the choice."""
    tokenizer = _STEMMED if is_stemmed(conn) else _PLAIN
    (sql,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'posts_fts'").fetchone()
    if f"'{tokenizer}'" in sql:
        return
    schema = files("wetpaint_import.db").joinpath("schema.sql").read_text(encoding="utf-8")
    create = schema[schema.index("CREATE VIRTUAL TABLE posts_fts") :].partition(";")[0]
    conn.execute("DROP TABLE posts_fts")
    conn.execute(create.replace(f"'{_PLAIN}'", f"'{tokenizer}'"))
