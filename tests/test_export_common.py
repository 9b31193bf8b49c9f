"""What every way out promises alike: the same bytes, all or nothing, nothing foreign touched, no withheld name, an honest check."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from archive import load, rows, run
from export_cases import database, fixture_pages
from made_wikis import Saved, by, load_wiki
from wetpaint_import.cli.guard import run as run_here
from wetpaint_import.export.leaks import leaked
from wetpaint_import.export.targets import TARGET_NAMES, target
from wetpaint_import.people import read_people

pytestmark = pytest.mark.integration
# Of a target with many files, so many are damaged one by one.
_DAMAGED = 3
# Those whose next step is to be served; they take another target's folder.
_EVERY = [name for name in TARGET_NAMES if name != "redirects"]
every_target = pytest.mark.parametrize("name", _EVERY)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages())


@pytest.fixture(scope="module")
def exported(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The finished export for a target, written once; not to be changed."""
    folder = tmp_path_factory.mktemp("exports")

    def of(name: str) -> Path:
        if not (folder / name).exists():
            assert command("export", name, "--db", db, "--out", folder / name)[0] == 0
        return folder / name

    return of


def command(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command that runs in this process."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_here([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


@every_target
def test_the_same_database_gives_the_same_bytes(name: str, db: Path, exported: Callable[[str], Path], tmp_path: Path) -> None:
    """The second time in another process, from another folder, at another place."""
    copy = tmp_path / "copy.db"
    shutil.copyfile(db, copy)
    done = run("export", name, "--db", copy, "--out", "elsewhere", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = contents(exported(name)), contents(tmp_path / "elsewhere")
    assert first.keys() == second.keys()
    assert [file for file in first if first[file] != second[file]] == []
    assert not any(str(tmp_path).encode() in data or b"elsewhere" in data for data in second.values())


@every_target
def test_the_manifest_counts_what_there_is_and_lists_every_file(name: str, db: Path, exported: Callable[[str], Path]) -> None:
    content = manifest(exported(name))
    threads, posts = rows(db, "SELECT (SELECT count(*) FROM threads), (SELECT count(*) FROM posts)")[0]
    assert (content["in_archive"]["threads"], content["in_archive"]["posts"]) == (threads, posts)
    assert content["written"]
    assert [entry["path"] for entry in content["files"]] == sorted(contents(exported(name)).keys() - {"manifest.json"})


@every_target
def test_a_fresh_export_passes_its_check_and_says_what_to_do_next(name: str, db: Path, exported: Callable[[str], Path]) -> None:
    code, out, err = command("export", name, "--db", db, "--out", exported(name), "--check")
    assert (code, err) == (0, ""), out
    assert "holds what the database holds" in out
    assert target(name).next_steps(exported(name), manifest(exported(name))["settings"])


@every_target
def test_the_check_finds_a_changed_byte_and_a_deleted_file(
    name: str, db: Path, exported: Callable[[str], Path], tmp_path: Path
) -> None:
    files = sorted(contents(exported(name)).keys() - {"manifest.json"}, key=lambda file: (exported(name) / file).stat().st_size)
    for file in dict.fromkeys([files[0], files[-1], *files[:: max(1, len(files) // _DAMAGED)]]):
        out = tmp_path / "out"
        shutil.copytree(exported(name), out)
        data = bytearray((out / file).read_bytes())
        data[len(data) // 2] ^= 0x41
        (out / file).write_bytes(data)
        code, said, err = command("export", name, "--db", db, "--out", out, "--check")
        assert (code, err) == (6, ""), file
        assert f"file {file}: expected as the manifest says, found lacking or changed" in said
        (out / file).unlink()
        code, said, err = command("export", name, "--db", db, "--out", out, "--check")
        assert (code, err) == (6, ""), file
        assert f"file {file}: expected as the manifest says, found lacking or changed" in said
        shutil.rmtree(out)


@every_target
def test_the_check_finds_that_the_database_has_grown(name: str, db: Path, exported: Callable[[str], Path], tmp_path: Path) -> None:
    grown = tmp_path / "grown.db"
    shutil.copyfile(db, grown)
    load_wiki(tmp_path / "more.db", [Saved(number=77, title="One more", posts=(by("newcomer", "hello"),)).archived])
    load(grown, tmp_path / "more.warc.gz")
    code, out, err = command("export", name, "--db", grown, "--out", exported(name), "--check", "--json")
    assert (code, err) == (6, "")
    assert json.loads(out)


@every_target
def test_a_part_of_the_archive(name: str, db: Path, tmp_path: Path) -> None:
    (host, count), *_ = rows(
        db, "SELECT host, count(*) FROM threads JOIN wikis ON wikis.id = wiki_id GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    (tag, tagged), *_ = rows(
        db, "SELECT name, count(*) FROM tags JOIN thread_tags ON tag_id = tags.id GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    (thread, posts), *_ = rows(db, "SELECT thread_id, count(*) FROM posts GROUP BY 1 ORDER BY 2 DESC, 1")
    for only, threads in ((f"wiki={host}", count), (f"tag={tag}", tagged), (f"thread={thread}", 1)):
        code, out, err = command("export", name, "--db", db, "--out", tmp_path / "out", "--only", only, "--json")
        assert code == 0, err
        content = json.loads(out)
        assert content == manifest(tmp_path / "out")
        assert (content["only"], content["in_archive"]["threads"]) == ([only], threads)
    assert content["in_archive"]["posts"] == posts
    code, out, err = command("export", name, "--db", db, "--out", tmp_path / "out", "--check")
    assert (code, err) == (0, ""), "the manifest says which part it is"
    code, out, err = command(
        "export", name, "--db", db, "--out", tmp_path / "both", "--only", f"thread={thread}", "--only", "wiki=x.y"
    )
    assert code == 2
    assert not (tmp_path / "both").exists()


@pytest.mark.parametrize(
    "only", ["nonsense", "author=ann", "thread=x", "thread=-1", "wiki=", "=", "thread=999999", "tag=no such tag"]
)
def test_an_unknown_part_is_wrong_usage_and_writes_nothing(db: Path, tmp_path: Path, only: str) -> None:
    code, out, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--only", only)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


AUTHORS = """
withheld = ["Jane Doe", "mallory@hostile.wetpaint.com"]
[people]
"The Lamplighter" = ["lamp_1", "lamp_2@hostile.wetpaint.com"]
"""


@pytest.fixture(scope="module")
def gossip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki in which withheld names stand in every place where a name can stand."""
    folder = tmp_path_factory.mktemp("gossip")
    posts = (
        by("Jane Doe", "I, Jane Doe, was here<br>JANE DOE"),
        by("lamp_1", "<blockquote><b>Jane Doe wrote:</b> was here</blockquote>as mallory says"),
        by(
            "lamp_2",
            '<a href="http://hostile.wetpaint.com/account/Jane+Doe">her</a> <img src="http://x.org/Jane%20Doe.png" alt="Jane_Doe">',
        ),
        by("mallory", "Jane<b> Doe</b>, ja<i>ne d</i>oe and <u>mal</u>lory"),
        by("janet", "not withheld: janet, Jane Doering"),
    )
    saved = [
        Saved(number=1, title="What Jane Doe did", posts=posts),
        Saved(number=2, title="Her own wiki", host="jane-doe.wetpaint.com", posts=posts[:2]),
        Saved(number=3, title="Nobody here", posts=(by("janet", "nothing"),)),
    ]
    load_wiki(folder / "a.db", [one.archived for one in saved])
    (folder / "authors.toml").write_text(AUTHORS, encoding="utf-8")
    return folder


@every_target
def test_persons_are_joined_and_withheld_names_are_nowhere(name: str, gossip: Path, tmp_path: Path) -> None:
    arguments = ("export", name, "--db", gossip / "a.db", "--out", tmp_path / "out", "--authors", gossip / "authors.toml")
    code, _, err = command(*arguments)
    assert code == 0, err
    people = read_people(AUTHORS)
    assert leaked(tmp_path / "out", people) == []
    assert leaked(tmp_path / "out", read_people("", ["Jane Doe", "mallory", "janedoe", "jane doe wrote"])) == []
    content = manifest(tmp_path / "out")
    assert content["withheld_authors"] == 2
    assert content["in_archive"]["authors"] == 4, "one withheld a wiki, the Lamplighter, janet"
    if name != "wacz":
        # The scan that found nothing would have seen them.
        assert leaked(tmp_path / "out", read_people("", ["The Lamplighter", "janet"])) != []
    assert command(*arguments, "--check")[0] == 0
    code, _, err = command("export", name, "--db", gossip / "a.db", "--out", tmp_path / "out", "--check")
    assert code == 2, "without the names the check would compare with another archive"
    assert "--authors" in err


@pytest.mark.parametrize("withheld", ["title", "wiki", "posts", "json", "wetpaint", "1", "id", "a", "post"])
def test_a_withheld_name_that_is_a_word_of_the_format_hinders_no_export(gossip: Path, tmp_path: Path, withheld: str) -> None:
    for name in ("jsonl", "parquet", "markdown", "wacz"):
        code, _, err = command("export", name, "--db", gossip / "a.db", "--out", tmp_path / name, "--withhold", withheld)
        assert code == 0, f"{name}: {err}"
        assert command("export", name, "--db", gossip / "a.db", "--out", tmp_path / name, "--withhold", withheld, "--check")[0] == 0


def test_an_authors_file_with_faults_is_named_and_nothing_is_written(db: Path, tmp_path: Path) -> None:
    (tmp_path / "authors.toml").write_text("withheld = 3", encoding="utf-8")
    code, _, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--authors", tmp_path / "authors.toml")
    assert code == 2
    assert "authors.toml: withheld must be a list" in err
    assert not (tmp_path / "out").exists()


@every_target
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


_PROGRAM = "from wetpaint_import.__main__ import main; main()"
# No file may have more than 8,000 bytes.
_NO_ROOM = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000)); {_PROGRAM}"


def start(program: str, *arguments: str | Path) -> subprocess.Popen[str]:
    full = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(full, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


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
    code, _, _ = command("export", "jsonl", "--db", db, "--out", out, "--only", "thread=1")
    assert code == 0
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


def test_a_part_that_is_named_by_a_withheld_name_is_not_told_by_it(gossip: Path, tmp_path: Path) -> None:
    arguments = ("export", "jsonl", "--db", gossip / "a.db", "--out", tmp_path / "out", "--withhold", "Jane Doe")
    only = ("--only", "wiki=jane-doe.wetpaint.com")
    code, _, err = command(*arguments, *only)
    assert code == 0, err
    assert manifest(tmp_path / "out")["only"] == ["wiki=[withheld].wetpaint.com"]
    assert command(*arguments, *only, "--check")[0] == 0
    for other in ((), ("--only", "thread=1")):
        code, _, err = command(*arguments, *other, "--check")
        assert code == 2
        assert "give the same --only" in err


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


def test_another_targets_export_is_replaced_but_not_checked(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert command("export", "jsonl", "--db", db, "--out", out)[0] == 0
    code, _, err = command("export", "parquet", "--db", db, "--out", out, "--check")
    assert code == 2
    assert "holds an export for jsonl, not for parquet" in err
    assert command("export", "parquet", "--db", db, "--out", out)[0] == 0
    assert not (out / "posts.jsonl").exists()
    code, _, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "nothing", "--check")
    assert code == 2
    assert "holds no export" in err


def test_an_empty_database_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>nothing")
    run("load", tmp_path / "x.html", "--db", tmp_path / "a.db")
    code, _, err = command("export", "jsonl", "--db", tmp_path / "a.db", "--out", tmp_path / "out")
    assert code == 2
    assert "nothing in the database fits" in err
    assert not (tmp_path / "out").exists()
