"""Words of the user's own -> parts of a command that a shell takes as they are meant."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from wetpaint_import.people import People

_DEFAULT_DB = Path("wetpaint.db")


def db_option_text(db_path: Path) -> str:
    """What a further command needs to find the same database; nothing where it is the default."""
    return "" if db_path == _DEFAULT_DB else f" --db {shlex.quote(str(db_path))}"


def same_options_text(db_path: Path, people: People) -> str:
    """And what it needs to show no name that this one does not. It holds the withheld names: nothing for a text to hand on."""
    authors = [people.authors_file] if people.authors_file else []
    return db_option_text(db_path) + _options("--authors", authors) + _options("--withhold", people.withhold)


def only_option_text(wanted: Iterable[str]) -> str:
    """And the same part of the archive."""
    return _options("--only", wanted)


def thread_listing(db_path: Path, people: People) -> str:
    """Which command tells the threads. The list of all knows nothing of people: it shows every name."""
    if people.authors_file or people.withhold:
        return f"`wetpaint-import search WORDS{same_options_text(db_path, people)}` finds threads with their ids"
    return f"`wetpaint-import status --threads{db_option_text(db_path)}` lists the threads with their ids"


def _options(name: str, values: Iterable[str]) -> str:
    return "".join(f" {name} {shlex.quote(value)}" for value in values)
