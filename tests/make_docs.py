"""Code, schema and fixtures -> the documents made from them; `make docs` writes them, `test_docs.py` checks them."""

import ast
import re
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain
from pathlib import Path

import click
from click.testing import CliRunner

from cookbook import cookbook
from fixture_cases import Case, all_cases
from wetpaint_import.cli.commands import cli
from wetpaint_import.problem_codes import PROBLEM_CODES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "wetpaint_import"
MADE = "<!-- Made by `make docs`; edit its source instead. -->"
_HELP_WIDTH = 80
_HELP = re.compile(r"(<!-- help -->\n).*?(<!-- end -->)", re.DOTALL)
_MODULES = re.compile(r"(<!-- modules -->\n).*?(<!-- end -->)", re.DOTALL)
_PROBLEMS = f"""\
# Problem codes

{MADE}

What the program finds doubtful about a page stands in the table `problems`, in the output of `parse` and in the
reports of `load` and `status`; `wetpaint-import status --problems` lists all of it, `status --problems CODE` what has
one of these codes. Each has a message that tells the case, and where it helps an excerpt of the page.

To report a page, send the page itself and what `wetpaint-import parse FILE --explain` prints for it to where you have
this program from.

| code | what it means | what you can do |
|---|---|---|
"""
_FIXTURES = f"""\
# Fixtures

{MADE}

**All these pages are made up**: written for this project, after what is known of Wetpaint's pages. No page, post,
person, account or community in them is real, and nothing is taken from anybody's page. They are under the licence of
the project (`LICENSE`). Addresses use the farm's domains because the rules that are tested depend on them.

A folder holds `page.html` or `page.txt` (exact bytes, never tidied), `capture.json` (what is known from outside the
page) and `expected.json` (the truth, written by hand; what it leaves out is not compared).
`docs/adding-a-layout.md` tells how to add one.

Read by *names*: the page carries Wetpaint's ids and classes. *printed*: only what is printed tells. *any*: either
will do.
"""


def all_commands() -> dict[str, click.Command]:
    """Each command by what is typed for it, `export mbox` too, in the order of the help."""
    context = click.Context(cli)
    found: dict[str, click.Command] = {}
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            for target in command.list_commands(context):
                below = command.get_command(context, target)
                assert below is not None
                found[f"{name} {target}"] = below
    return found


def help_text(command: str) -> str:
    """What `wetpaint-import COMMAND --help` prints on a terminal of 80 columns."""
    result = CliRunner().invoke(cli, [*command.split(), "--help"], prog_name="wetpaint-import", terminal_width=_HELP_WIDTH)
    if result.exit_code:
        raise click.ClickException(f"{command} --help ends with {result.exit_code}: {result.output}")
    return result.output.rstrip()


def readme() -> str:
    """README.md with the table of all commands in its place."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = "".join(
        f"| [`{name}`](docs/commands.md#{name}) | {command.get_short_help_str(200)} |\n"
        for name, command in all_commands().items()
        if " " not in name
    )
    return _HELP.sub(lambda match: f"{match[1]}| command | does |\n|---|---|\n{rows}{match[2]}", text)


def commands() -> str:
    """The help of all commands."""
    helps = "\n\n".join(f"## {name}\n\n```text\n{help_text(name)}\n```" for name in all_commands())
    return f"# Commands\n\n{MADE}\n\n{helps}\n"


def design() -> str:
    """docs/design.md with the picture of modules in its place."""
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    picture = "\n".join(_picture())
    return _MODULES.sub(lambda match: f"{match[1]}{picture}\n{match[2]}", text)


def _picture() -> Iterator[str]:
    """The layers from top to bottom, each module with the first line of its docstring; at the end what is in no layer yet."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = [layer.split(" | ") for contract in contracts if contract["type"] == "layers" for layer in contract["layers"]]
    core = {name for contract in contracts if contract["type"] == "forbidden" for name in contract["source_modules"]}
    found = {path.parent.name: path for path in PACKAGE.glob("*/__init__.py")} | {path.stem: path for path in PACKAGE.glob("*.py")}
    del found["__init__"]
    is_in_core = False
    for layer in [*layers, sorted(set(found) - set(chain.from_iterable(layers)))]:
        if not is_in_core and all(f"wetpaint_import.{name}" in core for name in layer):
            is_in_core = True
            yield "\nThe core:\n"
        for name in layer:
            if name in found:
                yield from _described(name, found[name])


def _described(name: str, path: Path) -> Iterator[str]:
    """A module's line, or a package's and those of its modules."""
    if path.stem != "__init__":
        yield f"- `{name}.py`: {_first_line(path)}"
        return
    yield f"- **`{name}/`**: {_first_line(path)}"
    yield from (f"  - `{module.name}`: {_first_line(module)}" for module in sorted(path.parent.glob("*.py")) if module != path)


def _first_line(path: Path) -> str:
    """Of the docstring, without references to notes that are not here."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not docstring:
        raise ValueError(f"{path} has no docstring")
    return re.sub(r" \((?:docs/)?evidence\b[^)]*\)", "", docstring.splitlines()[0])


def problems() -> str:
    return _PROBLEMS + "".join(f"| `{code}` | {meaning} | {advice} |\n" for code, (meaning, advice) in PROBLEM_CODES.items())


def database() -> str:
    """All tables and views: names and types as SQLite knows them, words from the comments of the schema."""
    schema = files("wetpaint_import.db").joinpath("schema.sql").read_text(encoding="utf-8")
    conn = sqlite3.connect(":memory:")
    conn.executescript(schema)
    lines = ["# The database", "", MADE, ""]
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
            is_index = created["name"].endswith("_fts")
            columns = _names(conn, created["name"]) if is_index else _columns(conn, created["name"], comments)
            lines += [f"### `{created['name']}`" + (" (view)" if created["kind"] == "VIEW" else ""), ""]
            lines += [*([_sentence(said), ""] if said else []), *columns, ""]
        elif not line and above:
            lines += [_sentence(" ".join(above)), ""]
            above = []
    conn.close()
    return "\n".join(lines).rstrip() + "\n"


def _column_comments(schema: str) -> Iterator[tuple[tuple[str, str], str]]:
    """((table or view, column), words) for each column: a table's with the values it allows, a view's with where it is from."""
    table, is_view = "", False
    for line in schema.splitlines():
        if created := re.match(r"CREATE (TABLE|VIEW) (\w+)", line):
            table, is_view = created[2], created[1] == "VIEW"
        elif is_view and (match := re.match(r"  (?P<rest>.*?),?(?: +-- (?P<comment>.+))?$", line)):
            source = re.fullmatch(r"(?:.* )?(?P<table>[a-z_]+)\.(?P<column>[a-z_]+)(?: AS [a-z_]+)?", match["rest"])
            name = re.search(r"(?:AS |\.)([a-z_]+)$", match["rest"])
            if name and (match["comment"] or source):
                origin = f"`{source['table']}.{source['column']}`" if source and not match["comment"] else ""
                yield (table, name[1]), match["comment"] or origin
        elif match := re.match(r"  ([a-z_0-9]+) (?:TEXT|INTEGER|BLOB)(?P<rules>.*?)(?:-- (?P<comment>.+))?$", line):
            allowed = re.search(r"IN \(([^)]*)\)", match["rules"])
            values = "one of " + allowed[1].replace("'", "`") if allowed and "'" in allowed[1] else ""
            yield (table, match[1]), "; ".join(filter(None, [match["comment"], values]))


def _columns(conn: sqlite3.Connection, table: str, comments: dict[tuple[str, str], str]) -> list[str]:
    """A view's columns have no type and no key of their own: each says where it is from."""
    targets = {column: f"-> `{other}`" for _, _, other, column, *_ in conn.execute(f"PRAGMA foreign_key_list({table})")}
    is_view = conn.execute("SELECT type FROM sqlite_master WHERE name = ?", [table]).fetchone() == ("view",)
    lines = ["| column | |", "|---|---|"] if is_view else ["| column | type | |", "|---|---|---|"]
    for _, name, kind, is_required, _, is_key in conn.execute(f"PRAGMA table_info({table})"):
        words = "; ".join(filter(None, [targets.get(name, ""), comments.get((table, name), "")])).replace("|", "/")
        nullable = "" if is_required or is_key else ", or NULL"
        lines.append(f"| `{name}` | {words} |" if is_view else f"| `{name}` | {kind.lower()}{nullable} | {words} |")
    return lines


def _names(conn: sqlite3.Connection, index: str) -> list[str]:
    return ["Columns: " + ", ".join(f"`{name}`" for _, name, *_ in conn.execute(f"PRAGMA table_info({index})")) + "."]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith((".", ":")) else ".")


def fixtures() -> str:
    """Where each fixture page comes from, and the notice on rights."""
    cases = all_cases()
    if not all(case.about()["synthetic"] for case in cases):
        raise ValueError("the notice says that all pages are made up; say now which are not")
    lines = [_FIXTURES]
    for group in sorted({case.name.split("-")[0] for case in cases}):
        members = [case for case in cases if case.name.split("-")[0] == group]
        lines += [f"## {group} ({len(members)})", "", "| page | read by | what it imitates | why it is here |", "|---|---|---|---|"]
        lines += [*map(_fixture_row, members), ""]
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
    "docs/commands.md": commands,
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
    # `test_cookbook.py` checks the cookbook, recipe by recipe.
    write({**DOCUMENTS, "docs/cookbook.md": cookbook})
