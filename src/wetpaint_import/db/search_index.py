"""The full-text index `posts_fts`: rebuilt once at the end of a load that changed posts, never by triggers (three times slower)."""

import sqlite3


def mark_stale(conn: sqlite3.Connection) -> None:
    """Says, within the transaction that changes posts, that the index is behind; a load that is killed leaves the mark."""
    conn.execute("INSERT INTO settings (name, value) VALUES ('search-index', 'stale') ON CONFLICT DO NOTHING")


def refresh_index(conn: sqlite3.Connection) -> None:
    """Rebuilds the index if it is behind."""
    if conn.execute("SELECT 1 FROM settings WHERE name = 'search-index'").fetchone() is None:
        return
    conn.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    conn.execute("DELETE FROM settings WHERE name = 'search-index'")
