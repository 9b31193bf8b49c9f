"""Names that a target accepts, each once; and the sentences for posts that are lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_archives import archived_post, archived_thread
from wetpaint_import.archive import ArchivedPost
from wetpaint_import.export.lost_posts import LostPosts, with_lost_posts
from wetpaint_import.export.unique_names import UniqueNames

_LONGEST = 12


def legal(name: str) -> str:
    """As a strict target would have it: a few letters, not too long, never empty."""
    return re.sub(r"[^A-Za-z0-9 ()]", "_", name)[:_LONGEST].strip() or "x"


def names() -> UniqueNames:
    return UniqueNames(legal)


_NAMES = st.lists(st.text("aAb_(1 )é", max_size=16), max_size=12)


@given(_NAMES)
def test_names_are_unique_when_folded_and_legal(given_names: list[str]) -> None:
    unique = names()
    found = [unique.give(id_, name) for id_, name in enumerate(given_names, start=1)]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(legal(name) == name for name in found), found


@given(_NAMES)
def test_the_same_names_in_the_same_order_give_the_same_and_asking_again_does(given_names: list[str]) -> None:
    first, second = names(), names()
    found = [first.give(id_, name) for id_, name in enumerate(given_names)]
    assert [second.give(id_, name) for id_, name in enumerate(given_names)] == found
    assert [first.give(id_, name) for id_, name in enumerate(given_names)] == found


def test_what_could_not_stay_as_it_was_can_be_looked_up() -> None:
    unique = names()
    for id_, name in ((1, "ann"), (2, "Ann"), (3, "a/b")):
        unique.give(id_, name)
    assert list(unique.changed()) == [(2, "Ann", "Ann (2)"), (3, "a/b", "a_b")]


def test_many_of_one_long_name_are_told_apart() -> None:
    unique = names()
    found = [unique.give(id_, "a very long name indeed") for id_ in range(1, 1200)]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(legal(name) == name for name in found)


def shown(claimed: int | None, *positions: int) -> list[int | tuple[int, int]]:
    thread = archived_thread(*map(archived_post, positions), claimed_post_count=claimed)
    return [entry.position if isinstance(entry, ArchivedPost) else (entry.first, entry.last) for entry in with_lost_posts(thread)]


@pytest.mark.parametrize(
    ("claimed", "positions", "expected"),
    [
        (3, (0, 1, 2), [0, 1, 2]),
        (None, (0, 1), [0, 1]),
        (5, (0, 3), [0, (1, 2), 3, (4, 4)]),
        (2, (1,), [(0, 0), 1]),
        (None, (), [(0, 0)]),
        (0, (), [(0, 0)]),
        (4, (), [(0, 3)]),
        (1, (0, 1, 2), [0, 1, 2]),
        (3, (0, 1, 1, 2), [0, 1, 1, 2]),
        (None, (40, 41), [(0, 39), 40, 41]),
    ],
)
def test_lost_posts_stand_in_their_place(claimed: int | None, positions: tuple[int, ...], expected: list[object]) -> None:
    assert shown(claimed, *positions) == expected


@given(st.none() | st.integers(0, 60), st.lists(st.integers(0, 50), unique=True).map(sorted))
def test_posts_and_lost_posts_cover_every_position_once(claimed: int | None, positions: list[int]) -> None:
    covered: list[int] = []
    for entry in shown(claimed, *positions):
        covered += [entry] if isinstance(entry, int) else range(entry[0], entry[1] + 1)
    assert covered == list(range(max(len(covered), 1)))
    assert len(covered) == max([1, claimed or 0, *(position + 1 for position in positions)])


@pytest.mark.parametrize(
    ("lost", "text"),
    [
        (LostPosts(0, 0), "The opening post of this thread is not in the archive."),
        (LostPosts(3, 3), "Post 3 of this thread is not in the archive."),
        (LostPosts(3, 8), "Posts 3 to 8 of this thread are not in the archive."),
        (LostPosts(0, 1), "The opening post and reply 1 of this thread are not in the archive."),
        (LostPosts(0, 4), "The opening post and replies 1 to 4 of this thread are not in the archive."),
    ],
)
def test_the_sentence_says_which(lost: LostPosts, text: str) -> None:
    assert lost.text == text
