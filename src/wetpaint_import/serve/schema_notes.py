"""The comments of `db/schema.sql` -> words for people on tables and columns."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

_CREATED = re.compile(r"CREATE (?:VIRTUAL )?(?:TABLE|VIEW) (?P<name>\w+)[^-]*(?:-- (?P<comment>.+))?$")
_COLUMN = re.compile(r"  (?P<name>[a-z_0-9]+) (?:TEXT|INTEGER|BLOB)(?P<rules>.*?)(?:-- (?P<comment>.+))?$")
# Of views: the name that is given, or that of the column itself.
_VIEW_COLUMN = re.compile(r"(?:.*\bAS |  \w+\.)(?P<name>\w+),?\s+-- (?P<comment>.+)$")
_ALLOWED = re.compile(r"IN \((?P<values>'[^)]*)\)")


@dataclass(frozen=True, slots=True)
class TableNotes:
    """`columns`: only those of which the schema says something."""

    description: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@cache
def schema_notes() -> dict[str, TableNotes]:
    """By table or view."""
    schema = files("wetpaint_import.db").joinpath("schema.sql").read_text(encoding="utf-8")
    notes: dict[str, TableNotes] = {}
    above: list[str] = []
    current = TableNotes()
    for line in schema.splitlines():
        if line.startswith("-- "):
            above.append(line.removeprefix("-- "))
        elif created := _CREATED.match(line):
            said = " ".join([*above, created["comment"] or ""]).strip()
            current = notes[created["name"]] = TableNotes(_sentence(said))
            above = []
        elif column := _COLUMN.match(line):
            _note(current, column)
        elif view_column := _VIEW_COLUMN.match(line):
            current.columns[view_column["name"]] = view_column["comment"]
        elif not line:
            above = []
    return notes


def _note(table: TableNotes, column: re.Match[str]) -> None:
    allowed = _ALLOWED.search(column["rules"])
    values = "one of " + allowed["values"].replace("'", "") if allowed else ""
    if words := "; ".join(filter(None, [column["comment"], values])):
        table.columns[column["name"]] = words


def _sentence(text: str) -> str:
    return text and text[0].upper() + text[1:] + ("" if text.endswith((".", ":")) else ".")
