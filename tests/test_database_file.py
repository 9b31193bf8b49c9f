"""The database file: ours, foreign, newer, damaged, locked, missing."""

import sqlite3
from pathlib import Path

from archive import FIXTURES, load, rows, run
from wetpaint_import.db.connection import APPLICATION_ID, SCHEMA_VERSION

PAGE = FIXTURES / "skin-print-version" / "page.html"


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    load(tmp_path / "a.db", PAGE)
    assert rows(tmp_path / "a.db", "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert rows(tmp_path / "a.db", "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    db = tmp_path / "foreign.db"
    with sqlite3.connect(db) as conn:
        conn.execute("CREATE TABLE diary (entry TEXT)")
        conn.execute("INSERT INTO diary VALUES ('dear diary')")
    conn.close()
    before = db.read_bytes()
    for command in (["load", PAGE], ["status"], ["show", "1"], ["explain", "1"], ["reparse"]):
        done = run(*command, "--db", db)
        assert done.returncode == 5, command
        assert "was not made by wetpaint-import" in done.stderr
    assert db.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    db = tmp_path / "notes.txt"
    db.write_text("These are my notes, and no database at all. " * 50)
    done = run("load", PAGE, "--db", db)
    assert done.returncode == 5
    assert "no SQLite database" in done.stderr
    assert db.read_text().startswith("These are my notes")


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, PAGE)
    with sqlite3.connect(db) as conn:
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    conn.close()
    done = run("status", "--db", db)
    assert done.returncode == 5
    assert "update the program" in done.stderr


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "names-tr-two-td-2010")
    content = bytearray(db.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    db.write_bytes(content)
    done = run("status", "--db", db)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_without_a_database_the_first_step_is_named(tmp_path: Path) -> None:
    done = run("status", cwd=tmp_path)
    assert done.returncode == 5
    assert "wetpaint-import load PATH" in done.stderr
    assert not (tmp_path / "wetpaint.db").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("load", PAGE, "--db", tmp_path / "no" / "such" / "a.db")
    assert done.returncode == 5
    assert "folder does not exist" in done.stderr


def test_foreign_keys_are_enforced_and_tables_are_the_schemas(tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES)
    assert rows(tmp_path / "a.db", "PRAGMA foreign_key_check") == []
    declared = rows(
        tmp_path / "a.db",
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'posts_fts%' AND name NOT LIKE '_sqlite%'",
    )
    schema = Path(__file__).parent.parent / "src" / "wetpaint_import" / "db" / "schema.sql"
    named = schema.read_text(encoding="utf-8")
    assert declared
    for (name,) in declared:
        assert f"CREATE TABLE {name} (" in named, name
