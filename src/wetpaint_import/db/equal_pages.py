"""A page whose bytes another capture holds already -> what it shows, from that capture's rows instead of the parser."""

import sqlite3
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from wetpaint_import.dates import depends_on_capture
from wetpaint_import.db.captures import ReadPage
from wetpaint_import.db.codec import to_datetime, unpack_view
from wetpaint_import.db.loaded_captures import LACKS_RAW_PAGE
from wetpaint_import.model import Capture, ListCount, Mention, PageKind, PageView, Problem, State, ThreadView
from wetpaint_import.page.origin import TOLD
from wetpaint_import.parse import PARSER_VERSION


def read_before(conn: sqlite3.Connection, found: Capture, digest: str, time_zone: str | None, *, keep_raw: bool) -> ReadPage | None:
    """`found` as the parser would read it, where a capture at another time shows that; None where only the parser can tell."""
    known = _equal_capture(conn, found, digest, time_zone, keep_raw=keep_raw)
    if known is None or found.captured_at is None:
        return None
    sightings = conn.execute(
        "SELECT ordinal, host, view FROM sightings WHERE capture_id = ? ORDER BY ordinal", [known["id"]]
    ).fetchall()
    packed_views = tuple(packed for _, _, packed in sightings)
    threads = tuple(unpack_view(packed) for packed in packed_views)
    earlier = min(found.captured_at, to_datetime(known["given_captured_at"]) or found.captured_at)
    # A thread of which the page says nothing has no sighting, but counts in their order.
    is_whole = [ordinal for ordinal, *_ in sightings] == list(range(len(sightings)))
    if not is_whole or any(_depends_on_capture(thread, earlier) for thread in threads):
        return None
    return ReadPage(
        capture=replace(found, payload=b""),
        digest=digest,
        byte_count=len(found.payload),
        packed=None,
        view=_view(conn, found, known, threads, {host for _, host, _ in sightings}),
        packed_views=packed_views,
        time_zone=time_zone,
        parser_version=PARSER_VERSION,
    )


def _equal_capture(
    conn: sqlite3.Connection, found: Capture, digest: str, time_zone: str | None, *, keep_raw: bool
) -> dict[str, Any] | None:
    """A capture for which the parser was given the same but for the time, which it was given, too."""
    cursor = conn.execute(
        "SELECT id, given_captured_at, url, url_basis, encoding, page_kind, layout, state FROM captures"  # noqa: S608
        " WHERE sha256 = ? AND given_url IS ? AND media_type IS ? AND charset IS ? AND time_zone IS ? AND parser_version = ?"
        f" AND given_captured_at IS NOT NULL AND NOT (? AND {LACKS_RAW_PAGE})"
        # What the user tells of the address counts only where nothing else does.
        " AND (told_url IS ? OR NOT coalesce(url_basis = ?, 1)) LIMIT 1",
        [digest, found.url, found.media_type, found.charset, time_zone, PARSER_VERSION, keep_raw, found.told_url, TOLD],
    )
    row = cursor.fetchone()
    return None if row is None else dict(zip((column[0] for column in cursor.description), row, strict=True))


def _depends_on_capture(thread: ThreadView, earlier: datetime) -> bool:
    return any(
        moment is not None and depends_on_capture(moment, earlier) for post in thread.posts for moment in (post.posted, post.edited)
    )


def _view(
    conn: sqlite3.Connection, found: Capture, known: dict[str, Any], threads: tuple[ThreadView, ...], hosts: set[str | None]
) -> PageView:
    mentions = conn.execute("SELECT host, url FROM mentions WHERE capture_id = ?", [known["id"]]).fetchall()
    problems = conn.execute(
        "SELECT code, message, excerpt FROM problems WHERE capture_id = ? AND thread_id IS NULL AND from_container = 0 ORDER BY id",
        [known["id"]],
    )
    count = conn.execute("SELECT thread_count, location_title, url FROM list_counts WHERE capture_id = ?", [known["id"]]).fetchone()
    hosts |= {host for host, _ in mentions}
    return PageView(
        page_kind=PageKind(known["page_kind"]),
        layout=known["layout"],
        state=State(known["state"]),
        url=known["url"],
        url_basis=known["url_basis"] if found.url is None else found.url_basis,
        captured_at=found.captured_at,
        captured_at_basis=found.captured_at_basis,
        encoding=known["encoding"],
        host=hosts.pop() if hosts else None,
        problems=found.problems
        + tuple(Problem(code=code, message=message, excerpt=excerpt) for code, message, excerpt in problems),
        threads=threads,
        mentions=tuple(Mention(url=url, text="") for _, url in mentions),
        list_count=None if count is None else ListCount(threads=count[0], location=count[1], url=count[2]),
    )
