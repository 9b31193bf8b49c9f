"""Rows -> captures as they were given to the parser, for a second look: which may be read again, and from what."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from wetpaint_import.db.codec import to_datetime
from wetpaint_import.db.problem_rows import container_problems
from wetpaint_import.model import Capture
from wetpaint_import.page.origin import TOLD

# Pages that a newer parser could not read otherwise either: their bytes are not kept.
NEVER_KEPT = ("not-wetpaint", "unreadable", "too-large")
# A raw page that cannot be unpacked any more stays, but counts as none: loading its file again mends it.
DAMAGED_PAGE = "damaged-page"
# Conditions on rows of `captures`.
HAS_RAW_PAGE = (
    "(EXISTS (SELECT 1 FROM pages WHERE pages.sha256 = captures.sha256)"  # noqa: S608
    f" AND NOT EXISTS (SELECT 1 FROM settings WHERE name = '{DAMAGED_PAGE}' AND value = captures.sha256))"
)
# Worth keeping, and not kept: --no-raw.
LACKS_RAW_PAGE = (
    f"(NOT {HAS_RAW_PAGE} AND NOT (captures.state = 'quarantined' AND EXISTS (SELECT 1 FROM problems"  # noqa: S608
    f" WHERE problems.capture_id = captures.id AND problems.code IN ({', '.join(repr(code) for code in NEVER_KEPT)}))))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCapture:
    """`capture` is what the parser was given, without the bytes. A page that is not worth keeping is neither had nor lacked.

    `lacks_url`, `lacks_time`: neither container nor page tells it, so that the user's word counts.
    """

    id: int
    capture: Capture
    digest: str
    time_zone: str | None
    parser_version: int
    has_raw_page: bool
    lacks_raw_page: bool
    lacks_url: bool
    lacks_time: bool


def find_loaded(conn: sqlite3.Connection, key: str) -> LoadedCapture | None:
    """The capture of this key (`captures.capture_key`), if it is loaded."""
    row = _row(conn, "key = ?", key)
    return None if row is None else _capture_of(conn, row)


def loaded_capture(conn: sqlite3.Connection, capture_id: int) -> LoadedCapture:
    """The capture of this id, which there must be."""
    return _capture_of(conn, _row(conn, "id = ?", capture_id))


def _row(conn: sqlite3.Connection, condition: str, value: object) -> Any:  # noqa: ANN401  (SQLite's own)
    return conn.execute(
        "SELECT id, source, place, given_url, url_basis, given_captured_at, captured_at_basis, media_type, charset, sha256,"  # noqa: S608
        f" told_url, told_captured_at, time_zone, parser_version, {HAS_RAW_PAGE}, {LACKS_RAW_PAGE} FROM captures WHERE {condition}",
        [value],
    ).fetchone()


def _capture_of(conn: sqlite3.Connection, row: tuple[Any, ...]) -> LoadedCapture:
    capture_id, source, place, url, url_basis, captured_at, captured_at_basis, media_type, charset, *rest = row
    digest, told_url, told_at, time_zone, parser_version, has_raw_page, lacks_raw_page = rest
    capture = Capture(
        payload=b"",
        source=source,
        place=place,
        url=url,
        # Where nothing was given, the row has the basis of what the page itself tells.
        url_basis=url_basis if url is not None else None,
        captured_at=to_datetime(captured_at),
        captured_at_basis=captured_at_basis if captured_at is not None else None,
        media_type=media_type,
        charset=charset,
        told_url=told_url,
        told_captured_at=to_datetime(told_at),
        problems=container_problems(conn, capture_id),
    )
    return LoadedCapture(
        id=capture_id,
        capture=capture,
        digest=digest,
        time_zone=time_zone,
        parser_version=parser_version,
        has_raw_page=bool(has_raw_page),
        lacks_raw_page=bool(lacks_raw_page),
        lacks_url=url is None and url_basis in (None, TOLD),
        lacks_time=captured_at is None and captured_at_basis in (None, TOLD),
    )
