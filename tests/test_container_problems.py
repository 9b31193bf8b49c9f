"""What the file or archive around a page tells of it is no part of the page's bytes, and outlives a second reading."""

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import load, rows
from in_process import run
from made_wikis import by
from making_sources import http_block, record, write
from pages import named_page
from wetpaint_import.db.connection import create_or_open
from wetpaint_import.db.problem_rows import save_refused
from wetpaint_import.model import Problem

_PAGE = named_page(by("ann", "lamps"), by("bob", "oil " * 200 + os.urandom(400).hex())).encode()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A packed page that is cut, one that its crawler cut, and one that shows that it is cut."""
    packed = write(tmp_path / "a.html.gz", gzip.compress(_PAGE, mtime=0)[:-9])
    crawled = write(tmp_path / "b.warc", record(http_block(_PAGE), WARC_Truncated="length"))
    short = write(tmp_path / "c.html", _PAGE[: _PAGE.index(b"oil") + 50])
    path = tmp_path / "a.db"
    load(path, packed, crawled, short)
    return path


def _problems(db: Path) -> list[tuple[Any, ...]]:
    return rows(db, "SELECT * FROM problems ORDER BY id")


def test_the_container_and_the_page_are_told_apart(db: Path) -> None:
    found = rows(
        db, "SELECT captures.place, from_container FROM problems JOIN captures ON captures.id = capture_id WHERE code = 'truncated'"
    )
    told = {(Path(place).name.partition("@")[0], is_containers) for place, is_containers in found}
    assert {("a.html.gz", 1), ("b.warc", 1), ("c.html", 0)} <= told
    assert ("c.html", 1) not in told


def test_reparse_keeps_what_containers_told(db: Path) -> None:
    before = _problems(db)
    for _ in range(2):
        assert run("reparse", "--db", db).stdout.splitlines()[1] == "Nothing changed."
        assert _problems(db) == before


def test_reparse_keeps_what_containers_told_when_the_database_was_older(db: Path) -> None:
    before = _problems(db)
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute("ALTER TABLE problems DROP COLUMN from_container")
        conn.execute("DROP INDEX problems_by_place")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name > 'm003'")
        conn.execute("PRAGMA user_version = 2")
    assert run("index", "--db", db).returncode == 0
    assert _problems(db) == before
    assert run("reparse", "--db", db).returncode == 0
    assert _problems(db) == before


def test_a_refused_place_is_looked_up_and_not_searched_for(db: Path) -> None:
    asked: list[str] = []
    with closing(create_or_open(db).conn) as conn:
        conn.set_trace_callback(asked.append)
        for _ in range(2):
            save_refused(conn, "links/1.html", Problem(code="not-followed", message="a link is not followed"))
        conn.set_trace_callback(None)
        plans = [str(conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()) for sql in asked if sql.startswith("SELECT")]
        assert conn.execute("SELECT count(*) FROM problems WHERE place IS NOT NULL").fetchall() == [(1,)]
    assert len(plans) == 2
    assert all("problems_by_place" in plan for plan in plans), plans
