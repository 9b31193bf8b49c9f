"""The documents say what is true: generated ones are current, examples work, names and paths exist."""

import re
import shlex
import sqlite3
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from accept_fixtures import accepted
from comparing import as_truth, differences
from fixture_cases import FIXTURES, all_cases, shown_by, view_of
from make_docs import DOCUMENTS, ROOT, all_commands
from make_fidelity import fidelity
from wetpaint_import.cli.commands import cli

ALL = [path for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "migrate", FIXTURES) for path in sorted(folder.glob("*.md"))]
MADE = {"commands.md", "database.md", "fidelity.md", "problems.md"}
# The pages on ways out speak of other programs' files and options.
OF_OTHER_PROGRAMS = ROOT / "docs" / "migrate"
WRITTEN_BY_HAND = [path for path in ALL if path.name not in MADE and path.parent not in (FIXTURES, OF_OTHER_PROGRAMS)]
# Options of other programs that the documents speak of.
FOREIGN_OPTIONS = {"--table", "--csv"}
# Files that commands make, or the user has.
MADE_BY_COMMANDS = ("build/", ".venv/", "authors.toml")
NO_PATH = re.compile(r"/[A-Z]{2,}-|^[\d/]+$")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code_blocks(path: Path) -> str:
    return re.sub(r"^```.*?^```", "", read(path), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_current(name: str) -> None:
    assert read(ROOT / name) == DOCUMENTS[name](), "run `make docs`"


def test_the_scores_are_current() -> None:
    assert read(ROOT / "docs" / "fidelity.md") == fidelity(), "run `make docs`, and see what is read worse than before"


@pytest.mark.parametrize("name", all_commands())
def test_a_command_has_help_for_itself_and_each_option(name: str) -> None:
    command = all_commands()[name]
    assert command.help
    assert [param.name for param in command.params if isinstance(param, click.Option) and not param.help] == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)[^)]*\)", read(path))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_the_readme_leads_to_every_document() -> None:
    links = re.findall(r"\]\(([^)#]+)", read(ROOT / "README.md"))
    links += [f"docs/migrate/{link}" for link in re.findall(r"\]\(([^)#]+)", read(ROOT / "docs" / "migrate" / "README.md"))]
    assert {str(path.relative_to(ROOT)) for path in ALL} - {"README.md"} - set(links) == set()


@pytest.mark.parametrize("path", WRITTEN_BY_HAND, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_that_are_named_exist(path: Path) -> None:
    bases = (ROOT, ROOT / "src" / "wetpaint_import", path.parent)
    modules = {module.name for module in (ROOT / "src").rglob("*.py")}
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:py|md|toml))`", without_code_blocks(path))
    ours = [name for name in named if not name.startswith(MADE_BY_COMMANDS) and NO_PATH.search(name) is None]
    assert [name for name in ours if name not in modules and not any((base / name).exists() for base in bases)] == []


@pytest.mark.parametrize("path", WRITTEN_BY_HAND, ids=lambda path: str(path.relative_to(ROOT)))
def test_options_and_make_targets_that_are_named_exist(path: Path) -> None:
    options = {name for command in all_commands().values() for option in command.params for name in option.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", read(path)))
    assert named - options - FOREIGN_OPTIONS - {"--help"} == set()
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", read(path))) <= targets


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_that_are_shown_have_the_options_that_are_given_them(path: Path) -> None:
    commands = all_commands()
    for line in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?wetpaint-import ([a-z][^\n]*)", read(path), re.MULTILINE):
        words = re.split(r"\s*(?:&&|[|;#>])", line)[0].split()
        command = commands.get(" ".join(words[:2])) or commands[words[0]]
        options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} - options == set(), line


def test_the_rules_by_which_fields_are_read_are_all_described() -> None:
    threads = [thread for case in all_cases() for thread in view_of(case).threads]
    rules = {rule for thread in threads for _, rule in thread.rules}
    rules |= {rule for thread in threads for post in thread.posts for _, rule in post.rules}
    described = set(re.findall(r"`([^`]+)`", without_code_blocks(ROOT / "docs" / "design.md")))
    started = {rule for rule in rules if rule.startswith("Thread started: ")}
    assert "Thread started: …" in described
    assert rules - started - described == set()


def test_each_dependency_has_its_reason_and_a_version() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    names = {re.split(r"[<>=\[]", line)[0] for line in project["project"]["dependencies"]}
    reasons = read(ROOT / "docs" / "design.md").partition("## Libraries")[2]
    assert {name for name in names if f"| {name} |" not in reasons} == set()
    pinned = dict(re.findall(r"^([\w-]+)==([\w.]+)$", read(ROOT / "constraints.txt"), re.MULTILINE))
    development = {re.split(r"[<>=]", line)[0] for line in project["dependency-groups"]["dev"]}
    assert (names | development) - set(pinned) == set()
    others = [line for line in read(ROOT / "constraints.txt").splitlines() if not re.fullmatch(r"#.*|[a-z\d-]+==[\w.]+", line)]
    assert others == [], "versions only"


def test_the_readme_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = read(ROOT / "README.md")
    pages = tmp_path / "saved-pages"
    pages.mkdir()
    for case in (case for case in all_cases() if case.name.startswith(("names-p", "names-q", "names-t", "refused-"))):
        (pages / f"{case.name}{case.page.suffix}").write_bytes(case.page.read_bytes())
    (tmp_path / "page.html").write_bytes((FIXTURES / "names-tr-two-td-2010" / "page.html").read_bytes())
    monkeypatch.chdir(tmp_path)
    example = [line for line in readme.splitlines() if line.startswith("wetpaint-import ")]
    assert [line.split()[1] for line in example] == ["load", "status", "search", "serve", "export", "parse"]
    for line in example:
        if line.split()[1] == "serve":
            continue  # it ends when its user says so; tests of its own start it
        arguments = [word for word in shlex.split(line, comments=True)[1:] if word not in ("mirror.zip", "crawl.warc.gz")]
        result = CliRunner().invoke(cli, arguments, standalone_mode=False)
        assert result.exception is None
        assert result.return_value in (0, 1)
    conn = sqlite3.connect("wetpaint.db")
    questions = re.search(r"```sql\n(.*?)```", readme, re.DOTALL)
    assert questions is not None
    for question in questions[1].split(";")[:-1]:
        assert conn.execute(question).fetchall() != [], question
    for query in re.findall(r'"(SELECT [^"]+)"', readme):
        assert conn.execute(query).fetchall() != [], query
    conn.close()


def test_accepting_a_truth_rewrites_what_differs_and_leaves_out_what_was_left_out() -> None:
    case = next(case for case in all_cases() if case.name == "names-est-in-july")
    shown = shown_by(case)
    truth = as_truth(shown)
    truth["url"] = "http://elsewhere.example/"
    truth["threads"][0]["posts"][1]["subject"] = "wrong"
    del truth["threads"][0]["title"]
    del truth["threads"][0]["posts"][0]["author"]
    new = accepted(truth, shown)
    assert differences(truth, shown)
    assert differences(new, shown) == []
    assert new["url"] == shown["url"]
    assert "title" not in new["threads"][0]
    assert "author" not in new["threads"][0]["posts"][0]
