"""HTML -> Markdown: what markdown-it makes of it shows what the HTML shows, whatever that is made of."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from markup_bodies import bodies, labels, texts
from markup_shown import Shown, by_address, normal, shown
from safe_html import harms
from wetpaint_import.markup import escape_markdown, to_markdown

READER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PLAIN: Final = frozenset(
    "a b blockquote br code em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s strong table tbody td th thead tr ul".split()
)
MARKS: Final = frozenset({"u", "sub", "sup", "small", "big"})
many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(markdown: str, *, html: bool = False) -> Shown:
    tokens = [inner for token in READER.parse(markdown) for inner in (token, *(token.children or ()))]
    assert html or not any(token.type.startswith("html") for token in tokens)
    result = shown(READER.render(markdown))
    assert result.tags <= (PLAIN | MARKS if html else PLAIN)
    assert result.attributes <= {"href", "src", "alt", "start"}
    return result


def check(source: str, markdown: str, *, html: bool = False) -> None:
    expected, found = shown(source), read(markdown, html=html)
    assert found.lines == expected.lines
    assert by_address(found.links) == by_address(expected.links)
    assert found.images == expected.images


def strictly_decoded(text: str) -> str:
    """As decoders do that want the `;`."""
    return re.sub(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z0-9]+);", lambda match: unescape(match[0]), text)


@many
@given(source=bodies)
def test_markdown_shows_what_the_html_shows(source: str) -> None:
    check(source, to_markdown(source))


@many
@given(source=bodies)
def test_markdown_with_html_for_marks_shows_the_same(source: str) -> None:
    check(source, to_markdown(source, inline_html=True), html=True)


@many
@given(source=bodies, decode=st.sampled_from((unescape, strictly_decoded)))
def test_markdown_that_is_decoded_once_shows_the_same(source: str, decode: Callable[[str], str]) -> None:
    markdown = to_markdown(source, entity_decoded_once=True)
    check(source, decode(markdown))
    if "<code>" not in source and "<pre>" not in source:
        check(source, markdown)


@many
@given(title=texts, before=st.sampled_from(("", "# ", "- ", "> ", "words ")), decoded=st.booleans())
def test_title_is_text_wherever_it_stands(title: str, before: str, decoded: bool) -> None:
    markdown = before + escape_markdown(title, entity_decoded_once=decoded)
    for reading in (markdown, unescape(markdown)) if decoded else (markdown,):
        assert normal(" ".join(read(reading).lines)) == normal(before.strip("# ->\t") + " " + title)


@many
@given(text=labels)
def test_code_is_exactly_the_code(text: str) -> None:
    source = f"<pre>a\n{escape(text)}\n  b</pre>"
    for markdown in (to_markdown(source), unescape(to_markdown(source, entity_decoded_once=True))):
        assert read(markdown).verbatim == [f"a\n{text}\n  b\n"]


@many
@given(html=st.one_of(st.text(), st.text("<>/abip \"'=&;!-`[](){}\n\x00\x7f\ud800"), bodies.map(lambda body: body[1:-7])))
def test_any_text_at_all_gives_harmless_markdown(html: str) -> None:
    markdown = to_markdown(html)
    read(markdown)
    assert harms(READER.render(markdown)) == []


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("one<br>two<br><br>three", "one  \ntwo\n\nthree"),
        ("<div>one</div><div>two</div><div><br></div><div>three</div>", "one  \ntwo\n\nthree"),
        ("a <b>bold</b> and an <i>oblique</i> word", "a **bold** and an _oblique_ word"),
        ("<b>Note:</b>this and <i>un</i>done", "**Note**:this and *un*done"),
        ("<b> spaced </b>out", "**spaced** out"),
        ("<b><i>both</i></b>, <b>one <i>in</i> other</b>", "**_both_**, **one _in_ other**"),
        ("<b>over<br>lines</b>", "**over**  \n**lines**"),
        ("<s>gone</s> <strike>too</strike>", "~~gone~~ ~~too~~"),
        ("H<sub>2</sub>O <u>under</u>", "H2O under"),
        ("<code>a`b</code> <code>*</code>", "``a`b`` `*`"),
        ("snake_case_word, 2 < 3, AT&amp;T", "snake_case_word, 2 < 3, AT&T"),
        ("&amp;copy; &lt;b&gt; *x* [y]", r"\&copy; \<b> \*x\* \[y\]"),
        ("1. typed<br>- by<br># hand<br>&gt; here", "1\\. typed  \n\\- by  \n\\# hand  \n\\> here"),
        ("a<br>===<br>b<br>---<br>c|d<br>-|-<br>:-:", "a  \n\\===  \nb  \n\\---  \nc|d  \n\\-|-  \n\\:-:"),
        ("x<code>a</code><b><code>b</code></b>y", "x`ab`y"),
        ("wow!<a href='http://a.example/'>link</a>", "wow\\![link](http://a.example/)"),
        ("<a href='http://a.example/'>http://a.example/</a>", "<http://a.example/>"),
        ("see http://a.example/b_c.", "see <http://a.example/b_c>."),
        ("<a href='http://a.example/x y_(z)'>w</a>", "[w](http://a.example/x%20y_(z))"),
        ("<a href='http://a.example/)('>w</a>", "[w](http://a.example/%29%28)"),
        ("<a href='javascript:alert(1)'>w</a><a href='relative'>v</a>", "wv"),
        ("<a href='http://a.example'><img src='http://b.example/c.png' alt='d'></a>", "[![d](http://b.example/c.png)](http://a.example)"),
        ("<blockquote>\"one<br>two\"</blockquote>three", '> "one  \n> two"\n\nthree'),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n+ b"),
        ('<ol start="9"><li>a</li><li>b<p>c</p></li></ol>', "9. a\n\n10. b\n\n    c"),
        ("<h2>Title #<br>second</h2>text", "## Title \\#\n\n## second\n\ntext"),
        ("a<hr>b", "a\n\n***\n\nb"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>d</td><td>e<br>f</td></tr></table>",
         "| a | b\\|c |\n| --- | --- |\n| d | e |\n|  | f |"),
        ("<table><tr><td>a</td><td><ul><li>b</li></ul></td></tr></table>", "a\n\n- b"),
        ("<table><tr><td>only<br>placed</td></tr></table>", "only  \nplaced"),
        ("<center>a</center><font color=red>b</font>", "a  \nb"),
        ("<dl><dt>term</dt><dd>meaning</dd></dl>", "**term**  \nmeaning"),
        ("", ""),
        ("<p> &nbsp; </p><b></b><a href='http://a.example'></a>", ""),
    ],
)  # fmt: skip
def test_markdown_reads_well(source: str, markdown: str) -> None:
    assert to_markdown(source) == markdown


def test_entities_survive_a_decoding() -> None:
    source = "&amp;amp; &amp;copy=1 AT&amp;T &amp;lt;b&amp;gt;"
    assert to_markdown(source, entity_decoded_once=True) == r"&#38;amp\; &#38;copy=1 AT&T &#38;lt\;b&#38;gt\;"


def test_html_where_it_is_allowed() -> None:
    source = "H<sub>2</sub>O <u>under</u> x<b>(y)</b>z<table><tr><td>a</td><td>b<br>c</td></tr></table>"
    marked = "H<sub>2</sub>O <u>under</u> x<b>(y)</b>z\n\n|  |  |\n| --- | --- |\n| a | b<br>c |"
    assert to_markdown(source, inline_html=True) == marked


def test_nesting_without_end_is_cut_and_its_text_kept() -> None:
    for tag in ("blockquote", "ul><li", "b", "table><tr><td", "div"):
        markdown = to_markdown(f"<{tag}>" * 3000 + "deep")
        assert read(markdown).lines == ["deep"]
        assert len(markdown) < 100
