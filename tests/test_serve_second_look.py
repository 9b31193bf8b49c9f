"""A second look at `serve`: no dead link, withheld names, a database that is copied over, what a page must tell."""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest

from archive import FIXTURES, rows
from fetch_servers.wiki import Archived
from in_process import run
from made_lists import Row, account, listed
from made_wikis import HOST, Saved, by, load_wiki
from serving import Page, Served, serving

_EARLY, _LATE = "20090115150311", "20120815150311"
_FOREIGN = "http://forum.example.org/viewtopic.php?t=1"
_NAMED_HOST = "janedoe.wetpaint.com"


def _at(place: str, timestamp: str) -> Archived:
    """Thread 3, as it hangs at `place`."""
    page = Saved(number=3, title="Sails", posts=(by("ann", "a sail"),), timestamp=timestamp).archived
    location = f'<div>Location: <a href="/page/{place}">{place}</a></div>'
    return Archived(url=page.url, timestamp=timestamp, payload=page.payload.replace(b"<h1>", location.encode() + b"<h1>", 1))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grebe is known from a list alone, oldname was renamed, thread 3 moved, and one page is nothing of Wetpaint's."""
    path = tmp_path_factory.mktemp("looked") / "a.db"
    load_wiki(
        path,
        [
            Saved(number=1, posts=(by("oldname", "how deep is it?"),), timestamp=_EARLY).archived,
            Saved(number=1, posts=(by("newname", "how deep is it?"),), timestamp=_LATE).archived,
            Saved(
                number=2, host=_NAMED_HOST, title="Kilns", posts=(by("JaneDoe", "a kiln"), by("janedoe_fan", "the kiln"))
            ).archived,
            Saved(number=4, host="other.wetpaint.com", title="Ovens", posts=(by("zed", "no kiln"),)).archived,
            _at("Old+place", _EARLY),
            _at("New+place", _LATE),
            Archived(url=_FOREIGN, timestamp=_LATE, payload=(FIXTURES / "refused-phpbb-topic" / "page.html").read_bytes()),
            listed(Row(7, account("grebe"), "Reeds"), Row(8, "Anonymous", "Nets"), Row(9, account("ann"), "Ropes")),
        ],
    )
    return path


@pytest.fixture(scope="module")
def served(db: Path) -> Iterator[Served]:
    with serving(db) as running:
        yield running


def _text(page: Page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def _followed(served: Served, path: str) -> Page:
    page = served.get(path)
    return served.get(page.headers["location"]) if page.status == 302 else page


def _author(db: Path, name: str) -> str:
    ((id_,),) = rows(db, "SELECT id FROM authors WHERE name = ?", name)
    return f"/author/{id_}"


def test_every_id_in_the_tables_has_its_page(db: Path, served: Served) -> None:
    """The tables link to each of them."""
    for kind, table in (("author", "authors"), ("place", "locations"), ("tag", "tags"), ("wiki", "wikis"), ("thread", "threads")):
        for (id_,) in rows(db, f"SELECT id FROM {table}"):  # noqa: S608
            assert _followed(served, f"/{kind}/{id_}").status == 200, (kind, id_)


def test_so_has_every_account_of_a_person(db: Path) -> None:
    authors = db.parent / "authors.toml"
    authors.write_text('[people]\n"Bobby" = ["oldname", "newname", "ann"]\n', encoding="utf-8")
    with serving(db, "--authors", str(authors)) as joined:
        pages = [joined.get(_author(db, name)) for name in ("oldname", "newname", "ann")]
    assert [page.status for page in pages] == [200] * 3
    assert len({page.text for page in pages}) == 1
    assert "Bobby" in pages[0].text


def test_who_is_known_from_lists_alone_has_the_threads_that_they_began(db: Path, served: Served) -> None:
    said = _text(served.get(_author(db, "grebe")))
    assert "Threads they began Of 1 thread only lists say so" in said
    assert "Reeds" in said
    assert "No post under this name is in the archive." in said


def test_an_author_of_posts_has_those_as_well(db: Path, served: Served) -> None:
    said = _text(served.get(_author(db, "ann")))
    assert "Of 1 thread only lists say so" in said
    assert "Ropes" in said
    assert "a sail" in said


def test_the_anonymous_are_led_to_the_search_for_their_posts(db: Path, served: Served) -> None:
    ((id_,),) = rows(db, "SELECT id FROM authors WHERE kind = 'anonymous'")
    assert served.get(f"/author/{id_}").headers["location"] == f"/search?wiki={HOST}&author=anonymous"


def test_a_raw_page_is_offered_only_where_it_is_kept(db: Path, served: Served) -> None:
    ((foreign,),) = rows(db, "SELECT id FROM captures WHERE url = ?", _FOREIGN)
    listed_pages = served.get("/captures").text
    assert 'href="/raw/1"' in listed_pages
    assert f'href="/raw/{foreign}"' not in listed_pages
    assert f'href="/raw/{foreign}"' not in served.get(f"/capture/{foreign}").text
    assert "nothing of Wetpaint's" in _text(served.get(f"/raw/{foreign}"))


def test_search_tells_a_withheld_name_nowhere_and_finds_nobody_by_it(db: Path) -> None:
    with serving(db, "--withhold", "janedoe") as withholding:
        for asked in ("q=kiln", "wiki=%5Bwithheld%5D.wetpaint.com", "author=%5Bwithheld%5D_fan", "author=zed", "year=2010"):
            page = withholding.get(f"/search?{asked}")
            assert "0 posts found" not in page.text, asked
            assert "janedoe" not in page.text.lower(), asked
        for asked in ("author=JaneDoe", "author=janedoe_fan", "wiki=janedoe", f"wiki={_NAMED_HOST}"):
            assert "0 posts found" in withholding.get(f"/search?{asked}").text, asked


def test_a_database_that_is_copied_over_the_served_one_is_shown(db: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "a.db", tmp_path / "other.db"
    shutil.copy(db, path)
    load_wiki(other, [Saved(number=1, title="Only this", posts=(by("zoe", "alone"),)).archived])
    with serving(path) as running:
        assert "Sails" in running.get("/").text
        path.write_bytes(other.read_bytes())
        page = running.get("/")
    assert page.status == 200
    assert "Only this" in page.text
    assert "Sails" not in page.text


def test_a_page_that_tells_of_the_database_names_no_path(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    shutil.copy(db, path)
    with serving(path) as running:
        path.unlink()
        page = running.get("/")
    assert page.status == 503
    assert "The database is gone" in page.text
    assert "a.db" not in page.text.lower()


def test_a_search_tells_that_its_index_is_behind(db: Path, tmp_path: Path) -> None:
    """As a load leaves it that is killed."""
    path = tmp_path / "a.db"
    shutil.copy(db, path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("INSERT INTO settings (name, value) VALUES ('search-index', 'stale')")
    with serving(path) as running:
        for words in ("kiln", "nosuchword"):
            assert "The search index is behind the posts" in running.get(f"/search?q={words}").text, words


def test_a_database_in_a_folder_that_cannot_be_written_is_read(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite would make a file beside it, and fail; root may write everywhere, so what is asked of the system is answered here."""
    path = tmp_path / "kept" / "a.db"
    path.parent.mkdir()
    shutil.copy(db, path)
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert run("stats", "--db", path).returncode == 0
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]


@pytest.mark.parametrize("asked", ["posts?_sort=nothing", "posts?_where=1;drop+table+posts"])
def test_what_an_address_asks_for_wrongly_is_no_fault_of_the_program_or_the_database(served: Served, asked: str) -> None:
    page = served.get(f"/archive/{asked}")
    assert page.status == 400
    assert "Not understood" in page.text
