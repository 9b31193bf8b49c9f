"""Artifacts -> a Fossil repository, made by Fossil itself and then freed of all that differs from one run to the next."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wetpaint_import.errors import ExportError

_INSTALL = (
    "`fossil` is needed to make Fossil repositories and was not found. Install it (apt-get install fossil, brew install fossil, or"
    " https://fossil-scm.org) and run the same command again"
)
# The one login that may do all; it has no password until somebody gives it one.
ADMIN = "archive"
# As long as a hash and the hash of nothing known: nobody can sign in with it.
_NO_PASSWORD = "0" * 40
# Before the first wiki of the farm (docs/evidence.md): of the empty check-in that every repository begins with.
_BEGINNING = "2005-01-01T00:00:00"
# What Fossil lets everybody do; h: follow links, 2: read the forum.
_EVERYBODY = "ghjorz2"
# Label, address, who may see it, and on how wide a screen.
_MENU = "Forum /forum * {}\nSearch /search?y=f * {}\nTimeline /timeline?y=f * {}\n"
# In the workshop: what every repository begins as. Those of wikis end in `.fossil`.
_EMPTY = "empty"
# Seconds. 20,000 posts take three.
_LONGEST_RUN = 3600


class Repository:
    """A repository that is being filled: `add` artifacts, then `finish`. Between two wikis `rest` keeps no file open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._conn: sqlite3.Connection | None = None
        shutil.copyfile(path.parent / _EMPTY, path)

    def add(self, data: bytes, hash_: str) -> None:
        content = len(data).to_bytes(4, "big") + zlib.compress(data)
        with _as_export_error():
            if self._conn is None:
                self._conn = sqlite3.connect(self._path)
                self._conn.execute("PRAGMA synchronous = OFF")
            self._conn.execute("INSERT INTO blob (rcvid, size, uuid, content) VALUES (1, ?, ?, ?)", (len(data), hash_, content))

    def rest(self) -> None:
        if self._conn is not None:
            with _as_export_error(), closing(self._conn):
                self._conn.commit()
            self._conn = None

    def finish(self, out: Path, name: str, title: str) -> None:
        """Lets Fossil read all artifacts, and writes the repository to `out`."""
        self.rest()
        _run_fossil(self._path.parent, "rebuild", "--quiet", str(self._path))
        with _as_export_error(), closing(sqlite3.connect(self._path, isolation_level=None)) as conn:
            conn.execute("PRAGMA synchronous = OFF")
            _settle(conn, name, title)
            conn.execute("VACUUM INTO ?", (str(out),))
        # Not before: Fossil cannot clone a repository whose search index went through VACUUM (seen with 2.21).
        _run_fossil(self._path.parent, "fts-config", "index", "on", "-R", str(out))
        self._path.unlink()


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A folder inside `folder` for repositories that are being made; gone at the end. Raises `ExportError` without Fossil."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        inside = Path(made)
        _run_fossil(inside, "new", "--date-override", _BEGINNING, "--admin-user", ADMIN, str(inside / _EMPTY))
        yield inside


@contextmanager
def _as_export_error() -> Iterator[None]:
    """The archive's own database gives SQLite errors too; those of a repository are the export's."""
    try:
        yield
    except sqlite3.Error as error:
        raise ExportError("the Fossil repository", f"could not be written ({error}); nothing of the export was kept") from error


def _run_fossil(home: Path, *arguments: str) -> None:
    program = shutil.which("fossil")
    if program is None:
        raise ExportError("fossil", _INSTALL)
    own = {"FOSSIL_HOME": str(home), "HOME": str(home), "USER": ADMIN, "FOSSIL_USER": ADMIN, "LC_ALL": "C", "TZ": "UTC"}
    try:
        done = subprocess.run(  # noqa: S603 (a program's name and paths of our own)
            [program, *arguments], env={**os.environ, **own}, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST_RUN,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError("fossil", f"could not be run ({error}); nothing of the export was kept") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"it ended with {done.returncode}"
        raise ExportError(f"fossil {arguments[0]}", f"{said}; nothing of the export was kept")


def _settle(conn: sqlite3.Connection, name: str, title: str) -> None:
    """Names instead of random numbers, no times of today; the same wiki is the same project in every export, so Fossil can pull."""
    for key in ("project-code", "server-code"):
        code = hashlib.sha1(f"wetpaint-import {key} {name}".encode(), usedforsecurity=False).hexdigest()
        conn.execute("UPDATE config SET value = ? WHERE name = ?", (code, key))
    settings = {
        "project-name": title,
        "project-description": f"Discussions of {name}, as the web archives keep them",
        "index-page": "/forum",
        "search-forum": "1",
        "mainmenu": _MENU,
    }
    conn.executemany("INSERT OR REPLACE INTO config (name, value) VALUES (?, ?)", settings.items())
    conn.execute("UPDATE config SET mtime = 0")
    conn.execute("UPDATE user SET mtime = 0, pw = iif(pw = '', '', ?)", (_NO_PASSWORD,))
    conn.execute("UPDATE user SET cap = ? WHERE login = 'nobody'", (_EVERYBODY,))
    conn.execute("UPDATE rcvfrom SET mtime = julianday(?), ipaddr = NULL, nonce = NULL", (_BEGINNING,))
