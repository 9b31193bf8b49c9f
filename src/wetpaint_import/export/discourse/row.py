"""A row of one of the importer's tables."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """Columns that `values` does not name are NULL."""

    table: str
    values: Mapping[str, str | int | None]
