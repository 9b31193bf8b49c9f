"""The cookbook: each recipe runs on the fixtures and prints what the document shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cookbook import DOCUMENT, RECIPE, cook, is_possible, kitchen
from real_programs.needed import lacking

TEXT = DOCUMENT.read_text(encoding="utf-8")
RECIPES = [(match["kind"], match["code"], match["shown"]) for match in RECIPE.finditer(TEXT)]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with kitchen() as path:
        yield path


@pytest.mark.parametrize(("kind", "code", "shown"), RECIPES, ids=[f"{i}-{kind}" for i, (kind, _, _) in enumerate(RECIPES)])
def test_a_recipe_prints_what_is_shown(folder: Path, kind: str, code: str, shown: str) -> None:
    if not is_possible(kind, code):
        lacking("a program of this recipe", "sqlite3, and pip install pandas duckdb")
    assert cook(kind, code, folder) == shown, "if the change is right: `make docs`"


def test_there_are_ten_questions_and_each_has_an_answer_that_is_not_empty() -> None:
    chapters = re.split(r"^## \d+\. ", TEXT, flags=re.MULTILINE)[1:]
    assert len(chapters) >= 10
    assert all(RECIPE.search(chapter) for chapter in chapters)
    assert all(shown.strip() for _, _, shown in RECIPES)
    assert len(RECIPES) == len(re.findall(r"^```text$", TEXT, re.MULTILINE)), "a block without a recipe"


def test_the_tools_stand_side_by_side_and_agree_on_who_wrote_most() -> None:
    first = TEXT.partition("## 2. ")[0]
    answers = {kind + ("-duckdb" if "duckdb" in code else ""): shown for kind, code, shown in
               ((match["kind"], match["code"], match["shown"]) for match in RECIPE.finditer(first))
               if "search" not in code}  # fmt: skip
    assert set(answers) == {"sh", "sql", "python", "python-duckdb"}
    names = {kind: re.findall(r"KitKestrel|Ludo_77|pagecount", shown) for kind, shown in answers.items()}
    assert all(found == ["KitKestrel", "Ludo_77", "pagecount"] for found in names.values()), names
