"""Authors -> what a wiki's history and signatures call them: `wetpaint>Name`, and a page `User:Name` for the link."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from wetpaint_import.archive import Archive, Person
from wetpaint_import.export.mediawiki.titles import LONGEST, cut, folded, legal_user
from wetpaint_import.people import WITHHELD

ANONYMOUS = "anonymous"
UNKNOWN = "author not known"
# Who stands in the history of a thread that has one revision for all posts.
SEVERAL = "several authors"
# No author may be taken for one of these.
RESERVED = (ANONYMOUS, UNKNOWN, SEVERAL, WITHHELD)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class User:
    """`shown` is the name as the pages print it, `contributor` the one in the history, `page` the title behind `User:`."""

    shown: str
    contributor: str
    page: str


class Users:
    """The authors of the archive's selected threads, each with names of its own.

    Equal names on two wikis are two users; those of pages whose wiki is not known are what they print.
    """

    def __init__(self, archive: Archive, prefix: str) -> None:
        self._contributors = _Names(_legal_contributor, str, LONGEST - len(prefix) - 1)
        self._pages = _Names(legal_user, folded, LONGEST)
        self._prefix = f"{prefix}>"
        self._users: dict[tuple[str, str | None], User] = {}
        for name in RESERVED:
            self._users[name, ""] = self._named(name, ())
        for person in _authors(archive):
            key = (person.name, person.wiki_host)
            if key not in self._users:
                self._users[key] = self._named(person.name, (person.wiki_host, f"author {person.id}"))
                self._users.setdefault((person.name, None), self._users[key])

    def _named(self, name: str, distinctions: tuple[str | None, ...]) -> User:
        contributor = self._prefix + self._contributors.give(name, distinctions)
        return User(shown=name, contributor=contributor, page=self._pages.give(name, distinctions))

    def of(self, person: Person | None) -> User:
        if person is None:
            return self._users[UNKNOWN, ""]
        if person.is_anonymous:
            return self._users[ANONYMOUS, ""]
        if person.is_withheld:
            return self._users[WITHHELD, ""]
        return self._users[person.name, person.wiki_host]

    @property
    def several(self) -> User:
        return self._users[SEVERAL, ""]

    def __iter__(self) -> Iterator[User]:
        """Each user once, in the order of the database."""
        return iter(dict.fromkeys(self._users.values()))


class _Names:
    """Names as MediaWiki takes them, each given once; what makes one distinct stands behind it in brackets."""

    def __init__(self, legal: Callable[[str, int], str], fold: Callable[[str], str], longest: int) -> None:
        self._legal = legal
        self._fold = fold
        self._longest = longest
        self._taken: set[str] = set()

    def give(self, name: str, distinctions: tuple[str | None, ...]) -> str:
        for distinction in _endless(distinctions):
            suffix = f" {self._legal(f'({distinction})', self._longest // 2)}" if distinction else ""
            found = self._legal(name, self._longest - len(suffix.encode())) + suffix
            if (key := self._fold(found)) not in self._taken:
                self._taken.add(key)
                break
        return found


def _endless(distinctions: tuple[str | None, ...]) -> Iterator[str | None]:
    """None first; numbers when all is used up."""
    yield None
    yield from filter(None, distinctions)
    yield from map(str, count(2))


def _authors(archive: Archive) -> list[Person]:
    """The named authors of the selected threads, by ascending id, those of known wikis before the others."""
    condition, parameters = archive.selection.sql()
    inside = f"SELECT id FROM threads WHERE {condition}"  # noqa: S608
    ids = archive.conn.execute(f"SELECT DISTINCT author_id FROM posts WHERE thread_id IN ({inside})", parameters)  # noqa: S608
    persons = {archive.persons[id_] for (id_,) in ids if id_ is not None}
    persons = {person for person in persons if not person.is_anonymous and not person.is_withheld}
    return sorted(persons, key=lambda person: (person.wiki_host is None, person.id))


def _legal_contributor(name: str, longest: int) -> str:
    """Behind a prefix MediaWiki takes any name; only what XML cannot hold must go, and spaces that nobody sees."""
    return cut(" ".join(unicodedata.normalize("NFC", _CONTROLS.sub(" ", name)).split()), longest) or "(no name)"
