"""A saved feed gives the wiki's name, and nothing else; hostile XML gives nothing at all."""

from pathlib import Path

import pytest

from archive import FIXTURES, load, rows
from wetpaint_import.page.feed import Feed, read_feed

FEED = """<?xml version="1.0" encoding="utf-8"?>
<!-- synthetic: imitates the feed of updated pages of 2008 -->
<rss version="2.0"><channel>
<title>Quilters' Guild - Recently Updated Pages</title><link>http://quiltersguild.wetpaint.com/</link>
<generator>wetpaint.com</generator><webMaster>info@wetpaint.com</webMaster><ttl>60</ttl>
<item><title>Curved Seams</title><link>http://quiltersguild.wetpaint.com/page/Curved+Seams</link><author>PatchworkPenny</author>
<pubDate>Sun, 18 May 2008 22:54:22 CDT</pubDate><description><![CDATA[<p>Pin it first.</p>]]></description></item>
</channel></rss>
"""


def test_a_feed_names_its_wiki(tmp_path: Path) -> None:
    (tmp_path / "rss.xml").write_text(FEED, encoding="utf-8")
    load(tmp_path / "a.db", tmp_path / "rss.xml", FIXTURES / "names-tr-two-td-2010")
    assert rows(tmp_path / "a.db", "SELECT host, name FROM wikis") == [("quiltersguild.wetpaint.com", "Quilters' Guild")]
    assert rows(tmp_path / "a.db", "SELECT page_kind, layout FROM captures WHERE layout = 'feed'") == [("other", "feed")]


def test_another_programs_feed_names_no_wiki() -> None:
    feed = read_feed(
        FEED.replace("wetpaint.com</generator>", "other</generator>").replace("info@wetpaint.com", "x@y.example").encode()
    )
    assert feed == Feed(is_wetpaint=False, wiki_name="Quilters' Guild", address="http://quiltersguild.wetpaint.com/")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"<rss",
        b"<html><body><p>no feed</p></body></html>",
        b"<?xml version='1.0'?><rss>&boom;",
        b"plain text about <rss> feeds",
        b"<rss \x00\xff>",
    ],
)
def test_what_is_no_feed_is_none(payload: bytes) -> None:
    feed = read_feed(payload)
    assert feed is None or feed.wiki_name is None


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not read this")
    hostile = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e SYSTEM "file://{secret}">]>' + FEED.split("-->", 1)[1].replace(
        "Quilters' Guild", "&e;"
    )
    feed = read_feed(hostile.encode())
    assert feed is None or "do not read" not in repr(feed)
