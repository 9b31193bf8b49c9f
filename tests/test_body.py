"""A body's text, quote, links, images and safe HTML are what a browser would show of it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pages import RATING, URL, Written, named_page, only_post, read, thread_of
from safe_html import harms
from wetpaint_import.page.body import original_image

HOST = "http://x.wetpaint.com"
PICTURE = "http://image.wetpaint.com/image/1/AbCdEfGhIjKlMnOpQrStUv12345"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<p>two</p>three", "one\n\ntwo\n\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one\ntwo\n   three", "one two three"),
        ("one&nbsp;&nbsp;two&nbsp;", "one  two"),
        ("  one <br>  two  ", "one\ntwo"),
        ("<br><br>one<br><br>", "one"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<b>one</b> <i>two</i><u>three</u>", "one twothree"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a b\nc d"),
        ("one<hr>two", "one\ntwo"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2, &quot;caf&#233;&quot;", '1 < 2 && 3 > 2, "café"'),
        ("one<!-- two -->three", "onethree"),
        ("one<script>two()</script>three", "onethree"),
        ("one<span style='display:none'>two</span>three", "onethree"),
        ("No", "No"),
        ("Reply", "Reply"),
        ("", ""),
        ("<img src='/a.gif'>", ""),
    ],
)
def test_text_of_a_body_is_what_a_reader_sees(html: str, text: str) -> None:
    assert only_post(html).body_text == text


def test_formula_in_a_body_takes_nothing_with_it() -> None:
    page = named_page(Written(body="one <math><input></math> two"), Written(body="three"))
    assert [post.body_text for post in thread_of(page).posts] == ["one two", "three"]


def test_style_sheet_of_the_page_hides_what_it_names_and_nothing_by_guess() -> None:
    css = "p em.a, b > .a { display: none } #c:hover { visibility: hidden } .d, i#e { display: none } .f { color: red }"
    body = "<em class='a'>one</em> <i id='c'>two</i> <i class='d'>three</i> <i id='e'>four</i> <i class='f'>five</i>"
    page = named_page(Written(body=body)).replace("<body>", f"<head><style>{css}</style></head><body>")
    assert thread_of(page).posts[0].body_text == "one two five"


@pytest.mark.parametrize("element", ["<iframe src='http://v.example/'></iframe>", "<object></object>", "<noscript>no</noscript>"])
def test_words_round_an_embedded_thing_stay_apart(element: str) -> None:
    assert only_post(f"look here {element} and there").body_text in ("look here and there", "look here  and there")


@pytest.mark.parametrize("tag", ["o:p", "st1:city", "blink", "mark", "time"])
def test_element_that_no_browser_knows_as_a_block_breaks_no_line(tag: str) -> None:
    assert only_post(f"We met in <{tag}>Paris</{tag}>, in spring.").body_text == "We met in Paris, in spring."


@pytest.mark.parametrize(
    ("html", "quotes", "text"),
    [
        ('<blockquote>"an earlier word"</blockquote>my answer', ["an earlier word"], "my answer"),
        ('<blockquote>"one<br>two"</blockquote>my answer', ["one\ntwo"], "my answer"),
        ('<blockquote>"<b>an</b> earlier word"</blockquote>', ["an earlier word"], ""),
        ("<blockquote>a word without marks</blockquote>my answer", [], "a word without marks\nmy answer"),
        ('<blockquote>"</blockquote>my answer', [], '"\nmy answer'),
        ('my answer<blockquote>"an earlier word"</blockquote>', [], 'my answer\n"an earlier word"'),
        ('<blockquote>"one"</blockquote><blockquote>"two"</blockquote>mine', ["one"], '"two"\nmine'),
        ("<blockquote>“an earlier word”</blockquote>my answer", [], "“an earlier word”\nmy answer"),
        ('<img src="/a.gif"><blockquote>"a word"</blockquote>mine', [], '"a word"\nmine'),
    ],
)
def test_only_a_leading_blockquote_in_quote_marks_is_a_quote(html: str, quotes: list[str], text: str) -> None:
    post = only_post(html)
    assert ([quote.text for quote in post.quotes], post.body_text) == (quotes, text)
    if quotes:
        assert "<blockquote>" in post.body_html


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<a href="http://y.example/a">there</a>', [("http://y.example/a", "there")]),
        ('<a href="/page/A">here</a>', [(f"{HOST}/page/A", "here")]),
        ('<a href="http://web.archive.org/web/20110815150311/http://y.example/a">there</a>', [("http://y.example/a", "there")]),
        ('<a href="mailto:ann@y.example">Ann</a>', [("mailto:ann@y.example", "Ann")]),
        ('<a href="javascript:void(0)">x</a><a href="vbscript:x">y</a><a href="data:text/html,x">z</a>', []),
        ('<a name="here">x</a><a href="">y</a>', []),
        ('<a href="http://y.example/a"><img src="/b.gif"></a>', [("http://y.example/a", "")]),
        ('<a href="http://y.example/a">two\n<b>words</b></a>', [("http://y.example/a", "two words")]),
        ("see http://y.example/a.", [("http://y.example/a", "http://y.example/a")]),
        ("see (http://y.example/a_(b)), please", [("http://y.example/a_(b)", "http://y.example/a_(b)")]),
        ("see www.y.example/a!", [("http://www.y.example/a", "www.y.example/a")]),
        ("ftp://y.example/a and http://z.example", [("ftp://y.example/a", "ftp://y.example/a"), ("http://z.example", "http://z.example")]),
        ("http://y.exa<b>mple</b>/a", [("http://y.example/a", "http://y.example/a")]),
        ("http://y.example<br>/a", [("http://y.example", "http://y.example")]),
        ('<a href="http://y.example/a">http://y.example/a</a>', [("http://y.example/a", "http://y.example/a")]),
        ('<embed src="http://v.example/1">', [("http://v.example/1", "")]),
        ('<iframe src="//v.example/1"></iframe>', [("http://v.example/1", "")]),
        ('<object data="http://v.example/d"><param name=movie value="http://v.example/m"></object>', [("http://v.example/m", "")]),
        ('<object data="http://v.example/d"></object>', [("http://v.example/d", "")]),
        ('<object><param name="movie" value="http://v.example/m"></object>', [("http://v.example/m", "")]),
        ('<object><param name="movie" value="http://v.example/m"></object> a film', [("http://v.example/m", "")]),
        (
            '<object><param name="movie" value="http://v.example/m"><embed src="http://v.example/e"></object>',
            [("http://v.example/e", "")],
        ),
        ('<object><embed src="javascript:alert(1)"></object><object></object>', []),
        ("<embed src='http://v.example/1'><embed src='/2'>", [("http://v.example/1", ""), (f"{HOST}/2", "")]),
        ('<blockquote>"see http://y.example/q"</blockquote>yes', [("http://y.example/q", "http://y.example/q")]),
        ("no address: http:// or www. or www.x", []),
    ],
)  # fmt: skip
def test_links_are_those_of_the_body_in_order(html: str, links: list[tuple[str, str]]) -> None:
    assert [(link.url, link.text) for link in only_post(html).links] == links


def test_address_without_scheme_is_a_web_address_even_where_the_page_has_none() -> None:
    (post,) = thread_of(named_page(Written(body='<iframe src="//v.example/1"></iframe> and more')), url=None).posts
    assert [link.url for link in post.links] == ["http://v.example/1"]


@pytest.mark.parametrize(
    ("html", "images"),
    [
        (f'<img src="{PICTURE}/GW320H240" alt="a &amp; b">', [(f"{PICTURE}/GW320H240", PICTURE, "a & b")]),
        ('<img src="/a.gif">', [(f"{HOST}/a.gif", None, "")]),
        ('<img src="http://web.archive.org/web/20110815150311im_/http://y.example/a.gif">', [("http://y.example/a.gif", None, "")]),
        ("<img alt='nothing'>", []),
        ('one <img class="imageSm" src="/avatar.gif" alt="ann"> two', []),
    ],
)
def test_images_are_those_of_the_body(html: str, images: list[tuple[str, str | None, str]]) -> None:
    assert [(image.url, image.original_url, image.alt) for image in only_post(html).images] == images


@pytest.mark.parametrize(
    ("url", "original"),
    [
        (f"{PICTURE}/GW320H240", PICTURE),
        (f"{PICTURE}/GW320", PICTURE),
        (PICTURE, PICTURE),
        ("https://image.wikifoundry.com/image/3/abc/GW1H1", "https://image.wikifoundry.com/image/3/abc"),
        ("http://y.example/image/GW320H240", None),
        ("http://image.wetpaint.com.evil.example/a/GW1H1", None),
    ],
)
def test_size_is_taken_off_on_the_farms_image_hosts_only(url: str, original: str | None) -> None:
    assert original_image(url) == original


@pytest.mark.parametrize("icons", ["<img src='/yes.gif' alt='Yes'>&nbsp;<img src='/no.gif' alt='No'>", "&nbsp;&nbsp;", "Yes | No"])
def test_icons_of_a_rating_within_the_body_are_no_part_of_the_post(icons: str) -> None:
    body = f"hello<div class='threadRater'>1  out of 3 found this valuable. Do you? {icons}</div>"
    (post,) = thread_of(named_page(Written(body=body, rating="")).replace('<div class="threadRater"></div>', "")).posts
    assert (post.body_text, post.images, post.found_valuable, post.rated_by) == ("hello", (), 1, 3)
    assert "Yes" not in post.body_html


EVIL = (
    "<img x\" src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1) x\">",
    "<img <\" src=x onerror=alert(1)>",
    "<img a='>' x\" src=x onerror=alert(1)>",
    "<b x\">bold</b>",
    "<a x\"y href='javascript:alert(1)'>k</a>",
    "<script x\">alert(1)</script>",
    "<x\"y onclick=alert(1)>k",
    "<b onclick=alert(1) style='x' id=footer class=ads>x</b>",
    "<p title='<img src=x onerror=alert(1)>'>a</p>",
    # White space to Python, but not to a browser.
    "<b c\x1dx onclick=alert(1)>k</b>",
    "<b \x1c onclick=alert(1)>k</b>",
    "<b \x85 onclick=alert(1)>k</b>",
    "<b \xa0x onclick=alert(1)>k</b>",
    "<b \u2028 onclick=alert(1)>k</b>",
    "<b \u3000=\"\u2003\" onclick=alert(1)>k</b>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<a href=' java\nscript:alert(1)'>k</a>",
    "<a href='&#106;avascript:alert(1)'>k</a>",
    "<a href='/web/20110815150311/javascript:alert(1)'>k</a>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<font style='background:url(javascript:alert(1))' color=red>x</font>",
    "<object data='javascript:alert(1)'><embed src='data:text/html,<script>alert(1)</script>'></object>",
    "<iframe srcdoc='<script>alert(1)</script>' src='javascript:alert(1)'></iframe>",
    "<form action='javascript:alert(1)'><input type=image src=x onerror=alert(1)></form>",
    "<base href='javascript:alert(1)//'><a href='x'>k</a>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
)  # fmt: skip


@pytest.mark.parametrize("html", EVIL)
def test_hostile_markup_does_no_harm(html: str) -> None:
    post = only_post(f"before {html}")
    assert harms(post.body_html) == []
    assert all(not link.url.lower().lstrip().startswith(("javascript", "data", "vbscript")) for link in post.links)


@pytest.mark.parametrize("html", [evil for evil in EVIL if '"' in evil or not evil.isascii() or "\x1c" in evil or "\x1d" in evil])
def test_odd_name_of_an_attribute_hides_no_text(html: str) -> None:
    post = only_post(f"before {html} <b>behind</b>")
    assert post.body_text.startswith("before")
    assert post.body_text.endswith("behind")
    assert "<" not in post.body_text


pieces = st.sampled_from(
    [
        *"<>\"'&=/ \n\x00\x1d\x85\xa0\u2028ab",
        *("<b", "<img", "<a", "</b>", "<div", "<!--", "-->", "<p>", "<br>", " src=x", " onerror=alert(1)", " href='javascript:x'"),
        *(
            "<svg>",
            "<style>",
            "</style>",
            "<math>",
            "<table>",
            "<td>",
            "<object",
            "<embed",
            "<iframe",
            "<textarea>",
            "<![CDATA[",
            "]]>",
        ),
        *(
            "&lt;",
            "&gt;",
            "&quot;",
            "&#60;",
            "&#x3c;script",
            "title=",
            "<blockquote>",
            "</blockquote>",
            "<plaintext>",
            "<xmp>",
            "</xmp>",
        ),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(pieces, max_size=25).map("".join))
@example('<b x"> <img src=x onerror=alert(1)>')
def test_any_mixture_of_markup_does_no_harm(html: str) -> None:
    view = read(named_page(Written(body=f"before {html}")))
    assert [harm for thread in view.threads for post in thread.posts for harm in harms(post.body_html)] == []


def test_body_html_keeps_what_the_platform_allowed() -> None:
    lists = '<ol start="3"><li>d</li></ol><table><tr><td colspan="2">e</td></tr></table>'
    shown = only_post(f'<font color="red" style="x">a</font><b>b</b><h2>c</h2>{lists}').body_html
    for kept in ('<font color="red">a</font>', "<b>b</b>", "<h2>c</h2>", '<ol start="3"><li>d</li></ol>', '<td colspan="2">e</td>'):
        assert kept in shown
    assert "style" not in shown


def test_embedded_thing_becomes_a_link_in_the_html() -> None:
    post = only_post('<object><embed src="http://v.example/1?a=1&amp;b=2"></object>')
    assert 'href="http://v.example/1?a=1&amp;b=2"' in post.body_html
    assert harms(post.body_html) == []


def test_addresses_in_the_html_are_the_original_ones() -> None:
    post = only_post(
        '<a href="/web/20110815150311/http://y.example/a" title="t">k</a><img src="/a.gif" alt="p" width="3"><a>n</a><img>'
    )
    assert 'href="http://y.example/a"' in post.body_html
    assert 'rel="nofollow noopener noreferrer"' in post.body_html
    assert 'src="http://x.wetpaint.com/a.gif"' in post.body_html
    assert "/web/" not in post.body_html


def test_rating_in_a_sentence_stays_in_the_body() -> None:
    post = only_post(f"They ask: {RATING} I do not.")
    assert post.body_text == f"They ask: {RATING} I do not."


@pytest.mark.parametrize(
    "scheme", ["javascript", "java\tscript", "java&#9;script", "\x01 javascript", " vbscript", "data", "file", "x-y"]
)
def test_no_link_and_no_picture_has_a_scheme_that_runs_something(scheme: str) -> None:
    for base in (URL, None):
        for where in ("href", "src", "data"):
            html = f'a<a {where}="{scheme}:b()">c</a><img {where}="{scheme}:d()"><object {where}="{scheme}:e()"></object>'
            for thread in read(named_page(Written(body=html)), url=base).threads:
                (post,) = thread.posts
                assert (post.links, post.images) == ((), ())
                assert harms(post.body_html) == []


def test_a_base_in_a_post_decides_nothing() -> None:
    page = named_page(Written(body='a<base href="http://evil.example/"><a href="/b">b</a>'))
    for url, host in ((None, None), (URL, HOST)):
        view = read(page, url=url)
        assert view.url == url
        (link,) = view.threads[0].posts[0].links
        assert link.url == f"{host or ''}/b"
