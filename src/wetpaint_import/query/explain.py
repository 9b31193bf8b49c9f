"""Where each field of a post comes from: the value, what the page printed, the capture, its address, time and place, the rule."""

import sqlite3

from wetpaint_import.errors import UsageError
from wetpaint_import.query.rows import Row, rows, value

_COLUMNS = (
    "original_id position number subject author_id posted_at posted_at_text edited_at edited_at_text body_html body_text"
    " found_valuable rated_by reply_to_id reply_to_basis"
).split()

# SQLite holds no larger numbers.
_TOO_LARGE = 2**63


def explain_post(conn: sqlite3.Connection, post_id: int, options: str = "") -> Row:
    """The post, a row for each of its fields that is not NULL, and its versions; raises `UsageError` if there is no such post.

    `last_seen_capture_id` is None where no capture that shows the post has a time.
    """
    found = post_id < _TOO_LARGE and rows(
        conn,
        f"SELECT posts.id, posts.thread_id, {', '.join(f'posts.{name}' for name in _COLUMNS)}, last_seen_at, is_gone,"  # noqa: S608
        " host AS wiki_host, coalesce(authors.kind, 'unknown') AS author_kind, authors.name AS author_name"
        " FROM posts JOIN threads ON threads.id = posts.thread_id LEFT JOIN wikis ON wikis.id = threads.wiki_id"
        " LEFT JOIN authors ON authors.id = posts.author_id WHERE posts.id = ?",
        [post_id],
    )
    if not found:
        raise UsageError(f"there is no post {post_id}; `wetpaint-import show THREAD{options}` tells those of a thread")
    post = found[0]
    sources = rows(
        conn,
        "SELECT provenance.field, provenance.text, provenance.rule, provenance.capture_id, captures.url, captures.captured_at,"
        " captures.source, captures.place FROM provenance JOIN captures ON captures.id = provenance.capture_id WHERE post_id = ?",
        [post_id],
    )
    by_field = {row["field"]: row for row in sources}
    fields = [{"value": post[name], **by_field[name]} for name in _COLUMNS if post[name] is not None]
    return {
        "post_id": post["id"],
        "thread_id": post["thread_id"],
        "wiki_host": post["wiki_host"],
        "author_kind": post["author_kind"],
        "author_name": post["author_name"],
        "last_seen_at": post["last_seen_at"],
        "last_seen_capture_id": _last_capture(conn, post_id),
        "is_gone": post["is_gone"],
        "fields": fields,
        "versions": _versions(conn, post_id),
    }


def _last_capture(conn: sqlite3.Connection, post_id: int) -> int | None:
    found: int | None = value(
        conn,
        "SELECT captures.id FROM post_versions JOIN post_version_captures ON version_id = post_versions.id"
        " JOIN captures ON captures.id = post_version_captures.capture_id"
        " WHERE post_id = ? AND captured_at IS NOT NULL ORDER BY captured_at DESC, captures.id LIMIT 1",
        [post_id],
    )
    return found


def _versions(conn: sqlite3.Connection, post_id: int) -> list[Row]:
    """Each distinct state of the post, oldest first, with the captures that show it."""
    return rows(
        conn,
        "SELECT post_versions.id, post_versions.subject, post_versions.edited_at, length(post_versions.body_html) AS body_length,"
        " count(*) AS captures, min(captures.captured_at) AS first_seen_at, max(captures.captured_at) AS last_seen_at"
        " FROM post_versions JOIN post_version_captures ON version_id = post_versions.id"
        " JOIN captures ON captures.id = post_version_captures.capture_id"
        " WHERE post_versions.post_id = ? GROUP BY post_versions.id ORDER BY post_versions.id",
        [post_id],
    )
