"""Links to threads, and lists that count more threads than are there -> the ledger's rows for threads that no capture shows."""

import sqlite3

from wetpaint_import.db.sightings import same_wiki

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
    same = same_wiki(conn)
    rows = conn.execute(
        "SELECT mentions.host, mentions.original_id, min(mentions.url) FROM mentions"
        " WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.original_id = mentions.original_id)"
        " GROUP BY mentions.host, mentions.original_id ORDER BY mentions.host, mentions.original_id"
    )
    found: dict[tuple[str, str], str] = {}
    for host, original_id, url in rows:
        found.setdefault((same.get(host, host), original_id), url)
    return [
        (f"thread {original_id} of {host}, known only from links", url, None) for (host, original_id), url in sorted(found.items())
    ]


def _known_from_counts(conn: sqlite3.Connection) -> list[_Row]:
    """For each list, what it counts and neither shows nor any capture shows of the same place and of no later time.

    A list of a page that does not tell its address is compared with itself alone. Of several lists of one place, the largest lack
    counts: threads are not taken away.
    """
    lacks: dict[str, tuple[int, int, str, str | None]] = {}
    lists = conn.execute(
        "SELECT list_counts.capture_id, list_counts.thread_count, coalesce(list_counts.url, captures.url), captures.captured_at,"
        " list_counts.location_title, sightings.host"
        " FROM list_counts JOIN captures ON captures.id = list_counts.capture_id"
        " LEFT JOIN sightings ON sightings.capture_id = captures.id AND sightings.ordinal = 0"
        " ORDER BY captures.captured_at, captures.key"
    ).fetchall()
    same = same_wiki(conn)
    for capture_id, count, url, captured_at, title, seen_host in lists:
        host = same.get(seen_host, seen_host)
        shown = {row[0] for row in conn.execute("SELECT thread_id FROM sightings WHERE capture_id = ?", [capture_id])}
        if title is not None and host is not None:
            shown |= _threads_of(conn, host, title, captured_at)
        place = f"{host} {title}" if title is not None and host is not None else f"capture {capture_id}"
        where = title if title is not None else "a page that does not tell its address"
        lack = count - len(shown), count, where, url
        lacks[place] = max(lacks.get(place, lack), lack, key=lambda known: known[0])
    return [(f"{lack} of the {count} threads of {where}", url, lack) for lack, count, where, url in lacks.values() if lack > 0]


def _threads_of(conn: sqlite3.Connection, host: str, title: str, until: str | None) -> set[int]:
    """Threads that hang or, by a list, hung at a place and were there at a time: begun before it, or nobody knows when."""
    rows = conn.execute(
        "SELECT threads.id, (SELECT min(posted_at) FROM posts WHERE posts.thread_id = threads.id) AS begun FROM threads"
        " WHERE threads.wiki_id = (SELECT id FROM wikis WHERE host = ?1) AND (threads.location_id IN"
        "   (SELECT id FROM locations WHERE title = ?2 AND locations.wiki_id = threads.wiki_id)"
        "  OR threads.id IN"
        "   (SELECT sightings.thread_id FROM list_counts JOIN sightings USING (capture_id) WHERE location_title = ?2))"
        " AND (begun IS NULL OR ?3 IS NULL OR begun <= ?3)",
        [host, title, until],
    )
    return {row[0] for row in rows}
