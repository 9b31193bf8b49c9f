"""Words and filters -> the posts that fit, best first, with the places in them that were found.

An answer must not wait for words that half of all posts have, and among so many posts a rank says little. So where very many
fit, those with the words in their subject come first, then the others, from the last loaded backwards.
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from wetpaint_import.people import People
from wetpaint_import.query.filters import Conditions, Filters, conditions
from wetpaint_import.query.rows import Row, rows, value
from wetpaint_import.query.search_words import Words, read_words

# More posts than this are not ranked; a rank takes about two microseconds a post (tests/bench/bench_search.py).
_RANKED = 12_000
_LISTED = 2_000
# Words of the subject weigh more than those of the body, as they tell what the thread is about.
_BY_RANK = "bm25(posts_fts, 4.0, 1.0, 1.0), posts.id"
# 0 where the words stand in the subject alone. All replies repeat it: within a thread, what they say themselves decides.
_BODY_RANK = "bm25(posts_fts, 0.0, 1.0, 1.0)"
# Where names are withheld, words do not find their bearers: `text` is all but the author.
_COLUMN = {"title": "subject", "body": "body", "text": "subject body"}
# Words around what was found: about two lines of a terminal.
_SNIPPET_WORDS = 26
# Characters, of which the first words are taken.
_SNIPPET_LENGTH = 400
_BEGIN, _END = "\x02", "\x03"
# A reply repeats its thread's title as its subject; only a title's first post, or a subject of its own, counts as a title.
_OWN_SUBJECT = (
    "NOT EXISTS (SELECT 1 FROM threads JOIN posts AS earlier ON earlier.thread_id = threads.id"
    " WHERE threads.id = posts.thread_id AND earlier.position < posts.position"
    " AND lower(posts.subject) IN (lower(threads.title), 're: ' || lower(threads.title)))"
)
# Post, thread, rank of what it says itself.
_Found = tuple[int, int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`words` as typed, empty for all posts, newest first; `within`: title, body or anywhere (None); `per_thread` 0 = all."""

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    within: str | None = None
    limit: int = 20
    per_thread: int = 3


def search(conn: sqlite3.Connection, query: Query, people: People | None = None) -> Row:
    """`total` posts in `threads` fit, or more than that (`is_more`); `hits` are the best; `unknown` tells of names nobody has.

    Of a hit: `fits_in_thread` posts of its thread fit (None if not counted); `marks` are [start, end] of what was found in its
    `snippet`. `people` says by which names authors are found; nothing is renamed here.
    """
    where = conditions(conn, query.filters, people or People.none())
    within = query.within or ("text" if people and people.withheld else None)
    words = read_words(query.words) if query.words.strip() or not any(query.filters.given()) else None
    if words is None:
        ids, total, threads, is_more = _newest(conn, where, query.limit)
        of_thread: dict[int, int] = {}
    else:
        found, is_more = _found(conn, words, where, within)
        of_thread = Counter(thread_id for _, thread_id, _ in found)
        ids, total, threads = _best(found, query), len(found), len(of_thread)
    hits = _hits(conn, ids)
    snippets = _snippets(conn, ids, words, within) if words else {}
    for hit in hits:
        hit["snippet"], hit["marks"] = _unmarked(snippets.get(hit["post_id"]) or hit["snippet"])
        hit["fits_in_thread"] = of_thread.get(hit["thread_id"]) if not is_more else None
    return {"total": total, "is_more": is_more, "threads": threads, "hits": hits, "unknown": list(where.unknown)}


def _found(conn: sqlite3.Connection, words: Words, where: Conditions, within: str | None) -> tuple[list[_Found], bool]:
    """Best first; whether more would fit."""
    match = words.expression(_COLUMN.get(within or ""))
    parts = [where.sql, _OWN_SUBJECT if within == "title" else ""]
    if not _exceeds(conn, "SELECT 1 FROM posts_fts WHERE posts_fts MATCH ?", (match,)):
        return _posts(conn, match, parts, where.parameters, _BY_RANK), False
    if where.sql and not _exceeds(conn, f"SELECT 1 FROM posts WHERE {where.sql}", where.parameters):  # noqa: S608  (of conditions)
        few = f"+posts_fts.rowid IN (SELECT posts.id FROM posts WHERE {where.sql})"  # noqa: S608
        return _posts(conn, match, [few, *parts[1:]], where.parameters, _BY_RANK), False
    last = f"posts_fts.rowid DESC LIMIT {_LISTED}"
    titles = _posts(conn, words.expression("subject"), parts, where.parameters, last) if within in (None, "text") else []
    others = _posts(conn, match, parts, where.parameters, last)
    seen = {post_id for post_id, _, _ in titles}
    return titles + [post for post in others if post[0] not in seen], len(others) == _LISTED


def _exceeds(conn: sqlite3.Connection, sql: str, parameters: tuple[object, ...]) -> bool:
    return int(value(conn, f"SELECT count(*) FROM ({sql} LIMIT {_RANKED + 1})", parameters)) > _RANKED  # noqa: S608


def _posts(conn: sqlite3.Connection, match: str, parts: list[str], parameters: tuple[object, ...], order: str) -> list[_Found]:
    """The index is walked and posts are looked up, never the other way round."""
    fits = " AND ".join(["posts_fts MATCH ?", *filter(None, parts)])
    source = "posts_fts CROSS JOIN posts ON posts.id = posts_fts.rowid"
    body_rank = _BODY_RANK if order == _BY_RANK else "0"
    sql = f"SELECT posts.id, posts.thread_id, {body_rank} FROM {source} WHERE {fits} ORDER BY {order}"  # noqa: S608  (our own parts)
    return conn.execute(sql, (match, *parameters)).fetchall()


def _best(found: list[_Found], query: Query) -> list[int]:
    """Thread by thread, so that none crowds out the others; of posts that only repeat the title, the first stands for all."""
    threads: dict[int, list[_Found]] = {}
    for post in found:
        threads.setdefault(post[1], []).append(post)
    ids: list[int] = []
    for posts in threads.values():
        posts.sort(key=lambda post: (post[2], post[0]))
        telling = posts if not query.per_thread else [post for i, post in enumerate(posts) if post[2] or not i][: query.per_thread]
        ids += [post_id for post_id, _, _ in telling]
        if len(ids) >= query.limit:
            break
    return ids[: query.limit]


def _newest(conn: sqlite3.Connection, where: Conditions, limit: int) -> tuple[list[int], int, int, bool]:
    """Posts without a time come last."""
    fits = where.sql or "1"
    ids = [row[0] for row in conn.execute(
        f"SELECT posts.id FROM posts WHERE {fits} ORDER BY posts.posted_at DESC, posts.id DESC LIMIT ?",  # noqa: S608
        (*where.parameters, limit),
    )]  # fmt: skip
    total, threads = conn.execute(
        f"SELECT count(*), count(DISTINCT thread_id) FROM (SELECT thread_id FROM posts WHERE {fits} LIMIT {_RANKED + 1})",  # noqa: S608
        where.parameters,
    ).fetchone()
    return ids, min(total, _RANKED), threads, total > _RANKED


def _hits(conn: sqlite3.Connection, ids: list[int]) -> list[Row]:
    """The posts of `ids` in this order, each with its first words."""
    marks = ", ".join("?" * len(ids))
    sql = (
        "SELECT posts.id AS post_id, posts.thread_id, wikis.host AS wiki_host, threads.title AS thread_title, posts.position,"  # noqa: S608
        " posts.number, posts.subject, coalesce(authors.kind, 'unknown') AS author_kind, authors.name AS author_name,"
        f" posts.posted_at, posts.posted_at_text, substr(posts.body_text, 1, {_SNIPPET_LENGTH}) AS snippet,"
        f" length(posts.body_text) > {_SNIPPET_LENGTH} AS is_cut"
        " FROM posts JOIN threads ON threads.id = posts.thread_id LEFT JOIN wikis ON wikis.id = threads.wiki_id"
        f" LEFT JOIN authors ON authors.id = posts.author_id WHERE posts.id IN ({marks})"
    )
    found = {row["post_id"]: row for row in rows(conn, sql, ids)}
    for row in found.values():
        words = row["snippet"].split()
        is_cut = row.pop("is_cut") or len(words) > _SNIPPET_WORDS
        row["snippet"] = " ".join(words[:_SNIPPET_WORDS]) + ("…" if is_cut else "")
    return [found[post_id] for post_id in ids]


def _snippets(conn: sqlite3.Connection, ids: list[int], words: Words, within: str | None) -> dict[int, str]:
    # One post is found at once by its id, but words that begin so are gathered anew for each: then rather all that fit in one go.
    rowid = "+rowid" if words.begins else "rowid"
    sql = (
        f"SELECT rowid, snippet(posts_fts, 1, ?, ?, '…', {_SNIPPET_WORDS}) FROM posts_fts"  # noqa: S608  (marks only)
        f" WHERE posts_fts MATCH ? AND {rowid} IN ({', '.join('?' * len(ids))})"
    )
    return dict(conn.execute(sql, (_BEGIN, _END, words.expression(_COLUMN.get(within or "")), *ids)).fetchall())


def _unmarked(text: str) -> tuple[str, list[list[int]]]:
    """Text with marks -> text on one line, and where the marks stood."""
    snippet, marks = "", []
    for part in " ".join(text.split()).replace(_BEGIN, f"\n{_BEGIN}").replace(_END, f"{_END}\n").split("\n"):
        plain = part.replace(_BEGIN, "").replace(_END, "")
        if _BEGIN in part:
            marks.append([len(snippet), len(snippet) + len(plain)])
        snippet += plain
    return snippet, marks
