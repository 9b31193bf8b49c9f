"""sqlite-utils, without the libraries that it loads where they happen to be installed.

It imports pandas and numpy to know their types, which no row of ours has: 0.7 s and 70 MB for each command
on a machine with pandas.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _not_imported(*names: str) -> Iterator[None]:
    """Importing one of `names` fails as if it were not installed, unless it is loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # the language's own sign for "cannot be imported"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _not_imported("numpy", "pandas"):
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

__all__ = ["Database", "Migrations"]
