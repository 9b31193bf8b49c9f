"""Raw pages in the database -> all derived tables anew, in one transaction; tells which fields changed."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import zstandard
from msgspec.structs import replace

from wetpaint_import import __version__
from wetpaint_import.db.captures import ReadPage, replace_view
from wetpaint_import.db.codec import to_json, to_text, unpack
from wetpaint_import.db.connection import STARTERS_LACKING, create_or_open, open_existing, translated, writing
from wetpaint_import.db.gathering import gather_again
from wetpaint_import.db.loaded_captures import DAMAGED_PAGE, loaded_capture
from wetpaint_import.db.search_index import mark_stale, refresh_index
from wetpaint_import.db.unseen_threads import refresh_unseen_threads
from wetpaint_import.load.changes import changes, remember
from wetpaint_import.load.workers import Job, read_pages


@dataclass(slots=True)
class ReparseReport:
    """`changed` counts rows by `table.column`; `without_raw` captures keep what they showed when they were loaded."""

    captures: int = 0
    without_raw: int = 0
    damaged: int = 0
    changed: dict[str, int] = field(default_factory=dict)


def reparse(path: Path, jobs: int, on_progress: Callable[[int], None]) -> ReparseReport:
    """Rebuilds what the archive at `path` derives from its raw pages; readers see the old state until all is done."""
    open_existing(path).conn.close()
    db = create_or_open(path)
    report = ReparseReport()
    try:
        with translated(path), writing(db):
            conn = db.conn
            started_at = to_text(datetime.now(UTC))
            remember(conn)
            _parse_all(conn, jobs, report, on_progress)
            gather_again(conn)
            conn.execute("DELETE FROM settings WHERE name = ?", [STARTERS_LACKING])
            refresh_unseen_threads(conn)
            report.changed = changes(conn)
            mark_stale(conn)
            refresh_index(conn)
            conn.execute(
                "INSERT INTO runs (command, options, version, started_at, finished_at, counts)"
                " VALUES ('reparse', '{}', ?, ?, ?, ?)",
                [__version__, started_at, to_text(datetime.now(UTC)), to_json({"captures": report.captures, **report.changed})],
            )
    finally:
        db.conn.close()
    return report


def _parse_all(conn: sqlite3.Connection, jobs: int, report: ReparseReport, on_progress: Callable[[int], None]) -> None:
    conn.execute("UPDATE wikis SET name = NULL")
    zones = [row[0] for row in conn.execute("SELECT DISTINCT time_zone FROM captures")]
    for zone in zones:
        pages = read_pages(_jobs(conn, zone, report), zone, keep_raw=False, processes=jobs)
        for page in pages:
            replace_view(conn, _capture_id(page), page)
            report.captures += 1
            on_progress(report.captures)
    # Pages that are not kept may have given the name.
    conn.execute("UPDATE wikis SET name = (SELECT name FROM before_wikis WHERE before_wikis.id = wikis.id) WHERE name IS NULL")


def _jobs(conn: sqlite3.Connection, zone: str | None, report: ReparseReport) -> Iterator[Job]:
    """The kept pages as captures, as they were given to the parser when they were loaded; `place` carries our id."""
    ids = [row[0] for row in conn.execute("SELECT id FROM captures WHERE time_zone IS ? ORDER BY id", [zone])]
    for capture_id in ids:
        known = loaded_capture(conn, capture_id)
        body = conn.execute("SELECT body FROM pages WHERE sha256 = ?", [known.digest]).fetchone()
        if body is None:
            report.without_raw += known.lacks_raw_page
            continue
        try:
            payload = unpack(body[0])
        except zstandard.ZstdError:
            report.damaged += 1
            conn.execute("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", [DAMAGED_PAGE, known.digest])
            continue
        yield replace(known.capture, payload=payload, place=str(capture_id)), known.digest


def _capture_id(page: ReadPage) -> int:
    return int(page.capture.place)
