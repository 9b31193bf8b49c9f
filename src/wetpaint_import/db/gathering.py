"""Names and addresses that rows gather from all captures -> gathered anew, where captures do not show them any more."""

import sqlite3

from wetpaint_import.db.authors import remove_unused
from wetpaint_import.db.merging import GATHERED_VALUES, merge_touched
from wetpaint_import.db.threads import ThreadWriter

# Sightings whose threads are merged at once; bounds memory.
_SIGHTINGS_AT_ONCE = 400


def gather_if_stale(conn: sqlite3.Connection) -> None:
    if conn.execute("SELECT 1 FROM settings WHERE name = ?", [GATHERED_VALUES]).fetchone() is not None:
        gather_again(conn)


def gather_again(conn: sqlite3.Connection) -> None:
    """Merges and writes all threads; what none of the captures gives does not stay."""
    # A location of a wiki that is not named again is one that no capture shows: `remove_unused` takes it away.
    conn.execute("UPDATE locations SET url = NULL, wiki_id = NULL")
    # The empty name counts less than any other at any time; the anonymous have none.
    conn.execute(
        "UPDATE authors SET name = CASE WHEN name IS NULL THEN NULL ELSE '' END, profile_url = NULL, avatar_url = NULL,"
        " named_at = NULL"
    )
    writer = ThreadWriter(conn)
    left = [row[0] for row in conn.execute("SELECT id FROM sightings ORDER BY thread_id, id")]
    for i in range(0, len(left), _SIGHTINGS_AT_ONCE):
        merge_touched(conn, writer, left[i : i + _SIGHTINGS_AT_ONCE])
    conn.execute("DELETE FROM threads WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE sightings.thread_id = threads.id)")
    remove_unused(conn)
    conn.execute("DELETE FROM settings WHERE name = ?", [GATHERED_VALUES])
