"""A path -> an open archive: created, checked and migrated; or an error that says what the file is and what to do."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.db.sqlite_library import Database, Migrations
from wetpaint_import.errors import (
    DatabaseDamagedError,
    DatabaseError,
    DatabaseLockedError,
    NotOurDatabaseError,
    SchemaMismatchError,
)

# "WPI1" as a big-endian number, so that `file` and we can tell our databases from others.
APPLICATION_ID = 0x57504931
# Raised with each migration; a higher one was written by a newer program.
SCHEMA_VERSION = 3
# The setting of a database whose threads were merged before there was a column for who started them.
STARTERS_LACKING = "starters-lacking"
# The setting that is drawn by lot: with it exports mark names so that only the database can tell which ones.
MARK_KEY = "mark-key"
# Columns that were added to tables since version 1; a new database has them from the schema.
_LATER_COLUMNS = (
    ("authors", "named_at TEXT"),
    ("posts", "author_text TEXT"),
    ("missing", "thread_count INTEGER"),
    ("problems", "from_container INTEGER NOT NULL DEFAULT 0 CHECK (from_container IN (0, 1))"),
    ("threads", "starter_id INTEGER REFERENCES authors(id)"),
    ("threads", "starter_text TEXT"),
    ("captures", "told_url TEXT"),
    ("captures", "told_captured_at TEXT"),
)
# The problems that containers gave when version 2 did not yet mark them; the parser words its own otherwise.
_CONTAINERS_OWN_WORDS = ("the packed file is cut or damaged;%", "the crawler kept only a part of this page (%")
# A second process waits so long for the first one's transaction, in milliseconds.
_PATIENCE_MS = 10_000

migrations = Migrations("wetpaint_import")


@migrations()
def m001_first_schema(db: Database) -> None:
    schema = files("wetpaint_import.db").joinpath("schema.sql").read_text(encoding="utf-8")
    for statement in _statements(schema):
        db.conn.execute(statement)


@migrations()
def m002_views_for_people(db: Database) -> None:
    _add_what_lacks(db)


@migrations()
def m003_second_look(db: Database) -> None:
    """`originals` fills as WARC files are loaded, also those that were loaded before. Who started a thread comes from the captures
    that are kept, when threads are merged again: the mark says so until `reparse` did."""
    _add_what_lacks(db)
    db.conn.execute(
        "INSERT INTO settings (name, value) SELECT ?, hex(randomblob(32)) WHERE NOT EXISTS (SELECT 1 FROM settings WHERE name = ?)",
        [MARK_KEY, MARK_KEY],
    )
    _part_told_from_given(db)
    for words in _CONTAINERS_OWN_WORDS:
        db.conn.execute("UPDATE problems SET from_container = 1 WHERE code = 'truncated' AND message LIKE ?", [words])
    db.conn.execute(
        "INSERT INTO settings (name, value) SELECT ?, 'reparse' WHERE EXISTS (SELECT 1 FROM sightings)", [STARTERS_LACKING]
    )


def _part_told_from_given(db: Database) -> None:
    """What `--url` and `--captured-at` told stood where the container's word stands; what it overruled is not known any more.
    A page that was loaded both ways stays two captures."""
    db.conn.execute(
        "UPDATE OR IGNORE captures SET told_url = given_url, given_url = NULL,"
        " key = sha256 || '||' || iif(captured_at_basis = 'given', '', coalesce(given_captured_at, ''))"
        " WHERE url_basis = 'given' AND given_url IS NOT NULL"
    )
    db.conn.execute(
        "UPDATE OR IGNORE captures SET told_captured_at = given_captured_at, given_captured_at = NULL,"
        " key = sha256 || '|' || coalesce(given_url, '') || '|'"
        " WHERE captured_at_basis = 'given' AND given_captured_at IS NOT NULL"
    )


def _add_what_lacks(db: Database) -> None:
    """What an older version lacks of the schema; nothing in a new database. All at once, since views and indexes of the schema
    speak of its columns, whichever migration brings them."""
    for table, column in _LATER_COLUMNS:
        if column.split()[0] not in {row[1] for row in db.conn.execute(f"PRAGMA table_info({table})")}:
            db.conn.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    schema = files("wetpaint_import.db").joinpath("schema.sql").read_text(encoding="utf-8")
    for statement in _statements(schema):
        # Views hold nothing: the new ones take the place of the old.
        if view := re.search(r"^CREATE VIEW (\w+)", statement, re.MULTILINE):
            db.conn.execute(f"DROP VIEW IF EXISTS {view[1]}")
        created = r"^(CREATE (?:VIRTUAL )?(?:TABLE|VIEW|INDEX)) "
        db.conn.execute(re.sub(created, r"\1 IF NOT EXISTS ", statement, flags=re.MULTILINE))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if ";" in line and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def create_or_open(path: Path) -> Database:
    """The archive at `path` for writing; created if there is none yet, migrated if it is older."""
    is_new = not path.exists() or path.stat().st_size == 0
    if not path.parent.is_dir():
        raise DatabaseError(str(path), "its folder does not exist; create it first, or choose another with --db")
    db = _connect(path, f"file:{_quoted(path)}?mode=rwc")
    with translated(path):
        if is_new:
            db.conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
            db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _check(db, path, is_new=is_new)
        db.conn.execute("PRAGMA journal_mode = WAL")
        db.conn.execute("PRAGMA synchronous = NORMAL")
        if migrations.pending(db):
            # Another process may be about to do the same: the second one finds nothing left to do.
            with writing(db):
                migrations.apply(db)
                db.conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return db


def open_existing(path: Path, *, read_only: bool = True) -> Database:
    """The archive at `path`; it must be there, ours, and of this program's version."""
    if not path.is_file():
        load = f"`wetpaint-import load PATH{db_option_text(path)}`"
        raise DatabaseError(str(path), f"there is no such database; run {load} first, or name it with --db")
    db = _connect(path, reading_uri(path) if read_only else f"file:{_quoted(path)}?mode=rw")
    with translated(path):
        _check(db, path, is_new=False)
        if migrations.pending(db):
            index = f"`wetpaint-import index{db_option_text(path)}`"
            raise SchemaMismatchError(str(path), f"made by an older version; run {index} once to bring it up to date")
    return db


def reading_uri(path: Path) -> str:
    """The address by which SQLite opens the database for reading alone, also on a medium that nobody can write to."""
    # Readers of a database in WAL mode make a file beside it. Where they cannot, and no writer has left one, nobody writes.
    file = path.resolve()
    is_kept = not os.access(file.parent, os.W_OK) and not file.with_name(f"{file.name}-wal").exists()
    return f"file:{_quoted(path)}?mode=ro{'&immutable=1' if is_kept else ''}"


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that is the only writer from its beginning: what it reads stays true until it writes.

    One that begins by reading cannot wait for another writer: SQLite ends it at once.
    """
    with db.conn:
        db.conn.execute("BEGIN IMMEDIATE")
        yield


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _connect(path: Path, uri: str) -> Database:
    with translated(path):
        conn = sqlite3.connect(uri, uri=True, timeout=_PATIENCE_MS / 1000)
        db = Database(conn)
        db.conn.execute("PRAGMA foreign_keys = ON")
    return db


def _check(db: Database, path: Path, *, is_new: bool) -> None:
    application_id = db.conn.execute("PRAGMA application_id").fetchone()[0]
    if application_id != APPLICATION_ID and not is_new:
        raise NotOurDatabaseError(str(path), "this database was not made by wetpaint-import; choose another file with --db")
    version = db.conn.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise SchemaMismatchError(str(path), f"made by a newer version of wetpaint-import (schema {version}); update the program")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, with what the user can do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise DatabaseLockedError(
                str(path), "another program is writing to it; wait until it is done, then try again"
            ) from error
        if "full" in text:
            raise DatabaseError(
                str(path), "the disk is full; nothing half-written was kept. Free some room and run the same command"
            ) from error
        if "unable to open" in text or "readonly" in text or "attempt to write" in text:
            raise DatabaseError(str(path), "cannot be opened or written; check the path and its permissions") from error
        raise DatabaseError(str(path), f"SQLite says: {text}") from error
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "not a database" in text:
            raise NotOurDatabaseError(str(path), "this file is no SQLite database; choose another file with --db") from error
        if isinstance(error, sqlite3.IntegrityError):
            raise
        raise DatabaseDamagedError(
            str(path), f"the database is damaged ({text}); restore a copy, or load the saved pages into a new one"
        ) from error
