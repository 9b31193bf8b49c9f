"""A query -> how many of the posts that fit are of each wiki, author, tag and year."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from wetpaint_import.archive import Archive
from wetpaint_import.query.filters import conditions
from wetpaint_import.query.search import Query
from wetpaint_import.query.search_words import read_words
from wetpaint_import.web.tallies import is_listed

# Of more posts than this only some are looked at, and no counts are told; 20,000 take some 50 ms.
_COUNTED: Final = 20_000
# As `query.search` has them: where names are withheld, words do not find their bearers.
_COLUMN: Final = {"title": "subject", "body": "body", "text": "subject body"}


@dataclass(frozen=True, slots=True)
class Counts:
    """`by`: wiki, author, tag, year -> name -> posts. Not `is_complete`: more posts fit than were counted."""

    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in ("wiki", "author", "tag", "year")})
    is_complete: bool = True


def count_facets(archive: Archive, query: Query) -> Counts:
    where = conditions(archive.conn, query.filters, archive.people)
    parts = [where.sql] if where.sql else []
    parameters = list(where.parameters)
    source = "posts"
    if query.words.strip():
        source = "posts_fts CROSS JOIN posts ON posts.id = posts_fts.rowid"
        parts.insert(0, "posts_fts MATCH ?")
        within = query.within or ("text" if archive.people.withheld else "")
        parameters.insert(0, read_words(query.words).expression(_COLUMN.get(within)))
    found = archive.conn.execute(
        "SELECT posts.thread_id, posts.author_id, substr(posts.posted_at, 1, 4)"  # noqa: S608  (of this module's parts)
        f" FROM {source} WHERE {' AND '.join(parts)} LIMIT {_COUNTED + 1}",
        parameters,
    ).fetchall()
    # A search in titles leaves out replies, which repeat them; here they are counted.
    counts = Counts(is_complete=len(found) <= _COUNTED and query.within != "title")
    threads = Counter(thread_id for thread_id, _, _ in found)
    counts.by["year"].update(year for _, _, year in found if year)
    for author_id, posts in Counter(author_id for _, author_id, _ in found).items():
        person = archive.persons.get(author_id)
        if person is not None and is_listed(person):
            counts.by["author"][person.name] += posts
    _count_threads(archive, threads, counts)
    return counts


def _count_threads(archive: Archive, threads: Counter[int], counts: Counts) -> None:
    """Wikis and tags are those of a post's thread."""
    ids = json.dumps(list(threads))
    for thread_id, host in archive.conn.execute(
        "SELECT threads.id, wikis.host FROM threads JOIN wikis ON wikis.id = wiki_id"
        " WHERE threads.id IN (SELECT value FROM json_each(?))",
        [ids],
    ):
        counts.by["wiki"][archive.people.redact(host)] += threads[thread_id]
    for thread_id, tag in archive.conn.execute(
        "SELECT thread_id, tags.name FROM thread_tags JOIN tags ON tags.id = tag_id"
        " WHERE thread_id IN (SELECT value FROM json_each(?))",
        [ids],
    ):
        if archive.people.redact(tag) == tag:
            counts.by["tag"][tag] += threads[thread_id]
