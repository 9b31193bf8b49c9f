"""The text of an `authors.toml` -> which names are shown as which persons, and which are withheld; never applied to the data.

    withheld = ["janedoe", "ann@garden.wetpaint.com"]

    [people]
    "Jane Doe" = ["jane_d", "jdoe@garden.wetpaint.com"]

A name stands for the account of that name on every wiki; `name@host` for the one on that wiki.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from urllib.parse import quote

from wetpaint_import.errors import UsageError

_BETWEEN_WORDS = r"(?:[\s_+-]|%(?:25)?(?:20|2B)|%C2%A0|&nbsp;|&#160;|&#xa0;)+"
# Letters and digits in front belong to the word, but for those of an escape in an address: `by%20jane`, `%2Faccount%2Fjane`.
_BEGINS = r"(?:(?<![^\W_])|(?<=%[0-9a-f]{2})|(?<=%25[0-9a-f]{2}))"
_ESCAPE = re.compile(r"%(?:25)?[0-9a-f]{2}")


def _quoted_as_then(text: str) -> str:
    """In the character set of many pages of those years, where that has all of its letters."""
    try:
        return quote(text, safe="", encoding="cp1252")
    except UnicodeEncodeError:
        return text


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda text: escape(text, quote=False),
    escape,
    lambda text: escape(text).replace("&#x27;", "&#39;"),
    lambda text: quote(text, safe=""),
    lambda text: quote(text, safe="!'()*"),
    _quoted_as_then,
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
)


_MARKS = re.compile(
    r"</?(?:a|abbr|acronym|b|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|nobr|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)"
    r"(?:\s[^>]*)?/?>",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"<br[^>]*>\s*", re.IGNORECASE)

# Up to so many names are looked for one by one: measured, 2 KB of text at a time.
_FEW = 30
_RUN = re.compile(r"[^\W_]+")
# As the sanitiser writes them: values in double quotes, in which `>` may stand as it is.
_TAG = re.compile(r"""<[^<>"]*(?:"[^"]*"[^<>"]*)*>""")
_VALUE = re.compile(r'(?<==")[^"]*(?=")')

# What stands in place of a withheld name, as an author and inside texts.
WITHHELD = "[withheld]"


@dataclass(frozen=True)
class People:
    """Names as people want them shown. `persons` and `withheld` are keyed by account name and host; host None = every wiki.

    `authors_file` and `withhold` are what the command line asked for, so that it can be asked for again.
    """

    persons: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    withheld: frozenset[tuple[str, str | None]] = frozenset()
    authors_file: str | None = field(default=None, compare=False)
    withhold: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def none(cls) -> "People":
        """Everybody as the pages name them."""
        return cls()

    def is_withheld(self, name: str | None, host: str | None) -> bool:
        """Also in other capitals, and where it is withheld on another wiki only: texts cannot tell these apart."""
        if name is None:
            return False
        return not self.withheld.isdisjoint(self.accounts(name, host)) or self.redact(name) == WITHHELD

    @staticmethod
    def accounts(name: str, host: str | None) -> tuple[tuple[str, str | None], ...]:
        """The keys that mean the account `name` of the wiki `host`."""
        return (name, host), (name, None), _account(name)

    def shown(self, name: str | None, host: str | None) -> str | None:
        """The name to show for the account `name` of the wiki `host`; None stays None."""
        if name is None:
            return None
        if self.is_withheld(name, host):
            return WITHHELD
        return next((self.persons[account] for account in self.accounts(name, host) if account in self.persons), name)

    def redact(self, text: str) -> str:
        """`text` without withheld names, in whatever form addresses and pages hold them; whole words only, upper case or lower."""
        return self._pattern.sub(WITHHELD, text) if self._pattern is not None and self._may_name(text) else text

    def redact_html(self, html: str) -> str:
        """Sanitised HTML without them: tags stay tags, but marks and line breaks that part a name fall away (`jane<b>doe</b>`)."""
        if self._pattern is None or "<" not in html:
            return self.redact(html)
        shown = self._redact_pieces(html)
        for parts, joined in ((_MARKS, ""), (_BREAKS, " ")):
            whole = parts.sub(joined, shown)
            if not self.leaks(_TAG.sub(" ", whole)):
                break
            shown = self._redact_pieces(whole)
        return shown

    def _redact_pieces(self, html: str) -> str:
        """Each stretch of text, and each attribute's value."""
        pieces = _TAG.split(html)
        tags = (_VALUE.sub(lambda value: self.redact(value[0]), tag) for tag in _TAG.findall(html))
        return "".join(piece for pair in zip(map(self.redact, pieces), [*tags, ""], strict=True) for piece in pair)

    def leaks(self, text: str) -> list[str]:
        """The withheld names that stand in `text`."""
        return sorted(set(self._pattern.findall(text))) if self._pattern is not None and self._may_name(text) else []

    @property
    def withheld_names(self) -> list[str]:
        """With `name@host` also as a whole: it may be the name of an account."""
        names = {name for name, _ in self.withheld} | {f"{name}@{host}" for name, host in self.withheld if host}
        return sorted(names)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self.withheld:
            return None
        # Longest first, so that no name is cut by another that begins it.
        alternatives = "|".join(_spellings(name) for name in sorted(self.withheld_names, key=lambda name: (-len(name), name)))
        return re.compile(rf"{_BEGINS}(?:{alternatives})(?![^\W_])", re.IGNORECASE)

    @cached_property
    def _first_runs(self) -> frozenset[str | None]:
        """The letters and digits with which each form of a name begins; None for a name that has none."""
        forms = (form for name in self.withheld_names for form in _written_forms(name.split()[0]))
        return frozenset(match[0] if (match := _RUN.search(_folded(form))) else None for form in forms)

    def _may_name(self, text: str) -> bool:
        """False where the pattern cannot match: it tries each name at each letter, and most texts hold none."""
        runs, folded = self._first_runs, _folded(text)
        if len(runs) <= _FEW:
            return any(run is None or run in folded for run in runs)
        return None in runs or not runs.isdisjoint(_RUN.findall(folded) + _RUN.findall(_ESCAPE.sub(" ", folded)))


def _folded(text: str) -> str:
    """So that what the pattern takes for the same letter is the same: patterns know one i, with and without a dot."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _spellings(name: str) -> str:
    """A pattern for the ways in which pages, addresses and JSON spell a name."""
    words = (sorted(_written_forms(word), key=lambda form: (-len(form), form)) for word in name.split())
    return _BETWEEN_WORDS.join(f"(?:{'|'.join(map(re.escape, forms))})" for forms in words)


def _written_forms(word: str) -> set[str]:
    plain = {word, unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}
    return {form for text in plain for form in (text, *(spell(text) for spell in _SPELLINGS))}


def without_marks(html: str) -> str:
    """HTML without the tags that part no words."""
    return _MARKS.sub("", html)


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
        if not person.strip():
            raise UsageError(f"{source}: a person in [people] has no name")
        for name in _names(names, f'{source}: people."{person}"'):
            account = _account(name)
            if persons.setdefault(account, person) != person:
                raise UsageError(f"{source}: '{name}' is given to two persons, '{persons[account]}' and '{person}'")
    withhold = [*withhold]
    hidden = [*_names(withheld, f"{source}: withheld"), *_names(withhold, "--withhold")]
    return People(persons, frozenset(_account(name) for name in hidden), withhold=tuple(withhold))


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
