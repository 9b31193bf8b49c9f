"""Index rows -> which captures to take: all, or the newest (of each year) that is a page of the wiki."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wetpaint_import.fetch.pages import page_of
from wetpaint_import.fetch.records import CdxRecord


class Captures(StrEnum):
    ALL = "all"
    NEWEST = "newest"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Captures to be tried in this order until one is a page of the wiki: the newest may be that of a parked domain."""

    candidates: tuple[CdxRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`error_only`: a row for each page of which the archive holds nothing but error pages. `left_out`: rows not needed."""

    choices: tuple[Choice, ...]
    error_only: tuple[CdxRecord, ...]
    left_out: int


def select(records: Iterable[CdxRecord], mode: Captures) -> Selection:
    """Redirects are taken only where nothing else is there of a page: the first tells where it went. Errors never."""
    by_page: dict[str, list[CdxRecord]] = {}
    for record in records:
        by_page.setdefault(page_of(record.original), []).append(record)
    choices: list[Choice] = []
    error_only: list[CdxRecord] = []
    left_out = 0
    for rows in by_page.values():
        pages = [row for row in rows if row.is_page]
        redirects = [row for row in rows if row.is_redirect]
        if not pages and redirects:
            pages = [min(redirects, key=lambda row: row.timestamp)]
        if not pages:
            error_only.append(rows[0])
        chosen = _choices(pages, mode)
        choices.extend(chosen)
        left_out += len(rows) - sum(len(choice.candidates) for choice in chosen)
    return Selection(choices=tuple(choices), error_only=tuple(error_only), left_out=left_out)


def _choices(rows: list[CdxRecord], mode: Captures) -> list[Choice]:
    if mode is Captures.ALL:
        return [Choice(candidates=(row,)) for row in rows]
    groups: dict[str, list[CdxRecord]] = {}
    for row in rows:
        groups.setdefault(row.timestamp[:4] if mode is Captures.YEARLY else "", []).append(row)
    return [Choice(candidates=tuple(sorted(group, key=lambda row: row.timestamp, reverse=True))) for group in groups.values()]
