"""What the user tells of pages: it fills what container and page leave open, overrules nothing, and can be told anew."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from archive import details, everything, load, rows, run
from made_wikis import by
from making_sources import http_block, record, write
from pages import Written, named_page
from wetpaint_import.model import Capture, PageView
from wetpaint_import.parse import Options, parse

OWN = "http://ferretfolk.wetpaint.com/thread/12/harness"
TOLD = "http://harrowbay.wetpaint.com/thread/34/told"
_WEEKDAY = "Wednesday, 10:15 PM EDT"


def _page(folder: Path, name: str, *posts: Written, head: str = "") -> Path:
    page = named_page(*(posts or (by("Fernpelt", "a short one"),)), title=name.removesuffix(".html"))
    return write(folder / name, f"{head}{page}".encode())


def _saved_from(url: str) -> str:
    return f"<!-- saved from url=({len(url):04}){url} -->"


def test_what_a_page_says_of_itself_stays(tmp_path: Path) -> None:
    remark = f"<!--\n Page saved with SingleFile \n url: {OWN} \n saved date: Thu Dec 04 2008 19:03:22 GMT+0000 (UTC)\n-->"
    page, db = _page(tmp_path, "Harness.html", head=remark), tmp_path / "a.db"
    load(db, page)
    before = everything(db)
    report = load(db, page, "--url", TOLD, "--captured-at", "2011-01-01")
    assert (report["read_again"], report["already_loaded"], report["own_url"]) == (0, 1, 0)
    assert everything(db) == before
    done = run("load", page, "--url", TOLD, "--captured-at", "2011-01-01", "--db", tmp_path / "b.db")
    assert "1 page tells its own address; --url was not used for it." in done.stdout
    assert "1 page tells its own capture time; --captured-at was not used for it." in done.stdout
    assert rows(tmp_path / "b.db", "SELECT url, captured_at, told_url, told_captured_at FROM captures") == [
        (OWN, "2008-12-04T19:03:22Z", None, None)
    ]


def test_what_a_container_says_stays(tmp_path: Path) -> None:
    warc = write(tmp_path / "a.warc", record(http_block(named_page(by("ann", "x")).encode()), url=OWN))
    load(tmp_path / "a.db", warc, "--url", TOLD, "--captured-at", "2001-01-01")
    assert rows(tmp_path / "a.db", "SELECT url, captured_at FROM captures") == [(OWN, "2011-08-15T15:03:11Z")]


def _ids(db: Path) -> list[list[tuple[Any, ...]]]:
    return [rows(db, f"SELECT id FROM {table} ORDER BY id") for table in ("captures", "sightings", "posts", "post_versions")]  # noqa: S608


def test_what_is_told_later_counts_for_what_is_loaded_and_can_be_told_anew(tmp_path: Path) -> None:
    page, db = _page(tmp_path, "Oil.html", by("ann", "a wick", dates=f"{_WEEKDAY} | Post edited: {_WEEKDAY}")), tmp_path / "a.db"
    load(db, page)
    assert rows(db, "SELECT posted_at FROM posts") == [(None,)]
    ids = _ids(db)
    for told in (("1999-01-01", "http://wrong.example.org/thread/1"), ("2010-08-05", TOLD)):
        report = load(db, page, "--captured-at", told[0], "--url", told[1])
        assert report["read_again"] == 1
        assert _ids(db) == ids
    load(tmp_path / "fresh.db", page, "--captured-at", "2010-08-05", "--url", TOLD)
    assert details(db) == details(tmp_path / "fresh.db")
    assert rows(db, "SELECT posted_at FROM posts") == [("2010-08-05T02:15:00Z",)]
    assert f"{_WEEKDAY} (Aug 5 2010, 2:15 AM UTC)" in run("show", "1", "--db", db).stdout
    assert rows(db, "SELECT url, url_basis, captured_at, captured_at_basis FROM captures") == [
        (TOLD, "given", "2010-08-05T23:59:59Z", "given")
    ]
    assert rows(db, "SELECT code FROM problems") == []
    before = everything(db)
    for again in ((), ("--url", TOLD), ("--captured-at", "2010-08-05")):
        assert load(db, page, *again)["already_loaded"] == 1
    assert run("reparse", "--db", db).returncode == 0
    assert everything(db) == before


def test_a_folder_is_not_made_one_thread(tmp_path: Path) -> None:
    for number in range(3):
        _page(tmp_path / "mine", f"Thread {number}.html")
    done = run("load", tmp_path / "mine", "--url", TOLD, "--db", tmp_path / "a.db")
    assert done.returncode == 2
    assert "is the address of one thread" in done.stderr
    assert not (tmp_path / "a.db").exists()


def test_threads_without_a_wiki_are_told_and_a_host_joins_their_authors(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    for number in range(2):
        _page(tmp_path / "mine", f"Thread {number}.html")
    _page(tmp_path / "mine", "Harness.html", head=_saved_from(OWN))
    done = run("load", tmp_path / "mine", "--db", db)
    assert "2 threads do not tell their wiki" in done.stdout
    assert rows(db, "SELECT count(*) FROM authors WHERE name = 'Fernpelt'") == [(3,)]
    report = load(db, tmp_path / "mine", "--url", "ashclaw.wetpaint.com")
    assert (report["read_again"], report["already_loaded"], report["wiki_unknown"]) == (2, 1, 0)
    assert rows(db, "SELECT host FROM wikis ORDER BY host") == [("ashclaw.wetpaint.com",), ("ferretfolk.wetpaint.com",)]
    assert rows(db, "SELECT count(*) FROM authors WHERE name = 'Fernpelt'") == [(2,)]
    assert rows(db, "SELECT count(*) FROM threads") == [(3,)]


def test_links_that_agree_tell_a_wiki_better_than_the_user(tmp_path: Path) -> None:
    account = '<a class="WPC-action" href="http://ferretfolk.wetpaint.com/account/ann">ann</a>'
    _page(tmp_path / "mine", "Oil.html", Written(author=account, body="a wick"))
    load(tmp_path / "a.db", tmp_path / "mine", "--url", "ashclaw.wetpaint.com")
    assert rows(tmp_path / "a.db", "SELECT host FROM wikis") == [("ferretfolk.wetpaint.com",)]


def _view(told_url: str | None, told_at: datetime | None, name: str | None = None) -> PageView:
    payload = named_page(by("ann", "a wick"), title="Oil").encode()
    capture = Capture(
        payload=payload,
        source="file",
        place="page",
        url=name,
        url_basis=name and "file-name",
        told_url=told_url,
        told_captured_at=told_at,
    )
    return parse(capture, Options())


@pytest.mark.parametrize(
    ("told_at", "name", "expected"),
    [
        (None, None, (OWN, "given", "2009", "given")),
        (datetime(2010, 5, 5, tzinfo=UTC), None, (OWN, "given", "2010", "given")),
        (
            datetime(2010, 5, 5, tzinfo=UTC),
            f"http://web.archive.org/web/20070101000000/{TOLD}",
            (TOLD, "file-name", "2007", "file-name"),
        ),
    ],
)
def test_an_archives_address_tells_the_time_where_nothing_better_does(
    told_at: datetime | None, name: str | None, expected: tuple[str, str, str, str]
) -> None:
    view = _view(f"http://web.archive.org/web/20090101000000/{OWN}", told_at, name)
    assert view.captured_at is not None
    assert (view.url, view.url_basis, str(view.captured_at.year), view.captured_at_basis) == expected


def test_a_database_of_an_older_version_keeps_what_it_was_told(tmp_path: Path) -> None:
    page, db = _page(tmp_path, "Oil.html"), tmp_path / "a.db"
    load(db, page, "--url", TOLD, "--captured-at", "2010-08-05")
    with closing(connect(db)) as conn, conn:
        conn.execute(
            "UPDATE captures SET given_url = told_url, given_captured_at = told_captured_at,"
            " key = sha256 || '|' || told_url || '|' || told_captured_at, told_url = NULL, told_captured_at = NULL"
        )
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm003_second_look'")
        conn.execute("PRAGMA user_version = 2")
    assert run("index", "--db", db).returncode == 0
    assert rows(db, "SELECT given_url, given_captured_at, told_url, told_captured_at FROM captures") == [
        (None, None, TOLD, "2010-08-05T23:59:59Z")
    ]
    report = json.loads(run("load", page, "--db", db, "--json").stdout)
    assert (report["already_loaded"], report["read_again"]) == (1, 0)


def test_a_link_without_a_host_leads_to_the_wiki_that_other_links_name(tmp_path: Path) -> None:
    account = '<a class="WPC-action" href="http://ferretfolk.wetpaint.com/account/ann">ann</a>'
    page = _page(tmp_path, "Oil.html", Written(author=account, body='see <a href="/thread/99/wicks">that</a>'))
    load(tmp_path / "a.db", page)
    assert rows(tmp_path / "a.db", "SELECT url FROM mentions") == [("http://ferretfolk.wetpaint.com/thread/99",)]
