"""A page's tags, texts and comments are told apart, wherever brackets stand."""

from hypothesis import given
from hypothesis import strategies as st

from wetpaint_import.page.flow import Flow
from wetpaint_import.page.html_flow import html_flow

PARTS = st.sampled_from(
    'text|&nbsp;|&lt;b&gt;| |\n|\t|<p>|</p>|<br>|<b title=\'a>b<c\'>|</b>|<a "="x>y">|</a>|<td>|<!-- x -->|<!---->|<!DOCTYPE html>'
    "|<p id=p7>|<div style='display:none'>|</div>|<textarea>|</textarea>|<plaintext>|<script>if (a < b) c();</script>".split("|")
)
PAGES = st.lists(PARTS, max_size=20).map("".join)
# No bracket tells where this ends.
BRACKETS = "<!-- if a < b > c -->"


def shown(flow: Flow) -> tuple[object, ...]:
    return flow.tokens, flow.elements, flow.lines, flow.numbered


@given(PAGES)
def test_comment_with_brackets_changes_nothing_but_the_comments(page: str) -> None:
    plain, commented = html_flow(page), html_flow(BRACKETS + page)
    assert shown(plain) == shown(commented)
    assert commented.comments == [BRACKETS[4:-3], *plain.comments]


def test_comments_come_in_order_and_show_nothing() -> None:
    flow = html_flow("<!-- one --><p>Hello<!-- two<b> --> there</p><!---->")
    assert [line.text for line in flow.lines] == ["Hello there"]
    assert flow.comments == [" one ", " two<b> ", ""]


def test_brackets_in_addresses_and_texts_are_no_tags() -> None:
    flow = html_flow('<p><a href="/a>b<c">1 &lt; 2 &gt; 0</a></p>')
    assert [line.text for line in flow.lines] == ["1 < 2 > 0"]
    assert flow.link_of(flow.lines[0].pieces[0]) == "/a>b<c"
