"""What an address or a page is: the same page under other addresses, links that count, parked domains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wetpaint_import.fetch.pages import named_addresses, page_notes, page_of, same_address, site_of, twin_site

THREAD = "http://a.wetpaint.com/thread/7/the+lamp"


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://www.a.example/x", "a.example"),
        ("https://WWW2.A.example:443/", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("http://[::1", ""),
        ("nonsense", ""),
    ],
)
def test_what_makes_no_other_site_is_left_out(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("site", "twin"),
    [
        ("a.wetpaint.com", "a.wikifoundry.com"),
        ("a.wikifoundry.com", "a.wetpaint.com"),
        ("wetpaintcentral.com", "wikifoundrycentral.com"),
        ("notwetpaint.com", None),
        ("a.example.org", None),
    ],
)
def test_a_wiki_of_the_farm_has_a_second_address(site: str, twin: str | None) -> None:
    assert twin_site(site) == twin


@pytest.mark.parametrize(
    "other",
    [
        "https://a.wetpaint.com/thread/7/the+lamp",
        "http://www.a.wetpaint.com:80/thread/7/The+Lamp/",
        "http://a.wetpaint.com/thread/7/the%20lamp",
        "http://a.wetpaint.com/thread/7/the+lamp#post3",
    ],
)
def test_archives_take_these_for_the_same_address(other: str) -> None:
    assert same_address(THREAD, other)


@pytest.mark.parametrize(
    "other", [THREAD + "?offset=20", THREAD + "+room", "http://b.wetpaint.com/thread/7/the+lamp", "http://[::1"]
)
def test_these_are_other_addresses(other: str) -> None:
    assert not same_address(THREAD, other)


@pytest.mark.parametrize(
    "other",
    [THREAD + "?t=anon", THREAD + "?mail=12", "http://a.wetpaint.com/thread/7", "http://a.wetpaint.com/account/x/thread/7/y"],
)
def test_one_page_has_many_addresses(other: str) -> None:
    assert page_of(other) == page_of(THREAD)


@pytest.mark.parametrize(
    "other",
    [THREAD + "?offset=20&maxResults=20", "http://a.wetpaint.com/thread/71/the+lamp", "http://b.wetpaint.com/thread/7/the+lamp"],
)
def test_further_pages_and_other_threads_are_other_pages(other: str) -> None:
    assert page_of(other) != page_of(THREAD)


def test_links_to_discussions_are_found_each_page_once() -> None:
    page = b"""
      <a href="/thread/1/one">1</a> <A HREF='/thread/1/one?t=anon'>again</A> <a href=/thread/2/two>2</a>
      <a href="?offset=20&amp;maxResults=20">next</a> <a href="/forum/Boats">f</a> <a href="/page/Lamps">p</a>
      <a href="http://web.archive.org/web/20110815150311/http://a.wetpaint.com/thread/3/three">archived</a>
      <a href="/account/x">no</a> <a href="javascript:alert(1)">no</a> <a href="mailto:x@a.example">no</a>
      <a href="ftp://a.wetpaint.com/thread/9/x">no</a> <a href="http://u:p@a.wetpaint.com/thread/9/x">no</a>
    """
    assert named_addresses(page, THREAD) == [
        "http://a.wetpaint.com/thread/1/one",
        "http://a.wetpaint.com/thread/2/two",
        "http://a.wetpaint.com/thread/7/the+lamp?offset=20&maxResults=20",
        "http://a.wetpaint.com/forum/Boats",
        "http://a.wetpaint.com/page/Lamps",
        "http://a.wetpaint.com/thread/3/three",
    ]


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: f'<a href="{text}">'.encode()))
def test_any_page_is_looked_through_without_harm(page: bytes) -> None:
    for address in named_addresses(page, THREAD):
        assert "\n" not in address
        assert page_of(address)


def test_a_page_of_endless_links_is_looked_at_only_so_far() -> None:
    page = b"".join(b'<a href="/thread/%d/x">' % number for number in range(20_000))
    assert len(named_addresses(page, THREAD)) == 5000


@pytest.mark.parametrize(
    ("page", "status", "notes"),
    [
        (b"<h1>This domain is for sale!</h1>", 200, ("parking-page",)),
        (b"<p>Sponsored Listings</p>", 200, ("parking-page",)),
        (b'<table id="threadList">we discuss: is this domain is for sale?</table>', 200, ()),
        (b"<html>hello</html>", 200, ()),
        (b"", 302, ("redirect",)),
        (b"gone", 404, ("error-page",)),
    ],
)
def test_what_is_no_page_of_the_wiki_is_marked(page: bytes, status: int, notes: tuple[str, ...]) -> None:
    assert page_notes(page, status) == notes
