"""What those who saved a page wrote into it: its address and the time of its capture."""

from datetime import UTC, datetime

import pytest

from wetpaint_import.page.html_flow import html_flow
from wetpaint_import.page.self_description import SelfDescription, describe_itself, timestamp_hint

THREAD = "http://x.wetpaint.com/thread/12/a"
SAVED = datetime(2011, 8, 15, 15, 3, 11, tzinfo=UTC)
ARCHIVED = "http://web.archive.org/web/20110815150311/"


def told(html: str) -> SelfDescription:
    return describe_itself(html_flow(html))


def page(*, before: str = "", head: str = "", body: str = "", after: str = "") -> str:
    return f"<!DOCTYPE html>{before}<html><head>{head}</head><body>{body}</body></html>{after}"


def test_page_that_says_nothing_tells_nothing() -> None:
    assert told(page(body="<p>saved from url=(0033)http://x.example/</p>")) == SelfDescription()


@pytest.mark.parametrize(
    ("comment", "url"),
    [
        (f"<!-- saved from url=({len(THREAD):04}){THREAD} -->", THREAD),
        (f"<!-- saved from url=({len(THREAD):04}){THREAD}-->", THREAD),
        ("<!-- saved from url=(0022)http://x.wetpaint.com/ -->", "http://x.wetpaint.com/"),
        (f"<!-- saved from url=(0000){THREAD} -->", THREAD),
        ("<!-- saved from url=(0014)about:internet -->", None),
        ("<!-- saved from url=(0033)file:///C:/Documents/page.html -->", None),
        ("<!-- saved from url -->", None),
    ],
)
def test_browser_says_from_where_it_saved(comment: str, url: str | None) -> None:
    found = told(page(before=comment))
    assert (found.url, found.url_basis) == (url, "saved-from" if url else None)
    assert found.captured_at is None


def test_browser_that_saved_an_archives_copy_tells_both() -> None:
    address = ARCHIVED + THREAD
    found = told(page(before=f"<!-- saved from url=({len(address):04}){address} -->"))
    assert (found.url, found.captured_at, found.captured_at_basis) == (THREAD, SAVED, "saved-from")


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon Aug 15 2011 17:03:11 GMT+0200 (Central European Summer Time)", SAVED),
        ("Mon Aug 15 2011 15:03:11 GMT+0000", SAVED),
        ("Mon Feb 31 2011 15:03:11 GMT+0000", None),
        ("Mon Aug 15 2011 15:03:11 GMT+9999", None),
        ("Mon Aug 15 0001 00:03:11 GMT+0200", datetime(1, 8, 14, 22, 3, 11, tzinfo=UTC)),
        ("some day", None),
    ],
)
def test_single_file_says_from_where_and_when(date: str, at: datetime | None) -> None:
    found = told(page(after=f"<!--\n Page saved with SingleFile \n url: {THREAD} \n saved date: {date}\n-->"))
    assert (found.url, found.url_basis) == (THREAD, "singlefile")
    assert (found.captured_at, found.captured_at_basis) == (at, "singlefile" if at else None)


def test_single_file_before_the_calendar_is_no_time() -> None:
    comment = f"<!-- Page saved with SingleFile\n url: {THREAD}\n saved date: Mon Jan 01 0001 00:03:11 GMT+0200 -->"
    assert told(page(before=comment)).captured_at is None


def test_single_file_may_leave_the_date_out() -> None:
    found = told(page(before=f"<!-- Page saved with SingleFile\n url: {THREAD} -->"))
    assert (found.url, found.captured_at) == (THREAD, None)


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 15 Aug 2011 15:03:11 GMT", SAVED),
        ("Mon, 99 Aug 2011 15:03:11 GMT", None),
        ("Mon, 15 Aug 2011", None),
        ("never", None),
    ],
)
def test_httrack_says_from_where_and_when(date: str, at: datetime | None) -> None:
    comment = f"<!-- Mirrored from x.wetpaint.com/thread/12/a by HTTrack Website Copier/3.x [XR&CO'2010], {date} -->"
    found = told(page(after=comment))
    assert (found.url, found.url_basis) == (THREAD, "httrack")
    assert (found.captured_at, found.captured_at_basis) == (at, "httrack" if at else None)


WAYBACK = """
<!--
     FILE ARCHIVED ON {} AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 10:22:01 Nov 03, 2015.
     JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.
-->"""


@pytest.mark.parametrize(("date", "at"), [("15:03:11 Aug 15, 2011", SAVED), ("99:03:11 Aug 15, 2011", None)])
def test_wayback_machine_says_when_it_archived(date: str, at: datetime | None) -> None:
    found = told(page(after=WAYBACK.format(date)))
    assert (found.captured_at, found.captured_at_basis) == (at, "wayback-comment" if at else None)


WAYBACK_OF_2006 = """
<SCRIPT language="Javascript">
<!--
// FILE ARCHIVED ON {} AND RETRIEVED FROM THE
// INTERNET ARCHIVE ON 20070103102201.
   var sWayBackCGI = "{}";
// -->
</SCRIPT>"""


@pytest.mark.parametrize(("date", "at"), [("20110815150311", SAVED), ("20119915150311", None)])
def test_early_wayback_machine_says_it_in_a_script(date: str, at: datetime | None) -> None:
    found = told(page(after=WAYBACK_OF_2006.format(date, f"http://web.archive.org/web/{date}/{THREAD}")))
    assert (found.url, found.url_basis) == (THREAD, "wayback-comment")
    assert (found.captured_at, found.captured_at_basis) == (at, "wayback-comment" if at else None)


def test_early_wayback_machine_may_tell_the_time_alone() -> None:
    script = WAYBACK_OF_2006.format("20110815150311", THREAD).replace("sWayBackCGI", "sOther")
    found = told(page(after=script))
    assert (found.url, found.captured_at, found.captured_at_basis) == (None, SAVED, "wayback-comment")


@pytest.mark.parametrize(
    ("base", "url", "at"),
    [
        (ARCHIVED + THREAD, THREAD, SAVED),
        (THREAD, THREAD, None),
        ("http://x.wetpaint.com/page/A", "http://x.wetpaint.com/page/A", None),
        ("http://x.wetpaint.com/", None, None),
        ("/thread/12/a", None, None),
    ],
)
def test_base_of_an_early_replay_is_the_pages_address(base: str, url: str | None, at: datetime | None) -> None:
    found = told(page(head=f'<base href="{base}">'))
    assert (found.url, found.url_basis) == (url, "base-link" if url else None)
    assert (found.captured_at, found.captured_at_basis) == (at, "base-link" if at else None)


def test_base_does_not_beat_a_remark() -> None:
    remark = f"<!-- saved from url=({len(THREAD):04}){THREAD} -->"
    assert told(page(before=remark, head='<base href="http://x.wetpaint.com/page/A">')).url == THREAD


def test_links_that_the_archive_rewrote_tell_its_time() -> None:
    links = f'<a href="{ARCHIVED}{THREAD}">a</a><img src="/web/20110815150311im_/http://x.wetpaint.com/b.gif">'
    later = '<a href="http://web.archive.org/web/20120101000000/http://x.wetpaint.com/">next capture</a>'
    found = told(page(body=later + links))
    assert (found.captured_at, found.captured_at_basis, found.url) == (SAVED, "archive-links", None)
    assert told(page(body=later)).captured_at is None


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="/web/2011*/{THREAD}">all captures</a>',
        f'<a href="http://archive.example/save/{THREAD}">save</a>',
        f'<a href="/web/20119915150311/{THREAD}">a capture of no day</a>',
        f'<a href="http://archive.example/web/20110101000000/{THREAD}">a capture of another archive</a>',
        f'<a name="/{THREAD}">a</a>',
    ],
)
def test_links_of_the_archives_banner_that_lead_to_no_capture_tell_no_time(link: str) -> None:
    assert told(page(body=link * 3)) == SelfDescription()
    assert told(page(body=link * 3 + f'<a href="{ARCHIVED}{THREAD}">a</a>' * 2)).captured_at == SAVED


def test_box_of_the_archives_banner_names_the_page() -> None:
    found = told(page(body=f'<input type="text" id="wmtbURL" value="{THREAD}"><a href="{ARCHIVED}{THREAD}">a</a>'))
    assert (found.url, found.url_basis) == (THREAD, "archive-links")


def test_archives_comment_is_more_exact_than_its_links() -> None:
    links = '<a href="/web/20110101000000/http://x.example/">a</a>' * 3
    found = told(page(body=links, after=WAYBACK.format("15:03:11 Aug 15, 2011")))
    assert (found.captured_at, found.captured_at_basis) == (SAVED, "wayback-comment")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f'<link rel="canonical" href="{THREAD}">', THREAD),
        (f'<meta property="og:url" content="{THREAD}">', THREAD),
        (f'<meta property="og:url" content="http://x.wetpaint.com/other"><link rel="Canonical" href="{THREAD}">', THREAD),
        (f'<link rel="canonical" href="{THREAD}?a=1&amp;b=2">', f"{THREAD}?a=1&b=2"),
        ('<link rel="canonical" href="/thread/12/a">', None),
        ('<link rel="canonical">', None),
        (f'<link rel="alternate" href="{THREAD}">', None),
    ],
)
def test_canonical_link_is_the_last_resort(head: str, url: str | None) -> None:
    found = told(page(head=head))
    assert (found.url, found.url_basis) == (url, "canonical-link" if url else None)


def test_canonical_link_in_the_archives_form_tells_address_and_time() -> None:
    found = told(page(head=f'<link rel="canonical" href="{ARCHIVED}{THREAD}">'))
    assert (found.url, found.canonical, found.captured_at) == (THREAD, THREAD, SAVED)


def test_canonical_link_does_not_beat_a_remark_but_is_kept() -> None:
    other = "http://x.wetpaint.com/thread/13/b"
    found = told(page(before=f"<!-- saved from url=({len(THREAD):04}){THREAD} -->", head=f'<link rel="canonical" href="{other}">'))
    assert (found.url, found.url_basis, found.canonical) == (THREAD, "saved-from", other)


def test_canonical_link_in_a_body_is_not_the_pages() -> None:
    assert told(page(body=f'<link rel="canonical" href="{THREAD}">')).url is None


@pytest.mark.parametrize(
    ("digits", "at"),
    [
        ("20110815150311", SAVED),
        ("19960101000000", datetime(1996, 1, 1, tzinfo=UTC)),
        ("19950101000000", None),
        ("00010101000000", None),
        ("20110815", None),
        ("12345678901234", None),
    ],
)
def test_digits_of_a_file_name_may_be_a_time(digits: str, at: datetime | None) -> None:
    assert timestamp_hint(digits) == at
