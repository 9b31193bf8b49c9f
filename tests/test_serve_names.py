"""Where names are withheld, no page that is served holds them."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from made_wikis import Saved, by, load_wiki
from serving import Served, serving

_PEOPLE = """
withheld = ["janedoe", "Rose Thorn"]
[people]
"Ann Archer" = ["ann", "ann_2"]
"""
_POSTS = (
    by("janedoe", "I am janedoe, ask for my kiln"),
    by("ann", 'Hello <a href="http://x.example/account/janedoe">JaneDoe</a> and Rose Thorn'),
    by("ann_2", "a kiln"),
    by("Rose Thorn", "my kiln too"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("names")
    load_wiki(folder / "a.db", [Saved(number=7, posts=_POSTS, title="Kilns of janedoe").archived])
    (folder / "authors.toml").write_text(_PEOPLE, encoding="utf-8")
    with serving(folder / "a.db", "--authors", str(folder / "authors.toml")) as running:
        yield running


def test_withheld_names_stand_on_no_page(served: Served) -> None:
    waiting, seen = ["/", "/search?q=kiln", "/search?q=my"], {"/"}
    while waiting:
        page = served.get(path := waiting.pop())
        assert not re.search(r"jane_?doe|rose.?thorn", page.text + str(page.headers), re.IGNORECASE), path
        for href in re.findall(r'href="(/[^"]*)"', page.text):
            target = unescape(href).partition("#")[0]
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    kinds = {re.sub(r"\d+", "N", target.partition("?")[0]) for target in seen}
    assert {"/thread/N", "/author/N", "/explain/N", "/capture/N"} <= kinds
    assert not kinds & {"/archive", "/raw/N"}


def test_persons_are_shown_as_the_file_says(served: Served) -> None:
    page = served.get("/thread/1").text
    assert page.count(">Ann Archer<") >= 2
    assert "[withheld]" in page


def test_search_does_not_tell_what_a_withheld_author_wrote(served: Served) -> None:
    for words in (
        "janedoe",
        "JANEDOE",
        "janed*",
        "%22Rose+Thorn%22",
        "Rose+Thorn",
        "rose+th*",
        "th%C3%B3rn+ROSE",
        "hello+OR+janedoe",
    ):
        page = served.get(f"/search?q={words}").text
        assert "0 posts found" in page, words
        assert "/thread/" not in page.partition("<main")[2], words
    # A part of a name finds texts, not the bearer's posts.
    assert "kiln" not in served.get("/search?q=thorn").text.partition("<main")[2]
    for author in ("janedoe", "Rose+Thorn"):
        assert "0 posts found" in served.get(f"/search?q=kiln&author={author}").text, author
    assert "2 posts found" in served.get("/search?q=kiln+OR+hello&author=Ann+Archer").text


@pytest.mark.parametrize(
    "path",
    ["/archive", "/archive/posts", "/archive/posts.json", "/archive/posts/1", "/archive.json", "/archive?sql=select+1",
     "/archive.json?sql=select+name+from+authors", "/archive/who_wrote_most?year=", "/archive/posts.csv", "/raw/1", "/archive.db",
     "/archive/authors?_facet=name"],
)  # fmt: skip
def test_tables_and_raw_pages_are_closed(served: Served, path: str) -> None:
    page = served.get(path)
    assert page.status == 403
    assert b"janedoe" not in page.body.lower()


def test_other_doors_of_datasette_tell_nothing(served: Served) -> None:
    for path in ("/.json", "/-/metadata.json", "/_internal", "/-/databases.json", "/-/plugins", "/nothing/at/all"):
        assert b"janedoe" not in served.get(path).body.lower(), path
