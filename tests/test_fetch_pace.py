"""The pace: requests evenly spaced, whatever the time between them, and slower after a refusal."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetch_servers.clock import FakeClock
from wetpaint_import.fetch.limits import COMMON_CRAWL_RATES, SLOWEST_SHARE, WAYBACK_RATES
from wetpaint_import.fetch.pace import Pace


def sent_at(pace: Pace, clock: FakeClock, work: list[float]) -> list[float]:
    """When each of a row of requests goes out, where the answers take `work` seconds."""
    moments = []
    for seconds in work:
        pace.wait()
        moments.append(clock.monotonic())
        clock.sleep(seconds)
    return moments


def test_the_first_request_goes_out_at_once_and_the_next_after_the_interval() -> None:
    clock = FakeClock()
    moments = sent_at(Pace(24, clock), clock, [0, 0, 0])
    assert [moment - 1000 for moment in moments] == [0, 2.5, 5]


def test_time_that_an_answer_took_counts_as_waiting() -> None:
    clock = FakeClock()
    moments = sent_at(Pace(60, clock), clock, [0.4, 3, 0])
    assert [round(moment - 1000, 6) for moment in moments] == [0, 1, 4]


def test_a_long_pause_earns_no_burst() -> None:
    clock = FakeClock()
    pace = Pace(60, clock)
    pace.wait()
    clock.sleep(3600)
    moments = sent_at(pace, clock, [0, 0, 0])
    assert [later - earlier for earlier, later in pairwise(moments)] == [1, 1]


@given(st.floats(0.1, 10_000), st.lists(st.floats(0, 20), min_size=2, max_size=40))
def test_no_two_requests_are_closer_than_the_rate_allows(per_minute: float, work: list[float]) -> None:
    clock = FakeClock()
    moments = sent_at(Pace(per_minute, clock), clock, work)
    assert all(later - earlier >= 60 / per_minute - 1e-6 for earlier, later in pairwise(moments))


def test_a_run_that_follows_a_kill_waits_for_the_rest_of_the_interval() -> None:
    clock = FakeClock()
    assert sent_at(Pace(24, clock, idle_for=1.0), clock, [0]) == [1001.5]
    clock = FakeClock()
    assert sent_at(Pace(24, clock, idle_for=99.0), clock, [0]) == [1000]


def test_each_refusal_halves_the_rate_down_to_a_share_of_it() -> None:
    clock = FakeClock()
    pace = Pace(60, clock)
    intervals = []
    for _ in range(6):
        pace.slow_down()
        intervals.append(pace.interval)
    assert intervals == [2, 4, 8, 8, 8, 8]
    assert 1 / SLOWEST_SHARE == 8


def test_a_crawl_delay_slows_but_never_hastens() -> None:
    clock = FakeClock()
    pace = Pace(60, clock)
    pace.at_least(0.1)
    assert pace.interval == 1
    pace.at_least(5)
    moments = sent_at(pace, clock, [0, 0])
    assert moments[1] - moments[0] == 5


def test_whoever_watches_is_told_of_each_wait() -> None:
    clock = FakeClock()
    pace = Pace(60, clock)
    told: list[float] = []
    for _ in range(3):
        pace.wait(told.append)
    assert told == [1, 1]


@pytest.mark.parametrize(
    ("asked_for", "ours"), [(24, WAYBACK_RATES.index), (480, WAYBACK_RATES.pages), (24, COMMON_CRAWL_RATES.index)]
)
def test_our_rates_stay_within_what_the_archives_ask_for(asked_for: float, ours: float) -> None:
    assert ours <= asked_for
