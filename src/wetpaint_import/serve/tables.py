"""The database's file -> a Datasette database that only reads it, gives out no packed bytes, and sees what others write."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.database import Database  # type: ignore[import-untyped]

from wetpaint_import.db.connection import reading_uri, translated
from wetpaint_import.serve.connections import PATIENCE_MS, Connections

T = TypeVar("T")

# Compressed bytes, which nobody can read in a table. Raw pages have an address of their own, /raw/ID.
PACKED: Final = frozenset({("pages", "body"), ("sightings", "view")})
# Read as NULL. Not so the other: SQLite then names the column as Datasette quotes it, `[view]`, and Datasette finds it no more.
_UNREAD: Final = ("pages", "body")
# Bytes of the largest text that a query by hand may build; no post comes near.
_LARGEST_VALUE: Final = 16 * 1024**2


class ArchiveDatabase(Database):  # type: ignore[misc] # Datasette says nothing of its types
    """Datasette's own opens files by unquoted addresses and keeps connections to files that are gone."""

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
        self._connections = Connections(path, self._open)

    def _open(self, path: Path) -> sqlite3.Connection:
        with translated(path):
            conn = sqlite3.connect(reading_uri(path), uri=True, timeout=PATIENCE_MS / 1000)
            conn.execute("PRAGMA query_only = 1")
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
        conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        conn.set_authorizer(_hide_pages)
        self.ds._prepare_connection(conn, self.name)  # noqa: SLF001  (as Datasette's own `execute_fn` does)
        return conn

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise sqlite3.OperationalError("this archive is read-only")
        return self._open(self._connections.path)

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        def in_thread() -> T:
            with translated(self._connections.path):
                conn = self._connections.get()
            return fn(conn)

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, in_thread)


def _hide_pages(action: int, table: str | None, column: str | None, *_: Any) -> int:  # noqa: ANN401  (SQLite's own)
    is_unread = action == sqlite3.SQLITE_READ and (table, column) == _UNREAD
    return sqlite3.SQLITE_IGNORE if is_unread else sqlite3.SQLITE_OK
