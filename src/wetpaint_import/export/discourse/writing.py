"""The archive -> `discourse.db`."""

from collections.abc import Mapping
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.discourse.forum import Forum
from wetpaint_import.export.discourse.row import Row
from wetpaint_import.export.discourse.store import insert, new_store
from wetpaint_import.export.target import Outcome

# What people call the rows of the tables that they would miss.
_COUNTED = {"topics": "topics", "users": "users", "categories": "categories", "tags": "tags", "permalinks": "permalinks"}


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:
    forum = Forum(archive, settings)
    outcome = Outcome()
    with new_store(folder) as conn:
        for row in insert(conn, forum.rows()):
            outcome.written.update(_counts(row))
    outcome.addresses = forum.addresses
    outcome.estimated_dates = forum.estimated_dates
    return outcome


def _counts(row: Row) -> dict[str, int]:
    if row.table == "posts":
        if row.values.get("user_id") is None:
            return {"placeholders": 1}
        quotes = {"quotes_with_source": 1} if row.values["placeholders"] else {}
        replies = {"replies": 1} if row.values["reply_to_post_id"] else {}
        return {"posts": 1, **quotes, **replies}
    return {_COUNTED[row.table]: 1} if row.table in _COUNTED else {}
