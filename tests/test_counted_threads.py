"""Lists that say how many threads there are, and show fewer: the ledger names how many are lacking, and where to look."""

from dataclasses import replace
from pathlib import Path
from random import Random

from archive import FIXTURES, load, rows, run
from generator.skins import render
from generator.truth import WikiTruth
from histories import whole_thread
from made_wikis import HOST, Saved, by, load_wiki

_COUNTED = "SELECT what, url, thread_count FROM missing WHERE thread_count IS NOT NULL"
_ALL_OF_THEM = "http://saltroad.wetpaint.com/page/Membership/threads"


def test_cut_list_tells_how_many_threads_are_missing_and_where_to_look(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "table-html-last-5-of-8")
    assert rows(db, _COUNTED) == [("3 of the 8 threads of Membership", _ALL_OF_THEM, 3)]
    assert _ALL_OF_THEM in run("status", "--missing", "--db", db).stdout.splitlines()
    done = run("status", "--db", db)
    assert done.returncode == 1
    assert "3 more threads are counted by lists" in done.stdout


def test_thread_that_is_found_elsewhere_is_no_longer_missing(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "table-html-last-5-of-8")
    truth = whole_thread(Random(5), 2)
    url = "http://saltroad.wetpaint.com/thread/7700123"
    wiki = WikiTruth(name=truth.wiki.name, host="saltroad.wetpaint.com")
    place = "http://saltroad.wetpaint.com/page/Membership"
    truth = replace(truth, wiki=wiki, url=url, original_id="7700123")
    truth = replace(truth, location="Membership", location_kind="page", location_url=place)
    page = tmp_path / "thread.html"
    page.write_text(render(truth, "unknown", Random(5)), encoding="utf-8")
    load(db, page, "--url", url)
    assert rows(db, _COUNTED) == [("2 of the 8 threads of Membership", _ALL_OF_THEM, 2)]


def test_list_that_does_not_tell_its_address_is_counted_alone(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "table-text-a")
    assert rows(db, _COUNTED) == [("7 of the 11 threads of a page that does not tell its address", None, 7)]


def test_wikis_told_to_be_one_are_followed_to_the_last_and_never_back(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    truth = whole_thread(Random(5), 2)
    for host in ("a.example.org", "b.example.org", "c.example.org"):
        page = tmp_path / f"{host}.html"
        wiki = WikiTruth(name=truth.wiki.name, host=host)
        there = replace(truth, wiki=wiki, url=f"http://{host}/thread/77", original_id="77", location_url=None)
        page.write_text(render(there, "unknown", Random(5)), encoding="utf-8")
        load(db, page, "--url", f"http://{host}/thread/77")
    load(db, page, "--same-wiki", "a.example.org=b.example.org")
    load(db, page, "--same-wiki", "b.example.org=c.example.org")
    assert rows(db, "SELECT wikis.host FROM threads JOIN wikis ON wikis.id = wiki_id") == [("c.example.org",)]
    done = run("load", page, "--same-wiki", "c.example.org=a.example.org", "--db", db)
    assert (done.returncode, "an earlier load was told" in done.stderr) == (2, True)


def test_a_thread_that_two_joined_hosts_link_to_is_missing_once(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    for host in (HOST, "boats.example.org"):
        link = f'See <a href="http://{host}/thread/99/lost">the other thread</a>.'
        load_wiki(db, [Saved(number=7, host=host, posts=(by("ann", link),)).archived])
    known_from_links = "SELECT what FROM missing WHERE thread_id IS NULL"
    assert len(rows(db, known_from_links)) == 2
    load(db, db.with_suffix(".warc.gz"), "--same-wiki", f"boats.example.org={HOST}")
    assert rows(db, known_from_links) == [(f"thread 99 of {HOST}, known only from links",)]


def test_a_missing_page_is_looked_for_under_every_address_that_its_thread_had(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    newer = Saved(number=7, posts=(by("ann", "one"),), claimed=25).archived
    older = replace(newer, url=f"http://{HOST}/thread/7/old+boats", timestamp="20090115150311")
    load_wiki(db, [newer, older])
    lines = run("status", "--missing", "--db", db).stdout.splitlines()
    page = "offset=20&maxResults=20"
    for form in ("/thread/7/title", "/thread/7/old+boats", "/thread/7"):
        assert f"http://{HOST}{form}?{page}" in lines
