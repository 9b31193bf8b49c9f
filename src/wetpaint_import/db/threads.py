"""Merged threads -> rows. What is already there and equal stays untouched; every id stays with what it stood for."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from wetpaint_import.addresses import first_address
from wetpaint_import.db.authors import AuthorRows
from wetpaint_import.db.codec import to_json, to_text
from wetpaint_import.db.post_ids import KnownPost, rows_of
from wetpaint_import.db.post_rows import children, versions, with_reply
from wetpaint_import.db.problem_rows import write_thread_problems
from wetpaint_import.model import Location, Naming, Post, Source, Thread

Row = Sequence[object]
_THREAD_COLUMNS = (
    "wiki_id location_id original_id title url claimed_post_count is_featured is_locked is_reported starter_id starter_text key"
).split()
# The columns that are written, in this order.
_COLUMNS = {
    "posts": (
        "id thread_id original_id position number subject author_id author_text posted_at posted_at_text edited_at edited_at_text"
        " body_html body_text found_valuable rated_by reply_to_basis last_seen_at is_gone key"
    ).split(),
    "quotes": ["post_id", "position", "text"],
    "links": ["post_id", "position", "url", "text"],
    "images": ["post_id", "position", "url", "original_url", "alt"],
    "post_versions": ["id", "post_id", "capture_id", "subject", "body_html", "edited_at"],
    "post_version_captures": ["version_id", "capture_id"],
    "other_names": ["post_id", "name", "author_id", "capture_id"],
    "post_sources": ["post_id", "capture_id", "rule_set_id"],
}
# Columns that name other posts: they come last, once all posts of the thread have their rows.
_LINKING = {"posts": ["reply_to_id"], "quotes": ["source_post_id"]}


class ThreadWriter:
    """Writes threads within one transaction of the caller's."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        # Rows of small tables that this transaction has seen, as they stand now: (id, values).
        self._rows: dict[tuple[str, str], tuple[int, list[object]]] = {}
        self._rule_sets: dict[tuple[tuple[str, str], ...], int] = {}
        self._next_ids: dict[str, int] = {}
        self._authors = AuthorRows(conn)

    def write(self, thread: Thread, old_ids: Sequence[int]) -> int:
        """Writes `thread` over the rows `old_ids` that stood for it before (one or, where they proved to be one, several)."""
        conn = self._conn
        if thread.host is None and old_ids:
            self._follow_key(old_ids[0], thread.key)
        wiki_id = self._wiki(thread.host)
        view = thread.view
        kept = old_ids[0] if old_ids else None
        values = [
            wiki_id,
            self._location(thread, wiki_id),
            view.original_id,
            view.title,
            view.url,
            view.claimed_post_count,
            _flag(view.is_featured),
            _flag(view.is_locked),
            _flag(view.is_reported),
            self._authors.id_of(thread.starter, thread, wiki_id) if thread.starter else None,
            thread.starter.author.name if thread.starter else None,
            thread.key,
        ]
        for other in old_ids[1:]:
            self._absorb(other, old_ids[0])
        # A row whose evidence moved to this thread gives up its key; it gets its own when it is written.
        conn.execute("UPDATE threads SET key = key || ' before ' || id WHERE key = ? AND id IS NOT ?", [thread.key, kept])
        if kept is None:
            kept = _insert(conn, "threads", _THREAD_COLUMNS, values)
        else:
            _update(conn, "threads", _THREAD_COLUMNS, values, kept)
        self._write_other_names("thread", kept, self._naming_rows(thread.other_starters, thread, wiki_id))
        self._write_tags(kept, view.tags or ())
        self._write_sources("thread", kept, thread.sources)
        self._write_posts(kept, thread, wiki_id)
        self._write_missing(kept, thread)
        return kept

    def remove(self, thread_id: int) -> None:
        """A thread that no sighting shows any more."""
        self._conn.execute("DELETE FROM threads WHERE id = ?", [thread_id])

    def _absorb(self, other: int, kept: int) -> None:
        """Two rows proved to be one thread: the posts keep their ids where they do not meet a post of the kept row."""
        self._conn.execute("UPDATE sightings SET thread_id = ? WHERE thread_id = ?", [kept, other])
        self._conn.execute("UPDATE OR IGNORE posts SET thread_id = ? WHERE thread_id = ?", [kept, other])
        self.remove(other)

    def _follow_key(self, thread_id: int, key: str) -> None:
        """Where the wiki is not known, a thread's authors and locations are kept by its key, which may change: their rows stay."""
        (old,) = self._conn.execute("SELECT key FROM threads WHERE id = ?", [thread_id]).fetchone()
        if old == key:
            return
        scope = f"thread {old}|"
        for table in ("authors", "locations"):
            self._conn.execute(
                f"UPDATE OR IGNORE {table} SET key = ? || substr(key, ?) WHERE key >= ? AND key < ?",  # noqa: S608
                [f"thread {key}|", len(scope) + 1, scope, f"thread {old}}}"],
            )

    def _wiki(self, host: str | None) -> int | None:
        if host is None:
            return None
        return self._upsert("wikis", "host", host, ["host"], [host])

    def _location(self, thread: Thread, wiki_id: int | None) -> int | None:
        """The row of the thread's location. Those that other captures give are written too: an address that one of them knows
        counts for all threads that hang there, whichever was loaded first."""
        for other in thread.other_locations:
            self._location_row(other, thread, wiki_id)
        return self._location_row(thread.view.location, thread, wiki_id) if thread.view.location is not None else None

    def _location_row(self, location: Location, thread: Thread, wiki_id: int | None) -> int:
        scope = thread.host if thread.host is not None else f"thread {thread.key}"
        key = f"{scope}|{location.kind}|{location.title if location.title is not None else location.url or thread.key}"
        return self._upsert(
            "locations",
            "key",
            key,
            ["wiki_id", "kind", "title", "url", "key"],
            [wiki_id, location.kind, location.title, location.url, key],
        )

    def _upsert(self, table: str, unique: str, key: str, columns: list[str], values: Row) -> int:
        """The id of the row with this key; new values fill what was NULL, of two the first by spelling stays: order-free."""
        cached = self._rows.get((table, key))
        if cached is not None and cached[1] == list(values):
            return cached[0]
        row = self._conn.execute(f"SELECT id, {', '.join(columns)} FROM {table} WHERE {unique} = ?", [key]).fetchone()  # noqa: S608
        filled = list(values)
        if row is None:
            found = _insert(self._conn, table, columns, values)
        else:
            found = row[0]
            filled = [_first_known(old, new) for old, new in zip(row[1:], values, strict=True)]
            if filled != list(row[1:]):
                _update(self._conn, table, columns, filled, found)
        self._rows[table, key] = found, filled
        return found

    def _write_tags(self, thread_id: int, tags: Sequence[str]) -> None:
        wanted = {self._upsert("tags", "name", tag, ["name"], [tag]) for tag in tags}
        old = {row[0] for row in self._conn.execute("SELECT tag_id FROM thread_tags WHERE thread_id = ?", [thread_id])}
        for gone in old - wanted:
            self._conn.execute("DELETE FROM thread_tags WHERE thread_id = ? AND tag_id = ?", [thread_id, gone])
        for new in sorted(wanted - old):
            self._conn.execute("INSERT INTO thread_tags (thread_id, tag_id) VALUES (?, ?)", [thread_id, new])

    def _write_posts(self, thread_id: int, thread: Thread, wiki_id: int | None) -> None:
        known = self._known_posts(thread_id)
        if not known:
            self._write_new_posts(thread_id, thread, wiki_id)
            return
        kept = rows_of(thread.posts, known)
        # A key may pass from one row to another: each that changes is given up before any is taken.
        changing = [row.id for row in known if kept.get(row.key) != row.id]
        self._conn.executemany("UPDATE posts SET key = 'former ' || id WHERE id = ?", [(row_id,) for row_id in changing])
        ids = {post.key: self._write_post(thread_id, thread, post, wiki_id, kept.get(post.key)) for post in thread.posts}
        for gone in {row.id for row in known} - set(ids.values()):
            self._conn.execute("DELETE FROM posts WHERE id = ?", [gone])
        for post in thread.posts:
            self._write_replies(ids, post)

    def _write_new_posts(self, thread_id: int, thread: Thread, wiki_id: int | None) -> None:
        """All posts of a thread that had none: nothing to compare with, so a statement a table is enough."""
        conn = self._conn
        ids = {post.key: self._next_id("posts") for post in thread.posts}
        rows: dict[str, list[Row]] = defaultdict(list)
        for post in thread.posts:
            post_id = ids[post.key]
            target = ids[post.reply_to] if post.reply_to is not None else None
            rows["posts"].append([post_id, *self._post_values(thread_id, thread, post, wiki_id), target])
            below = children(post)
            quoted = [ids[source] if source is not None else None for source in post.quote_sources]
            rows["quotes"] += [[post_id, i, *quote, quoted[i]] for i, quote in enumerate(below.pop("quotes"))]
            for table, values in below.items():
                rows[table] += [[post_id, position, *child] for position, child in enumerate(values)]
            for version in versions(post):
                version_id = self._next_id("post_versions")
                rows["post_versions"].append([version_id, post_id, *version[1:]])
                rows["post_version_captures"] += [[version_id, capture_id] for capture_id in sorted(set(version[0]))]
            rows["other_names"] += [[post_id, *other] for other in self._naming_rows(post.other_names, thread, wiki_id)]
            sources = self._sources_by_capture(with_reply(post))
            rows["post_sources"] += [[post_id, capture_id, rule_set] for capture_id, rule_set in sorted(sources.items())]
        for table, new in rows.items():
            if new:
                columns = [*_COLUMNS[table], *_LINKING.get(table, [])]
                conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", new)  # noqa: S608

    def _next_id(self, table: str) -> int:
        """An id that no row has; asked of the database once, since the transaction is the only writer."""
        if table not in self._next_ids:
            self._next_ids[table] = self._conn.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]  # noqa: S608
        self._next_ids[table] += 1
        return self._next_ids[table]

    def _known_posts(self, thread_id: int) -> list[KnownPost]:
        rows = self._conn.execute(
            "SELECT id, key, position, number, body_text FROM posts WHERE thread_id = ? ORDER BY id", [thread_id]
        )
        return [KnownPost(*row) for row in rows]

    def _write_post(self, thread_id: int, thread: Thread, post: Post, wiki_id: int | None, post_id: int | None) -> int:
        values = self._post_values(thread_id, thread, post, wiki_id)
        columns = list(_COLUMNS["posts"][1:])
        if post_id is None:
            post_id = self._next_id("posts")
            _insert(self._conn, "posts", ["id", *columns], [post_id, *values])
        else:
            _update(self._conn, "posts", columns, values, post_id)
        for table, below in children(post).items():
            self._sync(table, list(_COLUMNS[table][2:]), post_id, below)
        self._write_other_names("post", post_id, self._naming_rows(post.other_names, thread, wiki_id))
        self._write_versions(post_id, post)
        self._write_sources("post", post_id, with_reply(post))
        return post_id

    def _post_values(self, thread_id: int, thread: Thread, post: Post, wiki_id: int | None) -> list[object]:
        view = post.view
        return [
            thread_id,
            view.original_id,
            view.position,
            view.number,
            view.subject,
            self._authors.id_of(post.author, thread, wiki_id) if post.author else None,
            post.author.author.name if post.author else None,
            to_text(view.posted.at) if view.posted else None,
            view.posted.text if view.posted else None,
            to_text(view.edited.at) if view.edited and view.is_edited else None,
            view.edited.text if view.edited else None,
            view.body_html,
            view.body_text,
            view.found_valuable,
            view.rated_by,
            post.reply_to_basis,
            to_text(post.last_seen_at),
            int(post.is_gone),
            post.key,
        ]

    def _sync(self, table: str, columns: list[str], post_id: int, wanted: list[tuple[str | None, ...]]) -> None:
        """Makes the children of a post those of `wanted`, in order; rows at equal positions keep their ids."""
        old = self._conn.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE post_id = ? ORDER BY position",  # noqa: S608
            [post_id],
        ).fetchall()
        if old == wanted:
            return
        marks = ", ".join("?" * (len(columns) + 2))
        updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
        self._conn.executemany(
            f"INSERT INTO {table} (post_id, position, {', '.join(columns)}) VALUES ({marks})"  # noqa: S608
            f" ON CONFLICT (post_id, position) DO UPDATE SET {updates}",
            [(post_id, position, *row) for position, row in enumerate(wanted)],
        )
        self._conn.execute(f"DELETE FROM {table} WHERE post_id = ? AND position >= ?", [post_id, len(wanted)])  # noqa: S608

    def _write_replies(self, ids: Mapping[str, int], post: Post) -> None:
        post_id = ids[post.key]
        target = ids[post.reply_to] if post.reply_to is not None else None
        self._conn.execute("UPDATE posts SET reply_to_id = ? WHERE id = ? AND reply_to_id IS NOT ?", [target, post_id, target])
        for position, source in enumerate(post.quote_sources):
            quoted = ids[source] if source is not None else None
            self._conn.execute(
                "UPDATE quotes SET source_post_id = ? WHERE post_id = ? AND position = ? AND source_post_id IS NOT ?",
                [quoted, post_id, position, quoted],
            )

    def _naming_rows(self, namings: Sequence[Naming], thread: Thread, wiki_id: int | None) -> list[tuple[str | None, int, int]]:
        found = [(naming.author.name, self._authors.id_of(naming, thread, wiki_id), naming.capture_id) for naming in namings]
        return sorted(found, key=lambda row: (row[0] or "", row[1]))

    def _write_other_names(self, what: str, row_id: int, wanted: list[tuple[str | None, int, int]]) -> None:
        table = "other_names" if what == "post" else "other_starters"
        sql = f"SELECT name, author_id, capture_id FROM {table} WHERE {what}_id = ? ORDER BY coalesce(name, ''), author_id"  # noqa: S608
        if self._conn.execute(sql, [row_id]).fetchall() != wanted:
            self._conn.execute(f"DELETE FROM {table} WHERE {what}_id = ?", [row_id])  # noqa: S608
            self._conn.executemany(
                f"INSERT INTO {table} ({what}_id, name, author_id, capture_id) VALUES (?, ?, ?, ?)",  # noqa: S608
                [(row_id, *row) for row in wanted],
            )

    def _write_versions(self, post_id: int, post: Post) -> None:
        wanted = versions(post)
        old = self._conn.execute(
            "SELECT id, capture_id, subject, body_html, edited_at FROM post_versions WHERE post_id = ? ORDER BY id", [post_id]
        ).fetchall()
        ids = [row[0] for row in old]
        if [tuple(row[1:]) for row in old] != [version[1:] for version in wanted]:
            for row_id in ids[len(wanted) :]:
                self._conn.execute("DELETE FROM post_versions WHERE id = ?", [row_id])
            columns = list(_COLUMNS["post_versions"][1:])
            for i, version in enumerate(wanted):
                if i < len(ids):
                    _update(self._conn, "post_versions", columns, [post_id, *version[1:]], ids[i])
                else:
                    ids.append(self._next_id("post_versions"))
                    _insert(self._conn, "post_versions", ["id", *columns], [ids[-1], post_id, *version[1:]])
        for version_id, version in zip(ids, wanted, strict=False):
            self._write_version_captures(version_id, set(version[0]))

    def _write_version_captures(self, version_id: int, wanted: set[int]) -> None:
        found = self._conn.execute("SELECT capture_id FROM post_version_captures WHERE version_id = ?", [version_id])
        old = {row[0] for row in found}
        if old == wanted:
            return
        self._conn.executemany(
            "DELETE FROM post_version_captures WHERE version_id = ? AND capture_id = ?",
            [(version_id, capture_id) for capture_id in sorted(old - wanted)],
        )
        self._conn.executemany(
            "INSERT INTO post_version_captures (version_id, capture_id) VALUES (?, ?)",
            [(version_id, capture_id) for capture_id in sorted(wanted - old)],
        )

    def _write_sources(self, what: str, row_id: int, sources: Sequence[Source]) -> None:
        wanted = self._sources_by_capture(sources)
        table = f"{what}_sources"
        old = dict(self._conn.execute(f"SELECT capture_id, rule_set_id FROM {table} WHERE {what}_id = ?", [row_id]).fetchall())  # noqa: S608
        if old == wanted:
            return
        self._conn.execute(f"DELETE FROM {table} WHERE {what}_id = ?", [row_id])  # noqa: S608
        self._conn.executemany(
            f"INSERT INTO {table} ({what}_id, capture_id, rule_set_id) VALUES (?, ?, ?)",  # noqa: S608
            [(row_id, capture_id, rule_set) for capture_id, rule_set in sorted(wanted.items())],
        )

    def _sources_by_capture(self, sources: Sequence[Source]) -> dict[int, int]:
        """{capture: its rule set}: which fields it gave, and by which rules."""
        by_capture: dict[int, dict[str, str]] = defaultdict(dict)
        for source in sources:
            by_capture[source.capture_id][source.field] = source.rule
        return {capture_id: self._rule_set(fields) for capture_id, fields in by_capture.items()}

    def _rule_set(self, fields: Mapping[str, str]) -> int:
        rules = tuple(sorted(fields.items()))
        if rules not in self._rule_sets:
            text = to_json(dict(rules))
            self._rule_sets[rules] = self._upsert("rule_sets", "fields", text, ["fields"], [text])
        return self._rule_sets[rules]

    def _write_missing(self, thread_id: int, thread: Thread) -> None:
        wanted = [(lack.what, lack.url, lack.post_count) for lack in thread.missing]
        old = self._conn.execute(
            "SELECT what, url, post_count FROM missing WHERE thread_id = ? ORDER BY id", [thread_id]
        ).fetchall()
        if old != wanted:
            self._conn.execute("DELETE FROM missing WHERE thread_id = ?", [thread_id])
            self._conn.executemany(
                "INSERT INTO missing (thread_id, what, url, post_count) VALUES (?, ?, ?, ?)", [(thread_id, *row) for row in wanted]
            )
        write_thread_problems(self._conn, thread_id, thread.findings)


def _first_known(old: object, new: object) -> object:
    if old is None or new is None or isinstance(old, int):
        return new if old is None else old
    return first_address((str(old), str(new)))


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _insert(conn: sqlite3.Connection, table: str, columns: list[str], values: Row) -> int:
    marks = ", ".join("?" * len(columns))
    cursor = conn.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(values))  # noqa: S608
    return int(cursor.lastrowid or 0)


def _update(conn: sqlite3.Connection, table: str, columns: list[str], values: Row, row_id: int) -> None:
    """An equal row is left alone, so that loading again writes nothing."""
    different = " OR ".join(f"{column} IS NOT ?" for column in columns)
    settings = ", ".join(f"{column} = ?" for column in columns)
    conn.execute(f"UPDATE {table} SET {settings} WHERE id = ? AND ({different})", [*values, row_id, *values])  # noqa: S608
