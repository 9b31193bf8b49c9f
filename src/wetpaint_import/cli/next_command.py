"""Words of the user's own -> parts of a command that a shell takes as they are meant."""

import shlex
from pathlib import Path

_DEFAULT_DB = Path("wetpaint.db")


def db_option_text(db_path: Path) -> str:
    """What a further command needs to find the same database; nothing where it is the default."""
    return "" if db_path == _DEFAULT_DB else f" --db {shlex.quote(str(db_path))}"
