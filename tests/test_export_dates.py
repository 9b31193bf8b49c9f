"""Instants for targets that insist on one: what pages say is never changed, and an estimate says that it is one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from made_archives import archived_post, archived_thread, at
from wetpaint_import.export.dates import post_dates

SECOND = timedelta(seconds=1)


def dates(*posted: datetime | None, captured_at: datetime | None = None) -> list[tuple[datetime, str]]:
    thread = archived_thread(*(archived_post(i, date, captured_at) for i, date in enumerate(posted)))
    found = post_dates(thread)
    return [(found[post.id].at, found[post.id].basis) for post in thread.posts]


def test_what_pages_say_is_exact_whatever_its_order() -> None:
    assert dates(at(5), at(3), at(9)) == [(at(5), "exact"), (at(3), "exact"), (at(9), "exact")]


def test_an_undated_post_follows_the_dated_one_before_it_by_a_second_each() -> None:
    assert dates(at(0), None, None, at(100)) == [(at(0), "exact"), (at(1), "estimated"), (at(2), "estimated"), (at(100), "exact")]


def test_undated_posts_before_all_dated_ones_precede_them_by_a_second_each() -> None:
    assert dates(None, None, at(100)) == [(at(98), "estimated"), (at(99), "estimated"), (at(100), "exact")]


def test_without_any_date_posts_precede_the_oldest_capture() -> None:
    assert dates(None, None, captured_at=at(50)) == [(at(48), "estimated"), (at(49), "estimated")]


def test_without_any_time_at_all_posts_stand_before_the_farms_first_year_ends() -> None:
    found = dates(None, None)
    assert found[1][0] - found[0][0] == SECOND
    assert {date.year for date, _ in found} == {2005}


def test_the_ends_of_time_are_no_fault() -> None:
    last, first = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    assert dates(last, None) == [(last, "exact"), (last, "estimated")]
    assert dates(None, first) == [(first, "estimated"), (first, "exact")]


_POSTED = st.lists(st.none() | st.integers(0, 10**6).map(at), max_size=12)


@given(_POSTED, st.none() | st.integers(0, 10**6).map(at))
def test_every_post_has_an_instant_and_only_dated_ones_are_exact(
    posted: list[datetime | None], captured_at: datetime | None
) -> None:
    found = dates(*posted, captured_at=captured_at)
    assert len(found) == len(posted)
    for date, (instant, basis) in zip(posted, found, strict=True):
        assert (basis, instant) == ("exact", date) if date is not None else basis == "estimated"
        assert instant.tzinfo is UTC


@given(_POSTED)
def test_estimates_come_after_the_post_before_them(posted: list[datetime | None]) -> None:
    found = dates(*posted)
    for (before, _), (after, basis) in pairwise(found):
        assert basis == "exact" or after == before + SECOND
