"""Every problem code that the program can give is documented, and every code that the contract names exists."""

import re
from pathlib import Path

import pytest

import wetpaint_import
from wetpaint_import.problem_codes import PROBLEM_CODES, advice

SOURCE = Path(wetpaint_import.__file__).parent
# `code="…"`, `DateProblem("…"`, and tuples that begin with a code, as in the tables of `admission`.
_NAMED = re.compile(r"""(?:\bcode\s*[=:]\s*(?:str\s*=\s*)?|\b(?:Date)?Problem\(\s*)(["'])([a-z]+(?:-[a-z]+)*)\1""")
_IN_A_TABLE = re.compile(r"""\(\s*(["'])([a-z]+(?:-[a-z]+)+)\1,\s*_[A-Z_]+""")
OF_THE_CONTRACT = (
    "not-wetpaint unknown-layout parking-page not-found-page sign-in-wall truncated wrong-thread too-large unreadable undated-post"
    " ambiguous-zone impossible-time count-mismatch unplaced-text"
).split()


def codes_in_source() -> dict[str, set[str]]:
    """{code: the modules that name it}."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if path.name == "problem_codes.py":
            continue
        text = path.read_text(encoding="utf-8")
        for match in (*_NAMED.finditer(text), *_IN_A_TABLE.finditer(text)):
            found.setdefault(match[2], set()).add(path.name)
    return found


def test_every_code_that_the_source_names_is_documented() -> None:
    assert {code: modules for code, modules in codes_in_source().items() if code not in PROBLEM_CODES} == {}


def test_every_documented_code_is_named_somewhere_in_the_source() -> None:
    assert set(PROBLEM_CODES) - set(codes_in_source()) == set()


@pytest.mark.parametrize("code", OF_THE_CONTRACT)
def test_code_of_the_contract_is_documented(code: str) -> None:
    assert code in PROBLEM_CODES


@pytest.mark.parametrize("code", sorted(PROBLEM_CODES))
def test_documented_code_says_what_it_means_and_what_to_do(code: str) -> None:
    meaning, what_to_do = PROBLEM_CODES[code]
    assert meaning.endswith(".")
    assert what_to_do.endswith(".")
    assert advice(code) == what_to_do


def test_unknown_code_still_gets_advice() -> None:
    assert "excerpt" in advice("no-such-code")
