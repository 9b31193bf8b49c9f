"""The selected part of an archive -> rows: every query of the pages is limited to the threads that are wanted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wetpaint_import.archive import Archive

Row = tuple[Any, ...]


class Scope:
    """Runs SQL in which `{wanted}` stands for the condition on `threads` that the archive's selection makes."""

    def __init__(self, archive: Archive) -> None:
        self._conn = archive.conn
        self._condition, self._parameters = archive.selection.sql()

    def rows(self, sql: str, before: Sequence[object] = (), after: Sequence[object] = ()) -> list[Row]:
        """`before` and `after` are the parameters that stand in front of `{wanted}` and behind it."""
        wanted = sql.count("{wanted}")
        return self._conn.execute(
            sql.replace("{wanted}", f"({self._condition})"), [*before, *self._parameters * wanted, *after]
        ).fetchall()

    def row(self, sql: str, before: Sequence[object] = (), after: Sequence[object] = ()) -> Row:
        """The first row, which must be there."""
        return self.rows(sql, before, after)[0]


def instant(text: str | None) -> datetime | None:
    """A time as the database writes it."""
    return None if text is None else datetime.fromisoformat(text)
