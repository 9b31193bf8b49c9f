"""HTML -> Fossil's wiki markup, read again by Fossil: the same text, links and images, and nothing alive."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from markup_bodies import bodies
from markup_shown import by_address, shown
from real_programs.fossil import run_fossil
from wetpaint_import.export.dates import NO_DATE_AT_ALL
from wetpaint_import.export.fossil.artifact import ForumPost, read_artifact, to_artifact
from wetpaint_import.export.fossil.body import literal, to_fossil_wiki


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fossil")


def rendered(home: Path, markup: str) -> str:
    (home / "page.wiki").write_text(markup, encoding="utf-8")
    return run_fossil(home, "test-wiki-render", home / "page.wiki")


@pytest.mark.integration
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(source=bodies)
def test_fossil_shows_what_the_html_shows(source: str, home: Path) -> None:
    expected, found = shown(source), shown(rendered(home, to_fossil_wiki(source)))
    assert found.lines == expected.lines
    assert by_address(found.links) == by_address(expected.links)
    assert found.images == expected.images
    assert [text for text in found.verbatim if text] == [text for text in expected.verbatim if text]
    assert found.attributes <= {"href", "src", "alt", "start", "border", "colspan", "rowspan"}


@pytest.mark.integration
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[wiki:/x|y]",
        "  *  no list",
        "<nowiki>",
        "<verbatim>",
        "&lt;b&gt;",
        '" onclick="x',
        "<b",
        "[/x|<i>]",
    ],
)
def test_text_stays_text_wherever_it_stands(text: str, home: Path) -> None:
    page = shown(rendered(home, f'<p>{literal(text)}</p>\n<p><a href="http://x.example/{literal(text)}">{literal(text)}</a></p>'))
    assert page.lines == [" ".join(text.split())] * 2
    assert page.tags == {"p", "a"}
    assert page.attributes == {"href"}


@pytest.mark.parametrize(("user", "title", "text"), [("a b", "t\\s \n", "x"), ("\\", None, "Z 0\nW 3\nabc"), ("é  n", " ", "\n\n")])
def test_an_artifact_reads_back(user: str, title: str | None, text: str) -> None:
    post = ForumPost(at=NO_DATE_AT_ALL, user=user, title=title, root=None, in_reply_to=None, previous=None, text=text)
    assert read_artifact(to_artifact(post)) == post


def test_a_damaged_artifact_is_refused() -> None:
    post = ForumPost(at=NO_DATE_AT_ALL, user="ann", title="t", root=None, in_reply_to=None, previous=None, text="words")
    for old, new in ((b"words", b"w0rds"), (b"W 5", b"W 4"), (b"U ann", b"U eve"), (b"N text/x-fossil-wiki", b"N text/plain")):
        with pytest.raises(ValueError, match=r"^$"):
            read_artifact(to_artifact(post).replace(old, new))
