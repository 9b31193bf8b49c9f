"""Problems -> rows; a problem that is found again keeps its row, so that its id stays the same."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from wetpaint_import.model import Problem

_OF_CAPTURE = "capture_id = ? AND thread_id IS NULL"
_OF_THREAD = "thread_id = ?"


def write_capture_problems(conn: sqlite3.Connection, capture_id: int, found: Iterable[Problem], of_container: int) -> None:
    """Makes the problems of one capture those of `found`, of which its container gave the first `of_container`."""
    _write(conn, _OF_CAPTURE, capture_id, [(capture_id, problem, None, int(i < of_container)) for i, problem in enumerate(found)])


def write_thread_problems(conn: sqlite3.Connection, thread_id: int, found: Iterable[tuple[int, Problem]]) -> None:
    """Makes the contradictions between captures of one thread those of `found`: (the capture that shows it, what is wrong)."""
    _write(conn, _OF_THREAD, thread_id, [(capture_id, problem, thread_id, 0) for capture_id, problem in found])


def container_problems(conn: sqlite3.Connection, capture_id: int) -> tuple[Problem, ...]:
    """What the container of a capture told when it was loaded; the page's bytes do not tell it again."""
    rows = conn.execute(
        "SELECT code, message, excerpt FROM problems WHERE capture_id = ? AND from_container = 1 ORDER BY id", [capture_id]
    )
    return tuple(Problem(code=code, message=message, excerpt=excerpt) for code, message, excerpt in rows)


def save_refused(conn: sqlite3.Connection, place: str, problem: Problem) -> None:
    """A file or record that gave no capture at all; told once, however often it is tried."""
    # With `+`, since many problems have no capture and few the same place: the index of places is to be used.
    known = conn.execute(
        "SELECT 1 FROM problems WHERE +capture_id IS NULL AND place = ? AND code = ? AND message = ?",
        [place, problem.code, problem.message],
    ).fetchone()
    if known is None:
        conn.execute(
            "INSERT INTO problems (code, message, excerpt, place) VALUES (?, ?, ?, ?)",
            [problem.code, problem.message, problem.excerpt, place],
        )


def _write(conn: sqlite3.Connection, scope: str, scope_id: int, found: list[tuple[int, Problem, int | None, int]]) -> None:
    """The same problem may stand several times: as many rows of it stay as are wanted, those with the lowest ids."""
    new = Counter(
        (capture_id, problem.code, problem.message, problem.excerpt, thread_id, from_container)
        for capture_id, problem, thread_id, from_container in found
    )
    old = conn.execute(
        f"SELECT id, capture_id, code, message, excerpt, thread_id, from_container FROM problems WHERE {scope} ORDER BY id",  # noqa: S608
        [scope_id],
    ).fetchall()
    gone = []
    for row_id, *values in old:
        if new[tuple(values)]:
            new[tuple(values)] -= 1
        else:
            gone.append((row_id,))
    # New rows first, so that none takes the id of one that goes.
    conn.executemany(
        "INSERT INTO problems (capture_id, code, message, excerpt, thread_id, from_container) VALUES (?, ?, ?, ?, ?, ?)",
        new.elements(),
    )
    conn.executemany("DELETE FROM problems WHERE id = ?", gone)
