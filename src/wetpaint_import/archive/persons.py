"""The authors of a database -> who is shown: one person for the accounts that `authors.toml` joins, one a wiki for the withheld."""

import sqlite3
from dataclasses import replace

from wetpaint_import.archive.values import Person
from wetpaint_import.people import WITHHELD, People


def read_persons(conn: sqlite3.Connection, people: People) -> dict[int, Person]:
    """Keyed by the id of the author's row. The anonymous of a wiki are one `Person` with the name `anonymous`."""
    rows = conn.execute(
        "SELECT authors.id, authors.name, authors.kind, wikis.host, profile_url, avatar_url"
        " FROM authors LEFT JOIN wikis ON wikis.id = authors.wiki_id ORDER BY authors.id"
    )
    persons: dict[int, Person] = {}
    joined: dict[tuple[str, str | None], Person] = {}
    for id_, name, kind, host, profile_url, avatar_url in rows:
        if kind == "anonymous":
            persons[id_] = Person(id=id_, name="anonymous", wiki_host=host, is_anonymous=True)
        elif people.is_withheld(name, host):
            person = Person(id=id_, name=WITHHELD, wiki_host=host, is_withheld=True)
            persons[id_] = joined.setdefault((WITHHELD, host), person)
        elif (shown := people.shown(name, host)) != name:
            person = Person(id=id_, name=shown or "", wiki_host=host, profile_url=profile_url, avatar_url=avatar_url)
            persons[id_] = joined.setdefault((shown or "", None), person)
        else:
            persons[id_] = Person(id=id_, name=name, wiki_host=host, profile_url=profile_url, avatar_url=avatar_url)
    return {id_: _redacted(person, people) for id_, person in persons.items()}


def _redacted(person: Person, people: People) -> Person:
    """Without withheld names inside the name (`janedoe_fan`), the wiki's host and the addresses."""

    def shown(text: str | None) -> str | None:
        return None if text is None else people.redact(text)

    return replace(
        person,
        name=people.redact(person.name),
        wiki_host=shown(person.wiki_host),
        profile_url=shown(person.profile_url),
        avatar_url=shown(person.avatar_url),
    )
