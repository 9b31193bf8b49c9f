"""Bodies as pages show them: nothing is loaded, nothing runs, and what the body said is still there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web_cases import LINKS, parsed, post, quoting, shown, thread
from wetpaint_import.web.bodies import shown_body

# What a body may hold once it is shown.
_HARMLESS = set(
    "a b i u em strong br blockquote h3 h4 h5 ol ul li table tbody thead tr td th p div pre code hr s sub sup small span dl dt dd"
    " body html".split()
)


def _body(body_html: str, known: dict[tuple[str, str], int] | None = None) -> str:
    one = shown(thread(post(0, body_html)), known=known)
    return str(shown_body(one.item, one.view, LINKS))


def test_plain_text_with_line_ends_stays_as_it_is() -> None:
    assert _body("One &amp; two &lt;b&gt;<br>three > two") == "One &amp; two &lt;b&gt;<br>three > two"


def test_a_picture_is_a_box_with_its_words_and_address_and_is_not_loaded() -> None:
    body = _body('Look: <img src="http://pix.example/a/b/cat.gif" alt="My cat" width="5">')
    assert "<img" not in body
    (box,) = parsed(body).xpath("//a[@class='picture']")
    assert box.get("href") == "http://pix.example/a/b/cat.gif"
    assert box.text_content().split() == ["My", "cat", "pix.example/…/cat.gif"]


def test_a_picture_in_a_link_makes_no_link_within_a_link() -> None:
    body = _body('<a href="http://a.example/"><img src="http://pix.example/cat.gif" alt="cat"></a>')
    assert body.count("<a ") == 1
    assert '<a href="http://a.example/"' in body


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "/page/Home", "vbscript:x", ""]
)
def test_an_address_that_leads_nowhere_safe_is_no_link(address: str) -> None:
    body = _body(f'<a href="{address}">press</a>')
    assert "href" not in body
    assert "press" in body


@pytest.mark.parametrize(
    "address", ["http://a.example/?a=1&amp;b=2", "https://a.example", "ftp://a.example/f", "mailto:a@b.example"]
)
def test_a_link_outwards_tells_the_other_host_nothing(address: str) -> None:
    assert _body(f'<a href="{address}">there</a>') == f'<a href="{address}" rel="nofollow noopener noreferrer ugc">there</a>'


@pytest.mark.parametrize(
    "address", ["http://x.wetpaint.com/thread/55/other", "/thread/55/other?offset=20", "http://x.wikifoundry.com/thread/55"]
)
def test_a_link_to_a_thread_of_the_archive_stays_in_it(address: str) -> None:
    known = {("x.wetpaint.com", "55"): 8, ("x.wikifoundry.com", "55"): 8}
    assert _body(f'<a href="{address}">other</a>', known) == f'<a href="../t/8.html" title="{address}">other</a>'


def test_a_link_to_a_thread_that_is_not_there_leads_to_its_own_address() -> None:
    assert 'href="http://x.wetpaint.com/thread/56"' in _body('<a href="http://x.wetpaint.com/thread/56">gone</a>', {("x", "56"): 8})


def test_a_quote_names_the_post_that_it_quotes_and_leads_there() -> None:
    one = shown(thread(post(0), quoting(1, 100, '<blockquote>"words"</blockquote>So it is.')), 101)
    body = parsed(str(shown_body(one.item, one.view, LINKS)))
    (source,) = body.xpath("//blockquote[@class='quote']/a")
    assert (source.get("href"), source.text_content()) == ("../t/7.html#p100", "Ann, #0")


def test_a_quote_of_no_known_post_is_still_a_quote() -> None:
    one = shown(thread(quoting(0, None, '<blockquote>"words"</blockquote>So.')))
    assert str(shown_body(one.item, one.view, LINKS)) == '<blockquote class="quote">"words"</blockquote>So.'


def test_headings_of_a_body_stand_below_those_of_its_page() -> None:
    assert _body("<h2>A</h2><h4>B</h4>") == "<h3>A</h3><h5>B</h5>"


def test_what_a_database_holds_that_was_never_cleaned_does_not_run() -> None:
    hostile = (
        '<script>x()</script><svg onload=x()></svg><img src=x onerror=x()><b onclick="x()" style="position:fixed">bold</b>'
        '<iframe src="http://e.example"></iframe><form action="http://e.example"><input></form><style>p{}</style><base href="//e">'
    )
    body = _body(hostile)
    assert not re.search(r"script|onload|onerror|onclick|style|iframe|form|base|<svg", body)
    assert "<b>bold</b>" in body


def test_markup_within_an_attribute_does_not_get_out_of_it() -> None:
    body = _body('<b>x</b><img src="http://p.example/" alt="<img src=y><script>x()</script>">')
    assert "<script" not in body
    assert "<img" not in body
    assert "&lt;img src=y&gt;" in body


_BITS = st.sampled_from(
    '<a href="http://a.example/"> <a href="javascript:x"> </a> <img src="http://p.example/i" alt="a > b"> <img> <blockquote>'
    ' </blockquote> <table> <tr><td> </table> <b title="<img src=x>"> </b> <script>x</script> <svg/onload=x> &lt; " \' < > ='.split(
        " "
    )
)


@given(st.lists(_BITS, max_size=12).map("".join))
def test_no_body_whatever_brings_a_picture_a_script_or_a_link_without_a_safe_address(body_html: str) -> None:
    one = shown(thread(quoting(0, None, body_html)))
    body = parsed(f"<div>{shown_body(one.item, one.view, LINKS)}</div>")
    for element in body.iter():
        assert element.tag in _HARMLESS, element.tag
        for name, value in element.attrib.items():
            assert str(name) in {"href", "rel", "class", "role", "aria-label", "tabindex", "title", "colspan", "rowspan", "start"}
            assert str(name) != "href" or str(value).startswith(("http://", "https://"))
