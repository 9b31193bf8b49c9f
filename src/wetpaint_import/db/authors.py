"""Authors of posts and threads -> rows of `authors`: one an account and wiki, under the name that its newest capture shows."""

import sqlite3
from datetime import datetime

from wetpaint_import.addresses import first_address
from wetpaint_import.db.codec import to_text
from wetpaint_import.model import Author, AuthorKind, Naming, Thread
from wetpaint_import.same_posts import account_of

_COLUMNS = ("wiki_id", "name", "kind", "profile_url", "avatar_url", "named_at")
# Their values.
_Row = tuple[int | None, str | None, str, str | None, str | None, str | None]


class AuthorRows:
    """Finds and writes authors within one transaction of the caller's, and remembers those that it has seen."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._seen: dict[str, tuple[int, _Row]] = {}
        # The same again changes nothing: a page names most of its authors several times.
        self._told: dict[tuple[Author, datetime | None, str], int] = {}

    def id_of(self, naming: Naming, thread: Thread, wiki_id: int | None) -> int:
        """The row of the account. Where the wiki is not known, nobody can say that equal names are one person."""
        author = naming.author
        scope = thread.host if thread.host is not None else f"thread {thread.key}"
        told = author, naming.shown_at, scope
        if told not in self._told:
            self._told[told] = self._write(author, naming.shown_at, scope, wiki_id)
        return self._told[told]

    def _write(self, author: Author, at: datetime | None, scope: str, wiki_id: int | None) -> int:
        key = f"{scope}|{author.kind}|{account_of(author)}"
        shown_at = to_text(at) if author.kind is AuthorKind.REGISTERED else None
        values = (wiki_id, author.name, author.kind, author.profile_url, author.avatar_url, shown_at)
        known = self._seen.get(key) or self._read(key)
        if known is None:
            marks = ", ".join("?" * (len(_COLUMNS) + 1))
            cursor = self._conn.execute(f"INSERT INTO authors (key, {', '.join(_COLUMNS)}) VALUES ({marks})", [key, *values])  # noqa: S608
            known = int(cursor.lastrowid or 0), values
        else:
            merged = _merged(known[1], author, shown_at)
            if merged != known[1]:
                settings = ", ".join(f"{column} = ?" for column in _COLUMNS)
                self._conn.execute(f"UPDATE authors SET {settings} WHERE id = ?", [*merged, known[0]])  # noqa: S608
                known = known[0], merged
        self._seen[key] = known
        return known[0]

    def _read(self, key: str) -> tuple[int, _Row] | None:
        row = self._conn.execute(f"SELECT id, {', '.join(_COLUMNS)} FROM authors WHERE key = ?", [key]).fetchone()  # noqa: S608
        return (row[0], tuple(row[1:])) if row else None


def _merged(old: _Row, author: Author, shown_at: str | None) -> _Row:
    """What was NULL is filled, of two addresses the first by spelling stays; the name is that of the newest capture: all the same
    in whatever order posts are written."""
    wiki_id, name, kind, profile_url, avatar_url, named_at = old
    profiles, avatars = (profile_url, author.profile_url), (avatar_url, author.avatar_url)
    if author.name is not None and (shown_at or "", author.name) > (str(named_at or ""), str(name)):
        name, named_at = author.name, shown_at
    return wiki_id, name, kind, first_address(profiles), first_address(avatars), named_at


def remove_unused(conn: sqlite3.Connection) -> None:
    """Takes away the authors, locations, tags and wikis of which, after merging, nothing speaks any more."""
    conn.execute(
        "DELETE FROM authors WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.author_id = authors.id)"
        " AND NOT EXISTS (SELECT 1 FROM other_names WHERE other_names.author_id = authors.id)"
        " AND NOT EXISTS (SELECT 1 FROM threads WHERE threads.starter_id = authors.id)"
        " AND NOT EXISTS (SELECT 1 FROM other_starters WHERE other_starters.author_id = authors.id)"
    )
    # A location where no thread hangs any more stays as long as its wiki does: captures show that threads hung there.
    conn.execute(
        "DELETE FROM locations WHERE NOT EXISTS (SELECT 1 FROM threads WHERE threads.location_id = locations.id)"
        " AND NOT EXISTS (SELECT 1 FROM threads WHERE threads.wiki_id = locations.wiki_id)"
    )
    conn.execute("DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM thread_tags WHERE thread_tags.tag_id = tags.id)")
    conn.execute(
        "DELETE FROM wikis WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM threads WHERE threads.wiki_id = wikis.id)"
        " AND NOT EXISTS (SELECT 1 FROM locations WHERE locations.wiki_id = wikis.id)"
        " AND NOT EXISTS (SELECT 1 FROM authors WHERE authors.wiki_id = wikis.id)"
    )
