"""Rows -> sightings: which captures speak of the threads that a load touched."""

import sqlite3
from collections.abc import Iterable, Mapping

from wetpaint_import.db.codec import to_datetime, unpack_view
from wetpaint_import.model import Sighting, ThreadView

# SQLite's default bound of variables in a statement is far higher; this keeps statements short.
_AT_ONCE = 400
# Titles count only where one of the two has no address.
_RELATIONS = (
    "other.original_id = own.original_id",
    "other.title_key = own.title_key AND (own.original_id IS NULL OR other.original_id IS NULL)",
    "other.thread_id = own.thread_id",
)


def related(conn: sqlite3.Connection, sighting_ids: Iterable[int]) -> set[int]:
    """The sightings that might be of the same threads as `sighting_ids`: by id, by title, by the thread they are in now."""
    found = set(sighting_ids)
    fresh = found
    while fresh:
        reached: set[int] = set()
        for chunk in _chunks(sorted(fresh)):
            marks = ",".join("?" * len(chunk))
            for relation in _RELATIONS:
                joined = f"SELECT DISTINCT other.id FROM sightings AS own JOIN sightings AS other ON {relation}"  # noqa: S608
                rows = conn.execute(f"{joined} WHERE own.id IN ({marks})", chunk)
                reached.update(row[0] for row in rows)
        fresh = reached - found
        found |= fresh
    return found


def read_sightings(
    conn: sqlite3.Connection, ids: Iterable[int], same_wiki: Mapping[str, str], fresh: Mapping[int, ThreadView]
) -> dict[int, tuple[Sighting, int | None]]:
    """{id: (sighting, the thread it is in now)}; `same_wiki` maps a host to the one that stands for it.

    `fresh` are views that are at hand already, by the id of their sighting.
    """
    found = {}
    for chunk in _chunks(sorted(ids)):
        marks = ",".join("?" * len(chunk))
        rows = conn.execute(
            "SELECT sightings.id, sightings.thread_id, sightings.host, sightings.view, captures.id, captures.sha256,"  # noqa: S608
            " captures.captured_at, captures.layout, captures.page_kind"
            f" FROM sightings JOIN captures ON captures.id = sightings.capture_id WHERE sightings.id IN ({marks})",
            chunk,
        )
        for sighting_id, thread_id, host, view, capture_id, digest, captured_at, layout, page_kind in rows:
            sighting = Sighting(
                capture_id=capture_id,
                digest=digest,
                captured_at=to_datetime(captured_at),
                host=same_wiki.get(host, host),
                is_text=layout.startswith("text"),
                is_partial=page_kind != "thread",
                view=fresh.get(sighting_id) or unpack_view(view),
            )
            found[sighting_id] = (sighting, thread_id)
    return found


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[i : i + _AT_ONCE] for i in range(0, len(ids), _AT_ONCE)]


def same_wiki(conn: sqlite3.Connection) -> dict[str, str]:
    """{host: the host that stands for it}, as `--same-wiki` was told in this or an earlier run."""
    rows = conn.execute("SELECT value FROM settings WHERE name = 'same-wiki' ORDER BY value")
    told = dict(row[0].split("=", 1) for row in rows)
    return {host: _last(host, told) for host in told}


def _last(host: str, told: Mapping[str, str]) -> str:
    """Where a chain `a=b`, `b=c` ends."""
    seen = {host}
    while (following := told.get(host)) is not None and following not in seen:
        seen.add(following)
        host = following
    return host
