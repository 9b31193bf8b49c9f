"""Pages are refused for what stands on them, with the code that says what to do next; nothing else is refused."""

import pytest

from wetpaint_import.addresses import read_address
from wetpaint_import.admission import has_engine, is_binary, refusal, wrong_thread
from wetpaint_import.page.html_flow import html_flow
from wetpaint_import.page.text_flow import text_flow

THREAD = "http://x.wetpaint.com/thread/12/steering+the+boat"
PAGE = "http://x.wetpaint.com/page/Boats"


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(200, 256)),
        b"GIF89a\x01\x00\x01\x00",
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(range(128, 256)),
        b"PK\x03\x04\x14\x00\x00\x00",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        bytes(range(32)) * 20,
        b"text\x00" * 50,
    ],
    ids=["jpeg", "png", "gif", "pdf", "zip", "gzip", "control bytes", "text with zeros"],
)
def test_pictures_and_archives_are_binary(payload: bytes) -> None:
    assert is_binary(payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"<html><body>a</body></html>",
        "“Möwe” 日本".encode(),
        "naïve café".encode("windows-1252"),
        "ゴシック".encode("shift_jis"),
        "Page in UTF-16".encode("utf-16"),
        "Page in UTF-16, the other way round".encode("utf-16-be").join([b"\xfe\xff", b""]),
        b"BMW owners, please read this: all of you are invited.",
        b"RIFF raff, street rats",
        b"%PDF is the name of a format that I do not like.",
        b"CWS\n<html><body>a thread</body></html>",
        b"one\x0ctwo\tthree\r\n" * 20,
        b"a single \x01 control among so many characters that it can only be an accident",
    ],
)
def test_text_in_any_encoding_is_no_binary(payload: bytes) -> None:
    assert not is_binary(payload)


@pytest.mark.parametrize(
    "html",
    [
        "<script>var IS_WETPAINT_USER = false;</script>",
        "<body onload='wetpaintLoad()'>",
        "<div id='WPC-bodyContentContainer'>",
        "<link href='/scripts/wpcss/wiki/x/skin/plain/css'>",
        "<img src='http://image.wetpaint.com/image/1/abc123'>",
        "<img src='http://image.wikifoundry.com/image/1/abc123'>",
        "<a href='http://attachments.wetpaintserv.us/abc'>file</a>",
        "Sign in to wikis by wetpaint",
        "Powered by <a href='/'>Wetpaint</a>",
        "<embed src='http://wikifoundrytools.com/wiki/x/widget/1'>",
        "<a class='WPC-action'>x</a>",
        "Latest page update: made by ann",
        "Anonymous  (Get credit for your thread)",
        "There are no threads for this page.",
        "| Started By | Thread Subject | Replies | Last Post |",
    ],
)
def test_marks_of_the_engine_are_known(html: str) -> None:
    assert has_engine(html, None)


def test_page_without_a_mark_is_told_by_the_farms_own_hosts_alone() -> None:
    plain = "<p>We painted the wet paint sign.</p>"
    assert not has_engine(plain, None)
    assert not has_engine(plain, "http://blog.example/thread/12/a")
    assert has_engine(plain, THREAD)
    assert has_engine(plain, "http://x.wikifoundry.com/")


def refused(text: str, url: str | None = None, *, is_engine: bool = True, has_title: bool = False) -> str | None:
    flow = html_flow(text) if text.startswith("<") else text_flow(text)
    problem = refusal(flow, read_address(url) if url else None, is_engine=is_engine, has_title=has_title)
    return problem.code if problem else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("This domain is for sale. Sponsored listings", "parking-page"),
        ("kiln.example\nThis domain name has expired. Renew it now.", "parking-page"),
        ("Buy this domain. Sponsored listings: pots, paint, cheap flights", "parking-page"),
        ("kiln.example is parked free, courtesy of GoDaddy", "parking-page"),
        ("The page you requested could not be found.", "not-found-page"),
        ("Page not found", "not-found-page"),
        ("404", "not-found-page"),
        ("This thread does not exist or has been deleted.", "not-found-page"),
        ("The Wayback Machine has not archived that URL.", "not-found-page"),
        ("You must be signed in to view this page.", "sign-in-wall"),
        ("This wiki is private. Request an invitation", "sign-in-wall"),
        ("Members only: please log in.", "sign-in-wall"),
    ],
)
def test_short_page_that_says_why_it_is_empty_is_refused_for_that(text: str, code: str) -> None:
    assert refused(text, THREAD) == code
    assert refused(text, is_engine=False) == code
    assert refused(f"<html><body><div>{text}</div></body></html>") == code


def test_words_of_a_refusal_in_a_long_page_or_a_discussion_are_content() -> None:
    story = "I could not find the page. " + "It was a long winter and the paint was wet. " * 80
    assert refused(story, PAGE) is None
    assert refused("Discussion: 404\nPage not found", THREAD, has_title=True) == "unknown-layout"


def test_words_of_a_refusal_in_the_frame_of_a_page_are_not_the_pages() -> None:
    frame = "<html><body><div id='footer'>Page not found? Please sign in. Buy this domain!</div><p>Our boats</p></body></html>"
    assert refused(frame, PAGE) is None


def test_discussion_whose_posts_are_not_found_is_an_unknown_layout() -> None:
    assert refused("Discussion: Boats", None, is_engine=False, has_title=True) == "unknown-layout"
    assert refused("Something else", THREAD) == "unknown-layout"
    assert refused("Something else", "/thread/12/a", is_engine=False) == "unknown-layout"


def test_page_without_any_mark_is_not_wetpaints() -> None:
    assert refused("We painted the sign.", None, is_engine=False) == "not-wetpaint"
    assert refused("We painted the sign.", "http://blog.example/thread/12/a", is_engine=False) == "not-wetpaint"
    assert refused("We painted the sign.", PAGE, is_engine=True) is None


@pytest.mark.parametrize(
    ("url", "own_ids", "title", "is_wrong"),
    [
        (THREAD, set(), "Steering the boat", False),
        (THREAD, {"12"}, "A title that it got later", False),
        (THREAD, {"12", "77"}, "Steering the boat", False),
        (THREAD, {"77"}, "Steering the boat", True),
        (THREAD, set(), "Kiln shelves", True),
        (THREAD, set(), None, False),
        (THREAD, set(), "Steering", False),
        (THREAD, set(), "Steered boats", False),
        (THREAD, set(), "!!!", False),
        ("http://x.wetpaint.com/thread/12/boat", set(), "Kiln shelves", False),
        ("http://x.wetpaint.com/thread/12/caf%C3%A9+m%C3%B6we", set(), "Café Möwe", False),
        ("http://x.wetpaint.com/thread/12", set(), "Kiln shelves", False),
        (PAGE, {"77"}, "Kiln shelves", False),
        (None, {"77"}, "Kiln shelves", False),
    ],
)
def test_thread_that_its_address_does_not_name_is_wrong(url: str | None, own_ids: set[str], title: str, *, is_wrong: bool) -> None:
    problem = wrong_thread(read_address(url) if url else None, own_ids, title)
    assert (problem is not None) is is_wrong
    assert problem is None or problem.code == "wrong-thread"
