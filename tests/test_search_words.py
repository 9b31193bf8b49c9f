"""Words as people type them: what they mean, and that nothing typed is ever a syntax error."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wetpaint_import.errors import UsageError
from wetpaint_import.query.search_words import join_arguments, read_words

POSTS = {
    1: "Sourdough needs a warm kitchen and time",
    2: "My rye starter sleeps in the fridge",
    3: "Hand piecing, or machine piecing? It doesn't matter",
    4: "piecing by hand at the café",
    5: "quilts, quilting and a quilter",
}
# What people type, and what only keyboards type: operators of the index, quotes of many lands, marks, halves of characters.
SIGNS = '" “ ” „ « » \' * ** ^ ( ) { } : + - − -- , . ; | || & \\ % _ ~ OR AND NOT NEAR NEAR( subject: hand -hand a* "a b"'
TYPED = st.lists(
    st.one_of(
        st.sampled_from([*SIGNS.split(" "), "\0", "\udc80"]),
        st.text(st.characters(exclude_categories=()), max_size=8),
    ),
    max_size=12,
).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE posts USING fts5(subject, body, tokenize = 'unicode61 remove_diacritics 2')")
    conn.executemany("INSERT INTO posts (rowid, subject, body) VALUES (?, 'Talk', ?)", POSTS.items())
    yield conn
    conn.close()


def found(index: sqlite3.Connection, typed: str, column: str | None = None) -> list[int]:
    expression = read_words(typed).expression(column)
    return [row[0] for row in index.execute("SELECT rowid FROM posts WHERE posts MATCH ? ORDER BY rowid", [expression])]


@pytest.mark.parametrize(
    ("typed", "posts"),
    [
        ("piecing hand", [3, 4]),
        ('"hand piecing"', [3]),
        ("“hand piecing”", [3]),
        ('"hand piecing', [3]),
        ("piecing -machine", [4]),
        ("piecing −machine", [4]),
        ('piecing -"by hand"', [3]),
        ("piecing NOT machine", [4]),
        ("sourdough OR rye", [1, 2]),
        ("sourdough | rye", [1, 2]),
        ("sourdough OR rye kitchen", [1]),
        ("kitchen AND sourdough", [1]),
        ("OR sourdough OR", [1]),
        ("quilt*", [5]),
        ("quilt", []),
        ('"by ha"*', [4]),
        ("CAFE", [4]),
        ("doesn't", [3]),
        ("doesn’t", [3]),
        ("hand, piecing?!", [3, 4]),
        ("(hand) AND [piecing]", [3, 4]),
        ("subject:hand", []),
        ("hand - piecing", [3, 4]),
        ("NEAR(hand", []),
        ("hand-piecing", [3]),
    ],
)
def test_words_mean_what_people_mean(index: sqlite3.Connection, typed: str, posts: list[int]) -> None:
    assert found(index, typed) == posts


def test_a_column_holds_the_wanted_words_but_the_unwanted_stand_in_no_text(index: sqlite3.Connection) -> None:
    assert found(index, "talk", "subject") == list(POSTS)
    assert found(index, "hand", "subject") == []
    assert found(index, "talk -hand", "subject") == [1, 2, 5]
    assert found(index, "hand OR rye -piecing", "subject body") == [2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing to look for"),
        ("   ", "nothing to look for"),
        ("?! *", "no letter and no digit"),
        ('""', "no letter and no digit"),
        ("AND OR", "only joins or excludes words"),
        ("NOT !", "only joins or excludes words"),
        ("| &", "no letter and no digit"),
        ("-machine", "only says what is not wanted"),
        ("−machine NOT hand", "only says what is not wanted"),
        ("word " * 101, "more than 100 words"),
    ],
)
def test_what_finds_nothing_says_what_to_type(typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        read_words(typed)
    assert "quotes" in str(caught.value) or "search sourdough" in str(caught.value)


def test_words_that_join_others_are_found_as_words_in_quotes_or_small_letters() -> None:
    assert read_words('"AND OR"').expression() == '("AND OR")'
    assert read_words("and or").expression() == '("and") AND ("or")'


@given(typed=TYPED)
def test_nothing_that_is_typed_is_a_syntax_error(index: sqlite3.Connection, typed: str) -> None:
    try:
        found(index, typed)
        found(index, typed, "body")
    except UsageError:
        read_words(f"word {typed}")


@given(
    start=st.integers(0, 4),
    length=st.integers(2, 4),
    post=st.sampled_from(list(POSTS)),
    noise=st.sampled_from(["", ",", " -", "!? "]),
)
def test_a_phrase_of_a_post_finds_it(index: sqlite3.Connection, post: int, start: int, length: int, noise: str) -> None:
    words = POSTS[post].split()[start : start + length]
    if words:
        assert post in found(index, f'"{f"{noise} ".join(words)}"')


def test_many_words_are_no_burden(index: sqlite3.Connection) -> None:
    assert found(index, "rye " * 100) == [2]
    assert found(index, " OR ".join(["rye"] * 100)) == [2]
    assert found(index, "rye " + "-sourdough " * 99) == [2]


@pytest.mark.parametrize(
    ("arguments", "meant", "loosely"),
    [
        (["hand", "piecing"], "hand piecing", "hand piecing"),
        (["hand piecing"], '"hand piecing"', "hand piecing"),
        (["hand piecing", "rye"], '"hand piecing" rye', "hand piecing rye"),
        (["-hand piecing", "rye"], '-"hand piecing" rye', "-hand piecing rye"),
        (["−hand piecing", "rye"], '-"hand piecing" rye', "−hand piecing rye"),
        (["bread OR rye"], "bread OR rye", "bread OR rye"),
        (["bread -rye"], "bread -rye", "bread -rye"),
        (["quilt* hand"], "quilt* hand", "quilt* hand"),
        (['"hand piecing" rye'], '"hand piecing" rye', '"hand piecing" rye'),
        ([], "", ""),
    ],
)
def test_an_argument_of_several_plain_words_was_in_quotes(arguments: list[str], meant: str, loosely: str) -> None:
    assert join_arguments(arguments) == (meant, loosely)
