"""Raw pages in the database -> all derived tables anew, in one transaction; tells which fields changed."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import zstandard

from wetpaint_import import __version__
from wetpaint_import.db.authors import remove_unused
from wetpaint_import.db.captures import ReadPage, replace_view
from wetpaint_import.db.codec import to_datetime, to_json, to_text, unpack
from wetpaint_import.db.connection import STARTERS_LACKING, create_or_open, open_existing, translated
from wetpaint_import.db.merging import merge_touched
from wetpaint_import.db.search_index import mark_stale, refresh_index
from wetpaint_import.db.threads import ThreadWriter
from wetpaint_import.db.unseen_threads import refresh_unseen_threads
from wetpaint_import.load.workers import Job, read_pages
from wetpaint_import.model import Capture

# Sightings whose threads are merged at once; bounds memory.
_SIGHTINGS_AT_ONCE = 400
_POST_COLUMNS = (
    "thread_id original_id position number subject author_id posted_at posted_at_text edited_at edited_at_text body_html body_text"
    " found_valuable rated_by reply_to_id is_gone"
).split()
_THREAD_COLUMNS = (
    "wiki_id location_id original_id title url claimed_post_count is_featured is_locked is_reported starter_id starter_text"
).split()


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
        with translated(path), db.atomic():
            conn = db.conn
            started_at = to_text(datetime.now(UTC))
            _remember(conn)
            _parse_all(conn, jobs, report, on_progress)
            _merge_all(conn)
            conn.execute("DELETE FROM settings WHERE name = ?", [STARTERS_LACKING])
            refresh_unseen_threads(conn)
            report.changed = _changes(conn)
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


def _remember(conn: sqlite3.Connection) -> None:
    """The state before, to compare with; on disk, since an archive may be larger than memory."""
    conn.execute("CREATE TEMP TABLE before_posts AS SELECT * FROM posts")
    conn.execute("CREATE INDEX temp.before_posts_by_id ON before_posts(id)")
    conn.execute("CREATE TEMP TABLE before_threads AS SELECT * FROM threads")


def _parse_all(conn: sqlite3.Connection, jobs: int, report: ReparseReport, on_progress: Callable[[int], None]) -> None:
    zones = [row[0] for row in conn.execute("SELECT DISTINCT time_zone FROM captures")]
    for zone in zones:
        pages = read_pages(_jobs(conn, zone, report), zone, keep_raw=False, processes=jobs)
        for page in pages:
            replace_view(conn, _capture_id(page), page)
            report.captures += 1
            on_progress(report.captures)


def _jobs(conn: sqlite3.Connection, zone: str | None, report: ReparseReport) -> Iterator[Job]:
    """The kept pages as captures, as they were given to the parser when they were loaded; `place` carries our id."""
    ids = [row[0] for row in conn.execute("SELECT id FROM captures WHERE time_zone IS ? ORDER BY id", [zone])]
    for capture_id in ids:
        row = conn.execute(
            "SELECT captures.source, given_url, url_basis, given_captured_at, captured_at_basis, media_type, charset,"
            " captures.sha256, body, state"
            " FROM captures LEFT JOIN pages ON pages.sha256 = captures.sha256 WHERE captures.id = ?",
            [capture_id],
        ).fetchone()
        source, url, url_basis, captured_at, captured_at_basis, media_type, charset, digest, body, state = row
        if body is None:
            report.without_raw += state == "read"
            continue
        try:
            payload = unpack(body)
        except zstandard.ZstdError:
            report.damaged += 1
            continue
        capture = Capture(
            payload=payload,
            source=source,
            place=str(capture_id),
            url=url,
            url_basis=url_basis if url is not None else None,
            captured_at=to_datetime(captured_at),
            captured_at_basis=captured_at_basis if captured_at is not None else None,
            media_type=media_type,
            charset=charset,
        )
        yield capture, digest


def _capture_id(page: ReadPage) -> int:
    return int(page.capture.place)


def _merge_all(conn: sqlite3.Connection) -> None:
    # Gathered from all captures; what an older parser or none of the captures gives any more must not stay.
    conn.execute("UPDATE locations SET url = NULL")
    conn.execute("UPDATE authors SET profile_url = NULL, avatar_url = NULL, named_at = NULL")
    writer = ThreadWriter(conn)
    left = [row[0] for row in conn.execute("SELECT id FROM sightings ORDER BY thread_id, id")]
    for i in range(0, len(left), _SIGHTINGS_AT_ONCE):
        merge_touched(conn, writer, left[i : i + _SIGHTINGS_AT_ONCE])
    conn.execute("DELETE FROM threads WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.thread_id = threads.id)")
    remove_unused(conn)


def _changes(conn: sqlite3.Connection) -> dict[str, int]:
    changed = {}
    for table, columns in (("threads", _THREAD_COLUMNS), ("posts", _POST_COLUMNS)):
        counts = {
            f"{table} added": f"SELECT count(*) FROM {table} WHERE id NOT IN (SELECT id FROM before_{table})",  # noqa: S608
            f"{table} removed": f"SELECT count(*) FROM before_{table} WHERE id NOT IN (SELECT id FROM {table})",  # noqa: S608
        }
        for column in columns:
            counts[f"{table}.{column}"] = (
                f"SELECT count(*) FROM {table} AS now JOIN before_{table} AS old ON old.id = now.id"  # noqa: S608
                f" WHERE now.{column} IS NOT old.{column}"
            )
        for name, sql in counts.items():
            if number := conn.execute(sql).fetchone()[0]:
                changed[name] = number
    return changed
