"""Code that a page hides (comments, scripts, sounds) takes no post away and adds no word to any."""

import pytest

from pages import Written, named_page, read, thread_of
from wetpaint_import.markup import to_markdown, to_text

AD = "<script><!--\ndocument.write(\"<script src='http://ads.example/a.js'></script>\");\n//--></script>"
RAW = "script style noscript iframe xmp noembed noframes plaintext".split()


@pytest.mark.parametrize("tag", RAW)
def test_tag_named_in_a_comment_begins_nothing(tag: str) -> None:
    page = named_page(Written(body=f"one<!-- here was a <{tag}> -->"), Written(body="two"), Written(body="three"))
    view = read(page.replace("</body>", f"<{tag}>x</{tag}></body>"))
    assert [post.body_text for post in view.threads[0].posts] == ["one", "two", "three"]
    assert view.problems == ()


def test_style_sheet_in_a_comment_hides_nothing() -> None:
    page = named_page(Written(body="one <i class='a'>two</i>")).replace("<body>", "<!-- <style>.a{display:none}</style> --><body>")
    assert thread_of(page).posts[0].body_text == "one two"


def test_script_that_writes_a_script_shows_nothing() -> None:
    view = read(named_page(Written(body=f"one {AD}two")).replace("<table", f"{AD}<table"))
    assert (view.threads[0].posts[0].body_text, view.problems) == ("one two", ())


def test_raw_text_in_a_template_shows_nothing() -> None:
    page = named_page(Written(body="one<template><xmp><b></i></xmp></template>"), Written(body="two"))
    assert [post.body_text for post in thread_of(page).posts] == ["one", "two"]


@pytest.mark.parametrize("tag", ["bgsound", "basefont", "keygen", "frame"])
def test_element_of_old_that_has_no_end_holds_nothing(tag: str) -> None:
    page = named_page(Written(body=f"one<{tag} src='a.mid'>"), Written(body="two"), Written(body="three"))
    assert [post.body_text for post in thread_of(page).posts] == ["one", "two", "three"]


@pytest.mark.parametrize("source", ["x <b>y</b> z", "x <i>y</i> <font color='red'>z</font>", "x <u>y </u>z"])
def test_marks_break_no_line_of_preformatted_text(source: str) -> None:
    assert to_text(f"<pre>{source}</pre>") == "x y z"
    assert to_markdown(f"<pre>{source}</pre>") == "```\nx y z\n```"


def test_heading_in_preformatted_text_is_a_line_of_it() -> None:
    assert to_markdown("<pre>a<h2>b</h2>c</pre>") == "```\na\nb\nc\n```"
