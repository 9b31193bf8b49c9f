"""Questions to the archive -> answers from a few threads, each with its own read-only connection, as of the last load."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from wetpaint_import.archive import Archive
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.errors import DatabaseError
from wetpaint_import.people import People
from wetpaint_import.serve.connections import PATIENCE_MS, Connections, time_limit
from wetpaint_import.web.reading import Reader

T = TypeVar("T")

# One may be busy with a long search, the others still answer.
_THREADS: Final = 4


class Library:
    """Names are shown as `people` wants them; `show_places`: whether pages tell where on the disk saved pages lay."""

    def __init__(self, path: Path, people: People, *, show_places: bool) -> None:
        self.path = path
        self.people = people
        self._show_places = show_places
        # The thread that answered last answers next: it has counted the whole archive, which takes seconds for a large one.
        self._idle: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix="reader") for _ in range(_THREADS)]
        for thread in self._threads:
            self._idle.put_nowait(thread)
        self._connections = Connections(path, _open)
        self._local = threading.local()

    async def ask(self, question: Callable[[Reader], T]) -> T:
        """What `question` makes of the archive as it is now; raises errors of ours alone."""
        thread = await self._idle.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, self._answer, question)
        finally:
            self._idle.put_nowait(thread)

    def close(self) -> None:
        """After the answers that are being made."""
        for thread in self._threads:
            thread.shutdown()

    def _answer(self, question: Callable[[Reader], T]) -> T:
        try:
            with translated(self.path):
                conn = self._connections.get()
                with time_limit(conn, self.path):
                    state = (id(conn), conn.execute("PRAGMA data_version").fetchone()[0])
                    if getattr(self._local, "state", None) != state:
                        self._local.reader = Reader(Archive(conn, people=self.people), show_places=self._show_places)
                        self._local.state = state
                    reader: Reader = self._local.reader
                    return question(reader)
        except DatabaseError:
            # The error may be this connection's own: the next question gets another.
            self._connections.drop()
            self._local.state = None
            raise


def _open(path: Path) -> sqlite3.Connection:
    conn = open_existing(path).conn
    conn.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    return conn
