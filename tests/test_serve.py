"""The archive in a browser: each page is there, is safe to open, and leads to the next."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from archive import rows
from made_wikis import HOST, Saved, by, load_wiki
from serving import Served, serving

_EDITED = "Jul 18 2010, 12:27 PM EDT | Post edited: Jul 19 2010, 9:00 AM EDT"


def _captures() -> list[Saved]:
    later = "20120815150311"
    return [
        Saved(number=77, posts=(by("ann", "the <b>first</b> draft"), by("bob", "an answer")), claimed=4),
        Saved(number=77, posts=(by("ann", "the second draft", _EDITED), by("bob", "an answer")), timestamp=later, claimed=4),
        Saved(number=88, title="Kilns & glazes", posts=(by("cee dee", "How hot is a kiln?"),)),
        Saved(number=99, title="Salt", host="salt.wetpaint.com", posts=(by("ann", "A kiln of salt"), by("bob", "indeed"))),
    ]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "wiki.db"
    load_wiki(path, [saved.archived for saved in _captures()])
    return path


@pytest.fixture(scope="module")
def served(db: Path) -> Iterator[Served]:
    with serving(db) as running:
        yield running


def _thread(db: Path, original_id: str) -> int:
    return int(rows(db, "SELECT id FROM threads WHERE original_id = ?", original_id)[0][0])


def test_home_page_leads_to_wikis_authors_and_tables(served: Served) -> None:
    page = served.get("/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for href in ("/authors", "/tags", "/sources", "/about", "/archive", "/wiki/1"):
        assert f'href="{href}' in page.text, href
    assert HOST in page.text


def test_every_link_of_every_page_leads_somewhere(served: Served) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting:
        page = served.get(path := waiting.pop())
        assert page.status in (200, 302), path
        # Tables offer themselves in hundreds of orders: their own tests look at them.
        if "text/html" not in page.headers["content-type"] or path.startswith("/archive"):
            continue
        for href in re.findall(r'(?:href|src|action)="([^"]*)"', page.text):
            target = unescape(href).partition("#")[0] or path
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    kinds = {re.sub(r"\d+", "N", target.partition("?")[0]) for target in seen}
    assert kinds >= {
        "/thread/N", "/author/N", "/wiki/N", "/year/N", "/explain/N", "/capture/N", "/raw/N", "/captures", "/search", "/archive",
    }  # fmt: skip


def test_thread_shows_posts_versions_and_gaps(served: Served, db: Path) -> None:
    page = served.get(f"/thread/{_thread(db, '77')}").text
    assert page.index("the second") < page.index("an answer")
    assert "2 versions" in page
    assert "not in the archive" in page


def test_post_leads_to_its_place_in_its_thread(served: Served, db: Path) -> None:
    post_id, thread_id = rows(db, "SELECT id, thread_id FROM posts WHERE body_text = 'an answer'")[0]
    page = served.get(f"/post/{post_id}")
    assert (page.status, page.headers["location"]) == (302, f"/thread/{thread_id}#p{post_id}")
    assert f'id="p{post_id}"' in served.get(f"/thread/{thread_id}").text


@pytest.mark.parametrize(
    "path",
    [
        "/thread/77/title",
        "/thread/77/any+slug%21/more",
        "/thread/77.html",
        "/account/ann/thread/77/x",
        "/thread/77",
        "/search?q=http://hostile.wetpaint.com/thread/77/title",
        "/search?q=https%3A%2F%2Fweb.archive.org%2Fweb%2F20110815150311%2Fhttp%3A%2F%2Fhostile.wetpaint.com%2Fthread%2F77%2Ftitle%3Ft%3Danon",
    ],
)
def test_old_address_leads_to_its_thread(served: Served, db: Path, path: str) -> None:
    page = served.get(path)
    assert (page.status, page.headers["location"]) == (302, f"/thread/{_thread(db, '77')}")


def test_old_address_that_nothing_has_says_so(served: Served) -> None:
    page = served.get("/thread/4711/lost+thread")
    assert page.status == 404
    assert "/thread/4711/lost+thread" in page.text


def test_raw_page_is_given_as_text_that_cannot_run(served: Served, db: Path) -> None:
    capture_id = rows(db, "SELECT id FROM captures ORDER BY id")[0][0]
    page = served.get(f"/raw/{capture_id}")
    assert page.status == 200
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.body == _captures()[0].archived.payload
    assert served.get(f"/raw/{capture_id}?download").headers["content-disposition"].startswith("attachment; filename=")


def test_sources_of_a_post_are_one_click_away(served: Served, db: Path) -> None:
    post_id, thread_id = rows(db, "SELECT id, thread_id FROM posts WHERE body_text = 'the second draft'")[0]
    assert f'href="/explain/{post_id}"' in served.get(f"/thread/{thread_id}").text
    page = served.get(f"/explain/{post_id}").text
    assert "Jul 19 2010, 9:00 AM EDT" in page
    assert "2010-07-19T13:00:00Z" in page
    assert re.search(r'href="/raw/\d+"', page)


def test_search_finds_words_and_marks_them(served: Served) -> None:
    page = served.get("/search?q=kiln").text
    assert "2 posts found" in page
    assert "<mark>kiln</mark>" in page


def test_search_is_narrowed_down_by_its_facets(served: Served) -> None:
    page = served.get("/search?q=kiln").text
    hrefs = [unescape(href) for href in re.findall(r'href="(/search\?[^"]+)"', page)]
    assert {"/search?q=kiln&author=ann", "/search?q=kiln&wiki=salt.wetpaint.com"} <= set(hrefs)
    for href in hrefs:
        assert served.get(href).status == 200
    narrowed = served.get("/search?q=kiln&author=ann").text
    assert "1 post found" in narrowed
    assert "of salt" in narrowed
    assert 'href="/search?q=kiln"' in narrowed


def test_search_of_nothing_but_a_filter_lists_posts(served: Served) -> None:
    page = served.get("/search?author=bob").text
    assert "an answer" in page
    assert "indeed" in page


@pytest.mark.parametrize("words", ["%22", "-only", "%22%22*", "a+AND", "%28%29", "%00", "NEAR%28", "*", "%F0%9F%98%80", "a" * 5000])
def test_search_answers_whatever_is_typed(served: Served, words: str) -> None:
    page = served.get(f"/search?q={words}")
    assert page.status == 200
    assert "role=" in page.text


@pytest.mark.parametrize("query", ["page=0", "page=99999999", "page=x", "year=20x0", "in=nowhere", "wiki=none", "tag=%00"])
def test_search_answers_strange_addresses(served: Served, query: str) -> None:
    assert served.get(f"/search?q=kiln&{query}").status == 200


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/thread/999999999", "/author/12345", "/wiki/77", "/wiki/1?page=7", "/raw/999", "/explain/999", "/tag/5",
     "/year/1999", "/archive/no_table", "/-/look/none.css", "/-/look/..", "/-/permissions", "/-/auth-token",
     "/capture/0", "/post/0", "/thread/" + "9" * 30],
)  # fmt: skip
def test_what_is_not_there_is_told_in_the_archives_own_design(served: Served, path: str) -> None:
    page = served.get(path)
    assert page.status == 404
    assert "<h1>Not found</h1>" in page.text
    assert 'href="/"' in page.text
    assert "raceback" not in page.text


def test_every_answer_forbids_scripts_frames_and_other_hosts(served: Served) -> None:
    paths = (
        "/ /thread/1 /nothing /archive /archive/posts /archive/posts.json /archive?sql=nonsense /archive/posts.csv"
        " /-/look/style.css /search?q=kiln /robots.txt /favicon.ico /post/1"
    )
    for path in paths.split():
        headers = served.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert not re.search(r"https?:|\*", policy), path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert headers["cross-origin-resource-policy"] == "same-origin", path
        assert "set-cookie" not in headers, path
        assert "access-control-allow-origin" not in headers, path


def test_pages_hold_no_inline_script_and_no_inline_style(served: Served) -> None:
    paths = (
        "/ /thread/1 /archive /archive/posts /archive/posts/1 /archive/who_wrote_most?year=2010 /archive?sql=select+1"
        " /archive?sql=select /-/metadata /search?q=kiln /nothing"
    )
    for path in paths.split():
        page = served.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=", page), path
        assert not re.search(r'\b(?:src|action)="(?!/)', page), path


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:1", "", "localhost"]
)
def test_foreign_name_for_this_machine_is_refused(served: Served, host: str) -> None:
    page = served.get("/", Host=host.format(port=served.port))
    assert page.status == 421
    assert b"ann" not in page.body
    assert "content-security-policy" in page.headers


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_own_names_of_this_machine_are_answered(served: Served, host: str) -> None:
    assert served.get("/about", Host=host.format(port=served.port)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_sent(served: Served, method: str) -> None:
    page = served.get("/archive/posts", method=method)
    assert (page.status, page.headers["allow"]) == (405, "GET, HEAD")


def test_head_gives_the_headers_alone(served: Served) -> None:
    for path in ("/", "/archive/posts"):
        page = served.get(path, method="HEAD")
        assert (page.status, page.body) == (200, b""), path


def test_page_of_another_site_may_link_here_but_load_nothing(served: Served) -> None:
    assert served.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200
    assert served.get("/archive/posts.json", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert served.get("/-/look/style.css", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="no-cors").status == 200


def test_assets_are_kept_by_the_browser_and_pages_are_not(served: Served) -> None:
    href = re.search(r'href="(/-/look/style.css[^"]*)"', served.get("/").text)
    assert href is not None
    assert "immutable" in served.get(href[1]).headers["cache-control"]
    assert served.get("/").headers["cache-control"] == "private, no-cache"
