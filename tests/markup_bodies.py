"""Random bodies for the serializers: nested as HTML allows, full of characters that mean something in Markdown and wikitext."""

from html import escape
from typing import Final

from hypothesis import strategies as st

_MARKDOWN: Final = (
    "* _ ` ~ # > < & | \\ [ ] ( ) + - = . ** __ *** ___ ``` ~~ ~~~ --- === == |- || # ## 1. 12) - + ;a * ! snake_case_word 2*3 a\\"
    " [a](http://b.example) ![a](http://b.example) [a]: [a][b] [^1] :smile: AT&T http://a.example/x_y_z?q=1&copy=2 https://b.example/(x)"
)
_HTML: Final = (
    "&amp; &copy &copy; &#60; &#x3c &lt;b&gt; &notit; &ampx <b> </b> <!-- --> <![CDATA[ <?php <script> </div> <http://a.example>"
)
_WIKITEXT: Final = (
    "|} {| {{ }} [[ ]] -{ }- '' ''' ''''' : :: ; ~~~~ ~~~~~ ---- __TOC__ __NOTOC__ ISBN RFC PMID 0-306-40615-2 822 {{subst:x}}"
    " <nowiki> </nowiki> [http://f.example g] [//f.example h] [[File:x.png]] #REDIRECT [[Category:x]] don't l''eau"
)
_OTHER: Final = (
    "<img ! $ % ^ / ? , ' \" @ { } \u00a0 é ü \U0001f600 中文 ﬁ word Hello and the www.c.example mailto:d@e.example d@e.example"
)
_TRAPS: Final = " ".join((_MARKDOWN, _HTML, _WIKITEXT, _OTHER)).split(" ")
SCHEMES: Final = st.sampled_from(("http://", "https://", "ftp://"))

_words = st.one_of(
    st.sampled_from(_TRAPS), st.text("*_`~#<>&|\\[](){}!+-=:;'\"1a .", max_size=6), st.text("abc de", min_size=1, max_size=5)
)


# Drawn by functions, as the strategies themselves would be spelled out again and again wherever they are named.
@st.composite
def _drawn_text(draw: st.DrawFn) -> str:
    return draw(st.sampled_from((" ", ""))).join(draw(st.lists(_words, min_size=1, max_size=8)))


texts = _drawn_text()
labels = texts.filter(lambda text: bool(text.strip()))
paths = st.text("ab1/.-_~()[]{}|*'!&=;?,+ \\^`%é", max_size=12)
addresses = st.one_of(
    st.builds(lambda scheme, path: f"{scheme}host.example/{path}".strip().replace("%", "%25"), SCHEMES, paths),
    st.sampled_from(
        (
            "http://host.example",
            "mailto:ann@host.example",
            "http://host.example/?a=1&copy=2&amp;b",
            "https://host.example/A_(b)__TOC__''",
        )
    ),
)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from("b i u em strong s sub small font code".split()), inner
    )


literal = texts.map(lambda text: escape(text, quote=False))
marked = st.one_of(literal, _wrapped(literal), _wrapped(_wrapped(literal)))
links = st.builds(
    lambda address, label: f'<a href="{escape(address)}">{label}</a>', addresses, st.one_of(labels.map(escape), marked)
)
address_links = addresses.map(lambda address: f'<a href="{escape(address)}">{escape(address)}</a>')
images = st.builds(
    lambda source, alt: f'<img src="{escape(source)}" alt="{escape(alt)}">', addresses, st.one_of(st.just(""), texts)
)
linked_images = st.builds(lambda address, image: f'<a href="{escape(address)}#image">{image}</a>', addresses, images)
inlines = st.one_of(literal, literal, marked, marked, links, address_links, images, linked_images)


@st.composite
def _drawn_line(draw: st.DrawFn) -> str:
    return draw(st.sampled_from((" ", ""))).join(draw(st.lists(inlines, min_size=1, max_size=4)))


@st.composite
def _drawn_lines(draw: st.DrawFn) -> str:
    """Alone on a line, a trap may be a rule, an item, the underline of a heading or the second row of a table."""
    return "<br>".join(draw(st.lists(st.one_of(line, line, _words.map(escape)), min_size=1, max_size=3)))


line = _drawn_line()
lines = _drawn_lines()


def _row(cells: list[str]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


tables = st.lists(st.lists(line, min_size=2, max_size=3), min_size=1, max_size=3).map(
    lambda rows: f"<table><tbody>{''.join(_row(row) for row in rows)}</tbody></table>"
)
_in_p = lines.map(lambda text: f"<p>{text}</p>")
_in_div = lines.map(lambda text: f"<div>{text}</div>")
_headings = line.map(lambda text: f"<h3>{text}</h3>")
_codes = texts.map(lambda text: f"<pre>{escape(text)}</pre>")
_leaves = st.one_of(lines, _in_p, _in_div, _headings, st.just("<hr>"), _codes, tables)


@st.composite
def _nested(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    tag = draw(st.sampled_from(("div", "blockquote", "ul", "ol")))
    if tag in ("div", "blockquote"):
        return f"<{tag}>{''.join(draw(st.lists(inner, min_size=1, max_size=3)))}</{tag}>"
    items = draw(st.lists(st.lists(inner, min_size=1, max_size=2).map("".join), min_size=1, max_size=3))
    start = f' start="{draw(st.integers(1, 11))}"' if tag == "ol" else ""
    return f"<{tag}{start}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


bodies: st.SearchStrategy[str] = st.recursive(_leaves, _nested, max_leaves=6)
# What plain text shows line for line: no tables, rules, lists, images.
_plain_line = st.lists(st.one_of(literal, marked, links), min_size=1, max_size=4).map("".join)
_plain = st.lists(_plain_line, min_size=1, max_size=3).map("<br>".join)
flat_bodies = st.lists(
    st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(("p", "div", "h2", "blockquote", "center")), _plain),
    max_size=4,
).map("".join)
