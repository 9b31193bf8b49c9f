"""A thread by what the user knows of it (our id, the platform's id, an address, words of its title) -> the thread and its posts."""

import re
import sqlite3

from wetpaint_import.addresses import read_address
from wetpaint_import.errors import UsageError
from wetpaint_import.people import People
from wetpaint_import.query.rows import Row, rows

# Titles offered where a name fits several threads.
_OFFERED = 10
# SQLite holds no larger numbers.
_TOO_LONG = 19
_WORD = re.compile(r"\w+")
_EVERYBODY = People.none()


def find_thread(conn: sqlite3.Connection, name: str, listing: str = "try other words", people: People = _EVERYBODY) -> int:
    """Our id of the thread that `name` means; raises `UsageError` with what to type instead.

    `listing` says which command tells the threads. Titles that it offers are shown as `people` wants them.
    """
    name = name.strip()
    if not name:
        raise UsageError(f"name a thread by its id, its address or words of its title; {listing}")
    found = _by_address(conn, name) if "/thread/" in name else _by_number(conn, name) if _is_number(name) else []
    found = found or _by_title(conn, name)
    if not found:
        raise UsageError(f"no thread fits '{name}'; {listing}")
    if len(found) > 1:
        offered = [f"  {row['id']}  {people.redact(row['title'] or '(title not known)')}" for row in found[:_OFFERED]]
        offered += [f"  and {len(found) - _OFFERED:,} more"] if len(found) > _OFFERED else []
        raise UsageError("\n".join([f"several threads fit '{name}'; name one by its id:", *offered]))
    return int(found[0]["id"])


def _by_address(conn: sqlite3.Connection, name: str) -> list[Row]:
    address = read_address(name if "://" in name else f"http://{name.lstrip('/')}")
    return rows(
        conn,
        "SELECT threads.id, title FROM threads LEFT JOIN wikis ON wikis.id = threads.wiki_id"
        " WHERE original_id = ? ORDER BY wikis.host = ? DESC LIMIT 1",
        [address.thread_id, address.host],
    )


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _by_number(conn: sqlite3.Connection, name: str) -> list[Row]:
    """Our id goes before the platform's."""
    found = rows(conn, "SELECT id, title FROM threads WHERE id = ?", [int(name)]) if len(name) < _TOO_LONG else []
    return found or rows(conn, "SELECT id, title FROM threads WHERE original_id = ? ORDER BY id", [name])


def _by_title(conn: sqlite3.Connection, name: str) -> list[Row]:
    """The title itself; else those that hold `name`, as whole words first; else those with all its words, wherever they stand."""
    wanted = name.casefold()
    titles = [(row, row["title"].casefold()) for row in rows(conn, "SELECT id, title FROM threads WHERE title <> '' ORDER BY id")]
    exact = [row for row, title in titles if title == wanted]
    if len(exact) == 1:
        return exact
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    if held := [(row, title) for row, title in titles if wanted in title]:
        return [row for row, _ in sorted(held, key=lambda pair: (pair[1] != wanted, whole.search(pair[1]) is None))]
    words = _WORD.findall(wanted)
    with_all = [row for row, title in titles if set(words) <= set(_WORD.findall(title))]
    return (with_all or [row for row, title in titles if all(word in title for word in words)]) if words else []


def read_thread(conn: sqlite3.Connection, thread_id: int) -> Row:
    """The thread's row with its tags, its posts in order, and what is missing of it."""
    thread = rows(
        conn,
        "SELECT threads.id, threads.original_id, threads.title, threads.url, wikis.host AS wiki_host, locations.title AS location,"
        " locations.kind AS location_kind, threads.claimed_post_count, threads.is_featured, threads.is_locked, threads.is_reported,"
        " coalesce(starters.kind, 'unknown') AS starter_kind, starters.name AS starter_name"
        " FROM threads LEFT JOIN wikis ON wikis.id = threads.wiki_id LEFT JOIN locations ON locations.id = threads.location_id"
        " LEFT JOIN authors AS starters ON starters.id = coalesce((SELECT author_id FROM posts"
        "  WHERE posts.thread_id = threads.id AND position = 0 ORDER BY posts.id LIMIT 1), threads.starter_id)"
        " WHERE threads.id = ?",
        [thread_id],
    )[0]
    thread["tags"] = [
        row["name"]
        for row in rows(
            conn,
            "SELECT tags.name FROM thread_tags JOIN tags ON tags.id = tag_id WHERE thread_id = ? ORDER BY tags.name",
            [thread_id],
        )
    ]
    thread["posts"] = _posts(conn, thread_id)
    _add_children(conn, thread_id, thread["posts"])
    thread["missing"] = rows(conn, "SELECT what, url, post_count FROM missing WHERE thread_id = ? ORDER BY id", [thread_id])
    return thread


def _posts(conn: sqlite3.Connection, thread_id: int) -> list[Row]:
    return rows(
        conn,
        "SELECT posts.id, posts.original_id, posts.position, posts.number, posts.subject,"
        " coalesce(authors.kind, 'unknown') AS author_kind, authors.name AS author_name, posts.posted_at, posts.posted_at_text,"
        " posts.edited_at, posts.edited_at_text, posts.body_text, posts.body_html, posts.found_valuable, posts.rated_by,"
        " parents.position AS reply_to_position, posts.is_gone, posts.last_seen_at,"
        " (SELECT count(*) FROM post_versions WHERE post_versions.post_id = posts.id) AS version_count"
        " FROM posts LEFT JOIN authors ON authors.id = posts.author_id LEFT JOIN posts AS parents ON parents.id = posts.reply_to_id"
        " WHERE posts.thread_id = ? ORDER BY posts.position, posts.id",
        [thread_id],
    )


def _add_children(conn: sqlite3.Connection, thread_id: int, posts: list[Row]) -> None:
    """To each post its `quotes`, `links` and `images`, all posts at once."""
    for name, columns, joined in (
        (
            "quotes",
            "text, source_post_id, sources.position AS source_position",
            "LEFT JOIN posts AS sources ON sources.id = source_post_id",
        ),
        ("links", "url, text", ""),
        ("images", "url, images.original_url, alt", ""),
    ):
        of_post: dict[int, list[Row]] = {}
        for row in rows(
            conn,
            f"SELECT {name}.post_id, {columns} FROM posts JOIN {name} ON {name}.post_id = posts.id {joined}"  # noqa: S608
            f" WHERE posts.thread_id = ? ORDER BY {name}.post_id, {name}.position",
            [thread_id],
        ):
            of_post.setdefault(row.pop("post_id"), []).append(row)
        for post in posts:
            post[name] = of_post.get(post["id"], [])


def list_threads(conn: sqlite3.Connection) -> list[Row]:
    """All threads with what is there and what was claimed, by wiki and time; what is not known comes last."""
    return rows(
        conn,
        "SELECT threads.id, wikis.host AS wiki_host, threads.title, threads.claimed_post_count, count(posts.id) AS post_count,"
        " min(posts.posted_at) AS first_posted_at, threads.url,"
        " (SELECT sum(post_count) FROM missing WHERE missing.thread_id = threads.id) AS missing_count"
        " FROM threads LEFT JOIN wikis ON wikis.id = threads.wiki_id LEFT JOIN posts ON posts.thread_id = threads.id"
        " GROUP BY threads.id"
        " ORDER BY wikis.host IS NULL, wikis.host, first_posted_at IS NULL, first_posted_at, threads.id",
    )
