"""HTML as few posts hold it keeps its words, links and lines in Markdown, wikitext and plain text alike."""

import pytest

from wetpaint_import.markup import to_markdown, to_text, to_wikitext


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<pre>\n\na\n\nb</pre>", "\na\n\nb"),
        ("<pre>a\r\nb\rc<br>d</pre>", "a\nb\nc\nd"),
        ("<pre>a<p>b</p><ul><li>c</li></ul>d</pre>", "a\nb\nc\nd"),
        ("<pre>a<hr>b</pre>", "ab"),
    ],
)
def test_preformatted_text_keeps_its_lines_and_nothing_else(source: str, text: str) -> None:
    assert to_text(source) == text
    assert to_markdown(f"a{source}") == f"a\n\n```\n{text}\n```"


@pytest.mark.parametrize("source", ["a<pre> \n </pre>b", "a<pre><h2>&nbsp;</h2></pre>b"])
def test_preformatted_text_that_shows_nothing_is_none(source: str) -> None:
    assert (to_text(source), to_markdown(source)) == ("a\n\nb",) * 2


def test_link_or_picture_matters_more_than_the_columns_of_preformatted_text() -> None:
    source = "<pre><a href='http://a.example/'>boat</a>   \n<img src='http://b.example/c.png' alt='oar'></pre>"
    assert to_text(source) == "boat <http://a.example/>\n[image: oar http://b.example/c.png]"
    assert to_markdown(source) == "[boat](http://a.example/)  \n![oar](http://b.example/c.png)"
    assert to_wikitext(source) == "[http://a.example/ boat]<br />\n[http://b.example/c.png oar]"


@pytest.mark.parametrize("source", ["<img alt=' small\n boat '>", "<img src='boat.gif' alt='small boat'>"])
def test_picture_of_no_known_address_is_the_text_that_stands_for_it(source: str) -> None:
    assert (to_text(source), to_markdown(source), to_wikitext(source)) == ("small boat",) * 3
    assert to_text(f"a <img src='boat.gif'> b{source}") == "a bsmall boat"


def test_address_without_a_scheme_is_one_of_the_web() -> None:
    assert to_text("<a href='//a.example/b'>boat</a>") == "boat <http://a.example/b>"
    assert to_markdown("<img src='//a.example/b.png'>") == "![](http://a.example/b.png)"


def test_link_that_shows_nothing_is_the_space_that_it_holds() -> None:
    source = "a<a href='http://a.example/'> </a>b"
    assert (to_text(source), to_markdown(source), to_wikitext(source)) == ("a b",) * 3


def test_text_in_a_list_beside_its_items_is_an_item() -> None:
    source = "<ul>oars<li>sails</li>keels</ul>"
    assert (to_text(source), to_wikitext(source)) == ("- oars\n- sails\n- keels", "* oars\n* sails\n* keels")


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<svg><td>oars</td></svg>sails", "oars\n\nsails"),
        ("oa<wbr>rs <b>sails</b>", "oars **sails**"),
        ("<b><svg><title><svg><title>x</title></svg>oars</title></svg> sails</b>", "**oars sails**"),
    ],
)
def test_what_no_cleaned_body_holds_still_shows_its_words(source: str, markdown: str) -> None:
    assert to_markdown(source) == markdown
    assert to_text(source) == markdown.replace("*", "")


@pytest.mark.parametrize("pairs", [1, 40])
def test_line_whose_marks_no_reader_would_see_as_marks_loses_them_all(pairs: int) -> None:
    assert to_markdown("x" + "<b>€</b><i>€</i>" * pairs + "x") == "x" + "€€" * pairs + "x"


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("x<b>(y)</b>z", "x(**y**)z"),
        ("<b>un</b><i>do</i>ne", "undone"),
        ("<b>un</b><s>do</s><i>ne</i>ly", "**un**~~do~~*ne*ly"),
        ("<b>un</b>-<i>do</i>", "**un**-_do_"),
    ],
)
def test_mark_that_another_would_spoil_shrinks_or_goes(source: str, markdown: str) -> None:
    assert to_markdown(source) == markdown


@pytest.mark.parametrize(
    "source",
    ["a<blockquote> </blockquote>", "a<ul><li></li></ul><ul></ul>", "a<ol><li> </li></ol>", "a<ul> <li></li> </ul>", "a<!-- b -->"],
)
def test_what_holds_nothing_shows_nothing(source: str) -> None:
    assert (to_text(source), to_markdown(source), to_wikitext(source)) == ("a",) * 3
    assert (to_text(f"{source}<li></li>"), to_wikitext(source, depth=1)) == ("a", ":a")


def test_table_of_many_lines_keeps_its_cells() -> None:
    source = "<table><tr><th>a</th><th>b</th></tr><tr><td rowspan=2>c<ul><li>d</li></ul></td><td>e<br>f</td></tr></table>"
    assert to_text(source) == "a | b\nc\n\n- d\ne\nf"
    cells = '<td rowspan="2"><p>c</p><ul><li>d</li></ul></td><td>e<br />f</td>'
    wikitext = f'<table class="wikitable"><tr><th>a</th><th>b</th></tr><tr>{cells}</tr></table>'
    assert (to_wikitext(source), to_wikitext(source, depth=2)) == (wikitext, f"::{wikitext}")


def test_rule_in_a_reply_is_a_line_of_its_own() -> None:
    assert to_wikitext("a<hr>b", depth=1) == ":a\n:<hr />\n:b"


@pytest.mark.parametrize(("address", "shown"), [("?b=1&amp;amp;c", "?b=1&amp;amp;c"), ("?b=1&amp;c=2", "?b=1&c=2")])
def test_address_that_seems_to_hold_an_entity_stays_the_same_in_a_wiki(address: str, shown: str) -> None:
    assert to_wikitext(f"<a href='http://a.example/{address}'>d</a>") == f"[http://a.example/{shown} d]"
