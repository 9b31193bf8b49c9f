"""A row of one of the importer's tables, and how it spells an instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Row:
    """Columns that `values` does not name are NULL."""

    table: str
    values: Mapping[str, str | int | None]


def instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
