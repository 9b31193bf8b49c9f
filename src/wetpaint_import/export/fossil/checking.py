"""A finished repository -> what in it is not as the archive says: the artifacts themselves, and what Fossil understood of them."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import fields
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.fossil.artifact import ForumPost, card_time, read_artifact
from wetpaint_import.export.fossil.threads import Artifact, artifacts
from wetpaint_import.export.target import Difference
from wetpaint_import.export.wiki_names import WikiNames

# How much of a text a difference shows, in characters.
_SHOWN = 200
# What Fossil made of an artifact: the hashes of the thread's first post, of the state before and of the post that is answered.
_UNDERSTOOD = """
SELECT blob.rid, blob.content, root.uuid, previous.uuid, answered.uuid, event.user,
  strftime('%Y-%m-%dT%H:%M:%f', fmtime)
FROM blob LEFT JOIN forumpost ON fpid = blob.rid LEFT JOIN event ON objid = blob.rid
LEFT JOIN blob AS root ON root.rid = froot LEFT JOIN blob AS previous ON previous.rid = fprev
LEFT JOIN blob AS answered ON answered.rid = firt
WHERE blob.uuid = ?
"""


class _Store:
    """A repository, read only, that remembers what was asked for."""

    def __init__(self, path: Path, closing_: ExitStack) -> None:
        self._conn: sqlite3.Connection | None = None
        self._path = path
        self._asked: set[int] = set()
        if path.is_file():
            self._conn = closing_.enter_context(closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)))

    def differences(self, expected: Artifact) -> Iterator[Difference]:
        try:
            row = self._conn.execute(_UNDERSTOOD, (expected.hash,)).fetchone() if self._conn else None
        except sqlite3.DatabaseError as error:
            yield self._damaged(error)
            row = None
        if row is None:
            yield Difference(expected.what, "a forum post", "none")
            return
        rid, content, root, previous, answered, user, at = row
        self._asked.add(rid)
        try:
            found = read_artifact(zlib.decompress(content[4:]))
        except (ValueError, TypeError, zlib.error):
            yield Difference(f"{expected.what}: artifact", expected.hash, "damaged")
            return
        post = expected.post
        for name in (field.name for field in fields(ForumPost)):
            yield from _difference(f"{expected.what}: {name}", getattr(post, name), getattr(found, name))
        yield from _difference(f"{expected.what}: thread in the forum", post.root or expected.hash, root)
        yield from _difference(f"{expected.what}: state before in the forum", post.previous, previous)
        yield from _difference(f"{expected.what}: answered post in the forum", post.in_reply_to, answered)
        yield from _difference(f"{expected.what}: user in the forum", post.user, user)
        yield from _difference(f"{expected.what}: date in the forum", card_time(post.at), at)

    def left(self) -> Iterator[Difference]:
        """Forum posts that nobody asked for."""
        try:
            for rid, hash_ in self._conn.execute("SELECT rid, uuid FROM forumpost JOIN blob ON rid = fpid") if self._conn else ():
                if rid not in self._asked:
                    yield Difference(f"forum post {hash_} of {self._path.stem}", "none", "a forum post")
        except sqlite3.DatabaseError as error:
            yield self._damaged(error)

    def _damaged(self, error: sqlite3.DatabaseError) -> Difference:
        """Of this file, not of the archive; nothing more is asked of it."""
        self._conn = None
        return Difference(f"file {self._path.name}", "a repository", f"damage ({error}); the rest was not compared")


def check(archive: Archive, folder: Path) -> list[Difference]:
    wikis = WikiNames(archive)
    stores: dict[str, _Store] = {}
    found: list[Difference] = []
    with ExitStack() as closing_:
        for thread in archive.threads():
            name = wikis.name(thread)
            if name not in stores:
                stores[name] = _Store(folder / f"{name}.fossil", closing_)
            for artifact in artifacts(thread, archive.people):
                found += stores[name].differences(artifact)
        for store in stores.values():
            found += store.left()
    return found


def _difference(what: str, expected: object, found: object) -> Iterator[Difference]:
    if expected != found:
        yield Difference(what, _shown(expected), _shown(found))


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
