"""What a place to fetch from must be able to do; one small adapter each implements it."""

from collections.abc import Iterable
from typing import Protocol

from wetpaint_import.fetch.records import CdxRecord, IndexPage, IndexQuery, Taken
from wetpaint_import.fetch.targets import Target


class Source(Protocol):
    """`has_index`: whether it can tell what is there without fetching it."""

    has_index: bool

    def queries(self, targets: Iterable[Target], from_date: str, to_date: str) -> list[IndexQuery]:
        """What to ask the index so that every wanted address of the targets is among the answers."""
        ...

    def index_page(self, query: IndexQuery, resume: str | None) -> IndexPage:
        """One answer of the index; raises FetchError."""
        ...

    def take(self, record: CdxRecord) -> Taken:
        """The capture behind a row; raises FetchError."""
        ...
