"""The database -> the page that an archivist prints and files: what is there, what is missing, what could not be read."""

import sqlite3

from wetpaint_import.addresses import known_forms, page_address, read_address
from wetpaint_import.db.connection import STARTERS_LACKING
from wetpaint_import.db.loaded_captures import HAS_RAW_PAGE, LACKS_RAW_PAGE
from wetpaint_import.parse import PARSER_VERSION
from wetpaint_import.query.problems import count_problems
from wetpaint_import.query.rows import Row, rows, value


def read_status(conn: sqlite3.Connection) -> Row:
    """All figures of the report, for people and for programs alike."""
    return {
        "wikis": _wikis(conn),
        "captures": {
            "total": value(conn, "SELECT count(*) FROM captures"),
            "read": value(conn, "SELECT count(*) FROM captures WHERE state = 'read'"),
            "quarantined": value(conn, "SELECT count(*) FROM captures WHERE state = 'quarantined'"),
            "by_source": rows(conn, "SELECT source, count(*) AS count FROM captures GROUP BY source ORDER BY 2 DESC, 1"),
            "by_kind": rows(
                conn, "SELECT page_kind, layout, state, count(*) AS count FROM captures GROUP BY 1, 2, 3 ORDER BY count DESC, 1, 2"
            ),
            "first_captured_at": value(conn, "SELECT min(captured_at) FROM captures"),
            "last_captured_at": value(conn, "SELECT max(captured_at) FROM captures"),
            "undated": value(conn, "SELECT count(*) FROM captures WHERE captured_at IS NULL"),
            "raw_pages": value(conn, "SELECT count(*) FROM pages"),
            "by_older_parser": _by_older_parser(conn, HAS_RAW_PAGE),
            "by_older_parser_without_raw": _by_older_parser(conn, LACKS_RAW_PAGE),
        },
        "threads": value(conn, "SELECT count(*) FROM threads"),
        "threads_without_posts": value(
            conn, "SELECT count(*) FROM threads WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.thread_id = threads.id)"
        ),
        "starters_lacking": bool(value(conn, "SELECT count(*) FROM settings WHERE name = ?", [STARTERS_LACKING])),
        "posts": value(conn, "SELECT count(*) FROM posts"),
        "undated_posts": value(conn, "SELECT count(*) FROM posts WHERE posted_at IS NULL"),
        "authors": value(
            conn, "SELECT count(DISTINCT author_id) FROM posts JOIN authors ON authors.id = author_id WHERE kind = 'registered'"
        ),
        "renames": rows(conn, "SELECT * FROM renames WHERE name IS NOT NULL AND other_name IS NOT NULL ORDER BY posts DESC, name"),
        "posts_by_unknown": value(conn, "SELECT count(*) FROM posts WHERE author_id IS NULL"),
        "first_posted_at": value(conn, "SELECT min(posted_at) FROM posts"),
        "last_posted_at": value(conn, "SELECT max(posted_at) FROM posts"),
        "missing": _missing(conn),
        "same_wikis": _same_wikis(conn),
        "problems": count_problems(conn),
        "runs": value(conn, "SELECT count(*) FROM runs"),
        "unfinished_runs": value(conn, "SELECT count(*) FROM runs WHERE finished_at IS NULL"),
        "last_run": next(
            iter(rows(conn, "SELECT command, version, started_at, finished_at FROM runs ORDER BY id DESC LIMIT 1")), None
        ),
    }


def _by_older_parser(conn: sqlite3.Connection, condition: str) -> int:
    """Those that no parser is expected to read (`not-wetpaint` …) neither have a raw page nor lack one."""
    sql = f"SELECT count(*) FROM captures WHERE parser_version < ? AND {condition}"  # noqa: S608
    return int(value(conn, sql, [PARSER_VERSION]))


def _wikis(conn: sqlite3.Connection) -> list[Row]:
    """Per wiki: threads and posts found, posts expected and missing; one row with host None for threads of unknown wikis."""
    return rows(
        conn,
        """
        WITH found AS (
          SELECT threads.id, threads.wiki_id,
            (SELECT count(*) FROM posts WHERE posts.thread_id = threads.id) AS post_count,
            (SELECT coalesce(sum(post_count), 0) FROM missing WHERE missing.thread_id = threads.id) AS missing_count
          FROM threads)
        SELECT wikis.host, count(*) AS threads, sum(post_count) AS posts, sum(post_count + missing_count) AS expected_posts,
          sum(missing_count) AS missing_posts, sum(missing_count > 0) AS incomplete_threads
        FROM found LEFT JOIN wikis ON wikis.id = found.wiki_id GROUP BY wikis.host ORDER BY posts DESC, wikis.host
        """,
    )


def _missing(conn: sqlite3.Connection) -> Row:
    return {
        "posts": value(conn, "SELECT coalesce(sum(post_count), 0) FROM missing WHERE thread_id IS NOT NULL"),
        "incomplete_threads": value(conn, "SELECT count(DISTINCT thread_id) FROM missing"),
        "unseen_threads": value(conn, "SELECT count(*) FROM missing WHERE thread_id IS NULL AND thread_count IS NULL"),
        "counted_threads": value(conn, "SELECT coalesce(sum(thread_count), 0) FROM missing"),
        "posts_without_url": value(conn, "SELECT coalesce(sum(post_count), 0) FROM missing WHERE url IS NULL"),
        "threads_without_url": value(conn, "SELECT coalesce(sum(thread_count), 0) FROM missing WHERE url IS NULL"),
        "has_urls": bool(value(conn, "SELECT count(url) FROM missing")),
    }


def missing_addresses(conn: sqlite3.Connection) -> list[str]:
    """The addresses to try next in every form under which they may have been archived, each once."""
    aliases: dict[str, set[str]] = {}
    for row in rows(conn, "SELECT value FROM settings WHERE name = 'same-wiki'"):
        one, other = row["value"].split("=", 1)
        aliases.setdefault(one, set()).add(other)
        aliases.setdefault(other, set()).add(one)
    found: dict[str, None] = {}
    for row in rows(conn, "SELECT thread_id, url FROM missing WHERE url IS NOT NULL ORDER BY id"):
        page = read_address(row["url"])
        for url in [row["url"], *_same_page(conn, row["thread_id"], page.offset)]:
            found |= dict.fromkeys(known_forms(url, sorted(aliases.get(page.host, ()))))
    return list(found)


def _same_page(conn: sqlite3.Connection, thread_id: int | None, offset: int | None) -> list[str]:
    """The page that begins at `offset` under the other addresses that captures show for its thread: older titles, other places."""
    seen = rows(
        conn,
        "SELECT DISTINCT captures.url FROM sightings JOIN captures ON captures.id = sightings.capture_id"
        " WHERE sightings.thread_id = ? AND captures.page_kind = 'thread' AND captures.url IS NOT NULL ORDER BY captures.url",
        [thread_id],
    )
    return [page_address(row["url"], offset or 0) or row["url"] for row in seen]


def _same_wikis(conn: sqlite3.Connection) -> list[Row]:
    """Hosts that show the same threads (id and title) and were not told to be one wiki: pairs to give to `--same-wiki`."""
    return rows(
        conn,
        """
        SELECT one.host AS host, other.host AS other_host, count(DISTINCT one.original_id) AS threads
        FROM sightings AS one JOIN sightings AS other
          ON other.original_id = one.original_id AND other.title_key = one.title_key AND other.host > one.host
        WHERE NOT EXISTS (
          SELECT 1 FROM settings WHERE name = 'same-wiki'
            AND value IN (one.host || '=' || other.host, other.host || '=' || one.host))
        GROUP BY one.host, other.host ORDER BY threads DESC, one.host, other.host
        """,
    )


def missing_rows(conn: sqlite3.Connection) -> list[Row]:
    """What is known to be missing, thread by thread."""
    return rows(
        conn,
        "SELECT missing.thread_id, threads.title, missing.what, missing.url, missing.post_count"
        " FROM missing LEFT JOIN threads ON threads.id = missing.thread_id ORDER BY missing.thread_id IS NULL, missing.id",
    )
