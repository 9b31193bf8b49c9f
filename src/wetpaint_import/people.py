"""The text of an `authors.toml` -> which names are shown as which persons, and which are withheld; never applied to the data.

    withheld = ["janedoe", "ann@garden.wetpaint.com"]

    [people]
    "Jane Doe" = ["jane_d", "jdoe@garden.wetpaint.com"]

A name stands for the account of that name on every wiki; `name@host` for the one on that wiki.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, quote_plus

from wetpaint_import.errors import UsageError

# What stands in place of a withheld name, as an author and inside texts.
WITHHELD = "[withheld]"


@dataclass(frozen=True)
class People:
    """Names as people want them shown. `persons` and `withheld` are keyed by account name and host; host None = every wiki."""

    persons: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    withheld: frozenset[tuple[str, str | None]] = frozenset()

    @classmethod
    def none(cls) -> "People":
        """Everybody as the pages name them."""
        return cls()

    def is_withheld(self, name: str | None, host: str | None) -> bool:
        return name is not None and not self.withheld.isdisjoint(((name, host), (name, None)))

    def shown(self, name: str | None, host: str | None) -> str | None:
        """The name to show for the account `name` of the wiki `host`; None stays None."""
        if name is None:
            return None
        if self.is_withheld(name, host):
            return WITHHELD
        return self.persons.get((name, host)) or self.persons.get((name, None)) or name

    def redact(self, text: str) -> str:
        """`text` without withheld names, in whatever form addresses and pages hold them; whole words only, upper case or lower."""
        return self._pattern.sub(WITHHELD, text) if self._pattern is not None and text else text

    def leaks(self, text: str) -> list[str]:
        """The withheld names that stand in `text`."""
        return sorted(set(self._pattern.findall(text))) if self._pattern is not None else []

    @property
    def withheld_names(self) -> list[str]:
        return sorted({name for name, _ in self.withheld})

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = {form for name in self.withheld_names for form in _written_forms(name)}
        if not forms:
            return None
        # Longest first, so that no name is cut by another that begins it.
        alternatives = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
        return re.compile(rf"(?<![^\W_])(?:{alternatives})(?![^\W_])", re.IGNORECASE)


def _written_forms(name: str) -> set[str]:
    """The ways in which pages and addresses spell a name."""
    plain = {name, name.replace(" ", "_"), name.replace(" ", "-")}
    entities = {name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
    return plain | entities | {quote(name, safe=""), quote_plus(name)}


def read_people(text: str, withhold: Iterable[str] = (), *, source: str = "authors.toml") -> People:
    """What `text` (an `authors.toml`) and further withheld names ask for; raises `UsageError`, which names `source`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{source} is no TOML: {error}") from error
    if unknown := content.keys() - {"people", "withheld"}:
        raise UsageError(f"{source}: '{min(unknown)}' means nothing here; write a list `withheld` and a table `[people]`")
    people = content.get("people", {})
    withheld = content.get("withheld", [])
    if not isinstance(people, dict):
        raise UsageError(f'{source}: `people` must be a table, as in: [people] / "Jane Doe" = ["jane_d"]')
    persons: dict[tuple[str, str | None], str] = {}
    for person, names in people.items():
        for name in _names(names, f'{source}: people."{person}"'):
            account = _account(name)
            if persons.setdefault(account, person) != person:
                raise UsageError(f"{source}: '{name}' is given to two persons, '{persons[account]}' and '{person}'")
    hidden = [*_names(withheld, f"{source}: withheld"), *withhold]
    return People(persons, frozenset(_account(name) for name in hidden))


def _names(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise UsageError(f'{where} must be a list of names in quotes, as in ["jane_d", "jdoe@garden.wetpaint.com"]')
    return value


def _account(name: str) -> tuple[str, str | None]:
    """`name@host` where the part behind the last @ is a host name; else the whole is a name, as accounts may hold an @."""
    start, _, host = name.strip().rpartition("@")
    if start and re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host):
        return start, host.lower()
    return name.strip(), None
