"""Names that somebody wants withheld or joined, of which the database has no author -> a note, lest a misspelt name go unseen."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from unicodedata import normalize

import click

from wetpaint_import.cli.showing import legible
from wetpaint_import.errors import UsageError
from wetpaint_import.people import WITHHELD, People, read_people
from wetpaint_import.query.named import is_anywhere

_SHOWN = 5
_ALIKE = 0.6
_Account = tuple[str, str | None]


def tell_unknown_names(conn: sqlite3.Connection, people: People) -> None:
    """To standard error, name by name."""
    tell(unknown_names(conn, people))


def tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(legible(line), err=True)


def unknown_names(conn: sqlite3.Connection, people: People) -> list[str]:
    """A sentence for each."""
    unknown = unknown_accounts(conn, people)
    said = _told(conn, unknown, people)
    return said + ([f"… nor as {len(unknown) - _SHOWN:,} more of the names that were given"] if len(unknown) > _SHOWN else [])


def refuse_misspelt(conn: sqlite3.Connection, people: People) -> None:
    """Raises `UsageError` for names of --withhold that nothing in the database holds; a file may serve several databases."""
    unknown = unknown_accounts(conn, read_people("", people.withhold))
    if misspelt := [account for account in unknown if not is_anywhere(conn, account[0])]:
        raise UsageError(
            f"{'; '.join(_told(conn, misspelt, people))}. No text holds such a name either: nothing was written."
            " Names meant for several databases belong in a file for --authors"
        )


def unknown_accounts(conn: sqlite3.Connection, people: People) -> list[_Account]:
    """Upper and lower case count for names to be joined, as they do for accounts; those that are withheld are so in any."""
    if not people.withheld and not people.persons:
        return []
    known: set[_Account] = set()
    alike: defaultdict[str, list[_Account]] = defaultdict(list)
    for name, host in _authors(conn):
        known |= set(people.accounts(name, host))
        alike[_words(name)].append((name, host))

    def hides(account: _Account) -> bool:
        """Whether it stands for some author, but for its spelling."""
        one = People(withheld=frozenset({account}))
        found = alike[_words(account[0])] + alike[_words(_written(account))]
        return any(one.redact(name) == WITHHELD and account[1] in (None, host, _host_in(name)) for name, host in found)

    withheld = {account for account in people.withheld - known if not hides(account)}
    return sorted(withheld | (people.persons.keys() - known), key=_written)


def _written(account: _Account) -> str:
    name, host = account
    return name if host is None else f"{name}@{host}"


def _host_in(name: str) -> str | None:
    """Accounts may be called `bo@home.example`."""
    return name.rpartition("@")[2].lower() or None


def _words(name: str) -> str:
    """What is the same for `Jane Doe` and `jane_doe`, which are withheld together."""
    return re.sub(r"[\s_+-]+", " ", normalize("NFC", name).casefold())


def _authors(conn: sqlite3.Connection) -> Iterable[_Account]:
    return conn.execute(
        "SELECT authors.name, host FROM authors LEFT JOIN wikis ON wikis.id = wiki_id WHERE authors.name IS NOT NULL"
    )


def _told(conn: sqlite3.Connection, unknown: Sequence[_Account], people: People) -> list[str]:
    """The first of them, each with the names that it may stand for; none of these is withheld by what was not misspelt."""
    hidden = People(withheld=people.withheld.difference(unknown))
    offered = {author.casefold(): author for author, _ in _authors(conn) if hidden.redact(author) == author} if unknown else {}
    said = []
    for account in unknown[:_SHOWN]:
        near = get_close_matches(account[0].casefold(), offered, _SHOWN, _ALIKE)
        there = f"; there is: {', '.join(offered[key] for key in near)}" if near else ""
        said.append(f"no author is called '{_written(account)}'{there}")
    return said
