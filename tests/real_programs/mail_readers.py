"""notmuch and mblaze, which rebuild threads from mails alone."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from real_programs.needed import needed


@dataclass(frozen=True, kw_only=True)
class SeenMail:
    """A mail as a mail program shows it; `above` is the Message-ID of the mail that it hangs below."""

    message_id: str
    above: str | None
    author: str
    at: int
    subject: str
    text: str


def notmuch_threads(home: Path, mails: Path) -> list[list[SeenMail]]:
    """All threads that notmuch makes of the Maildirs below `mails`; its own files go to `home`."""
    _new_index(home, mails)
    shown = _run(home, "notmuch", "show", "--format=json", "--entire-thread=true", "--body=true", "--exclude=false", "*")
    return [list(_walk(thread, None)) for thread in json.loads(shown)]


def notmuch_count(home: Path, mails: Path) -> int:
    """How many mails notmuch has after one more look at the same folder."""
    _new_index(home, mails)
    return int(_run(home, "notmuch", "count", "--exclude=false", "*"))


def mblaze_trees(home: Path, maildir: Path) -> list[tuple[int, str]]:
    """Depth and Message-ID of each line that `mlist | mthread | mscan` prints for one Maildir, unless a mail lacks."""
    home.mkdir(exist_ok=True)
    listed = _run(home, "mlist", str(maildir))
    threaded = _run(home, "mthread", given=listed)
    printed = _run(home, "mscan", "-f", "%i%I", given=threaded)
    return [(len(line) - len(line.lstrip(" ")), line.strip().strip("<>")) for line in printed.splitlines()]


def split_by_mblaze(home: Path, mbox: Path, maildir: Path) -> None:
    """Delivers the mails of an mbox file into a new Maildir, split as mblaze sees them."""
    home.mkdir(exist_ok=True)
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    _run(home, "mdeliver", "-M", "-c", str(maildir), given=mbox.read_bytes())


def _new_index(home: Path, mails: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "config").write_text(
        f"[database]\npath={home}/index\nmail_root={mails}\n[user]\nname=Reader\nprimary_email=reader@wiki.invalid\n"
        "[new]\ntags=\n[maildir]\nsynchronize_flags=false\n",
        encoding="utf-8",
    )
    (home / "index").mkdir(exist_ok=True)
    _run(home, "notmuch", "new", "--quiet")


def _walk(nodes: list[Any], above: str | None) -> Iterator[SeenMail]:
    for mail, replies in nodes:
        headers = mail["headers"]
        yield SeenMail(
            message_id=mail["id"],
            above=above,
            author=_display_name(headers["From"]),
            at=mail["timestamp"],
            subject=headers["Subject"],
            text=mail["body"][0]["content"],
        )
        yield from _walk(replies, mail["id"])


def _display_name(shown: str) -> str:
    """notmuch decodes names, and keeps quotes around those that had some."""
    name = shown.rpartition(" <")[0]
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith('"') and name.endswith('"') else name


def _run(home: Path, program: str, *arguments: str, given: str | bytes = "") -> str:
    path = needed(program, "notmuch mblaze")
    own = {"HOME": str(home), "NOTMUCH_CONFIG": str(home / "config"), "MBLAZE": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run([path, *arguments], input=data, env={**os.environ, **own}, capture_output=True, check=False, timeout=100)
    assert done.returncode == 0, f"{program}: {done.stderr.decode()}"
    return done.stdout.decode()
