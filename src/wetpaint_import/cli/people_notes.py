"""Names that somebody wants withheld or joined, of which the database has no author -> a note, lest a misspelt name go unseen."""

import shlex
import sqlite3
from pathlib import Path

import click

from wetpaint_import.cli.next_command import db_option_text
from wetpaint_import.people import People

_SHOWN = 5


def tell_unknown_names(conn: sqlite3.Connection, people: People, db_path: Path) -> None:
    """To standard error, name by name."""
    unknown = unknown_names(conn, people)
    for name in unknown[:_SHOWN]:
        search = f"wetpaint-import search --author {shlex.quote(name)}{db_option_text(db_path)}"
        click.echo(f"no author is called '{name}'; `{search}` tells names like it", err=True)
    if len(unknown) > _SHOWN:
        click.echo(f"… nor as {len(unknown) - _SHOWN:,} more of the names that were given", err=True)


def unknown_names(conn: sqlite3.Connection, people: People) -> list[str]:
    """As they were written, `name@host` where they were; upper and lower case count, as they do for accounts."""
    wanted = people.withheld | people.persons.keys()
    if not wanted:
        return []
    known: set[tuple[str, str | None]] = set()
    for name, host in conn.execute(
        "SELECT authors.name, host FROM authors LEFT JOIN wikis ON wikis.id = wiki_id WHERE authors.name IS NOT NULL"
    ):
        known |= set(people.accounts(name, host))
    return sorted(name if host is None else f"{name}@{host}" for name, host in wanted - known)
