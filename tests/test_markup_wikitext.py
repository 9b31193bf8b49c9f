"""HTML -> wikitext: what MediaWiki's own parser makes of it shows what the HTML shows, at any depth of reply."""

import re
from collections.abc import Callable, Iterator, Sequence
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markup_bodies import bodies
from markup_shown import shown
from real_programs.mediawiki import MediaWiki
from wetpaint_import.markup import to_wikitext

Parse = Callable[[Sequence[str]], list[str]]
many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_LINKED_IMAGE = re.compile(r'<a href="([^"]*)"><img src="([^"]*)" alt="([^"]*)"></a>')
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)">')
_HEADING = re.compile(r"(</?)h3>")


@pytest.fixture(scope="module")
def parse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parse]:
    wiki = MediaWiki.install(tmp_path_factory.mktemp("mediawiki") / "wiki")
    with wiki.parser() as parse:
        yield parse
    wiki.close()


def as_wiki(source: str) -> str:
    """The HTML with what a talk page has no means for replaced: images are links, headings bold lines."""
    source = _LINKED_IMAGE.sub(lambda m: f'<a href="{m[2]}">{m[3].strip() or "image"}</a> (<a href="{m[1]}">link</a>)', source)
    source = _IMAGE.sub(lambda m: f'<a href="{m[1]}">{m[2].strip() or "image"}</a>', source)
    return normalize("NFC", _HEADING.sub(r"\1p>", source))


def labels(links: list[tuple[str, str]]) -> dict[str, str]:
    """What shows as a link, by address; spaces apart. Addresses that are text in the HTML are links in a wiki: of other hosts."""
    found: dict[str, str] = {}
    for address, label in links:
        if "host.example" in address:
            found[address] = found.get(address, "") + label.replace(" ", "")
    return found


def check(source: str, html: str) -> None:
    expected, found = shown(as_wiki(source)), shown(html)
    assert found.lines == expected.lines
    assert labels(found.links) == labels(expected.links)


@pytest.mark.integration
@many
@given(source=bodies, depth=st.integers(0, 3))
def test_wikitext_shows_what_the_html_shows(parse: Parse, source: str, depth: int) -> None:
    wikitext = to_wikitext(source, depth=depth)
    if depth:
        assert all(line.startswith(":" * depth) for line in wikitext.split("\n") if wikitext)
    (html,) = parse([wikitext])
    check(source, html)
