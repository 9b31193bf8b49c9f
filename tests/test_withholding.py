"""Names that are withheld stay so: in the commands that a command names, in an export over an earlier one, and where misspelt."""

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from archive import FIXTURES, is_sound, rows
from export_cases import command, contents, database, fixture_pages, manifest, withholding
from in_process import Done, run
from made_wikis import Saved, by, load_wiki
from wetpaint_import.cli.guard import run as run_here

pytestmark = pytest.mark.integration
NAME = "x_Quill_x"
_NEXT = re.compile(r"wetpaint-import .*?(?=`|   \(|$)", re.MULTILINE)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A post that was edited, and whose author has another name later; a name that only texts hold."""
    folder = tmp_path_factory.mktemp("the wiki")
    quote = '<blockquote>"as grandmother says"</blockquote>so it is'
    before = Saved(number=1, posts=(by("old_quill", "I wrote this"), by("Jane Doe", f"dear {NAME}"), by("bob", quote)))
    after = Saved(number=1, timestamp="20120815150311", posts=(by(NAME, "I wrote this now"), *before.posts[1:]))
    other = Saved(number=2, title="All about Zebedee", host="other.wetpaint.com", posts=(by("bob", "nothing"),))
    load_wiki(folder / "a.db", [one.archived for one in (before, after, other)])
    return folder / "a.db"


def next_commands(text: str) -> list[list[str]]:
    """The words of the commands that a text names, as a shell would read them, without the program's."""
    return [shlex.split(found)[1:] for found in _NEXT.findall(text)]


def export(db: Path, out: Path, *arguments: str | Path, target: str = "jsonl") -> Done:
    return run("export", target, "--db", db, "--out", out, *arguments)


@pytest.mark.parametrize("how", ["--withhold", "--authors"])
def test_the_next_export_that_an_export_names_holds_no_withheld_name_either(how: str, db: Path, tmp_path: Path) -> None:
    given = ("--withhold", NAME) if how == "--withhold" else withholding(tmp_path, NAME)
    done = export(db, tmp_path / "first one", *given, "--only", "wiki=hostile", target="mbox")
    (further,) = next_commands(done.stdout)
    assert run(*further).returncode == 0
    (made,) = tmp_path.glob("*-maildir")
    assert manifest(made)["only"] == ["wiki=hostile"]
    assert not [file for file, data in contents(made).items() if NAME.encode() in data]


def test_redirects_to_a_forum_are_named_with_the_same_options(db: Path, tmp_path: Path) -> None:
    done = export(db, tmp_path / "forum", "--withhold", NAME, target="discourse")
    (further,) = next_commands(done.stdout)
    assert further[:6] == ["export", "redirects", "--db", str(db), "--withhold", NAME]


def test_what_a_search_names_shows_no_withheld_name_either(db: Path) -> None:
    done = run("search", "wrote", "--withhold", NAME, "--db", db)
    assert NAME not in done.stdout, "which may be handed on"
    further = next_commands(done.stderr)
    assert [words[0] for words in further] == ["show", "explain"]
    for words in further:
        told = run(*words)
        assert (told.returncode, NAME in told.stdout) == (0, False)
    plain = run("search", "wrote", "--db", db)
    assert (len(next_commands(plain.stdout)), plain.stderr) == (2, "")


@pytest.mark.parametrize("form", [[], ["--markdown"]])
def test_a_thread_to_hand_on_names_no_command_with_a_withheld_name(form: list[str], db: Path) -> None:
    text = run("show", "1", "--withhold", NAME, "--db", db, *form).stdout
    assert "captures show 2 versions" in text
    assert NAME not in text
    assert next_commands(text) == []
    assert "versions: wetpaint-import explain 1" in run("show", "1", "--db", db, *form).stdout


def test_what_is_not_there_is_told_with_a_command_that_withholds_the_same(db: Path, tmp_path: Path) -> None:
    options = ["--db", str(db), "--withhold", NAME]
    for asked in (["show", "no such"], ["explain", "99"], ["export", "jsonl", "--only", "tag=no", "--out", str(tmp_path / "out")]):
        done = run(*asked, *options)
        assert done.returncode == 2
        (words,) = next_commands(done.stderr)
        assert words[0] in ("show", "search"), "the list of all threads knows nothing of names"
        assert words[-4:] == options
    done = export(db, tmp_path / "out", "--only", "tag=no")
    assert next_commands(done.stderr) == [["status", "--threads", "--db", str(db)]]


JOINED = '[people]\n"Jane Roe" = ["Jane Doe"]\n'


@pytest.mark.parametrize(
    ("first", "second", "is_written"),
    [
        (["Jane Doe"], [], False),
        (["Jane Doe"], ["bob"], False),
        (["Jane Doe", "bob"], ["bob"], False),
        (["Jane Doe"], ["Jane Doe"], True),
        (["Jane Doe"], ["jane doe", "bob"], True),
        ([], ["bob"], True),
        ([JOINED], [], False),
        ([JOINED], [JOINED], True),
        ([JOINED], ["Jane Doe"], True),
        (["Jane Doe"], [JOINED], False),
    ],
)
def test_an_export_over_one_with_other_names_reveals_none(
    first: list[str], second: list[str], is_written: bool, db: Path, tmp_path: Path
) -> None:
    (tmp_path / "authors.toml").write_text(JOINED, encoding="utf-8")

    def options(names: list[str]) -> list[str | Path]:
        by_file = ("--authors", tmp_path / "authors.toml")
        return [word for name in names for word in (by_file if name == JOINED else ("--withhold", name))]

    out = tmp_path / "out"
    assert export(db, out, *options(first)).returncode == 0
    before = contents(out)
    done = export(db, out, *options(second))
    if is_written:
        assert done.returncode == 0, done.stderr
        assert export(db, out, *options(second), "--check").returncode == 0
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert "give the same --authors and --withhold (more is fine), choose another --out, or delete that export" in done.stderr
        assert contents(out) == before


def test_an_export_of_an_older_version_is_replaced_only_where_it_withheld_nobody(db: Path, tmp_path: Path) -> None:
    for names, code in (([], 0), (["--withhold", "bob"], 2)):
        out = tmp_path / f"out{code}"
        export(db, out, *names)
        content = manifest(out)
        del content["name_marks"]
        (out / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
        assert export(db, out, *names).returncode == code


def test_who_lacks_the_database_cannot_try_names_out_on_an_export(db: Path, tmp_path: Path) -> None:
    assert run("load", db.with_suffix(".warc.gz"), "--db", tmp_path / "b.db").returncode == 0
    marks = []
    for number, source in enumerate((db, db, tmp_path / "b.db")):
        export(source, tmp_path / str(number), "--withhold", "bob")
        marks.append(manifest(tmp_path / str(number))["name_marks"]["withheld"])
    assert marks[0] == marks[1] != marks[2]


@pytest.mark.parametrize("name", ["x_quill", "x_Quil_x@hostile.wetpaint.com"])
def test_a_misspelt_name_stops_an_export_before_it_writes(name: str, db: Path, tmp_path: Path) -> None:
    done = export(db, tmp_path / "out", "--withhold", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"no author is called '{name}'; there is: {NAME}" in done.stderr
    assert "nothing was written" in done.stderr
    assert "--authors" in done.stderr, "where names of other databases may stand"
    assert not (tmp_path / "out").exists()


# Of a quote, a title, an address, and of what no field took.
@pytest.mark.parametrize("name", ["grandmother", "zebedee", "hostile", "WPC-action"])
def test_a_name_that_no_author_has_but_pages_hold_can_be_withheld(name: str, db: Path, tmp_path: Path) -> None:
    done = export(db, tmp_path / "out", "--withhold", name)
    assert (done.returncode, done.stderr) == (0, f"no author is called '{name}'\n")
    assert not [file for file, data in contents(tmp_path / "out").items() if name.encode() in data.lower()]


def test_unknown_names_of_a_file_hinder_nothing_and_are_told_last(db: Path, tmp_path: Path) -> None:
    told = io.StringIO()
    arguments = ["export", "jsonl", "--db", db, "--out", tmp_path / "out", *withholding(tmp_path, "bop", "bob")]
    with redirect_stdout(told), redirect_stderr(told):
        assert run_here(list(map(str, arguments))) == 0
    assert told.getvalue().splitlines()[-1] == "no author is called 'bop'", "and bob, who is like it, is withheld himself"
    with redirect_stdout(told), redirect_stderr(told):
        assert run_here([*map(str, arguments), "--check"]) == 0
    assert told.getvalue().splitlines()[-1] == "no author is called 'bop'"


def test_a_name_in_other_capitals_is_withheld_and_no_unknown_one(db: Path, tmp_path: Path) -> None:
    asked = (["stats"], ["search", "wrote"], ["show", "1"], ["explain", "1"], ["export", "jsonl", "--out", str(tmp_path / "out")])
    for words in asked:
        done = run(*words, "--withhold", NAME.upper(), "--withhold", "jane doe", "--db", db)
        assert done.returncode == 0
        assert "no author" not in done.stderr
        assert NAME not in done.stdout


def test_an_older_name_is_withheld_with_the_name_in_any_capitals(db: Path) -> None:
    assert "old_quill" in run("explain", "1", "--db", db).stdout + run("status", "--db", db).stdout
    for name in (NAME, NAME.upper()):
        assert "quill" not in run("explain", "1", "--withhold", name, "--db", db).stdout.lower()


def test_a_person_withheld_in_other_capitals_is_counted_once(db: Path) -> None:
    counted = [
        json.loads(run("stats", "--withhold", one, "--withhold", "bob", "--json", "--db", db).stdout)["authors"]
        for one in (NAME, NAME.upper())
    ]
    assert counted[0] == counted[1]


def interrupted(is_ready: Callable[[int], bool], *arguments: str | Path) -> str:
    """What a command says that gets Ctrl-C as soon as it is so far; it is told by its process id."""
    words = [sys.executable, "-m", "wetpaint_import", *map(str, arguments)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not is_ready(process.pid):
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    return err.strip()


def has_open(pid: int, file: Path) -> bool:
    with suppress(OSError):
        return any(os.path.realpath(link) == str(file.resolve()) for link in Path(f"/proc/{pid}/fd").iterdir())
    return False


def test_ctrl_c_says_what_became_of_the_work(tmp_path: Path) -> None:
    db = database(tmp_path / "wiki", fixture_pages())
    before = rows(db, "SELECT count(*), max(id) FROM post_versions")
    (tmp_path / "exports").mkdir()
    arguments = ("export", "markdown", "--db", db, "--out", tmp_path / "exports" / "out")
    said = interrupted(lambda _: any((tmp_path / "exports").glob(".out.*.part/new/*")), *arguments)
    assert said == "stopped; no half export was left behind, and the same command begins anew"
    assert list((tmp_path / "exports").iterdir()) == []
    said = interrupted(lambda pid: has_open(pid, db), "reparse", "--jobs", "1", "--db", db)
    assert said == "stopped; the database is as it was before, and the same command begins anew"
    assert is_sound(db)
    assert rows(db, "SELECT count(*), max(id) FROM post_versions") == before
    said = interrupted(lambda pid: has_open(pid, db), "load", FIXTURES, "--jobs", "1", "--db", db)
    assert said == "stopped; what was written before stays, and the same command goes on from there"


def test_an_option_before_the_target_is_told_where_it_belongs(tmp_path: Path) -> None:
    code, _, err = command("export", "--check", tmp_path)
    assert code == 2
    assert "the target comes before --check, as in: export site --out FOLDER --check" in err
    assert "--help'?" not in err
