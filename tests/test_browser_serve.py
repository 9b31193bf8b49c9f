"""The served archive in a real browser: nothing of a post runs, nothing is loaded from elsewhere, and everybody can use it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from archive import FIXTURES, load
from browsing import Watched, chromium
from made_wikis import Saved, by, load_wiki
from serving import Served, serving

_EVIL = (
    '<script>window.ran = 1</script><img src="http://evil.example/i.png" onerror="window.ran = 2">'
    '<svg onload="window.ran = 3"></svg><a href="javascript:window.ran = 4" onclick="window.ran = 5">here</a>'
    '<iframe src="http://evil.example/"></iframe><style>@import url(http://evil.example/s.css); body { display: none }</style>'
    '<form action="http://evil.example/"><input name="q"><link rel="stylesheet" href="http://evil.example/l.css">'
    '<meta http-equiv="refresh" content="0;url=http://evil.example/"><base href="http://evil.example/">'
    '<div style="background: url(http://evil.example/b.png)">end</div>'
)
_PAGES = (
    "/ /thread/1 /explain/1 /author/1 /authors /tags /sources /captures /capture/1 /about /year/2010 /search?q=kiln /search"
    " /archive /archive/posts /archive/post_details /archive/posts/1 /archive/who_wrote_most?year=2010 /archive/on_what"
    " /archive?sql=select+body_html+from+posts /archive?sql=nonsense /-/metadata"
).split()

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    db = tmp_path_factory.mktemp("browsed") / "a.db"
    posts = tuple(by(name, f"a kiln of {name}") for name in ("ann", "bob", "cee", "ann", "dee") * 3)
    load_wiki(db, [Saved(number=7, posts=posts, title="Clay and kilns", claimed=17).archived])
    load(
        db,
        FIXTURES / "names-hostile-markup",
        FIXTURES / "names-images-original-addresses",
        FIXTURES / "names-quotes-and-other-blockquotes",
    )
    with serving(db) as running:
        yield running


@pytest.fixture(params=[(390, 844, "light"), (1280, 900, "dark")], ids=["phone-light", "desk-dark"])
def watched(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Watched]:
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield Watched(context.new_page(), served.address)
    context.close()


def test_pages_are_quiet_stay_here_and_fit_the_screen(watched: Watched) -> None:
    for path in _PAGES:
        page = watched.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert [text for text in watched.said if "status of 400" not in text] == []
    assert watched.elsewhere == []


def test_pages_can_be_used_by_everybody(watched: Watched) -> None:
    # Each template once.
    again = {"/search", "/archive/post_details", "/archive/on_what", "/archive?sql=nonsense"}
    for path in [path for path in _PAGES if path not in again]:
        page = watched.open(path)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")] == [], path


def test_raw_page_is_text_in_a_box(watched: Watched) -> None:
    page = watched.open("/raw/2")
    assert "<script" in page.inner_text("body")
    assert page.evaluate("document.querySelectorAll('script, img, iframe, table').length") == 0
    assert watched.elsewhere == []


def test_nothing_of_a_hostile_database_runs(browser: Browser, tmp_path: Path) -> None:
    """Not even where somebody else made the database, and it holds what no load would write."""
    db = tmp_path / "evil.db"
    load_wiki(db, [Saved(number=7, posts=(by("ann", "a kiln"), by("bob", "a kiln")), title="Clay").archived])
    conn = sqlite3.connect(db)
    with conn:
        for sql in (
            "UPDATE posts SET body_html = ?1, subject = ?1, body_text = ?1, posted_at_text = ?1, edited_at_text = ?1",
            "UPDATE post_versions SET body_html = ?1, subject = ?1",
            "UPDATE threads SET title = ?1, url = 'javascript:window.ran = 6'",
            "UPDATE authors SET name = ?1 || id, profile_url = 'javascript:window.ran = 7', avatar_url = 'http://evil.example/a.png'",
            "UPDATE wikis SET name = ?1",
            "UPDATE captures SET url = 'javascript:window.ran = 8', layout = ?1, place = ?1",
            "INSERT INTO tags (name) VALUES (?1)",
            "INSERT INTO thread_tags SELECT threads.id, tags.id FROM threads, tags",
            "INSERT INTO quotes (post_id, position, text, source_post_id) VALUES (2, 0, ?1, 1)",
            "INSERT INTO missing (thread_id, what, url, post_count) VALUES (1, ?1, 'javascript:window.ran = 9', 2)",
        ):
            conn.execute(sql, (_EVIL,) if "?1" in sql else ())
        conn.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    conn.close()
    context = browser.new_context()
    with serving(db) as served:
        watched = Watched(context.new_page(), served.address)
        for path in [
            *_PAGES,
            "/search?q=evil",
            "/tag/1",
            "/wiki/1",
            "/archive/authors",
            "/archive/posts/2",
            "/archive/tags?_facet=name",
        ]:
            page = watched.open(path)
            for link in page.locator("main a").all()[:40]:
                assert not (link.get_attribute("href") or "").startswith("javascript:"), path
            assert page.evaluate("window.ran") is None, path
            assert page.evaluate("getComputedStyle(document.body).display") != "none", path
            assert (
                page.evaluate("document.querySelectorAll('main iframe, main style, main link, main base, main meta').length") == 0
            )
    context.close()
    assert watched.elsewhere == []
    assert [text for text in watched.said if "status of 400" not in text] == []


def test_keyboard_alone_reads_and_searches(watched: Watched) -> None:
    page = watched.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("kiln bob")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=kiln+bob*")
    assert page.locator(".results li").count() == 3
    page.locator(".results .title").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/thread/1*")
    for _ in range(2):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.post') !== null")
    assert watched.said == []


def test_newcomer_reaches_who_wrote_most_in_2010_by_clicks(watched: Watched) -> None:
    page = watched.open("/")
    page.get_by_role("link", name="Tables").click()
    page.get_by_role("link", name="Who wrote most").click()
    page.get_by_label("year").fill("2010")
    page.get_by_role("button", name="Ask").click()
    first = page.locator("table.rows tbody tr").first
    assert "ann" in first.inner_text()
    first.get_by_role("link", name="ann").click()
    assert "Clay and kilns" in page.inner_text("main")


def test_table_is_filtered_and_sorted_by_hand(watched: Watched) -> None:
    page = watched.open("/archive/posts")
    page.get_by_label("Column").last.select_option("position")
    page.get_by_label("Comparison").last.select_option(label=">")
    page.get_by_label("Value").last.fill("9")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("table.rows tbody tr")).to_have_count(5)
    page.get_by_role("link", name="position", exact=True).click()
    page.wait_for_url("**_sort=position**")
    page.get_by_text("Columns: what they hold").click()
    page.get_by_role("row", name="author_id").get_by_role("link", name="count").click()
    expect(page.locator(".counted li")).to_have_count(4)


def test_sql_is_written_and_run(watched: Watched) -> None:
    page = watched.open("/archive")
    page.get_by_label("SQL", exact=True).fill("SELECT count(*) AS posts FROM posts WHERE author_id IS NOT NULL")
    page.get_by_role("button", name="Run SQL").click()
    assert page.locator("table.rows tbody td").first.inner_text().strip().isdigit()
