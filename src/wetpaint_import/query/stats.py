"""The posts that some filters choose -> figures: totals, months, wikis, threads, authors and what they wrote on, tags, replies."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from wetpaint_import.people import People
from wetpaint_import.query.filters import Conditions, Filters, conditions
from wetpaint_import.query.rows import Row, rows

# With their columns.
TABLES = {
    "months": ("month", "posts", "threads", "authors", "edited"),
    "wikis": ("wiki_host", "posts", "threads", "authors", "edited", "first_posted_at", "last_posted_at"),
    "threads": ("thread_id", "wiki_host", "title", "posts", "authors", "first_posted_at", "last_posted_at"),
    "authors": ("name", "wiki_hosts", "posts", "threads", "first_posted_at", "last_posted_at", "most_in", "most_on"),
    "tags": ("tag", "threads", "posts"),
    "replies": ("wiki_host", "replies", "reply_after_minutes", "first_replies", "first_reply_after_minutes"),
}
# Threads and tags named for each author.
_TOPICS = 3
_ACCOUNTS = "SELECT authors.id, authors.name, host FROM authors LEFT JOIN wikis ON wikis.id = wiki_id ORDER BY authors.id"


def read_stats(conn: sqlite3.Connection, filters: Filters, people: People, limit: int | None) -> Row:
    """`limit`: rows of threads, authors and tags at the most, None for all. Accounts of one person are one author."""
    where = conditions(conn, filters, people)
    most = -1 if limit is None else limit
    _choose(conn, where)
    _join_accounts(conn, people)
    stats = {
        "totals": _totals(conn),
        "months": _months(conn),
        "wikis": _wikis(conn),
        "threads": _threads(conn, most),
        "authors": _authors(conn, people, limit),
        "tags": _tags(conn, most),
        "replies": _replies(conn),
        "unknown": list(where.unknown),
    }
    conn.execute("DROP TABLE temp.chosen")
    return stats


def _choose(conn: sqlite3.Connection, where: Conditions) -> None:
    """Lays aside what is counted of each post: the posts themselves are large, and all figures need all of them."""
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute(
        "CREATE TEMP TABLE chosen AS SELECT posts.thread_id, position, author_id, posted_at, edited_at,"  # noqa: S608  (of conditions)
        " CASE WHEN authors.kind = 'registered' THEN posts.author_id END AS member_id,"
        " CASE WHEN authors.kind = 'registered' THEN posts.author_id END AS person_id, authors.kind, threads.wiki_id, wikis.host"
        " FROM posts JOIN threads ON threads.id = posts.thread_id LEFT JOIN wikis ON wikis.id = threads.wiki_id"
        f" LEFT JOIN authors ON authors.id = posts.author_id WHERE {where.sql or '1'}",
        where.parameters,
    )


def _join_accounts(conn: sqlite3.Connection, people: People) -> None:
    """Gives each post the account that stands for its author: the same one for all accounts that are shown by one name."""
    accounts: dict[str, int] = {}
    persons: dict[int, int] = {}
    if people != People.none():
        for account, name, host in conn.execute(_ACCOUNTS):
            shown = people.shown(name, host) or ""
            if shown != name and (person := accounts.setdefault(shown, account)) != account:
                persons[account] = person
    if persons:
        conn.create_function("person_of", 1, persons.get, deterministic=True)
        conn.execute(
            "UPDATE chosen SET person_id = person_of(member_id) WHERE member_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(persons))],
        )


def _totals(conn: sqlite3.Connection) -> Row:
    """`authors` are registered accounts, those of one person as one; minutes from posting to the last edit are a median."""
    (totals,) = rows(
        conn,
        "SELECT count(*) AS posts, count(DISTINCT thread_id) AS threads,"
        " count(DISTINCT person_id) AS authors,"
        " coalesce(sum(kind = 'anonymous'), 0) AS by_anonymous, count(*) - count(author_id) AS by_unknown,"
        " count(*) - count(posted_at) AS undated, count(edited_at) AS edited, min(posted_at) AS first_posted_at,"
        " max(posted_at) AS last_posted_at FROM chosen",
    )
    waits = conn.execute(
        "SELECT strftime('%s', edited_at) - strftime('%s', posted_at) FROM chosen"
        " WHERE edited_at IS NOT NULL AND posted_at IS NOT NULL",
    )
    return {**totals, "edited_after_minutes": _median_minutes([wait for (wait,) in waits])}


def _months(conn: sqlite3.Connection) -> list[Row]:
    """In order; posts of an unknown time are in no month."""
    return rows(
        conn,
        "SELECT substr(posted_at, 1, 7) AS month, count(*) AS posts,"
        " count(DISTINCT thread_id) AS threads, count(DISTINCT person_id) AS authors,"
        " count(edited_at) AS edited FROM chosen"
        " WHERE posted_at IS NOT NULL GROUP BY 1 ORDER BY 1",
    )


def _wikis(conn: sqlite3.Connection) -> list[Row]:
    return rows(
        conn,
        "SELECT host AS wiki_host, count(*) AS posts, count(DISTINCT thread_id) AS threads,"
        " count(DISTINCT person_id) AS authors, count(edited_at) AS edited,"
        " min(posted_at) AS first_posted_at, max(posted_at) AS last_posted_at"
        " FROM chosen GROUP BY wiki_id ORDER BY posts DESC, host",
    )


def _threads(conn: sqlite3.Connection, most: int) -> list[Row]:
    return rows(
        conn,
        "SELECT thread_id, host AS wiki_host, title, count(*) AS posts,"
        " count(DISTINCT person_id) AS authors,"
        " min(posted_at) AS first_posted_at, max(posted_at) AS last_posted_at"
        " FROM chosen JOIN threads ON threads.id = thread_id GROUP BY thread_id ORDER BY posts DESC, thread_id LIMIT ?",
        [most],
    )


@dataclass(slots=True)
class _Author:
    """A registered account, or those that are one person; `threads`: posts in each."""

    name: str
    accounts: set[int] = field(default_factory=set)
    wikis: set[str] = field(default_factory=set)
    posts: int = 0
    times: list[str] = field(default_factory=list)
    threads: Counter[int] = field(default_factory=Counter)


def _authors(conn: sqlite3.Connection, people: People, limit: int | None) -> list[Row]:
    """Who wrote most and on what. Anonymous posts are nobody's; accounts are one author only where `people` says so."""
    found: dict[tuple[str, int | None], _Author] = {}
    for account, name, host, posts, first, last in conn.execute(
        # Counted before names are joined: by measure a third less than the other way round.
        "SELECT member_id, authors.name, wikis.host, posts, first, last FROM"
        " (SELECT member_id, count(*) AS posts, min(posted_at) AS first, max(posted_at) AS last FROM chosen GROUP BY member_id)"
        " JOIN authors ON authors.id = member_id LEFT JOIN wikis ON wikis.id = authors.wiki_id ORDER BY member_id"
    ):
        shown = people.shown(name, host) or ""
        author = found.setdefault((shown, account if shown == name else None), _Author(shown))
        author.accounts.add(account)
        author.wikis |= {host} if host else set()
        author.posts += posts
        author.times += filter(None, (first, last))
    ranked = sorted(found.values(), key=lambda author: (-author.posts, author.name.casefold(), min(author.accounts)))[:limit]
    _add_threads(conn, ranked)
    topics = _Topics(conn)
    return [
        {
            "name": author.name,
            "wiki_hosts": sorted(author.wikis),
            "posts": author.posts,
            "threads": len(author.threads),
            "first_posted_at": min(author.times, default=None),
            "last_posted_at": max(author.times, default=None),
            **topics.of(author.threads),
        }
        for author in ranked
    ]


def _add_threads(conn: sqlite3.Connection, authors: list[_Author]) -> None:
    by_account = {account: author for author in authors for account in author.accounts}
    for account, thread_id, posts in conn.execute(
        "SELECT member_id, thread_id, count(*) FROM chosen WHERE member_id IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
        [json.dumps(list(by_account))],
    ):
        by_account[account].threads[thread_id] += posts


class _Topics:
    """What threads are about."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._titles = dict(conn.execute("SELECT id, title FROM threads"))
        self._tags: dict[int, list[str]] = {}
        for thread_id, tag in conn.execute("SELECT thread_id, name FROM thread_tags JOIN tags ON tags.id = tag_id"):
            self._tags.setdefault(thread_id, []).append(tag)

    def of(self, threads: Counter[int]) -> Row:
        """The threads in which most was written and the most frequent tags of all of them, each with the number of posts."""
        tags: Counter[str] = Counter()
        for thread_id, posts in threads.items():
            for tag in self._tags.get(thread_id, ()):
                tags[tag] += posts
        most_in = sorted(threads.items(), key=lambda item: (-item[1], item[0]))[:_TOPICS]
        most_on = sorted(tags.items(), key=lambda item: (-item[1], item[0]))[:_TOPICS]
        return {
            "most_in": [{"thread_id": thread_id, "title": self._titles[thread_id], "posts": posts} for thread_id, posts in most_in],
            "most_on": [{"tag": tag, "posts": posts} for tag, posts in most_on],
        }


def _tags(conn: sqlite3.Connection, most: int) -> list[Row]:
    return rows(
        conn,
        "SELECT tags.name AS tag, count(DISTINCT chosen.thread_id) AS threads, count(*) AS posts"
        " FROM chosen JOIN thread_tags ON thread_tags.thread_id = chosen.thread_id JOIN tags ON tags.id = tag_id"
        " GROUP BY tag_id ORDER BY threads DESC, posts DESC, tags.name LIMIT ?",
        [most],
    )


def _replies(conn: sqlite3.Connection) -> list[Row]:
    """Per wiki: medians of the time from an opening post to its first reply, and from any post to the next; gaps are left out."""
    first: dict[str | None, list[int]] = {}
    any_: dict[str | None, list[int]] = {}
    for host, position, wait in conn.execute(
        "SELECT host, earlier.position,"
        " strftime('%s', chosen.posted_at) - strftime('%s', earlier.posted_at) AS wait"
        " FROM chosen JOIN posts AS earlier ON earlier.thread_id = chosen.thread_id AND earlier.position = chosen.position - 1"
        # Times are texts of one form and compare as they are; most pairs are told apart without being computed.
        " WHERE earlier.posted_at <= chosen.posted_at"
    ):
        any_.setdefault(host, []).append(wait)
        if position == 0:
            first.setdefault(host, []).append(wait)
    return [
        {
            "wiki_host": host,
            "replies": len(waits),
            "reply_after_minutes": _median_minutes(waits),
            "first_replies": len(first.get(host, [])),
            "first_reply_after_minutes": _median_minutes(first.get(host, [])),
        }
        for host, waits in sorted(any_.items(), key=lambda item: (-len(item[1]), item[0] or ""))
    ]


def _median_minutes(seconds: list[int]) -> float | None:
    return round(median(seconds) / 60, 1) if seconds else None
