"""docs/fetching.md: its commands are commands, its tables have every code, its figures are those of the program."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from wetpaint_import.cli.fetch_command import fetch_command
from wetpaint_import.fetch.limits import COMMON_CRAWL_RATES, OTHER_RATES, WAYBACK_RATES, Rates
from wetpaint_import.fetch.records import Status, Tried
from wetpaint_import.fetch.selection import Captures

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "fetching.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "src" / "wetpaint_import" / "fetch").glob("*.py"))


def commands() -> list[list[str]]:
    blocks = "".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
    parts = [part.strip() for line in blocks.splitlines() for part in line.partition("#")[0].split("|")]
    return [shlex.split(part) for part in parts]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_command_that_is_shown_is_one(words: list[str]) -> None:
    assert words[0] == "wetpaint-import"
    if words[1] == "fetch":
        fetch_command.make_context("fetch", words[2:])
    else:
        assert words[1] in ("load", "status")


def test_every_option_that_is_named_exists_and_no_other_is_left_out() -> None:
    options = {name for parameter in fetch_command.params for name in parameter.opts if name.startswith("--")}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    assert named - options <= {"--missing", "--same-wiki"}
    assert options - named <= {"--json", "--verbose", "--db", "--out", "--source", "--help"}


def codes() -> Iterator[str]:
    """Each `why=` and each word handed to a line of the ledger."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "why" and isinstance(node.value, ast.Constant):
                yield str(node.value.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("_row", "_note"):
                yield from (str(argument.value) for argument in node.args[2:3] if isinstance(argument, ast.Constant))


def test_every_code_of_the_ledger_is_described() -> None:
    described = set(re.findall(r"^\|[^|]*\| `([a-z-]+)` \|", TEXT, re.MULTILINE)) - {"why"}
    found = set(codes())
    assert len(found) > 20
    assert found - described == set()
    assert described - found - {"rate-limit", "blocked", "no-capture"} == set()  # those are defaults of their errors


def test_every_note_is_described() -> None:
    notes = set(re.findall(r"^\| `([a-z-]+)` \| (?:the archive gave|its bytes|it )", TEXT, re.MULTILINE))
    assert notes == {"other-time", "other-address", "digest-differs", "parking-page", "redirect", "error-page"}


def test_statuses_fields_and_choices_are_those_of_the_program() -> None:
    for word in (*Status, *Captures, *Tried.__dataclass_fields__):
        assert f"`{word}`" in TEXT, word


@pytest.mark.parametrize(
    ("name", "rates"), [("Internet Archive", WAYBACK_RATES), ("Common Crawl", COMMON_CRAWL_RATES), ("others", OTHER_RATES)]
)
def test_the_rates_are_those_of_the_program(name: str, rates: Rates) -> None:
    assert f"| {name} | {rates.index:g} | {rates.pages:g} |" in TEXT
