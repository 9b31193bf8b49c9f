"""What a whole page is taken for: its kind, address and time, what is refused, and how far numbers and sizes may go."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import wetpaint_import
from pages import DATE, DATES, RATING, URL, Written, named_page, read, text_page
from wetpaint_import.grammar.printed import mask_addresses
from wetpaint_import.model import Capture, Mention, Problem
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, is_html, parse

SAVED = datetime(2011, 8, 15, 15, 3, 11, tzinfo=UTC)
SOURCE = str(Path(wetpaint_import.__file__).parent.parent)
ARCHIVED = "http://web.archive.org/web/20110815150311/"
POST = Written(body="The words.")
LIST = "http://x.wetpaint.com/thread"


def codes_of(page: str | bytes, url: str | None = URL) -> list[str]:
    return [problem.code for problem in read(page, url=url).problems]


# HTML or text


@pytest.mark.parametrize(
    ("text", "media_type", "is_page"),
    [
        ("<!DOCTYPE html><p>a", None, True),
        ("\ufeff\n <HTML><BODY>a", None, True),
        ("<?xml version='1.0'?><html>", None, True),
        ("<!-- saved --><html>", None, True),
        ("<b>a</b> bold beginning", None, True),
        ("<3 this thread", None, False),
        ("plain text", None, False),
        ("plain text", "text/html", False),
        ("a <b>word</b>", "text/html", True),
        ("a <b>word</b>", "application/xhtml+xml", True),
        ("a <b>word</b>", "text/plain", False),
        ("a <b>word</b>" + " and so on" * 500, None, False),
        ("scrap: " + "<td>a</td>" * 20, None, True),
    ],
)
def test_page_is_html_if_it_looks_so(text: str, media_type: str | None, *, is_page: bool) -> None:
    assert is_html(text, media_type) is is_page


def test_text_page_whose_title_holds_a_tag_is_a_text_page() -> None:
    view = read(text_page(*[POST] * 4, title="<b>bold</b> &amp; other mistakes"))
    assert (view.layout, view.state) == ("text", "read")
    assert view.threads[0].posts[0].subject == "<b>bold</b> &amp; other mistakes"


# Address and time


def test_address_from_outside_comes_out_of_the_archives_form_and_tells_the_time() -> None:
    view = read(named_page(POST), url=ARCHIVED + URL)
    assert (view.url, view.captured_at) == (URL, SAVED)
    empty = read(b"", url=ARCHIVED + URL)
    assert (empty.url, empty.captured_at, empty.state) == (URL, SAVED, "quarantined")


def test_what_is_told_from_outside_beats_what_the_page_says() -> None:
    remark = "<!-- Page saved with SingleFile\n url: http://other.example/\n saved date: Mon Aug 15 2011 15:03:11 GMT+0000 -->"
    told = datetime(2012, 1, 1, tzinfo=UTC)
    assert read(named_page(POST) + remark).url == URL
    assert read(named_page(POST) + remark).captured_at == SAVED
    assert read(named_page(POST) + remark, captured_at=told).captured_at == told
    assert read(named_page(POST) + remark, url=None).url == "http://other.example/"


def test_problems_of_the_container_stay_with_the_page() -> None:
    problem = Problem(code="too-large", message="cut at the bound")
    for payload in (named_page(POST).encode(), b"", b"\x00" * 100):
        view = parse(Capture(payload=payload, source="file", place="page", url=URL, problems=(problem,)), Options())
        assert view.problems[0] == problem


# Kinds of pages


def test_history_of_a_page_is_read_as_nothing() -> None:
    view = read(named_page(POST), url="http://x.wetpaint.com/page/Boats/diff/1,2")
    assert (view.page_kind, view.layout, view.state, view.threads) == ("other", "history", "read", ())


def test_list_of_threads_may_be_empty() -> None:
    view = read("<html><body><div id='siteHeader'>X</div><p>There are no threads for this page.</p></body></html>", url=LIST)
    assert (view.page_kind, view.state, view.threads, view.problems) == ("thread_list", "read", (), ())


def test_content_page_without_threads_is_read() -> None:
    view = read("<html><body><p>Our boats.</p></body></html>", url="http://x.wetpaint.com/page/Boats")
    assert (view.page_kind, view.state, view.threads, view.problems) == ("content_page", "read", (), ())
    assert [part.place for part in view.placed] == ["content"]


def test_page_that_only_quotes_a_post_is_no_thread() -> None:
    quoting = f"<html><body><p>On another site I read:</p><p>1. RE: Boats</p><p>{DATES}</p><p>Yes.</p></body></html>"
    assert codes_of(quoting, url="http://blog.example/2010/boats") == ["not-wetpaint"]


def test_page_of_another_thread_is_refused() -> None:
    page = named_page(POST).replace(
        "<body>", "<head><link rel='canonical' href='http://x.wetpaint.com/thread/77/boats'></head><body>"
    )
    assert codes_of(page) == ["wrong-thread"]
    assert codes_of(named_page(POST, title="Kiln shelves"), url=URL.replace("boats", "steering+the+boat")) == ["wrong-thread"]


def test_id_of_a_thread_is_taken_from_the_pages_own_links() -> None:
    linked = named_page(POST).replace("Discussion: Boats", "Discussion: <a href='http://x.wetpaint.com/thread/77/boats'>Boats</a>")
    assert read(linked, url=None).threads[0].original_id == "77"
    canonical = named_page(POST).replace("<body>", "<head><link rel='canonical' href='/thread/78/boats'></head><body>")
    assert read(canonical, url=None).threads[0].original_id == "78"
    paging = "<div class='paging'>1 <a href='/thread/79/boats?offset=20&maxResults=20'>2</a></div>"
    paged = named_page(POST, claimed=30).replace("<table", f"{paging}<table")
    assert read(paged, url=None).threads[0].original_id == "79"


@pytest.mark.parametrize(
    "page",
    [
        named_page(POST, POST).replace(DATES, "long ago", 1),
        named_page(POST).replace("</table>", f"</table><p>Post edited: {DATE}</p>"),
    ],
)
def test_page_of_which_a_post_was_not_found_is_not_read_by_half(page: str) -> None:
    view = read(page)
    assert (view.state, view.threads) == ("quarantined", ())
    assert [problem.code for problem in view.problems] == ["unknown-layout"]


def test_links_to_other_threads_of_the_wiki_are_mentions() -> None:
    links = (
        "<div id='relatedContent'><a href='/thread/13/kilns'>a</a><a href='/thread/13/kilns?offset=20'>b</a>"
        "<a href='http://y.wetpaint.com/thread/14/x'>c</a><a href='/thread'>d</a><a href='/page/A'>e</a></div>"
    )
    view = read(named_page(POST).replace("</body>", links + "</body>"))
    assert Mention(url="http://x.wetpaint.com/thread/13/kilns", text="kilns") in view.mentions
    assert not [mention for mention in view.mentions if "y.wetpaint.com" in mention.url]
    assert len(view.mentions) == 1


def test_address_of_a_thread_in_the_title_of_a_link_is_no_link() -> None:
    link = "<p><a href='/thread/13/kilns' title='moved from /thread/14/lids'>Kilns</a></p>"
    view = read(named_page(POST).replace("<h1>", link + "<h1>"))
    assert [mention.url for mention in view.mentions] == ["http://x.wetpaint.com/thread/13/kilns"]


# What a moderator saw


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8::8a2e:370:7334"])
@pytest.mark.parametrize(
    "page",
    [
        named_page(Written(body="a", author="ADDRESS"), Written(body="b", author="ADDRESS")),
        text_page(Written(body="a", author="ADDRESS"), Written(body="b", author="ADDRESS")),
        "<html><body><h1>Discussion: Boats</h1><p>ADDRESS</p><p>said something in a form that nobody knows</p></body></html>",
        "Discussion: Boats\nShowing 1 post\nADDRESS\nBoats\nsome day\nThe words.",
        named_page(Written(body="a", author="ADDRESS")).replace(RATING, "")[:-60],
        named_page(Written(body="a", author="ADDRESS")).replace("<h1>", "<p>ADDRESS is watching</p><h1>"),
        named_page(Written(body="a", author="<a class='WPC-action' href='/account/ADDRESS'>ADDRESS</a>")),
    ],
    ids=["names", "text", "unknown layout", "unknown layout of a text", "cut", "left over", "linked"],
)
def test_address_of_an_anonymous_poster_comes_out_nowhere(page: str, address: str) -> None:
    view = read(page.replace("ADDRESS", address))
    assert address not in json.dumps(page_json(view)) + repr(view.placed)


def test_addresses_are_masked_and_other_numbers_are_not() -> None:
    assert mask_addresses("by 203.0.113.77, 1.5 m") == "by [IP address], 1.5 m"


# Bounds


@pytest.mark.parametrize(
    "line",
    [
        "Showing , posts",
        "Showing ,,, of , posts",
        f"Showing {'9' * 5000} posts",
        "Showing 99999999999999999999 of 3 posts",
        "Showing \u0663 posts",
        f"{'9' * 5000}. RE: Boats",
        f"1. RE: Boats\n{DATES}\nb\n{'9' * 5000}  out of {'9' * 5000} found this valuable. Do you?",
        f"1. RE: Boats\n{DATES}\nb\n99999999999999999999  out of 99999999999999999999 found this valuable. Do you?",
        f"| a | b | \u00b2 | {DATE} by x |",
        f"| a | b | {'9' * 5000} | {DATE} by x |",
        f"Started By Thread Subject Replies Last Post\na b {'9' * 5000} {DATE} by x",
        f"Replies: {'9' * 5000} Last Post: {DATE} by x",
    ],
)
def test_number_that_no_page_could_mean_breaks_nothing(line: str) -> None:
    for page in (text_page(POST) + line, line + "\n" + text_page(POST), line, "<p>" + line.replace("\n", "<p>") + named_page(POST)):
        for url in (URL, LIST, None):
            assert all(abs(number) < 2**63 for number in _numbers(page_json(read(page, url=url))))


def _numbers(value: object) -> list[int]:
    if isinstance(value, dict):
        return [number for item in value.values() for number in _numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in _numbers(item)]
    return [value] if isinstance(value, int) else []


def test_paging_of_which_a_number_is_no_number_breaks_nothing() -> None:
    for text in ("\u00b2", "\u0662", "9" * 5000, "", "2 "):
        paging = f"<div class='paging'>1 <a href='/thread/12/boats?offset=20'>{text}</a></div>"
        page = read(named_page(POST).replace("<table", f"{paging}<table")).threads[0].page
        assert page is not None
        assert page.offset == 0


@pytest.mark.parametrize("captured_at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_capture_at_the_ends_of_the_calendar_breaks_nothing(captured_at: datetime) -> None:
    dates = "Tuesday, 6:59 PM EDT | Post edited: Dec 31 9999, 11:59 PM GMT"
    assert len(read(text_page(POST, Written(body="a", dates=dates)), captured_at=captured_at).threads[0].posts) == 2


HOSTILE = {
    "less-than signs": "'<' * 100_000",
    "open elements": "'<div><b>' * 12_000",
    "open links": "'<a href=x>y' * 9_000",
    "attributes": "'<p ' + 'a=b ' * 25_000 + '>'",
    "comments": "'<!--' * 25_000",
    "style sheets": "'<html><style>' + ('.a,' * 50 + '{display:none}') * 500 + '</style>' + '<p class=a>x</p>' * 500",
    "a style sheet that does not end": "'<html><style>' + 'x ' * 50_000",
    "a rule that does not end": "'<html><style>a{' + 'x ' * 50_000",
    "a long rule that does not end": "'<html><style>' + 'x ' * 25_000 + '{' + 'y ' * 25_000",
    "a style sheet of commas": "'<html><style>' + '.a,' * 33_000 + '</style>'",
    "a style sheet of comments": "'<html><style>' + '/*' * 50_000 + '</style>'",
    "tables in tables": "'<table><tr><td>' * 6_000",
    "objects in objects": "TOP + '<div class=threadText>' + '<object>' * 2_000 + 'x</div>'",
    "quotes in quotes": "TOP + '<div class=threadText>' + '<blockquote>' * 2_000 + 'x</div>'",
    "date lines": "'Boats\\n' + (DATES + '\\n') * 1_500",
    "posts": "'Discussion: Boats\\n' + ('Boats\\n' + DATES + '\\nbody\\nDo you find this valuable?\\n') * 1_000",
    "dates in one line": "DATES * 1_500",
    "labels": "'Post edited: ' * 8_000",
    "bars": "'| ' * 50_000",
    "digits": "'1' * 100_000",
    "rows": "'| a | b | 3 | Aug 2 2010, 1:00 PM EDT by x |\\n' * 2_000",
    "a long row": "'Started By Thread Subject Replies Last Post\\n' + 'a ' * 50_000 + '3 Aug 2 2010, 1:00 PM EDT by x'",
    "blocks in one line": "'Started By Thread Subject Replies Last Post\\n| a | b | 3 | Aug 2 2010, 1:00 PM EDT by x |\\n'"
    " + 'Thread started: Aug 2 2010, 1:00 PM EDT ' * 2_500",
    "brackets behind an address": "'Discussion: Boats\\nBoats\\n' + DATES + '\\nhttp://a/' + ')' * 200_000 + '\\n'",
    "dots and brackets behind an address": "'Discussion: Boats\\nBoats\\n' + DATES + '\\nhttp://a/' + '.)' * 100_000 + '\\n'",
    "tags": "'Discussion: Boats\\nBoats\\n' + DATES + '\\nbody\\nDo you find this valuable?\\nKeyword tags: ' + 'a ' * 50_000",
    "controls": "'Reply | ' * 12_000",
    "spaces": "' ' * 100_000 + 'x'",
    "lines that nothing takes": "TOP + '<p>Discussion: a</p>' * 300_000",
    "date lines of a page": "TOP + ('<p>' + DATES + '</p>') * 100_000",
    "rows in a post": "TOP + '<table>' + '<tr><td>ann<td>Boats<td>3<td>Aug 2 2010, 1:00 PM EDT by x' * 100_000",
}
# All of them take 15 s where nothing else runs, and thrice that on a busy machine; one whose time grows with the square of its
# size takes longer than this.
SECONDS = 300


def test_hostile_page_is_read_in_bounded_time(tmp_path: Path) -> None:
    script = tmp_path / "read_hostile.py"
    pages = ",\n".join(f"{name!r}: {code}" for name, code in HOSTILE.items())
    script.write_text(
        "from wetpaint_import.model import Capture\n"
        "from wetpaint_import.parse import Options, parse\n"
        f"DATES = {DATES!r}\n"
        f"TOP = '<html><body><h1>Discussion: Boats</h1><b>Boats</b><p>' + DATES + '</p>'\n"
        f"for name, page in {{{pages}}}.items():\n"
        "    print(name, flush=True)\n"
        "    parse(Capture(payload=page.encode(), source='file', place='page'), Options())\n",
        encoding="utf-8",
    )
    try:
        done = subprocess.run(
            [sys.executable, script], env={"PYTHONPATH": SOURCE}, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"").decode() if isinstance(error.stdout, bytes | None) else error.stdout
        pytest.fail(f"still reading after {SECONDS} s: {output.splitlines()[-1:]}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == list(HOSTILE)
