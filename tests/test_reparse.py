"""Reparse: the raw pages in the database give everything again."""

import json
import sqlite3
from pathlib import Path

from archive import FIXTURES, details, everything, load, run, write_pages


def test_nothing_changes_where_the_parser_is_the_same(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    write_pages(tmp_path / "pages", 30)
    load(db, FIXTURES, tmp_path / "pages")
    before = everything(db)
    done = run("reparse", "--db", db, "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["changed"] == {}
    after = everything(db)
    for table in before:
        assert after[table] == before[table], table


def test_a_spoilt_archive_is_made_whole_and_told_field_by_field(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "names-tr-two-td-2010", FIXTURES / "names-quotes-and-other-blockquotes")
    good = details(db)
    with sqlite3.connect(db) as conn:
        conn.execute("UPDATE posts SET body_text = 'spoilt' WHERE id = 2")
        conn.execute("UPDATE posts SET posted_at = NULL WHERE id IN (1, 3)")
        conn.execute("UPDATE threads SET title = 'spoilt too' WHERE id = 1")
    conn.close()
    done = run("reparse", "--db", db, "--json")
    assert json.loads(done.stdout)["changed"] == {"threads.title": 1, "posts.posted_at": 2, "posts.body_text": 1}
    assert details(db) == good


def test_pages_that_were_not_kept_are_told(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "names-tr-two-td-2010", "--no-raw")
    before = details(db)
    done = run("reparse", "--db", db)
    assert done.returncode == 1
    assert "1 capture has no raw page" in done.stdout
    assert details(db) == before
