"""A search that found nothing -> what the user can change: a filter that leaves nothing, a word that no post has."""

import re
import sqlite3
from dataclasses import replace
from difflib import get_close_matches
from unicodedata import combining, normalize

from wetpaint_import.people import People
from wetpaint_import.query.filters import Filters
from wetpaint_import.query.rows import rows, value
from wetpaint_import.query.search import Query, search
from wetpaint_import.query.search_words import Words, read_words

_OFFERED = 4
_ALIKE = 0.7
# Words that share this beginning are compared; a misprint in it is not found.
_SAME_LETTERS = 2
# The letters of a word that are offered as a beginning.
_LONG_WORD = re.compile(r"([^\W_]{4})[^\W_]")


def hints(conn: sqlite3.Connection, query: Query, people: People | None = None) -> list[str]:
    """Sentences; for a query without hits."""
    found = _of_filters(conn, query, people)
    if query.within:
        found += _without(conn, f"--in {query.within}", replace(query, within=None), people)
    return found or (_of_words(conn, read_words(query.words), people or People.none()) if query.words.strip() else [])


def _of_filters(conn: sqlite3.Connection, query: Query, people: People | None) -> list[str]:
    """The filters without which there are hits; else all together, if the words alone have some."""
    said = []
    given = list(query.filters.given())
    for option, shown, others in given:
        if query.words.strip() or any(others.given()):
            said += _without(conn, f"{option} {shown}", replace(query, filters=others), people)
    if len(given) > 1 and not said and query.words.strip():
        said += _without(conn, "all these filters", replace(query, filters=Filters()), people)
    return said


def _without(conn: sqlite3.Connection, what: str, query: Query, people: People | None) -> list[str]:
    found = search(conn, query, people)
    return [f"without {what}: {_posts(found['total'], is_more=found['is_more'])}"] if found["total"] else []


def _of_words(conn: sqlite3.Connection, words: Words, people: People) -> list[str]:
    """Withheld names are neither counted nor offered."""
    column = "subject body" if people.withheld else None
    said = []
    for word in [word for group in words.wanted for word in group]:
        count = _count(conn, Words(((word,),)).expression(column))
        near = [term for term in _near(conn, word.text) if not people.leaks(term)] if not count and " " not in word.text else []
        known = f"; the archive has: {', '.join(near)}" if near else ""
        said.append(f"{word}: {_posts(count)}{known}")
        if not count and word.is_unspaced:
            said.append("where words stand without spaces, only what begins a run of letters is found")
    if words.unwanted and (count := _count(conn, Words(words.wanted).expression(column))):
        said.append(f"without what is excluded ({', '.join(f'-{word}' for word in words.unwanted)}): {_posts(count)}")
    elif len(words.wanted) > 1:
        said.append("a post must fit all of these; write OR between words of which one is enough")
    elif not words.begins and (start := _LONG_WORD.search(words.wanted[0][0].text)):
        said.append(f"a star finds all words that begin so: {start[1]}*")
    return said


def _count(conn: sqlite3.Connection, expression: str) -> int:
    return int(value(conn, "SELECT count(*) FROM posts_fts WHERE posts_fts MATCH ?", [expression]))


def _near(conn: sqlite3.Connection, typed: str) -> list[str]:
    """Words of the index that look like `typed`, the more frequent first."""
    folded = _folded(typed)
    start = folded[:_SAME_LETTERS]
    conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.index_words USING fts5vocab(main, posts_fts, 'row')")
    known = rows(conn, "SELECT term, doc FROM temp.index_words WHERE term >= ? AND term < ?", [start, start + "\U0010ffff"])
    counts = {row["term"]: row["doc"] for row in known}
    close = get_close_matches(folded, list(counts), _OFFERED, _ALIKE)
    return sorted(close, key=lambda term: -counts[term])


def _folded(text: str) -> str:
    """As the index folds a word: lower case without accents."""
    return "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char) and char.isalnum())


def _posts(count: int, *, is_more: bool = False) -> str:
    return "no post" if not count else f"{'more than ' if is_more else ''}{count:,} {'post' if count == 1 else 'posts'}"
