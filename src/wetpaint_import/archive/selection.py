"""`--only wiki=…`, `thread=…`, `tag=…` -> which threads an export takes, as SQL."""

from collections.abc import Iterable
from dataclasses import dataclass

from wetpaint_import.errors import UsageError

# A wiki is known by its host and by the part of it that names the wiki, as in searches.
_BARE_HOST = "CASE WHEN host LIKE 'www.%' THEN substr(host, 5) ELSE host END"
_WIKI_NAME = f"substr({_BARE_HOST}, 1, instr({_BARE_HOST} || '.', '.') - 1)"
_CONDITIONS = {
    "wiki": f"threads.wiki_id IN (SELECT id FROM wikis WHERE ? IN (host, {_WIKI_NAME}))",  # noqa: S608
    "thread": "threads.id = CAST(? AS INTEGER)",
    "tag": "threads.id IN (SELECT thread_id FROM thread_tags JOIN tags ON tags.id = tag_id WHERE tags.name = ?)",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Pairs of kind and value: values of one kind are alternatives, different kinds must all hold; none = everything."""

    wanted: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, texts: Iterable[str]) -> "Selection":
        """From `kind=value` as typed; raises `UsageError`."""
        wanted = []
        for text in texts:
            kind, _, value = text.partition("=")
            if kind not in _CONDITIONS or not value or (kind == "thread" and not (value.isascii() and value.isdigit())):
                raise UsageError(f"'{text}' selects nothing; write wiki=HOST, thread=ID (our id) or tag=NAME")
            wanted.append((kind, value.lower() if kind == "wiki" else value))
        return cls(tuple(wanted))

    def sql(self) -> tuple[str, list[str]]:
        """A condition on `threads`, and its parameters."""
        groups = []
        parameters: list[str] = []
        for kind, condition in _CONDITIONS.items():
            values = [value for wanted, value in self.wanted if wanted == kind]
            if values:
                groups.append("(" + " OR ".join([condition] * len(values)) + ")")
                parameters += values
        return " AND ".join(groups) or "1", parameters
