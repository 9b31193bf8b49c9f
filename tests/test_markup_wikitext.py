"""HTML -> wikitext: what MediaWiki's own parser makes of it shows what the HTML shows, at any depth of reply."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markup_bodies import bodies, labels, texts
from markup_shown import by_address, normal, shown
from real_programs.mediawiki import FailedScriptError, MediaWiki
from wetpaint_import.markup import escape_wikitext, to_wikitext

Parse = Callable[[Sequence[str]], list[str]]
TAGS: Final = frozenset(
    "a b big blockquote br code dd dl hr i li ol p pre s small sub sup table tbody td th tr u ul".split(),
)
_LINKED_IMAGE: Final = re.compile(r'<a href="([^"]*)"><img src="([^"]*)" alt="([^"]*)"></a>')
_IMAGE: Final = re.compile(r'<img src="([^"]*)" alt="([^"]*)">')
_HEADING: Final = re.compile(r"(</?)h3>")
many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    wiki = MediaWiki.install(tmp_path_factory.mktemp("mediawiki") / "wiki")
    yield wiki
    wiki.close()


@pytest.fixture(scope="module")
def parse(wiki: MediaWiki) -> Iterator[Parse]:
    with wiki.parser() as parse:
        yield parse


def as_talk(source: str) -> str:
    """The HTML with what a talk page has no means for replaced: images are links, headings bold lines."""
    source = _LINKED_IMAGE.sub(lambda m: f'<a href="{m[2]}">{m[3].strip() or "image"}</a> (<a href="{m[1]}">link</a>)', source)
    source = _IMAGE.sub(lambda m: f'<a href="{m[1]}">{m[2].strip() or "image"}</a>', source)
    return normalize("NFC", _HEADING.sub(r"\1p>", source))


@pytest.mark.integration
@many
@given(source=bodies, depth=st.integers(0, 3))
def test_wikitext_shows_what_the_html_shows(parse: Parse, source: str, depth: int) -> None:
    wikitext = to_wikitext(source, depth=depth)
    assert all(line.startswith(":" * depth) for line in wikitext.split("\n") if wikitext)
    expected, found = shown(as_talk(source)), shown(*parse([wikitext]))
    assert found.lines == expected.lines
    assert by_address(found.links) == by_address(expected.links)
    assert found.tags <= TAGS


@pytest.mark.integration
@many
@given(text=labels, before=st.sampled_from(("", "* ", ":", "== ", "[http://host.example/ ", "words ")), again=texts)
def test_title_is_text_wherever_it_stands(parse: Parse, text: str, before: str, again: str) -> None:
    after = {"== ": " ==", "[http://host.example/ ": "]"}.get(before, "")
    # What stands beside a title may be a title too.
    wikitext = before + escape_wikitext(text) + after + "\n\n" + escape_wikitext(again)
    found = shown(*parse([wikitext]))
    expected = [
        normal(normalize("NFC", line)) for line in (before.strip("[*:= ").removeprefix("http://host.example/") + " " + text, again)
    ]
    assert found.lines == [line for line in expected if line]


@pytest.mark.integration
@many
@given(text=labels, depth=st.integers(0, 2), item=st.booleans())
def test_code_is_exactly_the_code(parse: Parse, text: str, depth: int, item: bool) -> None:
    source = f"<pre>a\n{escape(text)}\n  b</pre>"
    found = shown(*parse([to_wikitext(f"<ul><li>{source}</li></ul>" if item else source, depth=depth)]))
    assert [verbatim.strip("\n") for verbatim in found.verbatim] == [normalize("NFC", f"a\n{text}\n  b")]


@pytest.mark.integration
@many
@given(html=st.one_of(st.text(), st.text("<>/abip \"'=&;!-`[](){}\n\x00\x7f"), bodies.map(lambda body: body[1:-7])))
def test_any_text_at_all_gives_a_harmless_page(parse: Parse, html: str) -> None:
    found = shown(*parse([to_wikitext(html)]))
    assert found.tags <= TAGS
    assert found.attributes <= {"href", "rel", "class", "start", "colspan", "rowspan"}


@pytest.mark.integration
def test_wiki_keeps_its_own_pages_and_tells_what_failed(tmp_path: Path) -> None:
    wiki = MediaWiki.install(tmp_path / "wiki", settings="$wgSitename = 'Attic';")
    wiki.run_maintenance("edit.php", "Talk:Kept", stdin=to_wikitext("~~~~ {{subst:x}}"))
    assert ("Kept", 1) in wiki.query("SELECT page_title, page_namespace FROM page")
    assert wiki.run_maintenance("getText.php", "Talk:Kept") == "&#126;&#126;&#126;&#126; &#123;&#123;subst:x}}"
    assert wiki.parse(["{{SITENAME}}", "''x''"]) == ["<p>Attic\n</p>", "<p><i>x</i>\n</p>"]
    with pytest.raises(FailedScriptError, match="importDump"):
        wiki.run_maintenance("importDump.php", str(tmp_path / "none.xml"))
    wiki.close()
    assert not (tmp_path / "wiki").exists()


@pytest.mark.parametrize(
    ("source", "alone", "as_reply"),
    [
        ("one<br>two<br><br>three", "one<br />\ntwo\n\nthree", ":one<br />two\n:three"),
        ("a <b>bold</b> <i>word</i>", "a '''bold''' ''word''", ":a '''bold''' ''word''"),
        ("<b>a</b><i>b</i>", "<b>a</b><i>b</i>", ":<b>a</b><i>b</i>"),
        ("don't, 2 < 3, AT&amp;T, [sic], a-b, x = y", "don't, 2 < 3, AT&T, [sic], a-b, x = y", None),
        ("{{a}} [[b]]", "&#123;&#123;a}} &#91;&#91;b]]", ":&#123;&#123;a}} &#91;&#91;b]]"),
        ("* a<br>= b =", "&#42; a<br />\n&#61; b =", ":&#42; a<br />= b ="),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "* a\n*# b", ":* a\n:*# b"),
        ("<ol start=3><li>a</li></ol>", '<ol start="3"><li>a</li></ol>', ':<ol start="3"><li>a</li></ol>'),
        ("<blockquote>a<br>b</blockquote>", "<blockquote>\na<br />\nb\n</blockquote>", ":<blockquote>a<br />b</blockquote>"),
        ("<pre>a\n b :</pre>", "<pre>\na\n b&#32;:\n</pre>", ":<pre>a&#10; b&#32;:</pre>"),
        ("<h2>a</h2>b", "<b>a</b>\n\nb", ":<b>a</b>\n:b"),
        ("<a href='http://a.example/b_c'>http://a.example/b_c</a>", "[http://a.example/b_c http://a.example/b_c]", None),
        ("see <a href='http://a.example/b'>http://a.example/b</a> now", "see http://a.example/b now", None),
        ("<a href='http://a.example/b c]'>d]</a>", "[http://a.example/b%20c%5D d&#93;]", None),
        ("<img src='http://a.example/b.png' alt='c'>", "[http://a.example/b.png c]", None),
        ("<a href='http://a.example'><img src='http://b.example'></a>", "[http://b.example image] ([http://a.example link])", None),
        ("", "", ""),
    ],
)  # fmt: skip
def test_wikitext_reads_well(source: str, alone: str, as_reply: str | None) -> None:
    assert to_wikitext(source) == alone
    if as_reply is not None:
        assert to_wikitext(source, depth=1) == as_reply
