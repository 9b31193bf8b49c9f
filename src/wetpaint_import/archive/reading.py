"""An open database -> threads as values, one after the other in the order of their ids: flat memory, the same every time."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from wetpaint_import.archive.persons import read_persons
from wetpaint_import.archive.selection import Selection
from wetpaint_import.archive.values import (
    ArchivedPost,
    ArchivedQuote,
    ArchivedThread,
    ArchivedVersion,
    CaptureNote,
    Gap,
    Person,
    Place,
    Wiki,
)
from wetpaint_import.model import Image, Link
from wetpaint_import.people import People

# Threads that are read together: some 1,000 posts in memory at a time.
_BATCH = 100
_Rows = dict[int, list[tuple[Any, ...]]]


class Archive:
    """The threads that `selection` wants, with names as `people` wants them shown. Withheld names stand in no text of theirs."""

    def __init__(self, conn: sqlite3.Connection, selection: Selection | None = None, people: People | None = None) -> None:
        self.conn = conn
        self.selection = selection or Selection()
        self.people = people or People.none()

    @cached_property
    def thread_ids(self) -> list[int]:
        condition, parameters = self.selection.sql()
        return [row[0] for row in self.conn.execute(f"SELECT id FROM threads WHERE {condition} ORDER BY id", parameters)]  # noqa: S608

    @cached_property
    def persons(self) -> dict[int, Person]:
        """Each author's row id -> who is shown; several rows may be one person."""
        return read_persons(self.conn, self.people)

    @cached_property
    def wikis(self) -> dict[int, Wiki]:
        rows = self.conn.execute("SELECT id, host, name FROM wikis ORDER BY id")
        return {id_: Wiki(id=id_, host=self.people.redact(host), name=self._shown(name)) for id_, host, name in rows}

    @cached_property
    def places(self) -> dict[int, Place]:
        rows = self.conn.execute("SELECT id, kind, title, url FROM locations ORDER BY id")
        return {id_: Place(id=id_, kind=kind, title=self._shown(title), url=self._shown(url)) for id_, kind, title, url in rows}

    def threads(self) -> Iterator[ArchivedThread]:
        for start in range(0, len(self.thread_ids), _BATCH):
            yield from self._read(self.thread_ids[start : start + _BATCH])

    def thread(self, thread_id: int) -> ArchivedThread:
        """The thread with our id `thread_id`, which must be there."""
        return next(self._read([thread_id]))

    def _read(self, ids: list[int]) -> Iterator[ArchivedThread]:
        marks = ", ".join("?" * len(ids))
        inside = f"(SELECT id FROM posts WHERE thread_id IN ({marks}))"  # noqa: S608

        def grouped(sql: str) -> _Rows:
            found: _Rows = defaultdict(list)
            for row in self.conn.execute(sql, ids):
                found[row[0]].append(row[1:])
            return found

        tags = grouped(
            f"SELECT thread_id, name FROM thread_tags JOIN tags ON tags.id = tag_id WHERE thread_id IN ({marks}) ORDER BY name"  # noqa: S608
        )
        gaps = grouped(f"SELECT thread_id, what, url, post_count FROM missing WHERE thread_id IN ({marks}) ORDER BY id")  # noqa: S608
        addresses = grouped(_ADDRESSES.format(marks=marks))
        posts = grouped(
            f"SELECT thread_id, {_POST_COLUMNS} FROM posts WHERE thread_id IN ({marks}) ORDER BY thread_id, position, id"  # noqa: S608
        )
        parts = _Parts(
            quotes=grouped(
                f"SELECT post_id, text, source_post_id FROM quotes WHERE post_id IN {inside} ORDER BY post_id, position"  # noqa: S608
            ),
            links=grouped(f"SELECT post_id, url, text FROM links WHERE post_id IN {inside} ORDER BY post_id, position"),  # noqa: S608
            images=grouped(
                f"SELECT post_id, url, original_url, alt FROM images WHERE post_id IN {inside} ORDER BY post_id, position"  # noqa: S608
            ),
            versions=grouped(_VERSIONS.format(inside=inside)),
        )
        rows = self.conn.execute(f"SELECT {_THREAD_COLUMNS} FROM threads WHERE id IN ({marks}) ORDER BY id", ids)  # noqa: S608
        for row in rows.fetchall():
            yield self._thread(row, [self._post(post, parts) for post in posts[row[0]]], tags, gaps, addresses)

    def _thread(
        self, row: tuple[Any, ...], posts: list[ArchivedPost], tags: _Rows, gaps: _Rows, addresses: _Rows
    ) -> ArchivedThread:
        id_, wiki_id, place_id, original_id, title, url, claimed, featured, locked, reported, starter_id = row
        known = dict.fromkeys(address for (address,) in [(url,), *addresses[id_]] if address)
        return ArchivedThread(
            id=id_,
            original_id=original_id,
            title=self._shown(title),
            url=self._shown(url),
            wiki=self.wikis.get(wiki_id),
            place=self.places.get(place_id),
            claimed_post_count=claimed,
            is_featured=_flag(featured),
            is_locked=_flag(locked),
            is_reported=_flag(reported),
            tags=tuple(self._shown(name) or "" for (name,) in tags[id_]),
            posts=tuple(posts),
            gaps=tuple(Gap(what=self._shown(what) or "", url=self._shown(at), post_count=count) for what, at, count in gaps[id_]),
            addresses=tuple(dict.fromkeys(self.people.redact(address) for address in known)),
            listed_starter=self.persons.get(starter_id),
        )

    def _post(self, row: tuple[Any, ...], parts: "_Parts") -> ArchivedPost:
        (id_, original_id, position, number, subject, author_id, posted_at, posted_at_text, edited_at, edited_at_text, body_html,
         body_text, found_valuable, rated_by, reply_to_id, reply_to_basis, last_seen_at, is_gone) = row  # fmt: skip
        versions, capture = self._versions(parts.versions[id_])
        shown = self.people.redact
        return ArchivedPost(
            id=id_,
            original_id=original_id,
            position=position,
            number=number,
            subject=self._shown(subject),
            author=self.persons.get(author_id),
            posted_at=_instant(posted_at),
            posted_at_text=self._shown(posted_at_text),
            edited_at=_instant(edited_at),
            edited_at_text=self._shown(edited_at_text),
            body_html=self.people.redact_html(body_html),
            body_text=shown(body_text),
            quotes=tuple(ArchivedQuote(text=shown(text), source_post_id=source) for text, source in parts.quotes[id_]),
            links=tuple(Link(url=shown(url), text=shown(text)) for url, text in parts.links[id_]),
            images=tuple(
                Image(url=shown(url), original_url=self._shown(original), alt=shown(alt))
                for url, original, alt in parts.images[id_]
            ),
            found_valuable=found_valuable,
            rated_by=rated_by,
            reply_to_id=reply_to_id,
            reply_to_basis=reply_to_basis,
            last_seen_at=_instant(last_seen_at),
            is_gone=bool(is_gone),
            versions=versions,
            capture=capture,
        )

    def _versions(self, rows: list[tuple[Any, ...]]) -> tuple[tuple[ArchivedVersion, ...], CaptureNote | None]:
        """The states of a post, oldest first, and the newest capture that shows the last of them."""
        versions: dict[int, ArchivedVersion] = {}
        newest: CaptureNote | None = None
        for version_id, subject, body_html, edited_at, capture_id, url, captured_at in rows:
            note = CaptureNote(id=capture_id, url=self._shown(url), captured_at=_instant(captured_at))
            newest = note
            versions.setdefault(
                version_id,
                ArchivedVersion(
                    id=version_id, subject=self._shown(subject), body_html=self.people.redact_html(body_html),
                    edited_at=_instant(edited_at), capture=note,
                ),
            )  # fmt: skip
        return tuple(versions.values()), newest

    def _shown(self, text: str | None) -> str | None:
        return None if text is None else self.people.redact(text)


class _Parts:
    """Rows of the tables below posts, by post id."""

    __slots__ = ("images", "links", "quotes", "versions")

    def __init__(self, quotes: _Rows, links: _Rows, images: _Rows, versions: _Rows) -> None:
        self.quotes = quotes
        self.links = links
        self.images = images
        self.versions = versions


_THREAD_COLUMNS = (
    "id, wiki_id, location_id, original_id, title, url, claimed_post_count, is_featured, is_locked, is_reported, starter_id"
)
_POST_COLUMNS = (
    "id, original_id, position, number, subject, author_id, posted_at, posted_at_text, edited_at, edited_at_text, body_html,"
    " body_text, found_valuable, rated_by, reply_to_id, reply_to_basis, last_seen_at, is_gone"
)
# Every capture's address that shows a thread; captures of content pages and lists show many threads and are none of theirs.
_ADDRESSES = """
SELECT sightings.thread_id, captures.url FROM sightings JOIN captures ON captures.id = sightings.capture_id
WHERE sightings.thread_id IN ({marks}) AND captures.page_kind = 'thread' AND captures.url IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2
"""
_VERSIONS = """
SELECT post_versions.post_id, post_versions.id, post_versions.subject, post_versions.body_html, post_versions.edited_at,
  captures.id, captures.url, captures.captured_at
FROM post_versions JOIN post_version_captures ON version_id = post_versions.id
JOIN captures ON captures.id = post_version_captures.capture_id
WHERE post_versions.post_id IN {inside}
ORDER BY post_versions.post_id, post_versions.id, captures.captured_at, captures.id
"""


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
