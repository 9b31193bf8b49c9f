"""Names that an export withholds or joins -> marks in its manifest, by which a later export sees whether it does so, too."""

import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from wetpaint_import.archive import Archive
from wetpaint_import.db.connection import MARK_KEY


def name_marks(archive: Archive) -> dict[str, list[str]]:
    """One a name: nobody who lacks the database can tell the name by it, or try a name out."""
    row = archive.conn.execute("SELECT value FROM settings WHERE name = ?", [MARK_KEY]).fetchone()
    if row is None:
        return {}
    key = bytes.fromhex(row[0])

    def marks(accounts: Iterable[tuple[str, str | None]]) -> list[str]:
        return sorted({hmac.digest(key, " ".join(name.split()).casefold().encode(), "sha256").hex()[:16] for name, _ in accounts})

    return {"withheld": marks(archive.people.withheld), "joined": marks(archive.people.persons)}


def shows_more(archive: Archive, earlier: Mapping[str, Any]) -> bool:
    """Whether a name that the manifest `earlier` says is withheld or joined would now be shown as it is."""
    if not earlier["withheld_authors"] and not earlier["joined_authors"]:
        return False
    now = name_marks(archive)
    try:
        marks, hidden = earlier["name_marks"], set(now["withheld"])
        return bool(set(marks["withheld"]) - hidden or set(marks["joined"]) - hidden - set(now["joined"]))
    except (KeyError, TypeError):
        # One of the two is of an older version: which names are meant is not known.
        return True
