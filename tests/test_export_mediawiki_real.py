"""Debian's MediaWiki takes the export: every post's text, author and time come back, and a second import adds nothing."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, load, rows, run, write_pages
from made_wikis import Saved, by, load_wiki
from real_programs.mediawiki import MediaWiki
from real_programs.mediawiki_server import served
from real_programs.talk_pages import TalkPage, read_talk_pages, shown_text
from wetpaint_import.export.mediawiki.local_settings import local_settings
from wetpaint_import.export.mediawiki.reading import read_pages
from wetpaint_import.export.mediawiki.settings import Namespace
from wikitext_threads import captures

pytestmark = pytest.mark.integration

POSTS = (
    "SELECT posts.id, posts.thread_id, posts.position, posts.number, posts.subject, posts.body_html, posts.posted_at,"
    " authors.name, authors.kind, threads.title FROM posts JOIN threads ON threads.id = posts.thread_id"
    " LEFT JOIN authors ON authors.id = author_id"
)


class Imported:
    """A database, its export, and a wiki that took it."""

    def __init__(self, wiki: MediaWiki, db: Path, *options: str) -> None:
        self.wiki = wiki
        self.db = db
        self.out = db.with_name("_".join(["out", *options]))
        self.options = options
        self.manifest = self.export()
        self.printed = self.take()

    def export(self) -> dict[str, Any]:
        done = run("export", "mediawiki", "--db", self.db, "--out", self.out, "--json", *self.options)
        assert done.returncode == 0, done.stderr
        manifest: dict[str, Any] = json.loads(done.stdout)
        return manifest

    def take(self) -> str:
        return self.wiki.run_maintenance("importDump.php", "--no-updates", str(self.out / "pages.xml"))

    def titles(self) -> dict[str, int]:
        """Page titles without namespace -> thread ids."""
        lines = (self.out / "titles.jsonl").read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines]
        return {entry["page"].split(":", 1)[1]: entry["thread_id"] for entry in entries}

    def shown_names(self) -> dict[str, tuple[str, str]]:
        """Names in the history -> the name as printed, and the title of the user's page."""
        lines = (self.out / "users.jsonl").read_text(encoding="utf-8").splitlines()
        return {entry["contributor"]: (entry["shown"], entry["page"]) for entry in map(json.loads, lines)}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    """One wiki for all; each database has a namespace of its own."""
    snippet = local_settings(Namespace(3000, "Forum"), 0)
    wiki = MediaWiki.install(tmp_path_factory.mktemp("mediawiki") / "wiki", settings=snippet.removeprefix("<?php"))
    yield wiki
    wiki.close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, wiki: MediaWiki) -> Imported:
    """Fixtures and random threads, in a namespace of their own."""
    folder = tmp_path_factory.mktemp("plain")
    write_pages(folder / "pages", 9)
    load(folder / "a.db", folder / "pages", *sorted(FIXTURES.glob("names-*/")), *sorted(FIXTURES.glob("table-*/")))
    return Imported(wiki, folder / "a.db", "--namespace", "Forum")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, wiki: MediaWiki) -> Imported:
    """Threads that are all syntax, where titles are most restricted."""
    db = tmp_path_factory.mktemp("hostile") / "h.db"
    load_wiki(db, captures())
    return Imported(wiki, db, "--namespace", "Talk", "--titles", "plain")


@pytest.fixture(scope="module")
def _links(plain: Imported, hostile: Imported) -> None:
    """Links and categories once for each page, not for each revision, as docs/migrate/mediawiki.md says."""
    assert plain.wiki is hostile.wiki
    plain.wiki.run_maintenance("refreshLinks.php")


def flat(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))


def assert_same(imported: Imported, pages: dict[int, TalkPage]) -> None:
    """Every post of the database stands in its thread's page with its text, author and time, and so does the history."""
    titles = imported.titles()
    assert {page.title for page in pages.values()} == set(titles)
    by_thread = {titles[page.title]: page for page in pages.values()}
    names = imported.shown_names()
    found = rows(imported.db, POSTS)
    assert sum(len(page.posts) for page in pages.values()) == len(found) > 0
    for id_, thread_id, position, number, subject, body_html, posted_at, author, kind, title in found:
        page = by_thread[thread_id]
        post = page.posts[id_]
        heading = "" if position == 0 and subject == title else subject or ""
        assert flat(post.text) == flat(("" if number is None else f"{number}. ") + heading + shown_text(body_html)), (
            id_,
            page.title,
        )
        name = "anonymous" if kind == "anonymous" else author or "author not known"
        signature = re.fullmatch(r"(.*) (\d\d:\d\d, \d{1,2} [A-Z][a-z]+ \d{4} \(UTC\))", " ".join(post.signature.split()))
        assert signature is not None, (id_, post.signature)
        assert flat(signature[1]) == flat(name if len(name) < 80 else f"{name[:79]}…")
        assert flat(post.origin).startswith(flat(name))
        if posted_at:
            at = datetime.fromisoformat(posted_at)
            signed = datetime.strptime(signature[2], "%H:%M, %d %B %Y (UTC)").replace(tzinfo=UTC)
            assert signed == at.replace(second=0)
            written = [names[by] for by, when, _ in page.history if when == f"{at:%Y%m%d%H%M%S}"]
            assert name in [shown for shown, _ in written], (id_, page.history)
        assert post.depth == 0 if position == 0 else post.depth > 0
        pages_of = {user_page for shown, user_page in names.values() if shown == name}
        assert post.link.removesuffix(" (page does not exist)") in {f"User:{user_page}" for user_page in pages_of}


def test_every_post_comes_back_with_its_text_its_author_and_its_time(plain: Imported) -> None:
    pages = read_talk_pages(plain.wiki, namespace=3000)
    assert_same(plain, pages)
    assert plain.manifest["written"]["posts"] == plain.manifest["in_archive"]["posts"]
    assert plain.manifest["written"]["revisions"] == sum(len(page.history) for page in pages.values())


def test_a_page_has_a_revision_by_each_author_of_its_posts(plain: Imported) -> None:
    pages = read_talk_pages(plain.wiki, namespace=3000)
    page = max(pages.values(), key=lambda page: len(page.posts))
    assert len(page.history) >= len(page.posts) > 5
    assert all(author.startswith("wetpaint>") for author, _, _ in page.history)
    assert len({author for author, _, _ in page.history}) > 1


def test_a_second_import_adds_nothing(plain: Imported) -> None:
    counts = "SELECT (SELECT count(*) FROM page), (SELECT count(*) FROM revision), (SELECT count(*) FROM actor)"
    before = plain.wiki.query(counts)
    plain.take()
    assert plain.wiki.query(counts) == before


def test_the_wikis_own_dump_has_the_same_revisions_to_the_byte(plain: Imported, hostile: Imported, tmp_path: Path) -> None:
    dump = tmp_path / "dump.xml"
    plain.wiki.run_maintenance("dumpBackup.php", "--full", f"--output=file:{dump}")
    theirs = {
        (page.title, revision.timestamp, revision.contributor, revision.comment, revision.text)
        for page in read_pages(dump)
        for revision in page.revisions
    }
    for imported in (plain, hostile):
        ours = [
            (page.title, revision.timestamp, revision.contributor, revision.comment, revision.text)
            for page in read_pages(imported.out / "pages.xml")
            for revision in page.revisions
        ]
        assert len(ours) == imported.manifest["written"]["revisions"]
        assert [revision for revision in ours if revision not in theirs] == []


@pytest.mark.usefixtures("_links")
def test_tags_become_categories_and_all_threads_stand_in_one(plain: Imported) -> None:
    titles = plain.titles()
    for page in read_talk_pages(plain.wiki, namespace=3000).values():
        tags = rows(plain.db, "SELECT name FROM thread_tags JOIN tags ON tags.id = tag_id WHERE thread_id = ?", titles[page.title])
        wanted = {tag.replace("<b>", "‹b›")[0].upper() + tag.replace("<b>", "‹b›")[1:] for (tag,) in tags}
        assert page.categories == {"Wetpaint discussions", *wanted}


@pytest.mark.usefixtures("_links")
def test_no_title_name_or_body_breaks_out_of_its_place(hostile: Imported) -> None:
    pages = read_talk_pages(hostile.wiki)
    assert_same(hostile, pages)
    assert "Skipping" not in hostile.printed
    assert hostile.wiki.query("SELECT page_title FROM page WHERE page_namespace NOT IN (1, 5, 13, 3000)") == [("Main_Page",)]
    for page in pages.values():
        assert not re.search(r"<script|<img|onerror|javascript:", page.html)
        assert page.html.count("<h2>") == 1
        assert "Injected" not in page.categories
    assert hostile.wiki.query("SELECT count(*) FROM redirect") == [(0,)]
    assert hostile.wiki.query("SELECT count(*) FROM templatelinks") == [(0,)]


def test_no_imported_name_is_taken_for_an_account_of_the_wiki(hostile: Imported) -> None:
    credited = hostile.wiki.query(
        "SELECT DISTINCT actor_name, actor_user FROM revision JOIN actor ON actor_id = rev_actor WHERE rev_page > 1"
    )
    assert len(credited) > 20
    assert all(str(name).startswith("wetpaint>") and user is None for name, user in credited)


def test_wikis_and_places_in_titles_arrive_too(hostile: Imported) -> None:
    again = Imported(hostile.wiki, hostile.db, "--namespace", "Help talk", "--titles", "wiki")
    assert {page.title for page in read_talk_pages(again.wiki, namespace=13).values()} == set(again.titles())


def test_a_namespace_of_ones_own_is_what_the_snippet_makes_it(plain: Imported) -> None:
    asked = (
        "$all = MediaWiki\\MediaWikiServices::getInstance()->getNamespaceInfo();"
        " print json_encode( [ $all->wantSignatures( 3000 ), $all->hasSubpages( 3000 ), $all->wantSignatures( 0 ) ] );"
    )
    assert "[true,true,false]" in plain.wiki.run_maintenance("eval.php", stdin=asked)
    assert (plain.out / "LocalSettings.wetpaint.php").read_text(encoding="utf-8") == local_settings(Namespace(3000, "Forum"), 0)
    pages = plain.manifest["written"]["pages"]
    assert plain.wiki.query("SELECT count(*) FROM page WHERE page_namespace = 3000") == [(pages,)]


def test_the_wiki_answers_at_the_new_addresses_and_through_its_api(hostile: Imported) -> None:
    lines = (hostile.out / "addresses.jsonl").read_text(encoding="utf-8").splitlines()
    new = [json.loads(line)["new"] for line in lines]
    by_page = hostile.titles()
    with served(hostile.wiki) as server:
        for address, title in [*zip(new, by_page, strict=True)][:: max(1, len(new) // 8)]:
            assert '<span id="post-' in server.get(address)
            (page,) = server.api(action="query", prop="revisions", titles=f"Talk:{title}", rvprop="user|content", rvslots="main")[
                "query"
            ]["pages"]
            (revision,) = page["revisions"]
            assert revision["user"].startswith("wetpaint>")
            posts = rows(hostile.db, "SELECT id FROM posts WHERE thread_id = ? ORDER BY position", by_page[title])
            assert re.findall(r'<span id="post-(\d+)">', revision["slots"]["main"]["content"]) == [str(id_) for (id_,) in posts]


def test_an_archive_that_grew_adds_what_is_new_and_shows_it(tmp_path: Path, wiki: MediaWiki) -> None:
    first, second, third = (
        by(name, f"words of {name}", f"Jul {day} 2010, 9:27 AM EDT | Post edited: Jul {day} 2010, 9:27 AM EDT")
        for day, name in ((1, "Ann"), (3, "Bob"), (2, "Cy"))
    )
    db = tmp_path / "a.db"
    load_wiki(db, [Saved(number=1, posts=(first, second), timestamp="20100801000000").archived])
    imported = Imported(wiki, db, "--namespace", "Project talk")
    load_wiki(db, [Saved(number=1, posts=(first, second, third), timestamp="20110801000000").archived])
    imported.export()
    imported.take()
    pages = read_talk_pages(wiki, namespace=5)
    assert [len(page.posts) for page in pages.values()] == [3]
    assert_same(imported, pages)
