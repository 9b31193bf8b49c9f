"""A saved feed tells its wiki's name; it holds no posts, and nothing that is no feed is taken for one."""

from pathlib import Path

import pytest

from pages import read
from wetpaint_import.page.feed import Feed, read_feed

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Boat House - Recently Updated Pages</title><link>http://x.wetpaint.com</link>
<generator>wetpaint.com</generator><ttl>60</ttl>
<item><title>Kilns</title><link>http://x.wetpaint.com/page/Kilns</link><author>ann</author>
<description><![CDATA[<p>1. RE: Boats</p>]]></description></item></channel></rss>"""


def test_feed_names_its_wiki() -> None:
    assert read_feed(FEED.encode()) == Feed(is_wetpaint=True, wiki_name="Boat House", address="http://x.wetpaint.com")


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("wetpaint.com</gen", "WordPress</gen", Feed(is_wetpaint=False, wiki_name="Boat House", address="http://x.wetpaint.com")),
        (" - Recently Updated Pages", "", Feed(is_wetpaint=True, wiki_name=None, address="http://x.wetpaint.com")),
        ("<link>http://x.wetpaint.com</link>", "", Feed(is_wetpaint=True, wiki_name="Boat House", address=None)),
        ("</channel></rss>", "", Feed(is_wetpaint=True, wiki_name="Boat House", address="http://x.wetpaint.com")),
    ],
    ids=["another engine", "another title", "no link", "cut"],
)
def test_feed_of_another_form_tells_what_it_has(old: str, new: str, wanted: Feed) -> None:
    assert read_feed(FEED.replace(old, new).encode()) == wanted


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"<html><body>a</body></html>",
        b"<html><rss >a</rss></html>",
        b"<rss",
        b"<!-- <rss > -->",
        b"text about <rss > feeds",
        b"\x00<rss >",
        b"\xff\xfe<rss >",
    ],
)
def test_what_is_no_feed_is_none(payload: bytes) -> None:
    assert read_feed(payload) is None


def test_feed_follows_nothing_outside_and_expands_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for a feed", encoding="utf-8")
    entities = f'<!DOCTYPE rss [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY own "expanded">]>'
    found = read_feed(FEED.replace("<rss", f"{entities}<rss").replace("Boat House", "Boat &file;&own;").encode())
    assert found is not None
    assert found.wiki_name in (None, "Boat")


def test_feed_is_read_as_a_page_without_threads() -> None:
    view = read(FEED, url=None)
    assert (view.page_kind, view.layout, view.state, view.threads) == ("other", "feed", "read", ())
    assert (view.wiki_name, view.url, view.url_basis, view.host) == (
        "Boat House",
        "http://x.wetpaint.com",
        "feed-link",
        "x.wetpaint.com",
    )
    assert read(FEED, url="http://web.archive.org/web/20110815150311/http://y.example/rss").url == "http://y.example/rss"
    assert read(FEED.replace("wetpaint.com</gen", "WordPress</gen"), url=None).wiki_name is None
    assert read(FEED.replace("<link>http://x.wetpaint.com</link>", ""), url=None).host is None


def test_thread_page_that_links_a_feed_is_no_feed() -> None:
    head = "<head><link rel='alternate' type='application/rss+xml' href='/rss2_0/pageReport/updated'></head>"
    assert read(f"<html>{head}<body><p>Boats</p></body></html>", url="http://x.wetpaint.com/page/Boats").layout == "none"
