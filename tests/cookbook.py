"""docs/cookbook.md -> its recipes, run on the fixtures, and the document with what they print."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from archive import FIXTURES, load

DOCUMENT = Path(__file__).parent.parent / "docs" / "cookbook.md"
RECIPE = re.compile(r"^```(?P<kind>sql|sh|python)\n(?P<code>.*?)^```\n\n```text\n(?P<shown>.*?)^```$", re.DOTALL | re.MULTILINE)
# What a recipe needs that this machine may not have.
_PROGRAMS = ("sqlite3",)
_PACKAGES = ("pandas", "duckdb")


@contextmanager
def kitchen() -> Iterator[Path]:
    """A folder with the fixtures' `wetpaint.db`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load(folder / "wetpaint.db", *sorted(path for path in FIXTURES.iterdir() if path.is_dir()), "--jobs", "1")
        program = folder / "bin" / "wetpaint-import"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wetpaint_import "$@"\n')
        program.chmod(0o755)
        yield folder


def is_possible(kind: str, code: str) -> bool:
    lacks_program = kind == "sh" and any(name in code and not shutil.which(name) for name in _PROGRAMS)
    return not lacks_program and not (
        kind == "python" and any(f"import {name}" in code and not find_spec(name) for name in _PACKAGES)
    )


def cook(kind: str, code: str, folder: Path) -> str:
    """What a recipe prints; raises if it fails or complains."""
    command = {
        "sh": ["bash", "-eu", "-c", code],
        "sql": [sys.executable, "-m", "sqlite_utils", "query", "wetpaint.db", code, "--table"],
        # Python 3.13 and later warn of a connection that ends with the program; a recipe of three lines need not close its own.
        "python": [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", code],
    }[kind]
    path = os.pathsep.join([str(folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PATH": path},
    )
    # Commands tell notes beside their data; a fault shows in what is printed.
    if done.returncode or (done.stderr and kind != "sh"):
        raise RuntimeError(f"this ends with {done.returncode}:\n{code}\n{done.stderr}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.rstrip().split("\n"))


def cookbook() -> str:
    """The document with what its recipes print now."""
    with kitchen() as folder:
        return RECIPE.sub(lambda recipe: _cooked(recipe, folder), DOCUMENT.read_text(encoding="utf-8"))


def _cooked(recipe: re.Match[str], folder: Path) -> str:
    if not is_possible(recipe["kind"], recipe["code"]):
        return recipe[0]
    printed = cook(recipe["kind"], recipe["code"], folder)
    return recipe[0][: recipe.start("shown") - recipe.start()] + printed + "```"
