"""A load that is killed at any moment leaves a sound database, and the same command completes it."""

import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive import details, is_sound, load, rows, run, start_and_kill, write_pages

KILLS = 6


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder, 400)
    return folder


@pytest.fixture(scope="module")
def undisturbed(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("undisturbed") / "a.db"
    load(db, pages)
    return db


def test_kill_and_load_again_gives_what_an_undisturbed_load_gives(pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    rng = random.Random(7)
    seen = 0
    for _ in range(KILLS):
        start_and_kill(rng.uniform(0.6, 3.0), "load", pages, "--db", db)
        if db.exists() and db.stat().st_size:
            assert is_sound(db)
            posts = (
                rows(db, "SELECT count(*) FROM sqlite_master WHERE name = 'posts'")[0][0]
                and rows(db, "SELECT count(*) FROM posts")[0][0]
            )
            assert posts >= seen
            seen = posts
    load(db, pages)
    assert is_sound(db)
    assert details(db) == details(undisturbed)
    assert rows(db, "SELECT count(*) FROM captures") == rows(undisturbed, "SELECT count(*) FROM captures")
    assert rows(db, "SELECT count(*) FROM posts_fts WHERE posts_fts MATCH 'the'") == rows(
        undisturbed, "SELECT count(*) FROM posts_fts WHERE posts_fts MATCH 'the'"
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_a_load_that_is_killed(how: signal.Signals, pages: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wetpaint_import", "load", str(pages), "--db", str(tmp_path / "a.db"), "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None and len(workers.read_text().split()) < 3:
            os.sched_yield()  # until the two workers are there, and the process that watches over what they share
        process.send_signal(how)
        # The workers hold the other ends: only when all have ended, there is nothing more to read.
        process.communicate(timeout=60)
    assert process.returncode == -how


def test_a_full_disk_is_told_and_loses_nothing(pages: Path, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, *sorted(pages.iterdir())[:30])
    before = details(db)
    bound = db.stat().st_size + 200_000

    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound))

    command = [sys.executable, "-m", "wetpaint_import", "load", str(pages), "--db", str(db), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=small_disk, timeout=120, check=False)
    assert done.returncode == 5, done.stderr
    assert "Traceback" not in done.stderr
    assert is_sound(db)
    kept = details(db)
    assert all(row in kept for row in before)


def test_a_second_process_waits_for_its_turn(pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    command = [sys.executable, "-m", "wetpaint_import", "load", str(pages), "--db", str(db)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        out, errors = process.communicate(timeout=120)
        assert process.returncode in (0, 1), errors
        assert "Traceback" not in errors, out
    run("load", pages, "--db", db)
    assert is_sound(db)
    assert details(db) == details(undisturbed)
