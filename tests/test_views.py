"""The views for people: right by the tables, the same in archives of version 1, and quick where one row is asked for."""

import sqlite3
from pathlib import Path

import pytest

from archive import FIXTURES, rows
from in_process import load_chosen, run
from wetpaint_import.db.connection import SCHEMA_VERSION

VIEWS = ("thread_details", "author_details", "tag_use", "activity_by_month")
# What each version of the schema brought, taken away again; of version 1 all but a column that SQLite cannot drop.
_VERSION_2 = (
    *(f"DROP VIEW IF EXISTS {name}" for name in (*VIEWS, "renames", "provenance")),
    "DROP INDEX threads_by_starter",
    "ALTER TABLE threads DROP COLUMN starter_id",
    "ALTER TABLE threads DROP COLUMN starter_text",
    "DROP TABLE other_starters",
    "DELETE FROM _sqlite_migrations WHERE name > 'm003'",
    "PRAGMA user_version = 2",
)
_VERSION_1 = (
    *_VERSION_2,
    "DROP VIEW post_details",
    "DROP VIEW posts_search",
    "DROP INDEX posts_by_time",
    "DROP TABLE other_names",
    "ALTER TABLE posts DROP COLUMN author_text",
    "ALTER TABLE missing DROP COLUMN thread_count",
    "DELETE FROM _sqlite_migrations WHERE name > 'm002'",
    "PRAGMA user_version = 1",
)


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


@pytest.mark.parametrize("older", [_VERSION_1, _VERSION_2], ids=["version 1", "version 2"])
def test_an_older_archive_is_refused_for_reading_and_updated_by_index(older: tuple[str, ...], db: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(db.read_bytes())
    with sqlite3.connect(old) as conn:
        for statement in older:
            conn.execute(statement)
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
    for (table,) in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"):
        columns = f"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}') ORDER BY 1"  # noqa: S608
        assert rows(old, columns) == rows(db, columns), table
        keys = f'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(\'{table}\') ORDER BY 1, 2'  # noqa: S608
        assert rows(old, keys) == rows(db, keys), table


@pytest.mark.parametrize("older", [_VERSION_1, _VERSION_2], ids=["version 1", "version 2"])
def test_starters_of_an_older_archive_come_with_reparse_and_keep_all_ids(older: tuple[str, ...], tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    run("load", FIXTURES / "table-html", FIXTURES / "list-thread-index", FIXTURES / "names-tr-two-td-2010", "--db", new)
    old.write_bytes(new.read_bytes())
    with sqlite3.connect(old) as conn:
        for statement in older:
            conn.execute(statement)
    conn.close()
    assert run("index", "--db", old).returncode == 0
    started = "SELECT threads.id, threads.title, authors.name, starter_text FROM threads JOIN authors ON authors.id = starter_id"
    assert rows(old, started) == []
    told = "which did not keep who lists say started them"
    assert told in " ".join(run("status", "--db", old).stdout.split())
    assert told not in " ".join(run("status", "--db", new).stdout.split())
    done = run("reparse", "--db", old)
    assert done.returncode == 0
    assert "threads.starter_id" in done.stdout
    assert rows(old, started) == rows(new, started) != []
    assert rows(old, "SELECT id, key FROM threads ORDER BY id") == rows(new, "SELECT id, key FROM threads ORDER BY id")
    assert told not in " ".join(run("status", "--db", old).stdout.split())
    assert "Nothing changed." in run("reparse", "--db", old).stdout
