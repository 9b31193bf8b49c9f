"""Markdown: front matter that YAML reads, files that CommonMark renders to each post's own text, names and changes fit for git."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive import rows, run
from export_cases import database, export, fixture_pages, random_pages, withholding
from made_wikis import HOSTILE_NAMES, HOSTILE_TITLES, Saved, by, load_hostile, load_wiki
from wetpaint_import.export.markdown.front_matter import read_front_matter, to_front_matter

pytestmark = pytest.mark.integration
_MARKER = re.compile(r'<p>(<a id="post-(\d+)"></a>)</p>')
_LOST = re.compile(r"<p><em>(?:The opening post|Posts? \d+)[a-z0-9 ]* not in the archive\.</em></p>")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages() + random_pages(12))


@pytest.fixture(scope="module")
def out(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "markdown"
    export(db, "markdown", folder)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    load_hostile(folder / "a.db")
    export(folder / "a.db", "markdown", folder / "out")
    return folder / "a.db", folder / "out"


def thread_files(out: Path) -> list[Path]:
    return sorted(file for file in out.rglob("*.md") if file.name != "README.md")


def split(file: Path) -> tuple[dict[str, Any], str]:
    """The front matter, as PyYAML reads it, and the Markdown below."""
    _, head, text = file.read_text(encoding="utf-8").split("---\n", 2)
    values = yaml.safe_load(head)
    assert isinstance(values, dict)
    return values, text


def rendered_posts(text: str) -> Iterator[tuple[int, lxml.html.HtmlElement]]:
    """By id, what CommonMark shows of each post: attribution first."""
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(text)
    pieces = _MARKER.split(_LOST.sub("", html))
    for id_, piece in zip(pieces[2::3], pieces[3::3], strict=True):
        yield int(id_), lxml.html.fragment_fromstring(piece, create_parent="div")


def words(element: lxml.html.HtmlElement | str) -> list[str]:
    """The visible text, line breaks and kinds of space apart; images by what stands for them."""
    if isinstance(element, str):
        return element.split()
    for picture in element.iter("img"):
        picture.tail = f" {picture.get('alt') or ''} {picture.tail or ''}"
    for line_end in element.iter("br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "pre", "blockquote"):
        line_end.tail = f" {line_end.tail or ''}"
    return " ".join(element.itertext()).split()


def shown(body_html: str) -> str:
    """The characters that a sanitised body shows."""
    return "".join(words(lxml.html.fragment_fromstring(body_html, create_parent="div")))


def body_of(post: lxml.html.HtmlElement) -> str:
    """The characters below heading and attribution."""
    rest = [child for child in post if child.tag != "h2"][1:]
    holder = lxml.html.fragment_fromstring("", create_parent="div")
    holder.extend(rest)
    return "".join(words(holder))


def assert_texts_are_whole(db: Path, out: Path) -> int:
    bodies = dict(rows(db, "SELECT id, body_html FROM posts"))
    seen = 0
    for file in thread_files(out):
        for id_, post in rendered_posts(split(file)[1]):
            assert body_of(post) == shown(bodies[id_]), f"{file.name}, post {id_}"
            seen += 1
    assert seen == len(bodies)
    return seen


def test_each_post_shows_its_text_when_rendered(db: Path, out: Path) -> None:
    assert assert_texts_are_whole(db, out) > 300


def test_hostile_posts_show_their_text_and_nothing_lives(hostile: tuple[Path, Path]) -> None:
    db, out = hostile
    assert_texts_are_whole(db, out)
    for file in thread_files(out):
        html = MarkdownIt("commonmark").enable("table").render(split(file)[1])
        page = lxml.html.fragment_fromstring(html, create_parent="div")
        assert not page.xpath(".//script | .//iframe | .//img[not(starts-with(@src, 'http'))]")
        assert not page.xpath(".//a[@href and not(starts-with(@href, 'http'))]")
        assert {key for element in page.iter() for key in element.attrib} <= {"id", "href", "src", "alt", "title", "class", "start"}


def test_front_matter_says_what_the_database_says(db: Path, out: Path) -> None:
    found = {}
    for file in thread_files(out):
        values, _ = split(file)
        found[values["id"]] = values
        assert file.name.startswith(f"{values['id']}-") or file.name == f"{values['id']}.md"
    sql = "SELECT threads.id, original_id, threads.title, threads.url, claimed_post_count, host FROM threads"
    expected = rows(db, f"{sql} LEFT JOIN wikis ON wikis.id = wiki_id ORDER BY threads.id")
    names = ("id", "original_id", "title", "url", "claimed_post_count", "wiki_host")
    assert [tuple(found[id_].get(name) for name in names) for id_ in sorted(found)] == expected
    posts = [(id_, *(post.get(name) for name in POST_NAMES)) for id_ in sorted(found) for post in found[id_].get("posts", [])]
    sql = f"SELECT thread_id, {', '.join(POST_NAMES)} FROM posts ORDER BY thread_id, position, id"  # noqa: S608
    assert posts == rows(db, sql)


POST_NAMES = "id position number subject posted_at posted_at_text edited_at reply_to_id found_valuable".split()


def test_front_matter_of_hostile_titles_and_names_is_read_back_as_it_was(hostile: tuple[Path, Path]) -> None:
    titles, names = set(), set()
    for file in thread_files(hostile[1]):
        values, _ = split(file)
        titles.add(values["title"])
        names |= {post["author_name"] for post in values["posts"]}
    assert names == set(HOSTILE_NAMES)
    assert titles == {" ".join(title.split()) for title in HOSTILE_TITLES}


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.one_of(st.none(), st.booleans(), st.integers(), _TEXTS, st.lists(_TEXTS, max_size=3))
_ROWS = st.lists(
    st.dictionaries(st.sampled_from(["id", "subject", "url"]), st.one_of(st.integers(), _TEXTS), min_size=1), min_size=1
)


@given(st.dictionaries(st.sampled_from(["title", "tags", "id", "is_featured", "wiki_host"]), _VALUES), _ROWS)
def test_any_text_goes_through_yaml_unchanged(values: dict[str, Any], posts: list[dict[str, Any]]) -> None:
    text = to_front_matter({**values, "posts": posts})
    known = {name: value for name, value in {**values, "posts": posts}.items() if value is not None and value != []}
    assert yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n")) == known
    assert read_front_matter(text + "rest\n---\n") == (known, "rest\n---\n")


def test_every_post_says_whose_it_is(db: Path, out: Path) -> None:
    sql = (
        "SELECT posts.id, CASE authors.kind WHEN 'registered' THEN authors.name WHEN 'anonymous' THEN 'anonymous'"
        " ELSE 'author not known' END, coalesce(posted_at_text, 'no date') FROM posts LEFT JOIN authors ON authors.id = author_id"
    )
    expected = {id_: (name, date) for id_, name, date in rows(db, sql)}
    for file in thread_files(out):
        for id_, post in rendered_posts(split(file)[1]):
            line = next(child for child in post if child.tag != "h2")
            name, date = expected[id_]
            assert line[0].text_content() == " ".join(name.split())
            assert f" · {date}" in " ".join(line.text_content().split())
            assert line.xpath("a[text()='original']/@href")
            assert re.search(r"captured \d{4}-\d\d-\d\d$", line.text_content().strip())


def test_lost_posts_have_a_sentence_in_their_place(out: Path) -> None:
    with_gaps = [split(file) for file in thread_files(out) if "lost_posts" in split(file)[0]]
    assert with_gaps
    for values, text in with_gaps:
        assert len(re.findall(r"^\*.* not in the archive\.\*$", text, re.MULTILINE)) == len(values["lost_posts"])


def test_indexes_lead_to_every_thread(out: Path, hostile: tuple[Path, Path]) -> None:
    for folder in (out, hostile[1]):
        reached = set()
        for _, wiki in links(folder / "README.md"):
            for _, file in links(folder / wiki):
                reached.add((folder / wiki).parent / file)
        assert reached == set(thread_files(folder))
    (index,) = hostile[1].glob("*/README.md")
    assert {text for text, _ in links(index)} == {" ".join(title.split()) for title in HOSTILE_TITLES}


def links(index: Path) -> list[tuple[str, str]]:
    page = lxml.html.fragment_fromstring(MarkdownIt("commonmark").render(index.read_text(encoding="utf-8")), create_parent="div")
    return [(link.text_content(), link.get("href") or "") for link in page.iter("a")]


def test_addresses_lead_to_files_that_are_there(out: Path) -> None:
    entries = [json.loads(line) for line in (out / "addresses.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {out / entry["new"] for entry in entries} == set(thread_files(out))


def test_names_of_files_are_short_plain_and_never_equal_when_case_is_ignored(hostile: tuple[Path, Path], out: Path) -> None:
    for folder in (hostile[1], out):
        names = [str(file.relative_to(folder)) for file in thread_files(folder)]
        assert all(re.fullmatch(r"[a-z0-9.-]+/\d+(-[a-z0-9-]{1,60})?\.md", name) for name in names)
        assert len({name.lower() for name in names}) == len(names)


def test_files_end_with_one_line_feed_and_hold_no_carriage_return(out: Path, hostile: tuple[Path, Path]) -> None:
    for file in [*out.rglob("*.md"), *hostile[1].rglob("*.md")]:
        data = file.read_bytes()
        assert b"\r" not in data, file.name
        assert data.endswith(b"\n"), file.name
        assert not data.endswith(b"\n\n"), file.name


def test_a_new_post_in_one_thread_changes_one_file_beside_the_manifest(tmp_path: Path) -> None:
    threads = [Saved(number=number, title=f"Thread {number}", posts=(by("ann", "one"),)) for number in range(1, 6)]
    load_wiki(tmp_path / "a.db", [saved.archived for saved in threads])
    export(tmp_path / "a.db", "markdown", tmp_path / "out")
    before = contents(tmp_path / "out")
    grown = Saved(number=3, title="Thread 3", posts=(by("ann", "one"), by("ben", "two")), timestamp="20120815150311")
    (tmp_path / "more").mkdir()
    load_wiki(tmp_path / "a.db", [grown.archived])
    export(tmp_path / "a.db", "markdown", tmp_path / "out")
    after = contents(tmp_path / "out")
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] != before[name]] == ["hostile.wetpaint.com/3-thread-3.md", "manifest.json"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_withheld_name_is_in_no_text_and_no_file_name(tmp_path: Path) -> None:
    posts = (
        by("Jané Doe", "by Jané Doe, jané_doe and Jané<b></b> Doe"),
        by("ann", '<a href="http://x.example/Jan%C3%A9+Doe">x</a>'),
    )
    saved = Saved(number=1, title="What Jané Doe said", posts=posts)
    # No name that is withheld, until the accents fall away in the file's name.
    harmless = Saved(number=2, title="Jäne Döe", posts=(by("ann", "x"),))
    load_wiki(tmp_path / "a.db", [saved.archived, harmless.archived])
    export(tmp_path / "a.db", "markdown", tmp_path / "out", *withholding(tmp_path, "Jané Doe", "jane doe"))
    for name, data in contents(tmp_path / "out").items():
        for text in (name, data.decode()):
            assert not re.search(r"jan(é|e|%c3%a9)[ _+-]?doe", text, re.IGNORECASE), name
    assert "**\\[withheld\\]**" in (tmp_path / "out/hostile.wetpaint.com/1-what-withheld-said.md").read_text(encoding="utf-8")


def test_the_check_names_what_was_changed(db: Path, tmp_path: Path) -> None:
    export(db, "markdown", tmp_path / "out")
    file = max(thread_files(tmp_path / "out"), key=lambda file: file.stat().st_size)
    text = file.read_text(encoding="utf-8")
    title = split(file)[0]["title"]
    changed = text.replace(f"title: {json.dumps(title)}", 'title: "forged"', 1).rstrip() + " forged too\n"
    file.write_text(changed, encoding="utf-8")
    (tmp_path / "out" / "one-more.md").write_text("x")
    done = run("export", "markdown", "--db", db, "--out", tmp_path / "out", "--check", "--json")
    assert done.returncode == 6
    found = {difference["what"]: difference["found"] for difference in json.loads(done.stdout)}
    path = file.relative_to(tmp_path / "out")
    assert found[f"{path}, title"] == "'forged'"
    assert any(what.startswith(f"{path}, text ") and seen.endswith("forged too'") for what, seen in found.items())
    assert found["file one-more.md"] == "a file"
