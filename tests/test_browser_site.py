"""The static site in a real browser: it is found in, read by keyboard, runs nothing of a post and asks nothing of another host."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect

from archive import run
from browsing import Watched, chromium
from demo_wiki import MARK, Note, Talk, demo_database

_READY = "html[data-search=ready]"
_WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}

pytestmark = pytest.mark.integration


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        pass


def search(watched: Watched, words: str) -> Page:
    watched.open(f"search.html?q={words}")
    wait_for_search(watched)
    return watched.page


def wait_for_search(watched: Watched) -> None:
    watched.page.locator(_READY).wait_for(state="attached")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = run("export", "site", "--db", demo_database(folder), "--out", folder / "out", "--title", "Tide Pool Archive")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with _served(site) as address:
        yield address


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _context(browser: Browser, size: str = "desk", scheme: Any = "light", **options: Any) -> BrowserContext:  # noqa: ANN401
    width, height = _WIDTHS[size]
    return browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)


@pytest.fixture(params=["phone-dark", "desk-light"])
def watched(browser: Browser, base: str, request: pytest.FixtureRequest) -> Iterator[Watched]:
    context = _context(browser, *request.param.split("-"))
    yield Watched(context.new_page(), base)
    context.close()


@pytest.fixture
def at_desk(browser: Browser, base: str) -> Iterator[Watched]:
    context = _context(browser)
    yield Watched(context.new_page(), base)
    context.close()


# One of each kind; thread 5 is the hostile one.
_KINDS = (
    "index.html search.html?q=blennies authors.html tags.html sources.html about.html 404.html w/1.html l/1.html t/1.html t/2.html"
    " t/4-2.html t/5.html a/1.html k/1.html y/2010.html c/1.html x/1.html x/5.html"
).split()


@pytest.mark.parametrize("size", _WIDTHS)
def test_no_page_runs_a_post_s_script_complains_or_asks_another_host(browser: Browser, base: str, site: Path, size: str) -> None:
    context = _context(browser, size)
    watched = Watched(context.new_page(), base)
    for file in sorted(site.rglob("*.html")):
        page = watched.open(str(file.relative_to(site)))
        assert page.evaluate(f"window.{MARK}") is None, file
        assert page.evaluate("document.images.length") == 0, file
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{file} is {wide} px too wide"
    assert (watched.said, watched.elsewhere) == ([], [])
    context.close()


def test_everybody_can_use_every_kind_of_page(watched: Watched) -> None:
    axe = Axe()
    found = []
    for path in _KINDS:
        page = watched.open(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        if path.startswith("search"):
            wait_for_search(watched)
        for violation in axe.run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                found += [f"{path}: {violation['id']}: {node['html'][:150]}" for node in violation["nodes"][:3]]
    assert found == []


def test_the_search_finds_a_word_and_leads_to_the_post(watched: Watched) -> None:
    page = search(watched, "butterfish")
    assert page.locator("[role=status]").inner_text() == "1 result."
    assert page.locator("ol.results mark").first.inner_text() == "butterfish"
    page.locator("ol.results .part a").first.click()
    page.wait_for_url("**/t/1.html#p4")
    assert page.locator("h2:target").inner_text().startswith("BlennyWatch")
    assert (watched.said, watched.elsewhere) == ([], [])


def test_a_search_is_narrowed_by_author_and_year(at_desk: Watched) -> None:
    page = search(at_desk, "ledge")
    all_of_them = page.locator("ol.results > li").count()
    page.get_by_label("Author").select_option("wader_in_chief")
    page.get_by_label("Year").select_option("2011")
    expect(page.locator("ol.results > li")).to_have_count(1)
    assert all_of_them > 1
    assert page.locator("ol.results .title").first.inner_text() == "What ate my anemone?"
    assert "author=wader_in_chief" in page.url


def test_where_authors_are_many_their_names_are_typed(browser: Browser, tmp_path: Path) -> None:
    crowd = Talk(number=710900, title="Roll call", begun=datetime(2010, 5, 1, 9, 0), minutes=1, notes=[
        Note(author=f"Walker {number}", body="Here, at low water.") for number in range(210)
    ])  # fmt: skip
    done = run("export", "site", "--db", demo_database(tmp_path, crowd), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    context = _context(browser)
    with _served(tmp_path / "out") as base:
        watched = Watched(context.new_page(), base)
        page = search(watched, "water")
        field = page.get_by_label("Author")
        field.fill("Walker 1")
        field.press("Tab")
        expect(page.locator("ol.results > li")).to_have_count(1)
        field.fill("Walker of nowhere")
        field.press("Tab")
        expect(page.locator("ol.results > li").nth(3)).to_be_visible()
        assert (watched.said, watched.elsewhere) == ([], [])
    context.close()


def test_an_excerpt_does_not_say_again_who_wrote_it_when(at_desk: Watched) -> None:
    page = search(at_desk, "pipefish+102")
    part = page.locator("ol.results .part").first
    assert part.locator("a").inner_text() == "old_harbour_kate Jul 3 2010, 3:00 PM EDT"
    assert part.locator(".excerpt").inner_text() == "Low water, day 102: a pipefish below the north ledge."


def test_the_search_box_of_any_page_asks_the_search_page(at_desk: Watched) -> None:
    page = at_desk.open("t/2.html")
    page.keyboard.press("/")
    page.keyboard.type("cowrie")
    page.keyboard.press("Enter")
    wait_for_search(at_desk)
    expect(page.locator("ol.results > li").first).to_be_visible()


def test_what_a_hostile_thread_holds_is_found_as_text(at_desk: Watched) -> None:
    page = search(at_desk, "plain+words")
    assert page.locator("ol.results .title").first.inner_text().startswith("</script><script>")
    assert page.evaluate(f"window.{MARK}") is None
    assert at_desk.said == []


def test_from_disk_all_is_there_but_the_search_which_says_why(browser: Browser, site: Path) -> None:
    context = _context(browser)
    watched = Watched(context.new_page(), "file:///")
    page = watched.open(str(site / "index.html"))
    page.get_by_role("link", name="How do you look into a rock pool?").first.click()
    expect(page.locator("article.post")).to_have_count(6)
    assert page.evaluate("getComputedStyle(document.querySelector('.avatar')).borderRadius") == "50%"
    page.keyboard.press("/")
    page.keyboard.type("cowrie")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("opened from disk")
    assert (watched.said, watched.elsewhere) == ([], [])
    context.close()


def test_keys_go_from_post_to_post_and_the_first_leads_past_the_frame(at_desk: Watched) -> None:
    page = at_desk.open("t/1.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id"))
    assert seen == ["p1", "p2", "p3", "p2"]


def test_the_choice_of_dark_is_kept_and_beats_the_system_s(at_desk: Watched) -> None:
    page = at_desk.open("index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator("button.theme")
    button.click()
    assert page.evaluate(ground) == light
    button.click()
    dark = page.evaluate(ground)
    page.goto(at_desk.base + "t/1.html")
    assert page.evaluate(ground) == dark != light
    assert page.locator("button.theme").get_attribute("aria-label") == "Colours: dark"


def test_a_quote_leads_to_the_post_that_it_quotes(at_desk: Watched) -> None:
    page = at_desk.open("t/1.html")
    source = page.locator("article.post[data-position='2'] .quote-source")
    assert source.inner_text() == "old_harbour_kate, #1"
    source.click()
    expect(page.locator("article.post:has(:target)")).to_have_attribute("data-position", "1")


def test_the_versions_of_an_edited_post_stand_side_by_side(at_desk: Watched) -> None:
    page = at_desk.open("t/1.html")
    page.locator("details.versions summary").click()
    first = page.locator("details.versions .sides").first
    assert first.locator("del").first.inner_text() == "Sunday."
    assert first.locator("ins").first.inner_text() == "Saturday."
    before, after = (first.locator("section").nth(i).bounding_box() for i in (0, 1))
    assert before is not None
    assert after is not None
    assert before["y"] == after["y"]
    assert before["x"] + before["width"] <= after["x"]


def test_a_thread_reads_without_scripts(browser: Browser, base: str) -> None:
    context = _context(browser, java_script_enabled=False)
    page = Watched(context.new_page(), base).open("t/2.html")
    assert page.locator("article.post").count() == 3
    assert page.locator(".gap").inner_text() == "Posts 3 to 8 of this thread are not in the archive."
    assert not page.locator("button.theme").is_visible()
    context.close()


def test_on_paper_only_the_thread_is_left(at_desk: Watched) -> None:
    page = at_desk.open("t/1.html")
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert not page.locator(".find").is_visible()
    assert page.locator("article.post .body").first.is_visible()
