"""The views for people: right by the tables, the same in archives of version 1, and quick where one row is asked for."""

import sqlite3
from pathlib import Path

import pytest

from archive import rows
from in_process import load_chosen, run
from wetpaint_import.db.connection import SCHEMA_VERSION

VIEWS = ("thread_details", "author_details", "tag_use", "activity_by_month")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_chosen(path)
    return path


def test_threads_with_counts_gaps_and_last_post(db: Path) -> None:
    (row,) = rows(
        db,
        "SELECT wiki_host, posts, claimed_post_count, missing_posts, authors, edited_posts, first_posted_at, last_posted_at,"
        " last_author_name, tags FROM thread_details WHERE title LIKE 'Count to twenty%'",
    )
    host, first, last = "countthewords.wetpaint.com", "2010-03-16T23:02:00Z", "2010-03-17T00:51:00Z"
    assert row == (host, 20, 23, 3, 4, 0, first, last, "pagecount", '["counting","games"]')
    assert rows(db, "SELECT count(*), sum(posts) FROM thread_details") == rows(
        db, "SELECT (SELECT count(*) FROM threads), (SELECT count(*) FROM posts)"
    )
    assert rows(
        db,
        "SELECT count(*) FROM thread_details JOIN posts ON posts.id = last_post_id WHERE posts.posted_at IS NOT last_posted_at",
    ) == [(0,)]


def test_authors_with_what_is_there_of_them(db: Path) -> None:
    assert rows(
        db, "SELECT kind, posts, threads, threads_begun, edited_posts FROM author_details WHERE name = 'PatchworkPenny'"
    ) == [("registered", 1, 1, 1, 1)]
    assert rows(db, "SELECT sum(posts) FROM author_details") == rows(db, "SELECT count(author_id) FROM posts")
    assert rows(db, "SELECT count(*) FROM author_details WHERE kind = 'anonymous' AND name IS NOT NULL") == [(0,)]


def test_tags_and_months(db: Path) -> None:
    assert rows(db, "SELECT sum(threads), sum(posts) FROM tag_use WHERE name = 'glaze'") == [(3, 11)]
    assert rows(db, "SELECT sum(posts) FROM activity_by_month") == rows(db, "SELECT count(*) FROM posts")
    assert rows(db, "SELECT posts, threads, threads_begun, authors FROM activity_by_month WHERE month = '2010-03'") == [
        (20, 1, 1, 4)
    ]


@pytest.mark.parametrize("condition", ["thread_details WHERE thread_id = 3", "author_details WHERE author_id = 3"])
def test_one_row_is_looked_up_and_not_all(db: Path, condition: str) -> None:
    plan = " ".join(row[3] for row in rows(db, f"EXPLAIN QUERY PLAN SELECT * FROM {condition}"))  # noqa: S608
    assert "SCAN threads" not in plan
    assert "SCAN authors" not in plan
    assert "SCAN posts" not in plan


def test_an_archive_of_version_1_is_refused_for_reading_and_updated_by_index(db: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(db.read_bytes())
    with sqlite3.connect(old) as conn:
        for name in (*VIEWS, "renames"):
            conn.execute(f"DROP VIEW IF EXISTS {name}")
        conn.execute("DROP INDEX posts_by_time")
        conn.execute("DROP TABLE IF EXISTS other_names")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name > 'm002'")
        conn.execute("PRAGMA user_version = 1")
    conn.close()
    for command in (["search", "piecing"], ["show", "1"], ["stats"], ["status"]):
        done = run(*command, "--db", old)
        assert (done.returncode, done.stdout) == (5, "")
        assert "wetpaint-import index" in done.stderr
    assert run("index", "--db", old).returncode == 0
    assert run("search", "piecing", "--db", old).returncode == 0
    assert rows(old, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    schema = (
        "SELECT type, name, replace(sql, 'IF NOT EXISTS ', '') FROM sqlite_master WHERE type IN ('view', 'index') ORDER BY 1, 2"
    )
    assert rows(old, schema) == rows(db, schema)
