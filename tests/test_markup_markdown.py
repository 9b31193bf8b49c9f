"""HTML -> Markdown: what markdown-it makes of it shows what the HTML shows, whatever it is made of."""

from html import unescape

from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from markup_bodies import bodies
from markup_shown import Shown, shown
from wetpaint_import.markup import to_markdown

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STRUCTURE = frozenset(
    "a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s strong table tbody td th thead tr ul".split()
)


def rendered(markdown: str, *, html_tokens: int | None = 0) -> Shown:
    tokens = [t for token in READER.parse(markdown) for t in (token, *(token.children or ()))]
    if html_tokens is not None:
        assert sum(token.type in ("html_inline", "html_block") for token in tokens) == html_tokens
    return shown(READER.render(markdown))


def labels(links: list[tuple[str, str]]) -> dict[str, str]:
    """What shows as a link, by address; spaces apart. Addresses that are text in the HTML are links in Markdown: of other hosts."""
    found: dict[str, str] = {}
    for address, label in links:
        if "host.example" in address:
            found[address] = found.get(address, "") + label.replace(" ", "")
    return found


def check(source: str, markdown: str, html_tokens: int | None = 0) -> None:
    expected, found = shown(source), rendered(markdown, html_tokens=html_tokens)
    assert found.lines == expected.lines
    assert labels(found.links) == labels(expected.links)
    assert found.images == expected.images
    assert found.tags <= STRUCTURE | ({"u", "sub", "sup", "small", "big"} if html_tokens is None else set())
    assert found.attributes <= {"href", "src", "alt", "start"}


@many
@given(source=bodies)
def test_markdown_shows_what_the_html_shows(source: str) -> None:
    check(source, to_markdown(source))


@many
@given(source=bodies)
def test_markdown_that_is_decoded_once_shows_the_same_before_and_after(source: str) -> None:
    markdown = to_markdown(source, entity_decoded_once=True)
    check(source, unescape(markdown))
    if "<code>" not in source and "<pre>" not in source:
        check(source, markdown)


@many
@given(source=bodies)
def test_markdown_with_html_for_marks_shows_the_same(source: str) -> None:
    check(source, to_markdown(source, inline_html=True), html_tokens=None)
