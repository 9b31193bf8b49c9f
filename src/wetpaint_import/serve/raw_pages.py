"""A capture's id -> the bytes of its page as they were saved, to look at as text: never to run."""

import re
import sqlite3
from dataclasses import dataclass

from wetpaint_import.db.codec import unpack


@dataclass(frozen=True, slots=True)
class RawPage:
    """`body` None: the page was loaded with --no-raw. `encoding` is that in which it was read."""

    body: bytes | None
    encoding: str
    name: str


def raw_page(conn: sqlite3.Connection, capture_id: int) -> RawPage | None:
    """None if there is no such capture."""
    found = conn.execute(
        "SELECT captures.url, captures.encoding, captures.media_type, pages.body FROM captures"
        " LEFT JOIN pages ON pages.sha256 = captures.sha256 WHERE captures.id = ?",
        [capture_id],
    ).fetchone()
    if found is None:
        return None
    url, encoding, media_type, packed = found
    ending = "txt" if media_type == "text/plain" else "html"
    last_part = re.sub(r"[^A-Za-z0-9._+-]+", "-", (url or "").partition("?")[0].rstrip("/").rpartition("/")[2])[:60].strip("-.")
    body = unpack(packed) if packed is not None else None
    return RawPage(body, encoding or "utf-8", "-".join(filter(None, [f"capture-{capture_id}", last_part])) + f".{ending}")
