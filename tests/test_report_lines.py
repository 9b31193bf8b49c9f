"""Reports for people: lines of 80 columns, one of a thing and several of it, commands and paths in one piece."""

import json
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import FIXTURES, load
from in_process import load_chosen, run
from make_docs import all_commands
from wetpaint_import.cli import load_report, reparse_report
from wetpaint_import.cli.commands import cli
from wetpaint_import.cli.width import advised, cut, wrapped
from wetpaint_import.fetch import Report
from wetpaint_import.fetch.report import Estimate
from wetpaint_import.load.reparsing import ReparseReport
from wetpaint_import.load.report import LoadReport

# In backticks within a sentence, or alone behind a word that says when.
_COMMAND = re.compile(r"`[^`]+`|wetpaint-import .*")
# Text in the right column of `parse --explain` has so many columns.
_NARROWEST = 58


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_chosen(path)
    return path


def option(db: Path) -> str:
    return f"--db {shlex.quote(str(db))}"


def overlong(text: str) -> list[str]:
    """Lines beyond 80 columns that could be broken: a word, path, address or `command` that is long itself cannot."""
    lines = [line for line in text.splitlines() if len(line) > 80 and str(FIXTURES) not in line and "/a.db" not in line]
    return [line for line in lines if max(len(word) for word in _COMMAND.sub(lambda c: "x" * len(c[0]), line).split()) < _NARROWEST]


def test_words_stay_whole_and_commands_do_where_they_are_ours() -> None:
    path = "/a" * 60
    assert wrapped(f"at {path} it is", "  ", "    ") == ["  at", f"    {path}", "    it is"]
    command = "`wetpaint-import status --missing --db x.db`"
    text = f"Many pages are missing from this archive: {command} lists them."
    assert advised(text) == ["Many pages are missing from this archive:", f"{command} lists them."]
    assert wrapped(text)[0] == "Many pages are missing from this archive: `wetpaint-import status --missing --db"
    assert (wrapped("", "  x"), cut("abcd", 4), cut("abcde", 4)) == (["  x"], "abcd", "abc…")


def test_the_report_of_a_load_fits(tmp_path: Path) -> None:
    broken = sorted(FIXTURES.glob("refused-*")) + sorted(FIXTURES.glob("names-*-unplaced-text")) + [FIXTURES / "list-text-a"]
    done = run("load", *broken, "--jobs", "1", "--db", tmp_path / "a.db")
    assert done.returncode == 1
    for part in ("Set aside", "Read, but look at:", "Known to be missing", "ambiguous-row (1 page): "):
        assert part in done.stdout
    assert overlong(done.stdout) == []
    words = " ".join(done.stdout.split())
    assert "refused-empty-file/page.html: the page is empty; look for another copy" in words
    assert "No page tells an address to try." in done.stdout.replace("\n", " ")


def test_commands_that_come_next_share_a_line_where_they_fit() -> None:
    report = LoadReport(read=Counter({"thread": 1}), threads=1, posts=1, new_threads=1, new_posts=1)
    short = load_report.as_text(report, Path("wetpaint.db")).splitlines()
    assert short[0] == "Read 1 thread page."
    assert short[-1] == "Next: wetpaint-import status   (then: wetpaint-import show 1)"
    long = load_report.as_text(report, Path("a-folder-with-a-name/wetpaint.db")).splitlines()
    assert long[-2:] == [
        "Next: wetpaint-import status --db a-folder-with-a-name/wetpaint.db",
        "Then: wetpaint-import show 1 --db a-folder-with-a-name/wetpaint.db",
    ]


@pytest.mark.parametrize(
    "name", ["text-a-chrome-around", "refused-posts-not-found", "names-numbered-title-and-lists", "list-text-a"]
)
def test_a_page_explained_fits_and_keeps_every_word(name: str) -> None:
    (page,) = (FIXTURES / name).glob("page.*")
    text = run("parse", page, "--explain").stdout
    assert overlong(text) == []
    for problem in json.loads(run("parse", page).stdout)["problems"]:
        assert f"{problem['code']}: {' '.join(problem['message'].split())}" in " ".join(text.split())
    if name == "text-a-chrome-around":
        assert "which our supplier no longer sells. Does the synthetic kind do the same, or do I" in " ".join(text.split())
    if name == "refused-posts-not-found":
        assert "layout none, set aside\n" in text


def test_other_reports_fit(db: Path) -> None:
    for command in (["status"], ["stats"], ["search", "the"], ["reparse"], ["index"]):
        assert overlong(run(*command, "--db", db).stdout) == [], command


@pytest.mark.parametrize("name", all_commands())
def test_help_fits_80_columns(name: str) -> None:
    shown = CliRunner().invoke(cli, [*name.split(), "--help"], terminal_width=80).output
    assert shown.startswith(f"Usage: cli {name} ")
    assert overlong(shown) == []
    assert "RANGE" not in shown


def test_status_says_in_words_how_pages_were_read(db: Path) -> None:
    text = run("status", "--db", db).stdout
    assert re.search(r"^ +\d+  thread pages, HTML with Wetpaint's own names in it$", text, re.MULTILINE)
    assert re.search(r"^ +\d+  thread pages, text$", text, re.MULTILINE)
    assert f"`wetpaint-import status --missing {option(db)}`\n" in text


def test_status_without_a_thread_says_what_to_try(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    run("load", FIXTURES / "refused-parking-page", "--db", path)
    text = run("status", "--db", path).stdout
    assert "\nPosts       0\n" in text
    assert "No thread was found; `wetpaint-import parse FILE --explain` shows" in text
    assert "--threads" not in text
    assert "expected" not in text


def test_commands_that_messages_name_find_the_same_database(db: Path) -> None:
    assert run("status", "--db", db).stdout.endswith(f"List the threads:   wetpaint-import status --threads {option(db)}\n")
    assert f"`wetpaint-import status --threads {option(db)}` lists" in run("show", "no such thread", "--db", db).stderr
    assert f"`wetpaint-import status --threads {option(db)}` lists" in run("show", " ", "--db", db).stderr
    assert f"`wetpaint-import show THREAD {option(db)}` tells" in run("explain", "0", "--db", db).stderr


def test_what_was_read_anew_is_counted_in_words_and_the_next_command_named() -> None:
    db = Path("my.db")
    one = reparse_report.as_text(ReparseReport(captures=1, without_raw=1, damaged=1, changed={"posts.subject": 2}), db)
    assert one.splitlines() == [
        "Read 1 capture anew.",
        "1 capture has no raw page in the database and keeps what it showed; load its",
        "file again, without --no-raw, for more.",
        "1 raw page is damaged; load its file again.",
        "Values that are others than before:",
        "         2  posts.subject",
        "Next: wetpaint-import status --db my.db",
    ]
    many = reparse_report.as_text(ReparseReport(captures=2000, without_raw=2, damaged=2), db)
    assert "Read 2,000 captures anew.\n2 captures have no raw page" in many
    assert "2 raw pages are damaged; load their files again.\nNothing changed.\n" in many


def test_a_fetch_counts_one_as_one() -> None:
    out, ledger = Path("a.warc.gz"), Path("a.jsonl")
    one = Report(source="wayback", index_rows=1, requests=1, bytes_added=1, unreadable_rows=1, out=out, ledger=ledger).as_text()
    assert one[0] == "wayback: 1 capture in the index"
    assert "; 1 request in " in one[1]
    assert one[2] == "  1 row of the index could not be read"
    assert one[3].startswith("1 byte added to a.warc.gz")
    estimate = Estimate(pages=1, repeats=1, size=0, seconds=0)
    planned = Report(source="live", index_rows=2, estimate=estimate, out=out, ledger=ledger).as_text()
    assert planned[0] == "live: 2 pages named"
    assert planned[1] == "1 capture has the content of another and needs no request"
    assert planned[2].startswith("to fetch: 1 page, ")


def test_captures_to_fetch_are_chosen_by_the_words_of_the_documents(tmp_path: Path) -> None:
    for choice in ("all", "newest", "yearly", "NEWEST"):
        done = run("fetch", "x.example", "--captures", choice, "--out", tmp_path / "none" / "a.warc.gz")
        assert "there is no such folder" in done.stderr
    assert "'oldest' is not one of 'all', 'newest', 'yearly'" in run("fetch", "x.example", "--captures", "oldest").stderr


def test_a_number_that_no_post_can_have_is_none_of_ours(db: Path) -> None:
    done = run("explain", "9" * 20, "--db", db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no post 999" in done.stderr


def test_one_of_a_thing_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    load(path, FIXTURES / "names-single-post-composer-line", "--jobs", "1")
    assert run("index", "--db", path).stdout.startswith("1 post is indexed")
    assert re.search(r"\b1 [a-z]+s\b", run("stats", "--db", path).stdout) is None
