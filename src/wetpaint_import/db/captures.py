"""Captures and what each shows -> rows; the first half of a load, before threads are merged."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from wetpaint_import.addresses import read_address
from wetpaint_import.db.codec import to_json, to_text
from wetpaint_import.db.loaded_captures import DAMAGED_PAGE
from wetpaint_import.db.problem_rows import write_capture_problems
from wetpaint_import.model import Capture, PageKind, PageView, State, ThreadView
from wetpaint_import.page.origin import TOLD
from wetpaint_import.words import fold_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A capture as it goes to the writer: without its bytes, but with their digest, packed copy and what they show.

    `packed_views` are the threads of `view`, as the database keeps them: packed where there are many hands.
    """

    capture: Capture
    digest: str
    byte_count: int
    packed: bytes | None
    view: PageView
    packed_views: tuple[bytes, ...]
    time_zone: str | None
    parser_version: int


def told(page: ReadPage) -> tuple[str | None, datetime | None]:
    """The address and the time of the user that serve for this page, since nothing else tells them."""
    capture, view = page.capture, page.view
    return (
        capture.told_url if view.url_basis == TOLD else None,
        capture.told_captured_at if view.captured_at_basis == TOLD and view.captured_at == capture.told_captured_at else None,
    )


def capture_key(digest: str, url: str | None, captured_at: datetime | None) -> str:
    """What makes two captures the same: the bytes, and the address and time that the container tells."""
    return f"{digest}|{url or ''}|{to_text(captured_at) or ''}"


def save_page(conn: sqlite3.Connection, page: ReadPage, run_id: int) -> dict[int, ThreadView]:
    """Writes a new capture with its page, problems, sightings and mentions; returns {id of a sighting: its view}."""
    save_raw(conn, page)
    capture, view = page.capture, page.view
    told_url, told_at = told(page)
    cursor = conn.execute(
        "INSERT INTO captures (url, url_basis, captured_at, captured_at_basis, source, place, sha256, media_type, charset,"
        " encoding, given_url, given_captured_at, told_url, told_captured_at, time_zone, page_kind, layout, state, parser_version,"
        " run_id, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            view.url,
            view.url_basis,
            to_text(view.captured_at),
            view.captured_at_basis,
            capture.source,
            capture.place,
            page.digest,
            capture.media_type,
            capture.charset,
            view.encoding,
            capture.url,
            to_text(capture.captured_at),
            told_url,
            to_text(told_at),
            page.time_zone,
            view.page_kind,
            view.layout,
            view.state,
            page.parser_version,
            run_id,
            capture_key(page.digest, capture.url, capture.captured_at),
        ],
    )
    capture_id = int(cursor.lastrowid or 0)
    return _save_view(conn, capture_id, page)


def save_raw(conn: sqlite3.Connection, page: ReadPage) -> None:
    """Keeps the bytes of a page, if they are to be kept and are not there yet, or not whole."""
    if page.packed is None:
        return
    mended = conn.execute("DELETE FROM settings WHERE name = ? AND value = ?", [DAMAGED_PAGE, page.digest])
    if mended.rowcount:
        conn.execute("DELETE FROM pages WHERE sha256 = ?", [page.digest])
    conn.execute(
        "INSERT INTO pages (sha256, byte_count, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [page.digest, page.byte_count, page.packed],
    )


def replace_view(conn: sqlite3.Connection, capture_id: int, page: ReadPage) -> None:
    """What a capture shows, read anew: sightings and problems that are still there keep their ids, sightings their threads."""
    view = page.view
    conn.execute(
        "UPDATE captures SET url = ?, url_basis = ?, captured_at = ?, captured_at_basis = ?, encoding = ?, page_kind = ?,"
        " layout = ?, state = ?, parser_version = ? WHERE id = ?",
        [
            view.url,
            view.url_basis,
            to_text(view.captured_at),
            view.captured_at_basis,
            view.encoding,
            view.page_kind,
            view.layout,
            view.state,
            page.parser_version,
            capture_id,
        ],
    )
    conn.execute(
        "DELETE FROM sightings WHERE capture_id = ? AND ordinal NOT IN (SELECT value FROM json_each(?))",
        [capture_id, to_json([ordinal for ordinal, _, _ in _sighted(page)])],
    )
    conn.execute("DELETE FROM mentions WHERE capture_id = ?", [capture_id])
    conn.execute("DELETE FROM list_counts WHERE capture_id = ?", [capture_id])
    _save_view(conn, capture_id, page)


def _save_view(conn: sqlite3.Connection, capture_id: int, page: ReadPage) -> dict[int, ThreadView]:
    """What a capture shows: its problems, sightings of threads, mentions; returns the sightings of a new capture by id."""
    view = page.view
    write_capture_problems(conn, capture_id, view.problems, len(page.capture.problems))
    host = view.host
    if host is not None and view.wiki_name is not None:
        conn.execute(
            # Of two names the first by spelling: the same in whatever order pages are loaded.
            "INSERT INTO wikis (host, name) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET name = excluded.name"
            " WHERE name IS NULL OR name > excluded.name",
            [host, view.wiki_name],
        )
    sightings = {}
    for ordinal, thread, packed in _sighted(page):
        cursor = conn.execute(
            "INSERT INTO sightings (capture_id, ordinal, host, original_id, title_key, view) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (capture_id, ordinal) DO UPDATE SET host = excluded.host, original_id = excluded.original_id,"
            " title_key = excluded.title_key, view = excluded.view",
            [
                capture_id,
                ordinal,
                host,
                thread.original_id,
                fold_words(thread.title) if thread.title else None,
                packed,
            ],
        )
        sightings[int(cursor.lastrowid or 0)] = thread
    if view.list_count is not None:
        conn.execute(
            "INSERT INTO list_counts (capture_id, thread_count, location_title, url) VALUES (?, ?, ?, ?)",
            [capture_id, view.list_count.threads, view.list_count.location, view.list_count.url],
        )
    own = {thread.original_id for thread in view.threads}
    if host is not None and view.page_kind is not PageKind.OTHER:
        conn.executemany(
            "INSERT INTO mentions (capture_id, host, original_id, url) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                (capture_id, host, address.thread_id, mention.url)
                for mention in view.mentions
                if (address := read_address(mention.url)).thread_id and address.thread_id not in own
            ],
        )
    return sightings


def _sighted(page: ReadPage) -> list[tuple[int, ThreadView, bytes]]:
    """Threads of which the page says anything at all: (ordinal, view, the same packed)."""
    if page.view.state is not State.READ:
        return []
    return [
        (ordinal, thread, packed)
        for ordinal, (thread, packed) in enumerate(zip(page.view.threads, page.packed_views, strict=True))
        if thread.original_id is not None or thread.title is not None or thread.posts
    ]
