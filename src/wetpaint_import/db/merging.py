"""After captures are saved: the threads that they touch are merged anew and written, all within the caller's transaction."""

import sqlite3
from collections.abc import Iterable, Mapping

from wetpaint_import.db.sightings import read_sightings, related, same_wiki
from wetpaint_import.db.threads import ThreadWriter
from wetpaint_import.merge import group, merge
from wetpaint_import.model import Sighting, ThreadView

# The setting of a database in which names and addresses must be gathered anew.
GATHERED_VALUES = "gathered-values"


def merge_touched(
    conn: sqlite3.Connection, writer: ThreadWriter, sighting_ids: Iterable[int], fresh: Mapping[int, ThreadView] | None = None
) -> int:
    """Merges and writes every thread that the given sightings, or what they are related to, belong to; returns how many.

    `fresh` are the views of sightings that were saved just now, by id: they need not be unpacked.
    """
    found = read_sightings(conn, related(conn, sighting_ids), same_wiki(conn), fresh or {})
    ids = {id(sighting): sighting_id for sighting_id, (sighting, _) in found.items()}
    thread_of = {sighting_id: thread_id for sighting_id, (_, thread_id) in found.items()}
    groups = group([sighting for sighting, _ in found.values()])
    claimed, is_split = _claims(groups, ids, thread_of)
    if is_split:
        mark_gathered_stale(conn)
    for members, old_ids in zip(groups, claimed, strict=True):
        thread = merge(members)
        thread_id = writer.write(thread, old_ids)
        conn.executemany(
            "UPDATE sightings SET thread_id = ? WHERE id = ? AND thread_id IS NOT ?",
            [(thread_id, ids[id(member)], thread_id) for member in members],
        )
    taken = {thread_id for old_ids in claimed for thread_id in old_ids}
    for left in sorted({thread_id for thread_id in thread_of.values() if thread_id is not None} - taken):
        writer.remove(left)
    return len(groups)


def mark_gathered_stale(conn: sqlite3.Connection) -> None:
    """Says, within the transaction that takes evidence away from a row, that the row may hold what nothing shows any more.

    A kill leaves the mark; `gathering.py` removes it.
    """
    conn.execute("INSERT INTO settings (name, value) VALUES (?, 'stale') ON CONFLICT DO NOTHING", [GATHERED_VALUES])


def _claims(groups: list[list[Sighting]], ids: dict[int, int], thread_of: dict[int, int | None]) -> tuple[list[list[int]], bool]:
    """For each group the thread rows that stood for its members; a row that two groups could claim goes to the first.

    And whether there was such a row: what it gathered came from the other group's captures too.
    """
    taken: set[int] = set()
    claims = []
    is_split = False
    for members in groups:
        rows = {row for member in members if (row := thread_of[ids[id(member)]]) is not None}
        is_split = is_split or not taken.isdisjoint(rows)
        own = sorted(rows - taken)
        taken.update(own)
        claims.append(own)
    return claims, is_split
