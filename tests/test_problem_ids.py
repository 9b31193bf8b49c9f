"""Rows of `problems` and `sightings` keep their ids when pages are read anew, and only what is new gets a new one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import load, rows, run
from made_wikis import Saved, by, load_wiki
from wetpaint_import.db.connection import create_or_open

_UNDATED = by("ann", "when was that", dates="Feb 30 2010, 12:27 PM EDT | Post edited: Feb 30 2010, 12:27 PM EDT")
_DATED = by("bob", "some day")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Problems of single captures, two of them equal, and one of two captures that together contradict each other."""
    path = tmp_path / "a.db"
    load_wiki(
        path,
        [
            Saved(number=7, posts=(_UNDATED, _UNDATED), timestamp="20090115150311", title="Oars").archived,
            Saved(number=8, posts=(_DATED, _DATED, _DATED), timestamp="20090115150311").archived,
            Saved(number=8, posts=(_DATED,), timestamp="20110115150311", claimed=2).archived,
        ],
    )
    return path


def _problems(db: Path) -> list[tuple[Any, ...]]:
    return rows(db, "SELECT * FROM problems ORDER BY id")


def _sightings(db: Path) -> list[tuple[Any, ...]]:
    return rows(db, "SELECT id, capture_id, ordinal, thread_id FROM sightings ORDER BY id")


def _change(db: Path, sql: str) -> None:
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute(sql)


def test_archive_of_these_tests_has_all_kinds_of_problems(db: Path) -> None:
    found = rows(db, "SELECT capture_id, code, message, thread_id IS NOT NULL FROM problems")
    assert len(found) > len(set(found))
    assert {is_of_thread for *_, is_of_thread in found} == {0, 1}


def test_reading_the_same_pages_anew_keeps_every_row(db: Path) -> None:
    before = _problems(db), _sightings(db)
    for _ in range(2):
        assert run("reparse", "--db", db).returncode == 0
        assert (_problems(db), _sightings(db)) == before


def test_loading_more_pages_keeps_every_row(db: Path, tmp_path: Path) -> None:
    before = _problems(db)
    load_wiki(tmp_path / "more.db", [Saved(number=8, posts=(_DATED, _UNDATED), timestamp="20080115150311").archived])
    load(db, tmp_path / "more.warc.gz")
    after = _problems(db)
    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_only_a_problem_that_is_gone_loses_its_row_and_only_a_new_one_gets_one(db: Path) -> None:
    before = _problems(db)
    first, *others = [row[0] for row in before]
    _change(db, f"UPDATE problems SET message = 'by an older parser' WHERE id = {first}")  # noqa: S608
    assert run("reparse", "--db", db).returncode == 0
    after = _problems(db)
    assert sorted(map(repr, [row[1:] for row in after])) == sorted(map(repr, [row[1:] for row in before]))
    assert {row[0] for row in after} & {row[0] for row in before} == set(others)
    assert max(row[0] for row in after) > max(others)


def test_of_equal_problems_as_many_rows_stay_as_there_are(db: Path) -> None:
    before = _problems(db)
    _change(
        db,
        "INSERT INTO problems (capture_id, code, message, excerpt) SELECT capture_id, code, message, excerpt FROM problems"
        " WHERE thread_id IS NULL",
    )
    assert run("reparse", "--db", db).returncode == 0
    assert _problems(db) == before


def test_a_sighting_that_an_older_parser_saw_goes_and_the_others_stay(db: Path) -> None:
    before = _sightings(db)
    with closing(create_or_open(db).conn) as conn:
        conn.execute(
            "INSERT INTO sightings (capture_id, ordinal, host, original_id, title_key, view)"
            " SELECT capture_id, 5, host, original_id, title_key, view FROM sightings WHERE id = 1"
        )
        conn.execute("DELETE FROM sightings WHERE id = 2")
        conn.commit()
    assert run("reparse", "--db", db).returncode == 0
    after = _sightings(db)
    assert [row for row in after if row[0] != 2 and row[0] <= len(before)] == [row for row in before if row[0] != 2]
    assert [row[1:3] for row in sorted(after, key=lambda row: row[1:3])] == [row[1:3] for row in before]
