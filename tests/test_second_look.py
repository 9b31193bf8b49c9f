"""A second look at what is loaded: options that a later load gives, other containers of the same page, older parsers."""

import json
import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from archive import details, everything, is_sound, load, rows, start_and_kill
from in_process import run
from made_wikis import by
from making_sources import http_block, record, write
from pages import named_page
from wetpaint_import.parse import PARSER_VERSION

URL = "http://lanternwiki.wetpaint.com/thread/4711/oil"
AT = "2011-08-15T15:03:11Z"
ZONE = ("--time-zone", "America/New_York")
_ZONELESS = "Jul 18 2010, 12:27 PM | Post edited: Jul 18 2010, 12:27 PM"


def _page(folder: Path, name: str = "page.html", number: int = 1, dates: str = _ZONELESS) -> Path:
    posts = [by("ann", f"lamp {number}.{i}", dates=dates) for i in range(3)]
    return write(folder / name, named_page(*posts, title=f"Lamps {number}").encode())


def _load(db: Path, *arguments: str | Path) -> dict[str, Any]:
    done = run("load", *arguments, "--db", db, "--jobs", "1", "--json")
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _count(db: Path, what: str) -> int:
    return int(rows(db, f"SELECT count(*) FROM {what}")[0][0])  # noqa: S608


def _change(db: Path, sql: str) -> None:
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute(sql)


def _ids(db: Path) -> list[list[tuple[Any, ...]]]:
    tables = "captures sightings threads posts authors locations post_versions".split()
    return [rows(db, f"SELECT id FROM {table} ORDER BY id") for table in tables]  # noqa: S608


# -- --time-zone and --no-raw of a later load --


def test_a_time_zone_that_is_told_later_counts_for_what_is_loaded(tmp_path: Path) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    _load(db, page)
    assert _count(db, "posts WHERE posted_at IS NULL") == 3
    ids = _ids(db)
    again = _load(db, page, *ZONE)
    assert (again["read_again"], again["already_loaded"]) == (1, 0)
    assert rows(db, "SELECT DISTINCT posted_at FROM posts") == [("2010-07-18T16:27:00Z",)]
    assert _ids(db) == ids
    _load(tmp_path / "fresh.db", page, *ZONE)
    assert details(db) == details(tmp_path / "fresh.db")
    assert _count(db, "problems") == _count(tmp_path / "fresh.db", "problems")
    assert is_sound(db)


def test_another_time_zone_takes_the_place_of_the_first(tmp_path: Path) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    _load(db, page, *ZONE)
    assert _load(db, page, "--time-zone", "Europe/Paris")["read_again"] == 1
    assert rows(db, "SELECT DISTINCT posted_at FROM posts") == [("2010-07-18T10:27:00Z",)]


@pytest.mark.parametrize("later", [(), ZONE, ("--no-raw",)])
def test_a_load_that_tells_no_more_changes_nothing(tmp_path: Path, later: tuple[str, ...]) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    _load(db, page, *ZONE)
    before = everything(db), rows(db, "SELECT * FROM pages")
    report = _load(db, page, *later)
    assert (report["read_again"], report["already_loaded"]) == (0, 1)
    assert (everything(db), rows(db, "SELECT * FROM pages")) == before


def test_the_report_says_in_words_what_was_read_again(tmp_path: Path) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    _load(db, page)
    done = run("load", page, "--db", db, *ZONE)
    assert "Read 1 page that was loaded before once more: more is known of it now." in " ".join(done.stdout.split())
    assert done.returncode == 0


def test_many_pages_are_read_again_by_several_processes(tmp_path: Path) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    for number in range(120):
        _page(folder, f"{number}.html", number)
    load(db, folder)
    ids = _ids(db)
    report = load(db, folder, *ZONE, "--jobs", "2")
    assert (report["read_again"], _count(db, "posts WHERE posted_at IS NULL"), _ids(db)) == (120, 0, ids)


def test_a_load_that_reads_again_may_be_killed(tmp_path: Path) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    for number in range(600):
        _page(folder, f"{number}.html", number)
    load(db, folder)
    ids = _ids(db)
    for after in (0.7, 0.9, 1.1, 1.3):
        start_and_kill(after, "load", folder, "--db", db, *ZONE, "--jobs", "1")
        assert is_sound(db)
    load(db, folder, *ZONE)
    assert (_count(db, "posts WHERE posted_at IS NULL"), _ids(db)) == (0, ids)
    load(tmp_path / "fresh.db", folder, *ZONE)
    assert details(db) == details(tmp_path / "fresh.db")


def test_pages_that_were_not_kept_are_kept_by_a_later_load(tmp_path: Path) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    foreign = write(tmp_path / "foreign.html", b"<html><body><p>nothing of ours here</p></body></html>")
    _load(db, page, foreign, "--no-raw")
    assert _count(db, "pages") == 0
    before = everything(db)
    report = _load(db, page, foreign)
    assert (report["read_again"], report["already_loaded"], _count(db, "pages")) == (1, 1, 1)
    assert everything(db) == before
    assert _load(db, page, foreign)["read_again"] == 0


@pytest.mark.parametrize("count", [1, 130])
def test_a_later_load_without_the_zone_keeps_the_pages_and_the_zone(tmp_path: Path, count: int) -> None:
    db, folder = tmp_path / "a.db", tmp_path / "pages"
    for number in range(count):
        _page(folder, f"{number}.html", number)
    _load(db, folder, *ZONE, "--no-raw")
    before = everything(db)
    assert (_load(db, folder)["read_again"], _count(db, "pages")) == (count, count)
    assert everything(db) == before


# -- The same bytes, address and time in several containers --

_LATIN = named_page(by("josé", "naïve café"), title="Crème brûlée").replace("Showing", "Location: Gâteaux<br>Showing")


def _routes(folder: Path) -> list[Path]:
    """The same bytes with a charset, with another, without, and from a crawler that says that it kept only a part."""
    body = _LATIN.encode("latin-1")
    html = "text/html; charset="
    return [
        write(folder / "a.warc", record(http_block(body, f"{html}iso-8859-5"), url=URL)),
        write(folder / "b.warc", record(http_block(body, f"{html}windows-1251"), url=URL)),
        write(folder / "c.warc", record(http_block(body, None), url=URL)),
        write(folder / "d.warc", record(http_block(body, f"{html}iso-8859-5"), url=URL, WARC_Truncated="length")),
    ]


# Without ids.
_SHOWN = (
    "SELECT source, place, media_type, charset, encoding, url_basis, captured_at_basis FROM captures",
    "SELECT code, message, excerpt, from_container FROM problems",
    "SELECT name, kind, profile_url, named_at FROM authors",
    "SELECT kind, title, url FROM locations",
    "SELECT title FROM threads",
    "SELECT host, name FROM wikis",
)


def _shown(db: Path) -> list[list[tuple[Any, ...]]]:
    return [details(db), *(sorted(rows(db, sql), key=repr) for sql in _SHOWN)]


@pytest.mark.parametrize("at_once", [True, False])
def test_which_container_of_a_page_counts_does_not_depend_on_the_order(tmp_path: Path, *, at_once: bool) -> None:
    paths = _routes(tmp_path)
    seen = []
    for number, order in enumerate(permutations(paths)):
        db = tmp_path / f"{number}.db"
        for group in [order] if at_once else [(path,) for path in order]:
            _load(db, *group)
        seen.append(_shown(db))
        before = everything(db)
        for path in order:
            assert _load(db, path)["read_again"] == 0
        assert everything(db) == before
    assert rows(tmp_path / "0.db", "SELECT charset FROM captures") == [("windows-1251",)]
    for other in seen[1:]:
        assert other == seen[0]


def test_a_whole_copy_takes_away_what_a_cut_container_told(tmp_path: Path) -> None:
    _, _, plain, _ = _routes(tmp_path)
    cut = write(tmp_path / "e.warc", record(http_block(_LATIN.encode("latin-1"), None), url=URL, WARC_Truncated="time"))
    db = tmp_path / "a.db"
    _load(db, cut)
    assert _count(db, "problems WHERE code = 'truncated'") == 1
    _load(db, plain)
    assert (_count(db, "captures"), _count(db, "problems WHERE code = 'truncated'")) == (1, 0)


# -- Older parsers --


def _made_by_an_older_parser(db: Path) -> None:
    _change(db, f"UPDATE captures SET parser_version = {PARSER_VERSION - 1}")  # noqa: S608


def _status(db: Path) -> tuple[str, dict[str, Any]]:
    captures: dict[str, Any] = json.loads(run("status", "--db", db, "--json").stdout)["captures"]
    return " ".join(run("status", "--db", db).stdout.split()), captures


def test_reparse_settles_what_status_says_of_older_parsers(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    foreign = write(tmp_path / "foreign.html", b"<html><body><p>nothing of ours here</p></body></html>")
    _load(db, _page(tmp_path), foreign)
    _made_by_an_older_parser(db)
    text, captures = _status(db)
    assert "1 capture by an older parser; `wetpaint-import reparse" in text
    assert (captures["by_older_parser"], captures["by_older_parser_without_raw"]) == (1, 0)
    assert run("reparse", "--db", db).returncode == 0
    text, captures = _status(db)
    assert "older parser" not in text
    assert captures["by_older_parser"] == 0


def test_pages_that_are_not_kept_are_read_anew_by_loading_them_again(tmp_path: Path) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    _load(db, page, "--no-raw")
    _made_by_an_older_parser(db)
    _change(db, "UPDATE posts SET body_text = 'as an older parser read it'")
    text, captures = _status(db)
    assert "1 capture by an older parser without a raw page; load its file again to read it anew" in text
    assert "reparse" not in text
    assert (captures["by_older_parser"], captures["by_older_parser_without_raw"]) == (0, 1)
    done = run("reparse", "--db", db)
    assert (done.returncode, "load its file again, without --no-raw" in " ".join(done.stdout.split())) == (1, True)
    assert _load(db, page, "--no-raw")["read_again"] == 1
    assert "older parser" not in _status(db)[0]
    assert rows(db, "SELECT body_text FROM posts WHERE position = 1") == [("lamp 1.1",)]
    assert _load(db, page, "--no-raw")["read_again"] == 0


def test_a_raw_page_that_is_damaged_is_mended_by_loading_its_file_again(tmp_path: Path) -> None:
    db, page = tmp_path / "a.db", _page(tmp_path)
    _load(db, page)
    whole = rows(db, "SELECT * FROM pages")
    _made_by_an_older_parser(db)
    _change(db, "UPDATE pages SET body = x'00112233'")
    assert json.loads(run("reparse", "--db", db, "--json").stdout)["damaged"] == 1
    assert "load its file again" in _status(db)[0]
    assert _load(db, page)["read_again"] == 1
    assert rows(db, "SELECT * FROM pages") == whole
    assert "older parser" not in _status(db)[0]
    assert json.loads(run("reparse", "--db", db, "--json").stdout) == {
        "captures": 1, "without_raw": 0, "damaged": 0, "changed": {}
    }  # fmt: skip


# -- What none of the captures shows any more --


def test_names_that_only_the_first_reading_gave_do_not_stay(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    wrong, right, _, _ = _routes(tmp_path)
    other = write(tmp_path / "other.warc", record(http_block(named_page(by("ann", "x")).encode()), url=URL.replace("11", "12")))
    _load(db, other, wrong)
    _load(db, right)
    _load(tmp_path / "fresh.db", right, other)
    assert _shown(db)[2:] == _shown(tmp_path / "fresh.db")[2:]
    assert _count(db, "settings WHERE name <> 'mark-key'") == 0
