"""What could not be read and what is missing, told whole: `status --problems`, `--missing`, and what leads on from there."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, rows
from in_process import run
from made_lists import Row, account, listed
from made_wikis import HOST, Saved, by, load_wiki
from make_docs import problems as problems_document
from pages import named_page
from wetpaint_import.problem_codes import advice

_PAGES = (
    "refused-posts-not-found refused-blog-quoting-a-post refused-not-found-200 names-count-mismatch-unplaced-text names-est-in-july"
    " text-a-weekday-undated list-text-a table-text-a table-html-last-5-of-8 text-a-paged-first"
).split()
# Of a problem: place, address, time, capture, thread, message, excerpt.
_ALL = (
    "SELECT problems.id, problems.code, coalesce(captures.place, problems.place), captures.url, problems.message, problems.excerpt"
    " FROM problems LEFT JOIN captures ON captures.id = problems.capture_id ORDER BY problems.id"
)
_FETCH = "wetpaint-import fetch --from - --load"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    spaced = folder / "two  blanks.html"
    shutil.copy(FIXTURES / "refused-posts-not-found" / "page.html", spaced)
    spaced.write_bytes(spaced.read_bytes() + b"<!-- another -->")
    broken = folder / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    done = run("load", *(FIXTURES / name for name in _PAGES), spaced, broken, "--jobs", "1", "--db", folder / "a.db")
    assert done.returncode == 1
    return folder / "a.db"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing is doubtful, nothing is missing."""
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_wiki(path, [Saved(number=7, posts=(by("ann", "one"), by("bob", "two"))).archived])
    return path


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A post is missing, and its page has an address."""
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_wiki(path, [Saved(number=7, posts=(by("ann", "one"),), claimed=2).archived])
    return path


def option(db: Path) -> str:
    return f"--db {shlex.quote(str(db))}"


def problems_of(db: Path, *code: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("status", "--problems", *code, "--json", "--db", db).stdout)
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_problem_stands_in_json_below_its_code(db: Path) -> None:
    groups = problems_of(db)
    told = sorted(
        (one["id"], group["code"], one["place"], one["url"], one["message"], one["excerpt"])
        for group in groups
        for one in group["problems"]
    )
    assert told == rows(db, _ALL)
    ledger = json.loads(run("status", "--json", "--db", db).stdout)["problems"]
    assert [(group["code"], len(group["problems"])) for group in groups] == [(row["code"], row["count"]) for row in ledger]
    assert all(group["advice"] == advice(group["code"]) for group in groups)


def test_every_problem_stands_in_the_text_below_its_codes_advice(db: Path) -> None:
    done = run("status", "--problems", "--db", db)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    heads = [i for i, line in enumerate(lines) if re.match(r"[a-z-]+ \([\d,]+\): ", line)]
    sections = [words("\n".join(lines[i:j])) for i, j in zip(heads, [*heads[1:], len(lines)], strict=True)]
    groups = problems_of(db)
    assert len(sections) == len(groups) > 5
    for section, group in zip(sections, groups, strict=True):
        assert section.startswith(f"{group['code']} ({len(group['problems'])}): {group['advice']} ")
        for one in group["problems"]:
            assert f"  {one['place']}" in lines
            same = [other for other in group["problems"] if other["message"] == one["message"]]
            assert section.count(words(one["message"])) == len(same)
            assert words(one["excerpt"] or "") in section


def test_the_list_has_80_columns_but_for_places_and_addresses(db: Path) -> None:
    places = {f"  {place}" for _, _, place, *_ in rows(db, _ALL)}
    lines = run("status", "--problems", "--db", db).stdout.splitlines()
    assert [line for line in lines if len(line) > 80 and line not in places] == []
    (spaced,) = [place for place in places if "two  blanks" in place]
    assert spaced in lines


def test_what_gave_no_capture_is_listed_by_its_place(db: Path) -> None:
    (group,) = [group for group in problems_of(db) if any(one["capture_id"] is None for one in group["problems"])]
    assert [one["place"] for one in group["problems"] if one["capture_id"] is None] == [str(db.parent / "broken.zip")]


def test_a_problem_names_its_thread_where_the_page_shows_one(db: Path) -> None:
    (problem, *_) = problems_of(db, "impossible-time")[0]["problems"]
    ((thread_id, title),) = rows(db, "SELECT id, title FROM threads WHERE id = ?", problem["thread_id"])
    assert problem["thread_title"] == title
    assert f"    thread {thread_id}: {title}" in run("status", "--problems", "--db", db).stdout.splitlines()
    of_lists = [one for group in problems_of(db, "ambiguous-row") for one in group["problems"]]
    assert {one["thread_id"] for one in of_lists} == {None}


def test_one_code_is_listed_alone(db: Path) -> None:
    assert [group["code"] for group in problems_of(db, "undated-post")] == ["undated-post"]
    text = run("status", "--problems", "undated-post", "--db", db).stdout
    assert text.startswith("undated-post (")
    assert "unknown-layout" not in text


def test_a_code_without_problems_and_no_code_at_all(db: Path, whole: Path) -> None:
    assert run("status", "--problems", "truncated", "--db", db).stdout == "No problems of the code truncated.\n"
    done = run("status", "--problems", "undated", "--db", db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'undated' is no problem code" in done.stderr
    assert "undated-post" in done.stderr
    assert run("status", "--problems", "--db", whole).stdout == "No problems.\n"
    assert problems_of(whole) == []


def test_the_ledger_tells_how_to_list_them(db: Path, whole: Path) -> None:
    assert f"\nList the problems:  wetpaint-import status --problems {option(db)}\n" in run("status", "--db", db).stdout
    assert "--problems" not in run("status", "--db", whole).stdout


def test_one_report_at_a_time(db: Path) -> None:
    done = run("status", "--problems", "--threads", "--db", db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "choose one" in done.stderr


def test_where_a_page_is_reported_is_written_down(db: Path) -> None:
    assert "docs/problems.md" in run("status", "--problems", "--db", db).stdout
    assert "wetpaint-import parse FILE --explain" in problems_document()
    assert "where you have this program from" in words(problems_document())


def test_what_has_no_address_is_counted_beside_the_addresses(db: Path) -> None:
    done = run("status", "--missing", "--db", db)
    ((posts, threads),) = rows(db, "SELECT sum(post_count), sum(thread_count) FROM missing WHERE url IS NULL")
    assert all(line.startswith("http://") for line in done.stdout.splitlines())
    assert done.stdout
    told = words(done.stderr)
    assert f"{posts} missing posts and {threads} missing threads have no address to try" in told
    assert f"`wetpaint-import status --missing --json {option(db)}`" in told
    assert f"`wetpaint-import status --missing {option(db)} | {_FETCH} {option(db)}`" in told
    ledger = words(run("status", "--db", db).stdout)
    assert f"{posts} missing posts and {threads} missing threads have no address to try" in ledger
    assert f"`wetpaint-import status --missing {option(db)} | {_FETCH} {option(db)}`" in ledger


def test_what_has_no_address_is_in_the_json(db: Path) -> None:
    done = run("status", "--missing", "--json", "--db", db)
    assert done.stderr == ""
    without = [row for row in json.loads(done.stdout) if row["url"] is None]
    assert (len(without),) == rows(db, "SELECT count(*) FROM missing WHERE url IS NULL")[0]


def test_where_everything_missing_has_an_address_only_the_next_command_is_named(incomplete: Path) -> None:
    done = run("status", "--missing", "--db", incomplete)
    assert "no address" not in done.stderr
    assert _FETCH in words(done.stderr)
    assert "no address" not in run("status", "--db", incomplete).stdout


def test_where_nothing_that_is_missing_has_an_address_none_is_promised(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    run("load", FIXTURES / "table-text-a", "--db", path)
    done = run("status", "--missing", "--db", path)
    assert done.stdout == ""
    assert "have no address to try" in words(done.stderr)
    assert "fetch" not in done.stderr
    text = words(run("status", "--db", path).stdout)
    assert "prints the addresses" not in text
    assert "fetch" not in text
    assert "have no address to try" in text


def test_where_nothing_is_missing_nothing_is_said(whole: Path) -> None:
    done = run("status", "--missing", "--db", whole)
    assert (done.stdout, done.stderr) == ("", "")


def test_threads_without_a_post_are_told_apart(db: Path, whole: Path) -> None:
    ((empty, total),) = rows(
        db, "SELECT sum(NOT EXISTS (SELECT 1 FROM posts WHERE posts.thread_id = threads.id)), count(*) FROM threads"
    )
    assert f"\nThreads     {total}, of which {empty} without a post: only lists tell of them\n" in run("status", "--db", db).stdout
    assert "\nThreads     1\n" in run("status", "--db", whole).stdout


def test_pages_of_no_known_wiki_are_to_be_loaded_with_their_host(db: Path, whole: Path) -> None:
    said = "    If these are all of one wiki, load their pages again with --url HOST."
    lines = run("status", "--db", db).stdout.splitlines()
    assert lines[lines.index(said) - 1].startswith("  (wiki not known) ")
    assert "--url HOST" not in run("status", "--db", whole).stdout


def test_a_thread_without_posts_says_how_to_look_for_its_pages(db: Path, whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    load_wiki(path, [listed(Row("9", account("ann"), "Oars"))])
    way_on = f"Look for its pages: wetpaint-import fetch http://{HOST}/thread/9/title --load {option(path)}"
    assert run("show", "Oars", "--db", path).stdout.endswith(f"\n\n{way_on}\n")
    ((nowhere,),) = rows(db, "SELECT min(id) FROM threads WHERE url IS NULL AND id NOT IN (SELECT thread_id FROM posts)")
    for shown in (run("show", str(nowhere), "--db", db), run("show", "1", "--db", whole)):
        assert shown.returncode == 0
        assert "fetch" not in shown.stdout


@pytest.mark.parametrize("told", [(), ("--url", "http://garden.wetpaint.com/thread/7/pots")])
def test_load_promises_addresses_only_where_there_are_some(told: tuple[str, ...], tmp_path: Path) -> None:
    page = tmp_path / "pots.html"
    page.write_text(named_page(by("ann", "a pot"), title="Pots", claimed=3), encoding="utf-8")
    said = run("load", page, "--db", tmp_path / "a.db", *told).stdout
    addresses = run("status", "--missing", "--db", tmp_path / "a.db").stdout
    assert ("No page tells an address to try." in said, "lists the addresses" in " ".join(said.split())) == (not told, bool(told))
    assert bool(addresses) == bool(told)
