"""Runs the program as its users do, and looks into the database that it makes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from generator.make_thread import make_thread
from generator.skins import render
from generator.truth import KINDS

FIXTURES = Path(__file__).parent.parent / "fixtures"
# What a load derives from pages, without what tells when and by which run it did so.
_DERIVED = (
    "wikis locations authors threads posts tags thread_tags quotes links images captures sightings mentions post_versions"
    " post_version_captures post_sources thread_sources other_names other_starters problems missing"
).split()


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The finished command `wetpaint-import ARGUMENTS`."""
    command = [sys.executable, "-m", "wetpaint_import", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def load(db: Path, *arguments: str | Path) -> dict[str, Any]:
    """The report of a load that did not fail."""
    done = run("load", *arguments, "--db", db, "--json")
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def start_and_kill(after: float, *arguments: str | Path) -> None:
    """Starts a command and kills it and its children without warning, `after` seconds later."""
    command = [sys.executable, "-m", "wetpaint_import", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + after
    while process.poll() is None and time.monotonic() < deadline:
        os.sched_yield()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def rows(db: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as conn:
        found = conn.execute(sql, parameters).fetchall()
    conn.close()
    return found


def details(db: Path) -> list[tuple[Any, ...]]:
    """All posts as people see them, in an order that does not depend on ids."""
    columns = (
        "wiki_host, thread_original_id, thread_title, location_title, position, number, subject, author_kind, author_name,"
        " posted_at, posted_at_text, edited_at, edited_at_text, body_text, body_html, quote_text, tags, found_valuable, rated_by,"
        " reply_to_position"
    )
    return sorted(rows(db, f"SELECT {columns} FROM post_details"), key=repr)  # noqa: S608


def everything(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a load derives, ids included."""
    return {table: rows(db, f"SELECT * FROM {table} ORDER BY 1, 2") for table in _DERIVED}  # noqa: S608


def is_sound(db: Path) -> bool:
    return rows(db, "PRAGMA integrity_check") == [("ok",)] and rows(db, "PRAGMA foreign_key_check") == []


def write_pages(folder: Path, count: int, *, first: int = 0) -> None:
    """`count` random thread pages, one file each, as HTML and text by turns."""
    import random

    folder.mkdir(parents=True, exist_ok=True)
    for i in range(first, first + count):
        rng = random.Random(i)
        kind = KINDS[i % 3]
        page = render(make_thread(rng), kind, rng)
        (folder / f"page{i:04}.{'txt' if kind == 'text_a' else 'html'}").write_text(page, encoding="utf-8")
