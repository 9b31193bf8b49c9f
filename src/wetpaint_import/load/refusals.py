"""What a run finds, place by place -> the refusals of earlier runs that it settles: those go, for they are true no more."""

import sqlite3

from wetpaint_import.sources import Found, Skipped

# With `+`, since many problems have no capture and few the same place: the index of places is to be used.
_KNOWN = "SELECT id, code, message FROM problems WHERE place = ? AND +capture_id IS NULL"


class Refusals:
    """Notes all that a run finds; at its end, since a place may give several things (two members of one name)."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        # Hashes alone: there may be a million.
        self._now: set[int] = set()
        self._met_again: set[str] = set()

    def note(self, found: Found) -> None:
        if self._conn.execute(_KNOWN, [found.place]).fetchone() is not None:
            self._met_again.add(found.place)
        if isinstance(found, Skipped):
            self._now.add(hash((found.place, found.code, found.message)))

    def remove_settled(self) -> None:
        """Places that this run did not come to keep their refusals."""
        for place in self._met_again:
            known = self._conn.execute(_KNOWN, [place]).fetchall()
            settled = [(row_id,) for row_id, code, message in known if hash((place, code, message)) not in self._now]
            self._conn.executemany("DELETE FROM problems WHERE id = ?", settled)
