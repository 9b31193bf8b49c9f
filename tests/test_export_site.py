"""The static site as files: whole, the same every time, readable by machines, without anything that was not to be shown."""

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest

from archive import run
from demo_wiki import SCRIPT, Note, Talk, demo_database, talks
from export_cases import database, fixture_pages, random_pages, withholding
from web_cases import parsed
from wetpaint_import.export.address_map import read_addresses
from wetpaint_import.export.site import TARGET

pytestmark = pytest.mark.integration

LENS, ROTA, ANEMONE, LONG, HOSTILE = range(1, 6)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_database(tmp_path_factory.mktemp("wiki"))


@pytest.fixture(scope="module")
def site(db: Path) -> Path:
    return _exported(db, db.parent / "site")


def _exported(db: Path, out: Path, *arguments: str | Path) -> Path:
    done = run("export", "site", "--db", db, "--out", out, *arguments)
    assert done.returncode == 0, done.stderr
    return out


def _checked(db: Path, out: Path, *arguments: str) -> list[dict[str, str]]:
    done = run("export", "site", "--db", db, "--out", out, "--check", "--json", *arguments)
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert done.returncode == (6 if found else 0), done.stderr
    return found


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def _structured(page: Path) -> dict[str, Any]:
    (text,) = parsed(page.read_bytes()).xpath("//script[@type='application/ld+json']/text()")
    content: dict[str, Any] = json.loads(str(text))
    return content


def test_the_site_holds_what_the_database_holds(db: Path, site: Path) -> None:
    assert _checked(db, site) == []
    manifest = json.loads((site / "manifest.json").read_text())
    assert manifest["written"]["posts"] == manifest["in_archive"]["posts"] == 247


def test_fixtures_and_random_threads_arrive_whole(tmp_path: Path) -> None:
    db = database(tmp_path, [*fixture_pages(), *random_pages(12)])
    assert _checked(db, _exported(db, tmp_path / "site")) == []


_DAMAGE: dict[str, tuple[str, Callable[[str], str], str]] = {
    "a word": ("t/1.html", lambda page: page.replace("jam jar", "jam pot"), "body of post 5"),
    "an author": ("t/1.html", lambda page: page.replace(">Tomasz Wrona<", ">Tomas Wrona<"), "author of post 3"),
    "an instant": (
        "t/2.html",
        lambda page: page.replace('datetime="2010-03-20T22:05', 'datetime="2010-03-20T22:06'),
        "time of post 7",
    ),
    "a printed time": (
        "t/2.html",
        lambda page: page.replace("Mar 20 2010, 6:05 PM", "Mar 20 2010, 7:05 PM"),
        "printed time of post 7",
    ),
    "a version": ("t/1.html", lambda page: re.sub(r'<div class="sides">', "<p>", page, count=1), "versions of post 4"),
    "a gap": ("t/2.html", lambda page: page.replace('<div class="gap"', "<div"), "gaps of thread 2"),
    "a title": ("t/3.html", lambda page: page.replace("<h1", "<h3"), "title of t/3.html"),
    "a post": ("t/2.html", lambda page: page.replace('data-post="8"', 'data-post="7"'), "post 8 of thread 2"),
    "what machines read": (
        "t/4-2.html",
        lambda page: page.replace('"datePublished":"', '"datePublished":"1', 1),
        "datePublished, JSON-LD",
    ),
    "a link": ("k/1.html", lambda page: page.replace("../t/1.html", "../t/77.html"), "link in k/1.html"),
    "an anchor": ("t/1.html", lambda page: page.replace('id="p2"', 'id="q2"'), "link in"),
}


@pytest.mark.parametrize("damage", _DAMAGE)
def test_a_check_tells_what_was_changed(db: Path, site: Path, tmp_path: Path, damage: str) -> None:
    name, change, told = _DAMAGE[damage]
    copy = shutil.copytree(site, tmp_path / "copy")
    page = (copy / name).read_text(encoding="utf-8")
    assert change(page) != page
    (copy / name).write_text(change(page), encoding="utf-8")
    assert any(told in difference["what"] for difference in _checked(db, copy))


def test_the_same_database_gives_the_same_bytes_search_index_included(db: Path, site: Path, tmp_path: Path) -> None:
    assert _digests(_exported(db, tmp_path / "again")) == _digests(site)
    assert len(list((site / "pagefind" / "filter").iterdir())) == 4


def test_a_second_export_touches_only_what_changed(tmp_path: Path) -> None:
    out = _exported(demo_database(tmp_path / "one"), tmp_path / "site")
    before = _digests(out)
    for file in out.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    more = Talk(number=710900, title="Who has the ladder?", place="Spring Count", begun=talks()[3].begun, notes=[
        Note(author="p.lobster", body="It is not in the shed.")
    ])  # fmt: skip
    _exported(demo_database(tmp_path / "two", more), out)
    after = _digests(out)
    touched = {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file() and file.stat().st_mtime > 1_000_000_001}
    assert touched == {name for name in after if before.get(name) != after[name]}
    assert {"t/6.html", "x/6.html", "index.html", "w/1.html", "y/2010.html"} <= touched
    assert not {name for name in touched if re.fullmatch(r"[tx]/[1-5](-\d)?\.html", name)}
    assert not {"about.html", "assets/style.css", "tags.html"} & touched


def test_pages_know_nothing_of_the_machine_and_load_nothing_from_elsewhere(db: Path, site: Path) -> None:
    for file in site.rglob("*.html"):
        page = parsed(file.read_bytes())
        assert str(db.parent) not in file.read_text(encoding="utf-8")
        loaded = page.xpath("//script/@src | //link[not(@rel='alternate')]/@href | //img | //iframe | //object | //embed | //base")
        assert all(re.fullmatch(r"(\.\./)?assets/[\w.]+", str(address)) for address in loaded), file
        assert not page.xpath("//*[@style or starts-with(name(@*), 'on')]"), file
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none';")
        assert "unsafe-inline" not in policy


def test_markup_in_titles_names_tags_and_places_is_text_everywhere(site: Path) -> None:
    for file in [*site.rglob("*.html"), *site.rglob("*.xml")]:
        assert SCRIPT not in file.read_text(encoding="utf-8"), file
    assert "&lt;/script&gt;&lt;script&gt;" in (site / "t" / f"{HOSTILE}.html").read_text(encoding="utf-8")
    assert _structured(site / "t" / f"{HOSTILE}.html")["headline"].startswith("</script><script>")


def test_machines_read_the_thread_with_its_comments(site: Path) -> None:
    content = _structured(site / "t" / f"{LENS}.html")
    assert content["@type"] == "DiscussionForumPosting"
    assert (content["headline"], content["identifier"]) == ("How do you look into a rock pool?", "710001")
    assert content["author"] == {"@type": "Person", "name": "BlennyWatch", "url": "../a/1.html"}
    assert content["datePublished"] == "2009-05-03T13:12:00Z"
    assert content["interactionStatistic"]["userInteractionCount"] == 4
    assert content["keywords"] == ["glass", "home-made", "rock pools"]
    assert content["archivedAt"] == "https://web.archive.org/web/20120304102030/http://tidepool.wetpaint.com/thread/710001/talk"
    comments = content["comment"]
    assert content["commentCount"] == len(comments) == 5
    assert comments[1]["parentItem"] == {"@id": comments[0]["@id"]} == {"@id": "../t/1.html#p2"}
    assert comments[2]["dateModified"] > comments[2]["datePublished"]


def test_machines_are_told_no_author_and_no_date_that_pages_do_not_tell(tmp_path: Path) -> None:
    db = database(tmp_path, fixture_pages())
    site = _exported(db, tmp_path / "site", "--search", "no")
    undated = anonymous = 0
    for file in (site / "t").iterdir():
        for article, entry in zip(_articles(file), _entries(file), strict=True):
            has_time = bool(article.xpath(".//h2//time"))
            assert ("datePublished" in entry) == has_time
            undated += not has_time
            if "nobody" in article.xpath("string(.//h2/*[1]/@class)"):
                assert "author" not in entry
                anonymous += 1
    assert undated
    assert anonymous


def _articles(file: Path) -> Any:  # noqa: ANN401
    return parsed(file.read_bytes()).xpath("//article[@data-post]")


def _entries(file: Path) -> list[dict[str, Any]]:
    content = _structured(file)
    return [entry for entry in (content, *content.get("comment", ())) if "position" in entry]


def test_a_feed_brings_the_newest_posts_with_what_they_answer(site: Path) -> None:
    feed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 50
    assert feed.feed.updated == feed.entries[0].updated == "2011-08-01T13:04:00Z"
    times = [entry.published for entry in feed.entries]
    assert times == sorted(times, reverse=True)
    assert feed.entries[0].links[0].href == "t/3.html#p12"
    assert len({entry.id for entry in feed.entries}) == 50
    assert feedparser.parse((site / "w" / "1.xml").read_bytes()).entries[0].links[0].href == "../t/3.html#p12"


def test_an_answer_in_a_feed_names_the_post_that_it_answers(db: Path, tmp_path: Path) -> None:
    site = _exported(db, tmp_path / "site", "--only", f"thread={LENS}", "--search", "no")
    entries = {entry.links[0].href: entry for entry in feedparser.parse((site / "feed.xml").read_bytes()).entries}
    assert entries["t/1.html#p3"]["thr_in-reply-to"]["ref"] == entries["t/1.html#p2"].id
    assert entries["t/1.html#p3"]["thr_in-reply-to"]["href"] == "t/1.html#p2"


def test_with_an_address_of_its_own_the_site_names_it_where_machines_need_it(db: Path, tmp_path: Path) -> None:
    site = _exported(db, tmp_path / "site", "--base-url", "https://tide.example/old", "--search", "no", "--robots", "deny")
    assert _structured(site / "t" / "1.html")["url"] == "https://tide.example/old/t/1.html"
    assert feedparser.parse((site / "w" / "1.xml").read_bytes()).entries[0].links[0].href == "https://tide.example/old/t/3.html#p12"
    places = re.findall(r"<loc>https://tide\.example/old/([^<]+)</loc>", (site / "sitemap.xml").read_text())
    assert sorted(places) == sorted(str(file.relative_to(site)) for file in site.rglob("*.html"))
    assert (site / "robots.txt").read_text() == "User-agent: *\nDisallow: /\nSitemap: https://tide.example/old/sitemap.xml\n"
    assert 'href="https://tide.example/old/assets/style.css"' in (site / "404.html").read_text()
    assert _checked(db, site) == []


def test_without_a_search_index_the_search_page_says_so(db: Path, tmp_path: Path) -> None:
    site = _exported(db, tmp_path / "site", "--search", "no")
    assert not (site / "pagefind").exists()
    assert "without a search index" in (site / "search.html").read_text()
    assert _checked(db, site) == []


def test_withheld_names_are_in_no_file_packed_or_not(db: Path, tmp_path: Path) -> None:
    withheld = ("--withhold", "Tomasz Wrona", "--withhold", "BlennyWatch")
    site = _exported(db, tmp_path / "site", *withheld)
    for file in site.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8", "replace")
            assert not re.search(r"wrona|tomasz|blennywatch", text, re.IGNORECASE), file
    assert "[withheld] has the key to the shed." in (site / "t" / f"{ROTA}.html").read_text()
    assert _checked(db, site, *withheld) == []


def test_a_withheld_name_that_is_a_word_of_every_page_hinders_nothing(db: Path, tmp_path: Path) -> None:
    site = _exported(db, tmp_path / "site", *withholding(tmp_path, "ledge", "Search", "fragment"))
    page = (site / "t" / f"{LONG}.html").read_text()
    assert "a cowrie below the south [withheld]." in page
    assert 'placeholder="Search"' in page


def test_the_words_of_pagefind_s_own_scripts_are_known(site: Path) -> None:
    scripts = "".join((site / "pagefind" / name).read_text() for name in ("pagefind.js", "pagefind-worker.js"))
    known = {word.casefold() for word in re.findall(r"[^\W_]+", TARGET.own_words)}
    lacking = {word.casefold() for word in re.findall(r"[^\W_]+", scripts)} - known
    assert lacking == set(), "add them to pagefind_words.txt"


def test_old_addresses_lead_to_pages_that_are_there(site: Path) -> None:
    moved = list(read_addresses(site / "addresses.jsonl"))
    assert [(one.id, one.new) for one in moved] == [(id_, f"t/{id_}.html") for id_ in range(1, 6)]
    assert "http://tidepool.wetpaint.com/thread/710001/talk" in moved[0].old
    assert all((site / one.new).is_file() for one in moved)


def test_a_part_of_the_archive_is_a_whole_site(db: Path, tmp_path: Path) -> None:
    site = _exported(db, tmp_path / "site", "--only", "tag=anemones")
    assert [file.name for file in (site / "t").iterdir()] == [f"{ANEMONE}.html"]
    assert "One find a day" not in "".join(file.read_text() for file in site.rglob("*.html"))
    assert 'href="http://tidepool.wetpaint.com/thread/710001/talk"' in (site / "t" / f"{ANEMONE}.html").read_text()
    assert _checked(db, site, "--only", "tag=anemones") == []


def test_links_between_threads_of_the_archive_stay_inside(site: Path) -> None:
    page = parsed((site / "t" / f"{ANEMONE}.html").read_bytes())
    (link,) = page.xpath("//div[@class='body']//a[.='here is how']")
    assert (link.get("href"), link.get("title")) == ("../t/1.html", "http://tidepool.wetpaint.com/thread/710001/talk")


def test_the_folder_says_whose_words_these_are(site: Path) -> None:
    assert "What people wrote on these pages is theirs" in (site / "NOTICE.txt").read_text()
    assert "Whose words these are" in (site / "about.html").read_text()
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
