"""HTML -> plain text: all that the HTML shows, in its order, for readers without HTML."""

from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markup_bodies import bodies, flat_bodies
from markup_shown import normal, shown
from wetpaint_import.markup import to_text

many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(source=flat_bodies)
def test_text_shows_the_lines_of_the_html(source: str) -> None:
    found = [normal(line) for line in to_text(source, links=False, quote_prefix="").split("\n")]
    assert [line for line in found if line] == shown(source).lines


@many
@given(source=bodies, width=st.integers(30, 80))
def test_text_keeps_every_word_in_order_at_any_width(source: str, width: int) -> None:
    words = iter(to_text(source, width=width).split())
    alike = "".join(words)
    position = 0
    for char in "".join("".join(line.split()) for line in shown(source).lines):
        position = alike.index(char, position) + 1


@many
@given(source=bodies, width=st.integers(30, 80))
def test_line_is_no_longer_than_the_width_but_for_one_long_word(source: str, width: int) -> None:
    if "<pre>" in source or "<table>" in source:
        return
    for line in to_text(source, width=width).split("\n"):
        indent = len(line) - len(line.lstrip(" >-.0123456789"))
        assert len(line) <= width or " " not in line[max(indent, width - 20) : width]


@many
@given(source=bodies, prefix=st.sampled_from(("> ", "| ", ">")))
def test_quote_is_its_text_with_a_prefix(source: str, prefix: str) -> None:
    inner = to_text(source, quote_prefix=prefix)
    quoted = to_text(f"<blockquote>{source}</blockquote>", quote_prefix=prefix)
    assert quoted == "\n".join((prefix + line).rstrip() for line in inner.split("\n") if inner)


@many
@given(source=bodies)
def test_no_line_ends_in_a_space_and_no_two_blank_lines_follow(source: str) -> None:
    lines = to_text(source).split("\n")
    if "<pre>" not in source:
        assert all(line == line.rstrip(" ") for line in lines)
        assert all(filled or len(list(group)) == 1 for filled, group in groupby(lines, bool))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("a&nbsp;&nbsp;b &amp; <b>c</b>", "a b & c"),
        ('<blockquote>"one<br>two"</blockquote>three', '> "one\n> two"\n\nthree'),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<a href='http://a.example'>here</a>, <a href='http://b.example'>http://b.example</a>", "here <http://a.example>, http://b.example"),
        ("<a href='mailto:ann@a.example'>ann@a.example</a>", "ann@a.example"),
        ("<img src='http://a.example/b.png' alt='c'> <img src='http://a.example/b.png'>",
         "[image: c http://a.example/b.png] [image: http://a.example/b.png]"),
        ("<ul><li>a<ol start=9><li>b</li><li>c<br>d</li></ol></li><li>e</li></ul>", "- a\n  9. b\n  10. c\n      d\n- e"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>", "a | b\nc |"),
        ("<h2>a</h2>b<hr>c", "a\n\nb\n\n--------------------\n\nc"),
        ("", ""),
    ],
)  # fmt: skip
def test_text_reads_well(source: str, text: str) -> None:
    assert to_text(source) == text


def test_addresses_can_be_left_out() -> None:
    source = "<a href='http://a.example'>here</a> <img src='http://a.example/b.png' alt='c'>"
    assert to_text(source, links=False) == "here [image: c]"


def test_lines_are_broken_between_words() -> None:
    source = "<blockquote>one two three four five six seven</blockquote>"
    assert to_text(source, width=24) == "> one two three four\n> five six seven"
