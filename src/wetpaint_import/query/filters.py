"""What the user asks for (authors, tags, wikis, a span of time) -> conditions on `posts`; names that nothing has are told."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any

from wetpaint_import.errors import UsageError
from wetpaint_import.people import People

_OFFERED = 5
_ALIKE = 0.6
_NOBODY = People.none()
_WITH_TAG = "posts.thread_id IN (SELECT thread_id FROM thread_tags WHERE tag_id IN ({}))"
# Sorts behind everything that can follow a year, month or day in a time: `2011-06` ends with June.
_END_OF_PERIOD = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Names as printed, in any case; `since` and `until` are years, months or days (UTC), both inclusive."""

    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    wikis: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until + _END_OF_PERIOD:
            raise UsageError(f"--since {self.since} lies after --until {self.until}")

    def given(self) -> Iterator[tuple[str, str, "Filters"]]:
        """For each filter: the option, what it was given, and all the others."""
        for entry in fields(self):
            if value := getattr(self, entry.name):
                shown = value if isinstance(value, str) else ", ".join(value)
                nothing: dict[str, Any] = {entry.name: None if isinstance(value, str) else ()}
                yield f"--{entry.name.removesuffix('s')}", shown, replace(self, **nothing)


@dataclass(frozen=True, slots=True)
class Conditions:
    """`sql` is a condition on `posts`, empty if all posts fit; `unknown` says in words which names nothing has."""

    sql: str
    parameters: tuple[object, ...]
    unknown: tuple[str, ...] = field(default=())


def conditions(conn: sqlite3.Connection, filters: Filters, people: People) -> Conditions:
    """Authors are found by the name that pages print and by that of the person; what holds a withheld name, only as it is shown."""
    parts: list[str] = []
    parameters: list[object] = []
    unknown: list[str] = []
    for names, kind, named, condition in (
        (filters.authors, "author", _authors(conn, people), "posts.author_id IN ({})"),
        (filters.tags, "tag", _tags(conn, people), _WITH_TAG),
        (filters.wikis, "wiki", _wikis(conn, people), "posts.thread_id IN (SELECT id FROM threads WHERE wiki_id IN ({}))"),
    ):
        if names:
            ids = _ids(list(named), names, kind, unknown)
            parts.append(condition.format(", ".join("?" * len(ids))))
            parameters += ids
    if filters.since:
        parts.append("posts.posted_at >= ?")
        parameters.append(filters.since)
    if filters.until:
        parts.append("posts.posted_at < ?")
        parameters.append(filters.until + _END_OF_PERIOD)
    return Conditions(" AND ".join(parts), tuple(parameters), tuple(unknown))


def _authors(conn: sqlite3.Connection, people: People) -> Iterator[tuple[str, int]]:
    for author_id, printed, host in conn.execute(
        "SELECT authors.id, coalesce(authors.name, kind), host FROM authors LEFT JOIN wikis ON wikis.id = wiki_id"
    ):
        if people == _NOBODY:
            yield printed, author_id
            continue
        # A withheld name may stand inside another one, or in other capitals.
        if (shown := people.redact(people.shown(printed, host) or "")) != printed:
            yield shown, author_id
        if people.redact(printed) == printed and not people.is_withheld(printed, host):
            yield printed, author_id


def _tags(conn: sqlite3.Connection, people: People) -> Iterator[tuple[str, int]]:
    for name, tag_id in conn.execute("SELECT name, id FROM tags"):
        yield people.redact(name), tag_id


def _wikis(conn: sqlite3.Connection, people: People) -> Iterator[tuple[str, int]]:
    """Each by its host and by the part of it that names the wiki."""
    for wiki_id, host in conn.execute("SELECT id, host FROM wikis ORDER BY host"):
        shown = people.redact(host)
        yield shown, wiki_id
        yield shown.removeprefix("www.").partition(".")[0], wiki_id


def _ids(named: list[tuple[str, int]], wanted: Sequence[str], kind: str, unknown: list[str]) -> list[int]:
    ids: set[int] = set()
    for name in wanted:
        folded = name.strip().casefold()
        found = {row_id for known, row_id in named if known == name or known.casefold() == folded}
        ids |= found
        if not found:
            near = _near(folded, [known for known, _ in named])
            more = ""
            # There are few wikis, and their hosts are hard to guess.
            if kind == "wiki" and not near:
                hosts = [known for known, _ in named if "." in known]
                near, more = hosts[:_OFFERED], f" and {len(hosts) - _OFFERED:,} more" if len(hosts) > _OFFERED else ""
            unknown.append(f"no {kind} is called '{name}'" + (f"; there is: {', '.join(near)}{more}" if near else ""))
    return sorted(ids)


def _near(folded: str, known: list[str]) -> list[str]:
    printed = {name.casefold(): name for name in known}
    alike = get_close_matches(folded, list(printed), _OFFERED, _ALIKE)
    return [printed[name] for name in alike] or [name for key, name in printed.items() if folded in key][:_OFFERED]
