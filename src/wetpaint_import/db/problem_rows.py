"""Problems -> rows; a problem that is found again keeps its row, so that its id stays the same."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from wetpaint_import.model import Problem

_OF_CAPTURE = "capture_id = ? AND thread_id IS NULL"
_OF_THREAD = "thread_id = ?"


def write_capture_problems(conn: sqlite3.Connection, capture_id: int, found: Iterable[Problem]) -> None:
    """Makes the problems of one capture those of `found`."""
    _write(conn, _OF_CAPTURE, capture_id, [(capture_id, problem, None) for problem in found])


def write_thread_problems(conn: sqlite3.Connection, thread_id: int, found: Iterable[tuple[int, Problem]]) -> None:
    """Makes the contradictions between captures of one thread those of `found`: (the capture that shows it, what is wrong)."""
    _write(conn, _OF_THREAD, thread_id, [(capture_id, problem, thread_id) for capture_id, problem in found])


def _write(conn: sqlite3.Connection, scope: str, scope_id: int, found: list[tuple[int, Problem, int | None]]) -> None:
    """The same problem may stand several times: as many rows of it stay as are wanted, those with the lowest ids."""
    new = Counter(
        (capture_id, problem.code, problem.message, problem.excerpt, thread_id) for capture_id, problem, thread_id in found
    )
    old = conn.execute(
        f"SELECT id, capture_id, code, message, excerpt, thread_id FROM problems WHERE {scope} ORDER BY id",  # noqa: S608
        [scope_id],
    ).fetchall()
    gone = []
    for row_id, *values in old:
        if new[tuple(values)]:
            new[tuple(values)] -= 1
        else:
            gone.append((row_id,))
    # New rows first, so that none takes the id of one that goes.
    conn.executemany("INSERT INTO problems (capture_id, code, message, excerpt, thread_id) VALUES (?, ?, ?, ?, ?)", new.elements())
    conn.executemany("DELETE FROM problems WHERE id = ?", gone)
