"""Links to threads, and lists that count more threads than are there -> the ledger's rows for threads that no capture shows."""

import sqlite3
from collections import defaultdict

# What stands in `missing` of such a row: what, url, thread_count.
_Row = tuple[str, str | None, int | None]


def refresh_unseen_threads(conn: sqlite3.Connection) -> None:
    """Makes the rows of `missing` that belong to no thread what links and lists say now."""
    wanted = [*_known_from_links(conn), *_known_from_counts(conn)]
    old = conn.execute("SELECT what, url, thread_count FROM missing WHERE thread_id IS NULL ORDER BY id").fetchall()
    if old != wanted:
        conn.execute("DELETE FROM missing WHERE thread_id IS NULL")
        conn.executemany("INSERT INTO missing (what, url, thread_count) VALUES (?, ?, ?)", wanted)


def _known_from_links(conn: sqlite3.Connection) -> list[_Row]:
    rows = conn.execute(
        "SELECT mentions.host, mentions.original_id, min(mentions.url) FROM mentions"
        " WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.original_id = mentions.original_id)"
        " GROUP BY mentions.host, mentions.original_id ORDER BY mentions.host, mentions.original_id"
    )
    return [(f"thread {original_id} of {host}, known only from links", url, None) for host, original_id, url in rows]


def _known_from_counts(conn: sqlite3.Connection) -> list[_Row]:
    """Lists of one location are compared with all threads of that location; else with what the list itself shows."""
    claims: dict[int | str, tuple[int, str | None]] = {}
    found: dict[int | str, int] = {}
    titles: dict[int | str, str] = defaultdict(lambda: "a page that does not tell its address")
    rows = conn.execute(
        "SELECT list_counts.capture_id, list_counts.thread_count, coalesce(list_counts.url, captures.url), threads.location_id,"
        " count(DISTINCT threads.id), locations.title,"
        " (SELECT count(*) FROM threads AS there WHERE there.location_id = threads.location_id)"
        " FROM list_counts JOIN captures ON captures.id = list_counts.capture_id"
        " JOIN sightings ON sightings.capture_id = list_counts.capture_id JOIN threads ON threads.id = sightings.thread_id"
        " LEFT JOIN locations ON locations.id = threads.location_id"
        " GROUP BY list_counts.capture_id, threads.location_id ORDER BY captures.captured_at, captures.sha256"
    )
    for capture_id, count, url, location_id, shown, title, there in rows:
        place = location_id if location_id is not None else f"capture {capture_id}"
        claims[place] = max(claims.get(place, (0, None)), (count, url), key=lambda claim: claim[0])
        found[place] = there if location_id is not None else shown
        if title is not None:
            titles[place] = title
    return [
        (f"{count - found[place]} of the {count} threads of {titles[place]}", url, count - found[place])
        for place, (count, url) in claims.items()
        if count > found[place]
    ]
