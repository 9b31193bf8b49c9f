"""A database's file -> read-only connections, one a thread, opened anew where the file was replaced while it is served."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from wetpaint_import.errors import DatabaseError

# Seconds for the longest of our own pages: the figures of a home page over a million posts.
_LONGEST: Final = 20.0
# A page waits so long for somebody who writes, in milliseconds; then it says so.
PATIENCE_MS: Final = 3000
# Instructions of SQLite between two looks at the clock, some 0.1 ms.
_STRIDE: Final = 1000


class TookTooLongError(DatabaseError):
    pass


class Connections:
    """`open_` is called in the thread that asks, once for each state of the file's identity."""

    def __init__(self, path: Path, open_: Callable[[Path], sqlite3.Connection]) -> None:
        self.path = path
        self._open = open_
        self._local = threading.local()

    def get(self) -> sqlite3.Connection:
        identity = _identity(self.path)
        conn: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if conn is None or self._local.identity != identity:
            if conn is not None:
                conn.close()
            self._local.conn = None
            self._local.conn = self._open(self.path)
            self._local.identity = identity
        opened: sqlite3.Connection = self._local.conn
        return opened

    def drop(self) -> None:
        """Closes this thread's connection: after an error that may be the connection's own."""
        if getattr(self._local, "conn", None) is not None:
            self._local.conn.close()
            self._local.conn = None


def _identity(path: Path) -> tuple[int, int, int, int]:
    """Size and time too: another database may be copied over the file, which SQLite does not notice."""
    try:
        found = path.stat()
    except OSError as error:
        raise DatabaseError(str(path), "the database is gone; put it back, or stop and serve another with --db") from error
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def time_limit(conn: sqlite3.Connection, path: Path, seconds: float = _LONGEST) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    conn.set_progress_handler(lambda: time.monotonic() > deadline, _STRIDE)
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise TookTooLongError(str(path), f"the question took longer than {seconds:g} seconds; ask for less") from error
        raise
    finally:
        conn.set_progress_handler(None, 0)
