"""A name -> whether anything in a database holds it: a text, a name, an address, a raw page; to tell a misspelt one from others."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import zstandard

from wetpaint_import.db.codec import unpack
from wetpaint_import.people import People

_COLUMNS = {
    "other_names": "name",
    "other_starters": "name",
    "threads": "title url",
    "locations": "title url",
    "wikis": "host name",
    "tags": "name",
    "missing": "what url",
    "captures": "url",
    # With the quotes, links and images of the posts, and their present state.
    "post_versions": "subject body_html",
}


def is_anywhere(conn: sqlite3.Connection, name: str) -> bool:
    """In any form under which it would be withheld, but whole: `jane` is no misspelt `jane_doe` that would do for it."""
    people = People(withheld=frozenset({(name, None)}))
    return any(_holds(text, people) for texts in (_texts(conn), _pages(conn)) for text in texts)


def _holds(text: str, people: People) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in people.leaks(text))


def _texts(conn: sqlite3.Connection) -> Iterator[str]:
    for table, columns in _COLUMNS.items():
        for row in conn.execute(f"SELECT {', '.join(columns.split())} FROM {table}"):  # noqa: S608  (our own names)
            yield from (text for text in row if text)


def _pages(conn: sqlite3.Connection) -> Iterator[str]:
    """What no field took may be exported, too: `wacz` takes the pages as they are."""
    for (body,) in conn.execute("SELECT body FROM pages"):
        with suppress(zstandard.ZstdError):
            payload = unpack(body)
            text = payload.decode("utf-8", "replace")
            yield text
            if "\ufffd" in text:
                yield payload.decode("cp1252", "replace")
