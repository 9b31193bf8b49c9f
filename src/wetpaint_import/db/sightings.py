"""Rows -> sightings: which captures speak of the threads that a load touched."""

import sqlite3
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from wetpaint_import.db.codec import to_datetime, to_json, unpack_view
from wetpaint_import.model import PostView, Sighting, ThreadView

# SQLite's default bound of variables in a statement is far higher; this keeps statements short.
_AT_ONCE = 400
# Those that share a key with some of the given ones, each key looked up once: a thread may have thousands of captures.
# Titles count only where one of the two has no address.
_RELATED = (
    "original_id IN (SELECT original_id FROM sightings WHERE {given})",
    "title_key IN (SELECT title_key FROM sightings WHERE {given} AND original_id IS NULL)",
    "title_key IN (SELECT title_key FROM sightings WHERE {given}) AND original_id IS NULL",
    "thread_id IN (SELECT thread_id FROM sightings WHERE {given})",
)
_GIVEN = "id IN (SELECT value FROM json_each(?))"


def related(conn: sqlite3.Connection, sighting_ids: Iterable[int]) -> set[int]:
    """The sightings that might be of the same threads as `sighting_ids`: by id, by title, by the thread they are in now."""
    found = set(sighting_ids)
    fresh = found
    while fresh:
        given = to_json(sorted(fresh))
        reached: set[int] = set()
        for relation in _RELATED:
            rows = conn.execute(f"SELECT id FROM sightings WHERE {relation.format(given=_GIVEN)}", [given])  # noqa: S608
            reached.update(row[0] for row in rows)
        fresh = reached - found
        found |= fresh
    return found


def read_sightings(
    conn: sqlite3.Connection, ids: Iterable[int], same_wiki: Mapping[str, str], fresh: Mapping[int, ThreadView]
) -> dict[int, tuple[Sighting, int | None]]:
    """{id: (sighting, the thread it is in now)}; `same_wiki` maps a host to the one that stands for it.

    `fresh` are views that are at hand already, by the id of their sighting. Equal views, and equal posts of several views, are one
    value: a thread may have thousands of captures that show mostly the same.
    """
    found = {}
    views: dict[bytes, ThreadView] = {}
    posts: dict[PostView, PostView] = {}
    for chunk in _chunks(sorted(ids)):
        marks = ",".join("?" * len(chunk))
        rows = conn.execute(
            "SELECT sightings.id, sightings.thread_id, sightings.host, sightings.view, captures.id, captures.sha256,"  # noqa: S608
            " captures.captured_at, captures.layout, captures.page_kind"
            f" FROM sightings JOIN captures ON captures.id = sightings.capture_id WHERE sightings.id IN ({marks})",
            chunk,
        )
        for sighting_id, thread_id, host, packed, capture_id, digest, captured_at, layout, page_kind in rows:
            if packed not in views:
                views[packed] = fresh.get(sighting_id) or _shared(unpack_view(packed), posts)
            sighting = Sighting(
                capture_id=capture_id,
                digest=digest,
                captured_at=to_datetime(captured_at),
                host=same_wiki.get(host, host),
                is_text=layout.startswith("text"),
                is_partial=page_kind != "thread",
                view=views[packed],
            )
            found[sighting_id] = (sighting, thread_id)
    return found


def _shared(view: ThreadView, posts: dict[PostView, PostView]) -> ThreadView:
    return replace(view, posts=tuple(posts.setdefault(post, post) for post in view.posts))


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
