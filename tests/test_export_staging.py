"""How exports come to their place: all or nothing, leftovers cleared up, nothing foreign touched, no room and no leave told."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import run
from export_cases import command, contents, database, fixture_pages
from wetpaint_import.export.targets import TARGET_NAMES

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages())


_PROGRAM = "from wetpaint_import.__main__ import main; main()"
# No file may have more than 8,000 bytes.
_NO_ROOM = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000)); {_PROGRAM}"


def start(program: str, *arguments: str | Path) -> subprocess.Popen[str]:
    full = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(full, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


@pytest.mark.parametrize("name", [name for name in TARGET_NAMES if name != "redirects"])
def test_an_export_for_which_there_is_no_room_leaves_nothing(name: str, db: Path, tmp_path: Path) -> None:
    """The limit hits like a full disk; the earlier export stays as it was."""
    out = tmp_path / "out"
    for is_first in (True, False):
        before = contents(out) if not is_first else None
        # While it is open, the archive's own shared memory is there already; else the limit would hit that.
        with closing(sqlite3.connect(db)) as conn:
            conn.execute("SELECT count(*) FROM posts").fetchone()
            done = start(_NO_ROOM, "export", name, "--db", db, "--out", out)
            _, err = done.communicate(timeout=120)
        assert done.returncode == 6, err
        assert "Traceback" not in err
        assert err.count("\n") == 1
        assert [entry.name for entry in tmp_path.iterdir()] == ([] if is_first else ["out"])
        if is_first:
            assert command("export", name, "--db", db, "--out", out, "--only", "thread=1")[0] == 0
        else:
            assert contents(out) == before


def killed_while_writing(out: Path, *arguments: str | Path) -> None:
    """Starts an export and kills it as soon as it has begun to write."""
    process = start(_PROGRAM, *arguments)
    while process.poll() is None and not list(out.parent.glob(f".{out.name}.*.part/new/*")):
        os.sched_yield()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("name", ["jsonl", "markdown"])
def test_a_killed_export_leaves_the_earlier_one_whole_and_the_next_clears_up(name: str, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("export", name, "--db", db, "--out", out)
    killed_while_writing(out, *arguments)
    assert not out.exists()
    assert command(*arguments, "--only", "thread=1")[0] == 0
    before = contents(out)
    killed_while_writing(out, *arguments)
    assert contents(out) == before
    assert len(list(tmp_path.iterdir())) == 2
    (tmp_path / ".out.notes.part").mkdir()
    (tmp_path / ".out.abcdefgh.part").mkdir()
    assert command(*arguments)[0] == 0
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".out.abcdefgh.part", ".out.notes.part", "out"]
    assert contents(out).keys() >= before.keys()
    assert command(*arguments, "--check")[0] == 0


def test_an_export_killed_between_the_two_moves_is_brought_back(db: Path, tmp_path: Path) -> None:
    """As it lies there then: the earlier export is in the folder beside, and nothing at its place."""
    out, beside = tmp_path / "out", tmp_path / ".out.0a1b2c3d.part"
    assert command("export", "jsonl", "--db", db, "--out", out, "--only", "thread=1")[0] == 0
    before = contents(out)
    beside.mkdir()
    (beside / "wetpaint-import.lock").touch()
    out.rename(beside / "old")
    assert command("export", "jsonl", "--db", db, "--out", out, "--withhold", "x", "--only", "thread=999999")[0] == 2
    assert not out.exists()
    with closing(sqlite3.connect(db)) as conn:
        conn.execute("SELECT count(*) FROM posts").fetchone()
        failed = start(_NO_ROOM, "export", "jsonl", "--db", db, "--out", out)
        failed.communicate(timeout=120)
    assert failed.returncode == 6
    assert contents(out) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_export_that_is_being_written_is_no_leftover(db: Path, tmp_path: Path) -> None:
    """The first stands still while it writes; a second to the same place goes by without harming it."""
    out = tmp_path / "out"
    arguments = ("export", "markdown", "--db", db, "--out", out)
    first = start(_PROGRAM, *arguments)
    while first.poll() is None and not list(tmp_path.glob(".out.*.part/new/*")):
        os.sched_yield()
    os.killpg(first.pid, signal.SIGSTOP)
    try:
        assert command(*arguments)[0] == 0
    finally:
        os.killpg(first.pid, signal.SIGCONT)
        _, err = first.communicate(timeout=120)
    assert (first.returncode, err) == (0, "")
    assert command(*arguments, "--check")[0] == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def refused(db: Path, out: Path, code: int, words: str, cwd: Path | None = None) -> None:
    done = run("export", "jsonl", "--db", db, "--out", out, cwd=cwd)
    assert done.returncode == code, done.stderr
    assert words in done.stderr


def test_a_folder_with_other_things_is_refused_and_untouched(db: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "deep").mkdir(parents=True)
    (tmp_path / "home" / "deep" / "diary.txt").write_text("mine")
    refused(db, tmp_path / "home", 2, "is a folder with other things in it")
    assert contents(tmp_path) == {"home/deep/diary.txt": b"mine"}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"name": "my web app", "icons": []}', '{"files": [{"path": 1}]}', "\xff"])
def test_a_folder_with_the_manifest_of_something_else_is_refused(db: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "manifest.json").write_text(text, encoding="latin-1")
    (tmp_path / "app" / "index.html").write_text("mine")
    refused(db, tmp_path / "app", 2, "app")
    assert (tmp_path / "app" / "index.html").read_text() == "mine"
    code, _, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "app", "--check")
    assert code == 2, err


def test_what_somebody_put_into_an_export_is_not_thrown_away(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert command("export", "markdown", "--db", db, "--out", out)[0] == 0
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref: refs/heads/main")
    code, _, err = command("export", "markdown", "--db", db, "--out", out)
    assert code == 2
    assert "holds what no export wrote (.git/HEAD)" in err
    assert (out / ".git" / "HEAD").exists()


def test_a_file_a_dangling_link_and_the_folder_one_is_in_are_refused(db: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    refused(db, tmp_path / "file", 2, "exists and is no folder")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    refused(db, tmp_path / "link", 2, "exists and is no folder")
    (tmp_path / "here").mkdir()
    refused(db, Path(), 2, "the folder you are in", cwd=tmp_path / "here")
    refused(db, tmp_path / "file" / "out", 6, "cannot be written")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "here", "link"]


def test_a_link_to_a_folder_stays_a_link(db: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    for _ in range(2):
        assert command("export", "jsonl", "--db", db, "--out", tmp_path / "link")[0] == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "manifest.json").is_file()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def test_a_folder_in_which_nobody_may_write_is_refused(db: Path, read_only: Path) -> None:
    command = [sys.executable, "-m", "wetpaint_import", "export", "jsonl", "--db", str(db), "--out", str(read_only / "out")]
    if os.geteuid() == 0:
        # Root may write everywhere, unless it gives that up.
        command = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 6, done.stderr
    assert "cannot be written (Permission denied)" in done.stderr
    assert list(read_only.iterdir()) == []


def test_unchanged_files_keep_their_times(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert command("export", "markdown", "--db", db, "--out", out)[0] == 0
    for file in out.rglob("*.md"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    assert command("export", "markdown", "--db", db, "--out", out)[0] == 0
    assert {int(file.stat().st_mtime) for file in out.rglob("*.md")} == {1_000_000_000}


def test_an_export_for_another_target_is_not_replaced(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert command("export", "markdown", "--db", db, "--out", out, "--only", "thread=1")[0] == 0
    before = contents(out)
    refused(db, out, 2, "holds an export for markdown, which one for jsonl would replace")
    assert contents(out) == before
