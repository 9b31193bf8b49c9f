"""The captures of a database -> those that can stand in a WARC file, one page in memory at a time, and why others cannot."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

import zstandard

from wetpaint_import.archive import Archive
from wetpaint_import.db.codec import to_datetime, to_text, unpack
from wetpaint_import.export.target import LeftOut
from wetpaint_import.export.wacz.hidden_names import names_in_page

# All of them, also those in which nothing was read; of a part of the archive, those that show its threads.
_CAPTURES = "SELECT id FROM captures"
_SHOWING = " WHERE id IN (SELECT capture_id FROM sightings WHERE thread_id IN (SELECT id FROM threads WHERE {condition}))"
_PAGE = (
    "SELECT captures.url, captured_at, media_type, charset, encoding, captures.sha256, time_zone, body,"
    " (SELECT threads.title FROM sightings JOIN threads ON threads.id = sightings.thread_id"
    "  WHERE sightings.capture_id = captures.id ORDER BY ordinal LIMIT 1)"
    " FROM captures LEFT JOIN pages ON pages.sha256 = captures.sha256 WHERE captures.id = ?"
)
_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+")
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
# Printable ASCII, but for what no address may hold.
_PLAIN = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"<>\\^`{|}')


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page as it was captured. `is_text`: the text that some program made of a page, not what a server sent."""

    capture_id: int
    url: str
    captured_at: datetime
    content_type: str
    is_text: bool
    sha256: str
    payload: bytes
    title: str | None

    @property
    def record_id(self) -> str:
        """Made of address, time and bytes: the same for the same page."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self.url} {self.date} {self.sha256}')}"

    @property
    def date(self) -> str:
        return to_text(self.captured_at) or ""


def kept_pages(archive: Archive) -> Iterator[KeptPage | LeftOut]:
    """In the order of our ids. A page may be followed by a `LeftOut` for what is lost of it."""
    seen: set[str] = set()
    for id_ in _ids(archive):
        row = archive.conn.execute(_PAGE, [id_]).fetchone()
        kept = _kept(id_, row, archive)
        if isinstance(kept, str):
            yield LeftOut("page", id_, kept)
        elif kept.record_id in seen:
            yield LeftOut("page", id_, "the same bytes, address and time as another one")
        else:
            seen.add(kept.record_id)
            yield kept
            if zone := row[6]:
                yield LeftOut("time zone", id_, f"give --time-zone {zone} again when you load the package")


def _ids(archive: Archive) -> list[int]:
    if not archive.selection.wanted:
        return [row[0] for row in archive.conn.execute(f"{_CAPTURES} ORDER BY id")]
    condition, parameters = archive.selection.sql()
    sql = _CAPTURES + _SHOWING.format(condition=condition) + " ORDER BY id"
    return [row[0] for row in archive.conn.execute(sql, parameters)]


def same_wikis(conn: sqlite3.Connection) -> list[str]:
    """The `A=B` that were given with `--same-wiki`."""
    return [row[0] for row in conn.execute("SELECT value FROM settings WHERE name = 'same-wiki' ORDER BY value")]


def _kept(id_: int, row: tuple[object, ...], archive: Archive) -> KeptPage | str:
    """The page, or why there is none."""
    url, captured_at, media_type, charset, encoding, sha256, _, body, title = row
    if not isinstance(body, bytes):
        return "the database does not keep the bytes"
    if not isinstance(url, str):
        return "no address is known; load again with --url"
    if not isinstance(captured_at, str):
        return "no time of capture is known; load again with --captured-at"
    if (target := target_uri(url)) is None:
        return "an address that cannot be replayed"
    try:
        payload = unpack(body)
    except zstandard.ZstdError:
        return "the bytes in the database are damaged; load again"
    if names_in_page(payload, [target, url], str(encoding or charset or "utf-8"), archive.people):
        return "a withheld name stands there"
    at = to_datetime(captured_at)
    if at is None:
        return "no time of capture is known; load again with --captured-at"
    return KeptPage(
        capture_id=id_,
        url=target,
        captured_at=at,
        content_type=_content_type(media_type, charset),
        is_text=media_type == "text/plain",
        sha256=str(sha256),
        payload=payload,
        title=archive.people.redact(title) if isinstance(title, str) else None,
    )


def target_uri(url: str) -> str | None:
    """The address as a URI of ASCII alone; None where it has no host, or characters that would break a record's head."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\x00-\x1f\x7f]", url):
        return None
    return quote(url, safe=_PLAIN, errors="replace")


def _content_type(media_type: object, charset: object) -> str:
    kind = media_type if isinstance(media_type, str) and _TYPE.fullmatch(media_type) else "application/octet-stream"
    return f"{kind}; charset={charset}" if isinstance(charset, str) and _TOKEN.fullmatch(charset) else kind
