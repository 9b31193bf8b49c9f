"""WARC records of earlier loads -> rows, and back: what revisits in files that are loaded later repeat."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import zstandard

from wetpaint_import.db.codec import unpack
from wetpaint_import.db.loaded_captures import NEVER_KEPT

# (key, SHA-256 of the page or None, content type, whether the body ends early)
OriginalRow = tuple[int, str | None, str | None, bool]
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalPage:
    """`payload` None: its bytes are not kept; `refusal`: problem code and message of a page that was set aside."""

    payload: bytes | None
    content_type: str | None
    is_cut: bool
    places: tuple[str, ...]
    refusal: tuple[str, str] | None


def save_originals(conn: sqlite3.Connection, rows: Iterable[OriginalRow]) -> None:
    """The first page under a key counts."""
    conn.executemany(
        "INSERT INTO originals (key, sha256, content_type, is_cut) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET sha256 = excluded.sha256, content_type = excluded.content_type, is_cut = excluded.is_cut"
        " WHERE originals.sha256 IS NULL AND excluded.sha256 IS NOT NULL",
        rows,
    )


def is_no_page(conn: sqlite3.Connection, keys: Sequence[int]) -> bool:
    """Whether a record under one of `keys` is known, and none of them is a page."""
    found = [row for key in keys for row in conn.execute("SELECT sha256 FROM originals WHERE key = ?", [key])]
    return bool(found) and all(sha256 is None for (sha256,) in found)


def find_original(conn: sqlite3.Connection, keys: Sequence[int]) -> OriginalPage | None:
    """The page of the first of `keys` under which one is known that was loaded."""
    for key in keys:
        row = conn.execute(
            "SELECT originals.sha256, content_type, is_cut, body FROM originals LEFT JOIN pages ON pages.sha256 = originals.sha256"
            " WHERE key = ? AND EXISTS (SELECT 1 FROM captures WHERE captures.sha256 = originals.sha256)",
            [key],
        ).fetchone()
        if row is not None:
            sha256, content_type, is_cut, body = row
            return OriginalPage(
                payload=None if body is None else _unpacked(body),
                content_type=content_type,
                is_cut=bool(is_cut),
                places=_places(conn, sha256),
                refusal=_refusal(conn, sha256),
            )
    return None


def _unpacked(body: bytes) -> bytes | None:
    try:
        return unpack(body)
    except zstandard.ZstdError:
        return None


def _places(conn: sqlite3.Connection, sha256: str) -> tuple[str, ...]:
    sql = "SELECT place FROM captures WHERE sha256 = ? ORDER BY id LIMIT ?"
    return tuple(row[0] for row in conn.execute(sql, [sha256, _MOST_PLACES]))


def _refusal(conn: sqlite3.Connection, sha256: str) -> tuple[str, str] | None:
    row: tuple[str, str] | None = conn.execute(
        "SELECT min(code), message FROM captures JOIN problems ON problems.capture_id = captures.id"
        " WHERE sha256 = ? AND state = 'quarantined' AND code IN (?, ?, ?) HAVING min(code) IS NOT NULL",
        [sha256, *NEVER_KEPT],
    ).fetchone()
    return row
