"""A capture that is loaded, read again with what a later load tells of it -> its rows, in place."""

import sqlite3
from collections.abc import Iterable

from wetpaint_import.db.captures import ReadPage, replace_view, save_raw, told
from wetpaint_import.db.codec import to_json, to_text, unpack_view
from wetpaint_import.db.merging import mark_gathered_stale
from wetpaint_import.model import Author, Location, ThreadView


def read_again(conn: sqlite3.Connection, capture_id: int, page: ReadPage) -> set[int]:
    """Returns the sightings whose threads are to be merged anew: those of the capture, and those beside which they stood."""
    save_raw(conn, page)
    capture, (told_url, told_at) = page.capture, told(page)
    conn.execute(
        "UPDATE captures SET source = ?, place = ?, media_type = ?, charset = ?, told_url = ?, told_captured_at = ?, time_zone = ?"
        " WHERE id = ?",
        [
            capture.source,
            capture.place,
            capture.media_type,
            capture.charset,
            told_url,
            to_text(told_at),
            page.time_zone,
            capture_id,
        ],
    )
    old = conn.execute("SELECT thread_id, view FROM sightings WHERE capture_id = ?", [capture_id]).fetchall()
    replace_view(conn, capture_id, page)
    if _named(unpack_view(view) for _, view in old) - _named(page.view.threads):
        mark_gathered_stale(conn)
    threads = to_json(sorted({thread_id for thread_id, _ in old if thread_id is not None}))
    conn.execute(
        "DELETE FROM threads WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.thread_id = threads.id)",
        [threads],
    )
    rows = conn.execute(
        "SELECT id FROM sightings WHERE capture_id = ?"
        " UNION SELECT id FROM sightings WHERE thread_id IN (SELECT value FROM json_each(?))",
        [capture_id, threads],
    )
    return {row[0] for row in rows}


def _named(threads: Iterable[ThreadView]) -> set[Author | Location]:
    """What a capture gives to rows that gather their values from all captures."""
    found: set[Author | Location | None] = set()
    for thread in threads:
        found |= {thread.location, thread.starter, *(post.author for post in thread.posts)}
    return {value for value in found if value is not None}
