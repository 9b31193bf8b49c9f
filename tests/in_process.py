"""Runs the program within the tests' own process, for tests of many commands; `archive.run` starts it as its users do."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from archive import FIXTURES, load
from wetpaint_import.cli.guard import run as run_guarded

# Small, and with all that queries need: wikis known and not, gaps, edits, quotes, tags, two versions of a page, accents.
_CHOSEN = (
    "names-tr-two-td-2010 skin-paged-first-page text-a-paged-first text-b-paged-second names-quotes-and-other-blockquotes"
    " archive-wayback-toolbar archive-wayback-relative names-wikifoundry-2013-media names-moderator-ip-address"
    " text-a-authors-doubled text-b-labels-and-values-apart skin-unclosed-upper-case names-uppercase-unclosed-2006"
).split()


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path) -> Done:
    """What `wetpaint-import ARGUMENTS` prints and ends with."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_guarded([str(argument) for argument in arguments])
    return Done(code, out.getvalue(), err.getvalue())


def load_chosen(db: Path) -> None:
    """A few fixtures, always the same, so that further ones change no test of queries."""
    load(db, *(FIXTURES / name for name in _CHOSEN), "--jobs", "1")
