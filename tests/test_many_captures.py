"""A thread of many captures: the same posts as if all views were compared with all, for work that grows as the captures do."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from cProfile import Profile
from pathlib import Path
from pstats import Stats
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import pairwise
from archive import is_sound, rows
from made_views import ANONYMOUS, moment, person, post, posts, sighting, thread
from made_wikis import Saved, by, load_wiki
from wetpaint_import.db.sightings import read_sightings, related
from wetpaint_import.merge import by_age, group, merge
from wetpaint_import.model import Author, AuthorKind, Moment, PostView, Sighting
from wetpaint_import.same_posts import Words, clusters

_LONG = "So many words in a row are nobody else's, whatever the time."
_TEXTS = ["yes", "Yes!", "no", "", _LONG, _LONG.upper(), "one  two"]
_ANN = "http://x.wetpaint.com/account/ann"
_AUTHORS = [
    None,
    ANONYMOUS,
    person("ann"),
    Author(name="Ann B", kind=AuthorKind.REGISTERED, profile_url=_ANN),
    person("Ann B"),
    person("bob"),
]
_FEW, _MANY = 50, 400


# The same posts


def _random_moment(rng: Random) -> Moment | None:
    minute = rng.randrange(3)
    text = rng.choice([f"{minute} minutes", "a printed time"])
    return rng.choice([None, moment(None, text), moment(minute, text), moment(minute, text), moment(minute, text)])


def _random_post(rng: Random, position: int, ids: list[str | None]) -> PostView:
    return post(
        rng.choice([position, position, rng.randrange(4)]),
        rng.choice(_TEXTS),
        number=rng.choice([position or None, position or None, rng.randrange(3), None]),
        subject=rng.choice(["RE: Boats", "RE: Boats", "RE: Oars", None]),
        author=rng.choice(_AUTHORS),
        posted=_random_moment(rng),
        quotes=rng.choice([(), (), ("yes",)]),
        original_id=rng.choice(ids),
    )


def _changed(rng: Random, view: PostView, position: int) -> PostView:
    """A view of what may be the same post."""
    return rng.choice(
        [
            replace(view),
            replace(view, position=position),
            replace(view, number=None),
            replace(view, body_text=rng.choice(_TEXTS)),
            replace(view, author=rng.choice(_AUTHORS)),
            replace(view, posted=_random_moment(rng)),
        ]
    )


def _random_sightings(seed: int) -> list[Sighting]:
    """Captures that show the same few posts again and again, each time with something else changed, some twice on one page."""
    rng = Random(seed)
    ids: list[str | None] = [None, None, "1", "2"] if rng.random() < 0.5 else [None]
    seen: list[PostView] = []
    made = []
    for number in range(rng.randint(2, 6)):
        shown = []
        for position in range(rng.randint(0, 4)):
            is_known = bool(seen) and rng.random() < 0.6
            shown.append(_changed(rng, rng.choice(seen), position) if is_known else _random_post(rng, position, ids))
        seen += shown
        made.append(sighting(number, thread(tuple(shown)), day=rng.choice([None, 1, 2, 3])))
    return by_age(made)


@settings(max_examples=1500, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_posts_are_those_that_comparing_all_with_all_finds(seed: int) -> None:
    members = _random_sightings(seed)
    assert clusters(members, Words()) == pairwise.clusters(members)


def test_other_names_stand_in_the_order_in_which_captures_show_them() -> None:
    names = ["ann", "bea", "ann", "cleo", "dora"]
    seen = [sighting(i, thread((post(0, _LONG, author=person(name)),))) for i, name in enumerate(names)]
    (only,) = merge(seen).posts
    assert [naming.author.name for naming in only.other_names] == ["bea", "ann", "cleo"]


def test_page_that_joined_a_thread_speaks_for_its_wiki_too() -> None:
    view = thread(posts(1))
    loose = replace(view, original_id=None)
    ours, other = sighting(2, loose, host="x.wetpaint.com"), sighting(3, loose, host="y.wetpaint.com")
    found = group([sighting(1, view, host=None), ours, other])
    assert sorted([seen.capture_id for seen in members] for members in found) == [[1, 2], [3]]


# The work


def _calls(work: Callable[[], object]) -> int:
    profile = Profile()
    profile.runcall(work)
    return int(Stats(profile).total_calls)  # type: ignore[attr-defined]


def _again(count: int, *views: tuple[PostView, ...]) -> list[Sighting]:
    """`count` captures that show one of `views` by turns; no value of one is that of another, as where each was read anew."""
    shown = [tuple(replace(view) for view in views[i % len(views)]) for i in range(count)]
    return [sighting(i, thread(each), day=i) for i, each in enumerate(shown)]


def _renamed(i: int) -> tuple[PostView, ...]:
    author = Author(name=f"ann {i}", kind=AuthorKind.REGISTERED, profile_url=_ANN, avatar_url=f"http://x.wetpaint.com/ann?{i}")
    return tuple(replace(view, author=author) for view in posts(3))


@pytest.mark.parametrize(
    "views",
    [
        [posts(3)],
        [tuple(replace(view, body_text=f"Visitor {i} of {view.position}.") for view in posts(3)) for i in range(_MANY)],
        [_renamed(i) for i in range(_MANY)],
        [tuple(replace(view, posted=moment(None, f"{i} minutes ago")) for view in posts(3)) for i in range(_MANY)],
    ],
    ids=["all alike", "a text that always differs", "a name and picture that always differ", "a time that cannot be read"],
)
def test_merging_takes_as_many_times_the_work_as_there_are_captures(views: list[tuple[PostView, ...]]) -> None:
    few, many = _again(_FEW, *views), _again(_MANY, *views)
    assert _calls(lambda: merge(many)) < 1.5 * _MANY / _FEW * _calls(lambda: merge(few))


def test_grouping_takes_as_many_times_the_work_as_there_are_captures_without_an_address() -> None:
    def half_without(count: int) -> list[Sighting]:
        seen = _again(count, posts(2))
        return [replace(each, view=replace(each.view, original_id=None)) if i % 2 else each for i, each in enumerate(seen)]

    few, many = half_without(_FEW), half_without(_MANY)
    assert [len(members) for members in group(many)] == [_MANY]
    assert _calls(lambda: group(many)) < 1.5 * _MANY / _FEW * _calls(lambda: group(few))


def _steps_of_related(db: Path, count: int) -> int:
    """How many hundreds of steps SQLite takes to find the captures of a thread that was captured `count` times."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with closing(sqlite3.connect(db)) as conn:
        conn.executemany(
            "INSERT INTO sightings (capture_id, ordinal, thread_id, host, original_id, title_key, view)"
            " SELECT capture_id, ?, thread_id, host, original_id, title_key, view FROM sightings WHERE id = 1",
            [(i,) for i in range(1, count)],
        )
        conn.set_progress_handler(step, 100)
        assert len(related(conn, [1])) == count
    return steps


def test_finding_the_captures_of_a_thread_takes_as_many_times_the_work_as_there_are(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(db, [Saved(number=7, posts=(by("ann", "text"),), timestamp="20090115150311").archived])
    assert _steps_of_related(db, 2000) < 1.5 * 10 * _steps_of_related(db, 200)


# What is kept of it


def test_threads_of_one_title_are_related_by_a_page_without_an_address_alone(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(db, [Saved(number=number, posts=(by("ann", f"text {number}"),)).archived for number in (7, 8)])
    with closing(sqlite3.connect(db)) as conn:
        assert [related(conn, [1]), related(conn, [2])] == [{1}, {2}]
        conn.execute(
            "INSERT INTO sightings (id, capture_id, ordinal, host, title_key, view)"
            " SELECT 3, capture_id, 1, host, title_key, view FROM sightings WHERE id = 1"
        )
        assert [related(conn, [row_id]) for row_id in (1, 2, 3)] == [{1, 2, 3}] * 3


def _saved(second: int) -> Saved:
    return Saved(number=7, posts=(by("ann", "first"), by("bob", "second")), timestamp=f"200901151503{second:02}")


def test_captures_of_the_same_bytes_are_one_version_that_names_them_all(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    saved = [_saved(second).archived for second in range(40)]
    load_wiki(db, saved[20:])
    before = rows(db, "SELECT id, key FROM posts ORDER BY id"), rows(db, "SELECT id, post_id FROM post_versions ORDER BY id")
    load_wiki(db, saved[:20])
    assert is_sound(db)
    assert before == (
        rows(db, "SELECT id, key FROM posts ORDER BY id"),
        rows(db, "SELECT id, post_id FROM post_versions ORDER BY id"),
    )
    assert rows(db, "SELECT version_id, count(*) FROM post_version_captures GROUP BY 1 ORDER BY 1") == [(1, 40), (2, 40)]
    (newest,) = rows(db, "SELECT id FROM captures ORDER BY captured_at DESC LIMIT 1")
    assert rows(db, "SELECT DISTINCT capture_id FROM post_sources") == [newest]


def test_equal_views_of_a_thread_are_kept_in_memory_once(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(db, [_saved(second).archived for second in range(10)])
    load_wiki(db, [Saved(number=7, posts=(by("ann", "first"), by("bob", "new")), timestamp="20100115150311").archived])
    with closing(sqlite3.connect(db)) as conn:
        found = read_sightings(conn, range(1, 12), {}, {})
    views = [seen.view for seen, _ in found.values()]
    assert len({id(view) for view in views}) == 2
    assert len({id(each) for view in views for each in view.posts}) == 3


def test_older_state_that_comes_later_takes_no_capture_from_the_newer_one(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    for year, text in (("2012", "newer"), ("2011", "newer"), ("2009", "older"), ("2010", "older")):
        load_wiki(db, [Saved(number=7, posts=(by("ann", text),), timestamp=f"{year}0115150311").archived])
    shown = rows(
        db,
        "SELECT post_versions.body_html, substr(captured_at, 1, 4) FROM post_version_captures AS shown"
        " JOIN post_versions ON post_versions.id = version_id JOIN captures ON captures.id = shown.capture_id ORDER BY 2",
    )
    assert shown == [("older", "2009"), ("older", "2010"), ("newer", "2011"), ("newer", "2012")]
