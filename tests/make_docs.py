"""Code, schema and fixtures -> the documents made from them; `make docs` writes them, `test_docs.py` checks that they are current."""

import ast
import re
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import click
from click.testing import CliRunner
from fixture_cases import Case, all_cases

from wetpaint_import.cli.commands import cli
from wetpaint_import.problem_codes import PROBLEM_CODES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "wetpaint_import"
MADE = "<!-- Made by `make docs`; edit its source instead. -->"
_HELP_WIDTH = 80
_HELP = re.compile(r"(<!-- help -->\n).*?(<!-- end -->)", re.DOTALL)
_MODULES = re.compile(r"(<!-- modules -->\n).*?(<!-- end -->)", re.DOTALL)


def command_names() -> list[str]:
    return list(cli.commands)


def help_text(command: str) -> str:
    """What `wetpaint-import COMMAND --help` prints on a terminal of 80 columns."""
    result = CliRunner().invoke(cli, [command, "--help"], prog_name="wetpaint-import", terminal_width=_HELP_WIDTH)
    if result.exit_code:
        raise click.ClickException(f"{command} --help ends with {result.exit_code}: {result.output}")
    return result.output.rstrip()


def readme() -> str:
    """README.md with the help of all commands in its place."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    helps = "\n\n".join(f"### {name}\n\n```text\n{help_text(name)}\n```" for name in command_names())
    return _HELP.sub(lambda match: f"{match[1]}\n{helps}\n\n{match[2]}", text)


def design() -> str:
    """docs/design.md with the picture of modules in its place."""
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    picture = "```text\n" + "\n".join(_picture()) + "\n```"
    return _MODULES.sub(lambda match: f"{match[1]}{picture}\n{match[2]}", text)


def _picture() -> Iterator[str]:
    """The layers from top to bottom, each module with the first line of its docstring."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    core = next(contract["source_modules"] for contract in contracts if contract["type"] == "forbidden")
    is_in_core = False
    for layer in layers:
        names = layer.split(" | ")
        if not is_in_core and all(f"wetpaint_import.{name}" in core for name in names):
            is_in_core = True
            yield "-- core " + "-" * 70
        for name in names:
            folder = PACKAGE / name
            if folder.is_dir():
                yield f"{name + '/':22}{_first_line(folder / '__init__.py')}"
                modules = sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
                yield from (f"  {path.name:20}{_first_line(path)}" for path in modules)
            else:
                yield f"{name + '.py':22}{_first_line(folder.with_suffix('.py'))}"


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not docstring:
        raise ValueError(f"{path} has no docstring")
    return docstring.splitlines()[0]


def problems() -> str:
    lines = [
        "# Problem codes",
        MADE,
        "",
        "What the program finds doubtful about a page stands in the table `problems`, in the output of `parse` and in the report of",
        "`load` and `status`. Each has one of these codes, a message that tells the case, and where it helps an excerpt of the page.",
        "",
        "| code | what it means | what you can do |",
        "|---|---|---|",
        *(f"| `{code}` | {meaning} | {advice} |" for code, (meaning, advice) in PROBLEM_CODES.items()),
    ]
    return "\n".join(lines) + "\n"


def database() -> str:
    """All tables and views: names and types as SQLite knows them, words from the comments of the schema."""
    schema = files("wetpaint_import.db").joinpath("schema.sql").read_text(encoding="utf-8")
    conn = sqlite3.connect(":memory:")
    conn.executescript(schema)
    lines = ["# The database", MADE, ""]
    above: list[str] = []
    comments = dict(_column_comments(schema))
    for line in schema.splitlines():
        if section := re.match(r"-- == (.+) ==$", line):
            lines += [f"## {section[1]}", ""]
        elif line.startswith("-- "):
            above.append(line.removeprefix("-- "))
        elif created := re.match(r"CREATE (?:VIRTUAL )?(?P<kind>TABLE|VIEW) (?P<name>\w+)[^-]*(?:-- (?P<comment>.+))?$", line):
            said = " ".join([*above, created["comment"] or ""]).strip()
            above = []
            lines += [f"### `{created['name']}`" + (" (view)" if created["kind"] == "VIEW" else ""), ""]
            lines += [*([_sentence(said), ""] if said else []), *_columns(conn, created["name"], comments), ""]
        elif not line and above:
            lines += [_sentence(" ".join(above)), ""]
            above = []
    conn.close()
    return "\n".join(lines).rstrip() + "\n"


def _column_comments(schema: str) -> Iterator[tuple[tuple[str, str], str]]:
    """((table, column), comment) for each column that the schema says something of."""
    table = ""
    for line in schema.splitlines():
        if created := re.match(r"CREATE TABLE (\w+)", line):
            table = created[1]
        elif match := re.match(r"  ([a-z_0-9]+) (?:TEXT|INTEGER|BLOB).*?-- (.+)$", line):
            yield (table, match[1]), match[2]


def _columns(conn: sqlite3.Connection, table: str, comments: dict[tuple[str, str], str]) -> list[str]:
    targets = {
        column: f"-> `{other}`" for _, _, other, column, *_ in conn.execute(f"PRAGMA foreign_key_list({table})")
    }  # fmt: skip
    rows = conn.execute(f"PRAGMA table_info({table})").fetchall()
    if not any(kind for _, _, kind, *_ in rows):
        return ["Columns: " + ", ".join(f"`{name}`" for _, name, *_ in rows) + "."]
    lines = ["| column | type | |", "|---|---|---|"]
    for _, name, kind, is_required, _, is_key in rows:
        words = "; ".join(filter(None, [targets.get(name, ""), comments.get((table, name), "")]))
        lines.append(f"| `{name}` | {kind.lower()}{'' if is_required or is_key else ', or NULL'} | {words.replace('|', '/')} |")
    return lines


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith((".", ":")) else ".")


def fixtures() -> str:
    """Where each fixture page comes from, and the notice on rights."""
    cases = all_cases()
    if not all(case.about()["synthetic"] for case in cases):
        raise ValueError("the notice says that all pages are made up; say now which are not")
    lines = [
        "# Fixtures",
        MADE,
        "",
        f"{len(cases)} pages with what they show. **All are made up**: written for this project, after what is known of Wetpaint's pages.",
        "No page, post, person, account or community in them is real, and nothing is taken from anybody's page. They are under the",
        "licence of the project (`LICENSE`). Addresses use the host names of the farm because the rules that are tested depend on them.",
        "",
        "A folder holds `page.html` or `page.txt` (exact bytes, never tidied), `capture.json` (what is known from outside the page) and",
        "`expected.json` (the truth, written by hand; what it leaves out is not compared). How to add one: `docs/adding-a-layout.md`.",
        "",
        "Read by *names*: the page carries Wetpaint's ids and classes. *printed*: only what is printed tells. *any*: either will do.",
        "",
    ]
    for group in sorted({case.name.split("-")[0] for case in cases}):
        lines += [f"## {group}", "", "| page | read by | what it imitates | why it is here |", "|---|---|---|---|"]
        lines += [_fixture_row(case) for case in cases if case.name.split("-")[0] == group]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _fixture_row(case: Case) -> str:
    about = case.about()
    link = f"[{case.name}]({case.name}/{case.page.name})"
    return f"| {link} | {about['reader']} | {_cell(about['imitates'])} | {_cell(about['why'])} |"


def _cell(text: str) -> str:
    """Text that a table shows as it is; without its paragraph numbers, which lead to notes that are not here."""
    text = re.sub(r"\s*\(§\d+\)|§\d+(?:, §\d+)*:? *", "", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;")
    return re.sub(r"([*_`])", r"\\\1", text)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/design.md": design,
    "docs/problems.md": problems,
    "docs/database.md": database,
    "fixtures/README.md": fixtures,
}


def write(documents: dict[str, Callable[[], str]]) -> None:
    """Writes those documents that are not current, and says which."""
    for name, make in documents.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {name}")  # noqa: T201  (what a person who runs this wants to know)


if __name__ == "__main__":
    write(DOCUMENTS)
