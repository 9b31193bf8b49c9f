"""Captures of one thread become one thread: every post and version once, the best of each field, in whatever order they came."""

import dataclasses
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.make_thread import make_thread
from generator.reduce import expected_for
from generator.truth import KINDS, Kind
from histories import STARTER_NAMES, STARTERS, Shot, history, list_shot, shot, state_of, whole_thread, without
from wetpaint_import.addresses import page_address
from wetpaint_import.merge import by_age, group, merge
from wetpaint_import.model import Sighting, Thread

SEEDS = st.integers(0, 2**32 - 1)
histories = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sightings_of(shots: list[Shot]) -> list[Sighting]:
    return [taken.sighting for taken in shots]


def merged(shots: list[Shot]) -> Thread:
    (members,) = group(sightings_of(shots))
    return merge(members)


@histories
@given(seed=SEEDS)
def test_all_captures_of_a_thread_are_one_thread_with_its_posts_in_order(seed: int) -> None:
    shots = history(seed)
    thread = merged(shots)
    last = shots[-1].truth
    assert [post.view.posted.text if post.view.posted else None for post in thread.posts] == [p.posted_at_text for p in last.posts]
    assert [post.view.position for post in thread.posts] == list(range(last.total))
    assert [post.view.number for post in thread.posts] == [post.number for post in last.posts]
    assert not any(post.is_gone for post in thread.posts)
    assert len({post.key for post in thread.posts}) == last.total
    assert thread.view.title == last.title
    assert thread.view.claimed_post_count == last.total
    assert thread.missing == ()
    assert thread.findings == ()


@histories
@given(seed=SEEDS, order=st.randoms(use_true_random=False))
def test_order_of_the_captures_does_not_matter(seed: int, order: Random) -> None:
    shots = history(seed)
    shuffled = list(shots)
    order.shuffle(shuffled)
    assert merged(shuffled) == merged(shots)
    mixed = sightings_of(shuffled)
    assert merge(mixed) == merge(by_age(mixed))


@histories
@given(seed=SEEDS, twice=st.integers(0, 5))
def test_capture_that_comes_twice_changes_nothing_but_where_things_were_seen(seed: int, twice: int) -> None:
    shots = history(seed)
    again = replace(shots[twice % len(shots)].sighting, capture_id=99)
    (members,) = group([*sightings_of(shots), again])
    assert _unsourced(merge(members)) == _unsourced(merged(shots))


def _unsourced(thread: Thread) -> Thread:
    """The thread without the captures that show it."""
    posts = tuple(
        replace(
            post,
            sources=tuple(replace(source, capture_id=0) for source in post.sources),
            versions=tuple(replace(version, capture_ids=()) for version in post.versions),
            author=replace(post.author, capture_id=0) if post.author else None,
            other_names=tuple(replace(naming, capture_id=0) for naming in post.other_names),
        )
        for post in thread.posts
    )
    starter = replace(thread.starter, capture_id=0) if thread.starter else None
    others = tuple(replace(naming, capture_id=0) for naming in thread.other_starters)
    sources = tuple(replace(source, capture_id=0) for source in thread.sources)
    return replace(thread, posts=posts, sources=sources, starter=starter, other_starters=others)


@histories
@given(seed=SEEDS)
def test_known_value_is_never_replaced_by_an_unknown_one(seed: int) -> None:
    shots = history(seed)
    thread = merged(shots)
    for name in ("original_id", "title", "location", "claimed_post_count", "tags", "url", "is_featured", "is_reported"):
        known = [getattr(s.view, name) for s in sightings_of(shots) if getattr(s.view, name) is not None]
        assert getattr(thread.view, name) in known or not known
        assert (getattr(thread.view, name) is not None) == bool(known)
    for post in thread.posts:
        shown = [view for s in sightings_of(shots) for view in s.view.posts if view.position == post.view.position]
        for name in ("number", "subject", "author", "posted", "edited", "found_valuable", "rated_by", "original_id"):
            known = [getattr(view, name) for view in shown if getattr(view, name) is not None]
            assert (getattr(post.view, name) in known) if known else getattr(post.view, name) is None


_LISTS = st.lists(st.tuples(st.integers(0, len(STARTERS) - 1), st.integers(-2, 9)), min_size=1, max_size=5)


@histories
@given(seed=SEEDS, lists=_LISTS, order=st.randoms(use_true_random=False))
def test_starter_is_the_newest_that_a_list_names_in_whatever_order_and_the_posts_stay(
    seed: int, lists: list[tuple[int, int]], order: Random
) -> None:
    """A day of -2 is a capture of which nobody knows the time: it counts as the oldest."""
    shots = history(seed)
    start = shots[0].truth.captured_at or shots[-1].truth.posts[-1].posted_at
    seen = []
    for number, (which, day) in enumerate(lists):
        at = None if day == -2 else start + timedelta(days=day, minutes=number)
        seen.append((at is not None, at or start, which, list_shot(shots[0].truth, STARTERS[which], 50 + number, at)))
    together = [*sightings_of(shots), *(sighting for *_, sighting in seen)]
    (members,) = group(together)
    thread = merge(members)
    order.shuffle(together)
    assert merge(together) == thread
    assert [post.view.body_html for post in thread.posts] == [post.view.body_html for post in merged(shots).posts]
    dated = [(at, which) for is_dated, at, which, _ in seen if is_dated and STARTERS[which]]
    undated = {which for is_dated, _, which, _ in seen if not is_dated and STARTERS[which]}
    names = {STARTER_NAMES[max(dated)[1]]} if dated else {STARTER_NAMES[which] for which in undated}
    assert (thread.starter is not None) == bool(names)
    if thread.starter is not None:
        assert thread.starter.author.name in names
        assert thread.view.starter is not None
        assert thread.view.starter.name == thread.starter.author.name
    sources = [source for source in thread.sources if source.field == "starter_id"]
    assert len(sources) == bool(names)
    shown = {STARTER_NAMES[which] for _, _, which, _ in seen if STARTERS[which]}
    kept = {naming.author.name for naming in (thread.starter, *thread.other_starters) if naming}
    assert kept == shown


@histories
@given(seed=SEEDS)
def test_every_version_stands_with_the_captures_that_show_it(seed: int) -> None:
    shots = history(seed)
    for i, post in enumerate(merged(shots).posts):
        seen: dict[object, set[int]] = {}
        for taken in shots:
            if i < len(taken.truth.posts):
                seen.setdefault(state_of(taken.truth.posts[i]), set()).add(taken.sighting.capture_id)
        assert sorted(map(sorted, seen.values())) == sorted(sorted(version.capture_ids) for version in post.versions)


@histories
@given(seed=SEEDS)
def test_post_is_as_its_newest_state_and_as_a_page_rather_than_as_text(seed: int) -> None:
    shots = history(seed)
    newest = shots[-1]
    for i, post in enumerate(merged(shots).posts):
        state = state_of(newest.truth.posts[i])
        same = [taken for taken in shots if i < len(taken.truth.posts) and state_of(taken.truth.posts[i]) == state]
        best = [taken for taken in same if not taken.sighting.is_text] or same
        wanted = expected_for(best[-1].truth, best[-1].kind)["threads"][0]["posts"][i]  # type: ignore[index,call-overload]
        assert post.view.body_text == wanted["body_text"]  # type: ignore[index,call-overload]
        assert post.view.is_edited == (newest.truth.posts[i].edited_at is not None)
        assert (post.view.edited.at if post.view.edited else None) == (
            newest.truth.posts[i].edited_at or newest.truth.posts[i].posted_at
        )


@histories
@given(seed=SEEDS, position=st.integers(1, 5), before=st.sampled_from(KINDS), after=st.sampled_from(KINDS))
def test_reply_that_was_taken_away_stays_and_is_gone(seed: int, position: int, before: Kind, after: Kind) -> None:
    full = whole_thread(Random(seed), 6)
    taken = full.posts[position]
    # Of two posts that say the same in the same minute nobody can tell which one is left.
    assume(sum((post.posted_at, post.body_text) == (taken.posted_at, taken.body_text) for post in full.posts) == 1)
    at = full.posts[-1].posted_at + timedelta(days=30)
    thread = merged([shot(full, before, 1, at), shot(without(full, position), after, 2, at + timedelta(days=1))])
    assert [post.view.posted.text if post.view.posted else None for post in thread.posts] == [p.posted_at_text for p in full.posts]
    assert [post.view.position for post in thread.posts] == list(range(6))
    assert [i for i, post in enumerate(thread.posts) if post.is_gone] == [position]
    assert (thread.missing, thread.view.claimed_post_count) == ((), 5)


@histories
@given(seed=SEEDS, lost=st.integers(0, 2), kind=st.sampled_from(KINDS))
def test_pages_of_a_thread_make_it_whole_or_the_lost_one_is_missing(seed: int, lost: int, kind: Kind) -> None:
    pages = [make_thread(Random(seed), posts=45, page=n, tricky_title=0.0) for n in (1, 2, 3)]
    at = max(page.captured_at or page.posts[-1].posted_at for page in pages) + timedelta(days=3)
    shots = [shot(page, kind, n, page.captured_at or at + timedelta(days=n)) for n, page in enumerate(pages)]
    whole = merged(shots)
    assert [post.view.position for post in whole.posts] == list(range(45))
    assert [post.view.subject for post in whole.posts] == [post.subject for page in pages for post in page.posts]
    assert (whole.missing, whole.findings) == ((), ())
    part = merged([taken for n, taken in enumerate(shots) if n != lost])
    assert sum(lack.post_count for lack in part.missing) == len(pages[lost].posts)
    assert {lack.url for lack in part.missing} == {page_address(pages[0].url, 20 * lost)}
    assert not any(post.is_gone for post in part.posts)


@histories
@given(seed=SEEDS, kind=st.sampled_from(KINDS))
def test_page_that_does_not_know_its_address_joins_the_one_that_does(seed: int, kind: Kind) -> None:
    full = whole_thread(Random(seed), 4)
    at = full.posts[-1].posted_at + timedelta(days=30)
    bare = dataclasses.replace(full, address="none", url=None, original_id=None, location_kind="page" if full.location else None)
    thread = merged([shot(full, "named", 1, at), shot(bare, kind, 2, at + timedelta(days=1))])
    assert (thread.view.original_id, len(thread.posts)) == (full.original_id, 4)
    assert all(len(version.capture_ids) == 2 for post in thread.posts for version in post.versions)


def test_another_wiki_with_the_same_numbers_is_another_thread() -> None:
    shots = history(7)
    elsewhere = [replace(s, host="elsewhere.wetpaint.com", capture_id=s.capture_id + 50) for s in sightings_of(shots)]
    groups = group([*sightings_of(shots), *elsewhere])
    assert sorted(len(members) for members in groups) == [len(shots), len(shots)]
    assert all(len({member.host for member in members}) == 1 for members in groups)
