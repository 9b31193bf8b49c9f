"""What an address names, and what it was before an archive rewrote it."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wetpaint_import.addresses import (
    AddressKind,
    absolute,
    account_name,
    is_farm_host,
    known_forms,
    page_address,
    parse_timestamp,
    read_address,
    slug_words,
    thread_address,
    unwrap_archived,
)
from wetpaint_import.model import LocationKind, ThreadView

SAVED = datetime(2011, 8, 15, 15, 3, 11, tzinfo=UTC)
ARCHIVE = "http://web.archive.org/web/20110815150311/"
THREAD = "http://x.wetpaint.com/thread/12/a+b"


@pytest.mark.parametrize(
    ("url", "kind", "thread_id", "slug"),
    [
        (THREAD, AddressKind.THREAD, "12", "a+b"),
        ("http://x.wetpaint.com/thread/12", AddressKind.THREAD, "12", None),
        ("http://x.wetpaint.com/thread/12/", AddressKind.THREAD, "12", None),
        ("http://x.wetpaint.com/thread/12.html", AddressKind.THREAD, "12", None),
        ("http://x.wetpaint.com/thread/12/a+b.html", AddressKind.THREAD, "12", "a+b.html"),
        ("HTTP://X.Wetpaint.COM/Thread/12/a", AddressKind.THREAD, "12", "a"),
        ("http://x.wetpaint.com/account/Ann%20B/thread/12/a", AddressKind.THREAD, "12", "a"),
        ("/thread/12/a", AddressKind.THREAD, "12", "a"),
        ("  http://x.wetpaint.com/thread/12/a  ", AddressKind.THREAD, "12", "a"),
        ("http://x.wetpaint.com/thread", AddressKind.THREAD_LIST, None, None),
        ("http://x.wetpaint.com/thread/", AddressKind.THREAD_LIST, None, None),
        ("http://x.wetpaint.com/thread/index.html", AddressKind.THREAD_LIST, None, None),
        ("http://x.wetpaint.com/forum", AddressKind.THREAD_LIST, None, None),
        ("http://x.wetpaint.com/forum/Kiln+Talk", AddressKind.THREAD_LIST, None, None),
        ("http://x.wetpaint.com/page/Kiln+Talk", AddressKind.CONTENT_PAGE, None, None),
        ("http://x.wetpaint.com/page/Change%20Email/Password", AddressKind.CONTENT_PAGE, None, None),
        ("http://x.wetpaint.com/page/A/diff/1,2", AddressKind.HISTORY, None, None),
        ("http://x.org/page/A/diff/16_17/", AddressKind.HISTORY, None, None),
        ("http://x.wetpaint.com/page/A/revision/9", AddressKind.HISTORY, None, None),
        ("http://x.wetpaint.com/page/A/history", AddressKind.HISTORY, None, None),
        ("http://x.wetpaint.com/page/history", AddressKind.CONTENT_PAGE, None, None),
        ("http://x.wetpaint.com/photo/7", AddressKind.OTHER, None, None),
        ("http://x.wetpaint.com/", AddressKind.OTHER, None, None),
        ("http://x.wetpaint.com/threads/12", AddressKind.OTHER, None, None),
        ("mailto:a@b.example", AddressKind.OTHER, None, None),
        ("http://[::1/thread/12/a", AddressKind.OTHER, None, None),
        ("", AddressKind.OTHER, None, None),
    ],
)
def test_address_names_a_thread_a_list_or_a_page(url: str, kind: AddressKind, thread_id: str | None, slug: str | None) -> None:
    found = read_address(url)
    assert (found.kind, found.thread_id, found.slug) == (kind, thread_id, slug)


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("http://x.wetpaint.com/account/Ann%20B/thread/12/a", LocationKind.ACCOUNT, "Ann B"),
        ("http://x.wetpaint.com/photo/77/thread/12/a", LocationKind.PHOTO, "77"),
        ("http://x.wetpaint.com/Video/78/thread/12/a", LocationKind.VIDEO, "78"),
        ("http://x.wetpaint.com/forum/Kiln+Talk", LocationKind.FORUM, "Kiln Talk"),
        ("http://x.wetpaint.com/page/Kiln+Talk", None, "Kiln Talk"),
        (THREAD, None, None),
        ("http://x.wetpaint.com/thread", None, None),
    ],
)
def test_address_tells_where_a_thread_hangs(url: str, kind: LocationKind | None, name: str | None) -> None:
    found = read_address(url)
    assert (found.location_kind, found.location_name) == (kind, name)


@pytest.mark.parametrize(
    ("query", "offset", "size"),
    [
        ("", None, None),
        ("?offset=20&maxResults=20", 20, 20),
        ("?maxResults=10&x=y&offset=0", 0, 10),
        ("?offset=-20", None, None),
        ("?offset=20.5&maxResults=many", None, None),
        ("?offset=²", None, None),
        ("?offset=٢", None, None),
        ("?offset=123456789", None, None),
        ("?offset=&maxResults=", None, None),
        ("#offset=20", None, None),
        ("?" + "a=b&" * 60 + "offset=20", None, None),
    ],
)
def test_address_tells_which_page_of_a_thread_it_is(query: str, offset: int | None, size: int | None) -> None:
    found = read_address(THREAD + query)
    assert (found.offset, found.size) == (offset, size)


def test_address_with_far_too_many_parameters_is_nothing_that_we_know() -> None:
    assert read_address(THREAD + "?" + "a=b&" * 60).kind is AddressKind.OTHER
    assert read_address(THREAD + "?" + "a=b&" * 40).kind is AddressKind.THREAD


@pytest.mark.parametrize(
    ("url", "original", "captured_at"),
    [
        (f"http://web.archive.org/web/20110815150311/{THREAD}", THREAD, SAVED),
        (f"https://web.archive.org/web/20110815150311id_/{THREAD}", THREAD, SAVED),
        (f"//web.archive.org/web/20110815150311im_/{THREAD}", THREAD, SAVED),
        (f"/web/20110815150311/{THREAD}", THREAD, SAVED),
        (f"http://replay.example.org/my-archive/20110815150311/{THREAD}", THREAD, SAVED),
        ("http://web.archive.org/web/20110815150311/http:/x.example/a", "http://x.example/a", SAVED),
        (f"http://web.archive.org/web/2011/{THREAD}", THREAD, None),
        (f"http://web.archive.org/web/20119999999999/{THREAD}", THREAD, None),
        ("http://web.archive.org/web/20110815150311/mailto:a@b.example", "mailto:a@b.example", SAVED),
        (THREAD, THREAD, None),
        (
            "http://x.wetpaint.com/thread/20110815150311/http+is+slow",
            "http://x.wetpaint.com/thread/20110815150311/http+is+slow",
            None,
        ),
        ("http://x.wetpaint.com/search?q=http://y.example/", "http://x.wetpaint.com/search?q=http://y.example/", None),
        ("", "", None),
    ],
)
def test_address_is_taken_out_of_an_archives_form(url: str, original: str, captured_at: datetime | None) -> None:
    assert unwrap_archived(url) == (original, captured_at)


def test_address_that_an_archive_rewrote_is_read_as_the_original() -> None:
    found = read_address(f"http://web.archive.org/web/20110815150311/{THREAD}?offset=20&maxResults=20")
    assert (found.url, found.host, found.thread_id, found.offset) == (
        f"{THREAD}?offset=20&maxResults=20",
        "x.wetpaint.com",
        "12",
        20,
    )


@pytest.mark.parametrize("digits", ["", "2011", "20110815", "2011081515031", "20110230000000", "abcdefghijklmn", "201108151503111"])
def test_timestamp_that_is_short_or_no_date_is_none(digits: str) -> None:
    assert parse_timestamp(digits) is None


@pytest.mark.parametrize(
    ("host", "is_farm"),
    [
        ("x.wetpaint.com", True),
        ("wetpaint.com", True),
        ("www.wetpaintcentral.com", True),
        ("x.wikifoundry.com", True),
        ("www.wikifoundrycentral.com", True),
        ("notwetpaint.com", False),
        ("wetpaint.com.evil.example", False),
        ("leadershipforanewera.org", False),
        ("", False),
    ],
)
def test_farm_hosts(host: str, *, is_farm: bool) -> None:
    assert is_farm_host(host) is is_farm


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://x.wetpaint.com/account/Ann", "Ann"),
        ("/account/Ann+B/", "Ann B"),
        ("/account/Ann?tab=1#top", "Ann"),
        ("/web/20110815150311/http://x.wetpaint.com/account/Ann", "Ann"),
        ("/account/Ann/thread/12/a", None),
        ("/account/", None),
        ("/page/account", None),
    ],
)
def test_account_of_a_profile_address(url: str, name: str | None) -> None:
    assert account_name(url) == name


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("/page/A", THREAD, "http://x.wetpaint.com/page/A"),
        ("c", THREAD, "http://x.wetpaint.com/thread/12/c"),
        ("//y.example/a", THREAD, "http://y.example/a"),
        ("#top", THREAD, f"{THREAD}#top"),
        ("/page/A", None, "/page/A"),
        ("http://y.example/a", THREAD, "http://y.example/a"),
        ("mailto:a@b.example", THREAD, "mailto:a@b.example"),
        ("javascript:void(0)", THREAD, "javascript:void(0)"),
        (" /page/A\n", THREAD, "http://x.wetpaint.com/page/A"),
        ("/web/20110815150311/http://y.example/a", THREAD, "http://y.example/a"),
        ("/web/20110815150311/http://y.example/a", None, "http://y.example/a"),
        ("http://[::1", THREAD, "http://[::1"),
        ("//[", THREAD, "//["),
    ],
)
def test_relative_address_is_made_absolute(url: str, base: str | None, wanted: str) -> None:
    assert absolute(url, base) == wanted


def test_words_of_a_slug_are_those_of_its_title() -> None:
    assert (
        slug_words("What%27s+the+Caf%C3%A9_like%3F") == slug_words("What's the café like?") == {"what", "s", "the", "café", "like"}
    )
    assert slug_words("+++") == set()


def test_address_of_a_thread_and_of_its_pages() -> None:
    view = ThreadView(original_id="12", title=None, location=None, claimed_post_count=None, tags=None, posts=())
    assert thread_address("x.wetpaint.com", view) == "http://x.wetpaint.com/thread/12"
    assert thread_address(None, view) is None
    assert page_address(f"{THREAD}?offset=20&maxResults=20#p3", 0) == THREAD
    assert page_address(f"{THREAD}?offset=20&maxResults=20#p3", 40) == f"{THREAD}?offset=40&maxResults=20"
    assert page_address(None, 20) is None


@pytest.mark.parametrize(
    ("url", "hosts", "forms"),
    [
        (
            "http://x.wetpaint.com/thread/12/a+b",
            (),
            [
                "http://x.wetpaint.com/thread/12/a+b",
                "http://x.wetpaint.com/thread/12",
                "http://x.wetpaint.com/thread/12/a+b?t=anon",
                "http://x.wikifoundry.com/thread/12/a+b",
                "http://x.wikifoundry.com/thread/12",
                "http://x.wikifoundry.com/thread/12/a+b?t=anon",
            ],
        ),
        (
            "http://x.wikifoundry.com/thread/12/?offset=40",
            (),
            [
                "http://x.wikifoundry.com/thread/12?offset=40&maxResults=20",
                "http://x.wikifoundry.com/thread/12?offset=40&maxResults=20&t=anon",
                "http://x.wetpaint.com/thread/12?offset=40&maxResults=20",
                "http://x.wetpaint.com/thread/12?offset=40&maxResults=20&t=anon",
            ],
        ),
        (
            "http://boats.example/photo/7/thread/12/a?offset=10&maxResults=10",
            ("x.wetpaint.com", "boats.example"),
            [
                "http://boats.example/photo/7/thread/12/a?offset=10&maxResults=10",
                "http://boats.example/photo/7/thread/12?offset=10&maxResults=10",
                "http://boats.example/thread/12?offset=10&maxResults=10",
                "http://boats.example/photo/7/thread/12/a?offset=10&maxResults=10&t=anon",
                "http://x.wetpaint.com/photo/7/thread/12/a?offset=10&maxResults=10",
                "http://x.wetpaint.com/photo/7/thread/12?offset=10&maxResults=10",
                "http://x.wetpaint.com/thread/12?offset=10&maxResults=10",
                "http://x.wetpaint.com/photo/7/thread/12/a?offset=10&maxResults=10&t=anon",
            ],
        ),
        ("http://x.wetpaint.com/page/A", ("y.example",), ["http://x.wetpaint.com/page/A"]),
    ],
)
def test_forms_under_which_a_page_of_a_thread_may_be_archived(url: str, hosts: tuple[str, ...], forms: list[str]) -> None:
    assert known_forms(url, hosts) == forms
    assert known_forms(ARCHIVE + url, hosts) == (forms if len(forms) > 1 else [ARCHIVE + url])


@settings(deadline=None)
@given(st.text())
@example("http://x:99999999999/thread/1")
@example("http://\u2100/thread/1")
@example("//[\x00")
def test_any_text_can_be_asked_as_address(url: str) -> None:
    found = read_address(url)
    assert (found.thread_id is not None) == (found.kind is AddressKind.THREAD)
    absolute(url, "http://x.wetpaint.com/")
    account_name(url)
    slug_words(url)


@settings(deadline=None)
@given(st.text(max_size=30).map(lambda path: f"http://x.wetpaint.com/{path}"), st.datetimes(datetime(1996, 1, 1)))
def test_any_address_comes_out_of_an_archive_as_it_went_in(url: str, at: datetime) -> None:
    original, captured_at = unwrap_archived(f"http://web.archive.org/web/{at:%Y%m%d%H%M%S}/{url}")
    if "\n" not in url:
        assert (original, captured_at) == (url, at.replace(microsecond=0, tzinfo=UTC))
