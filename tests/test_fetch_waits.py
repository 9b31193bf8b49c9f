"""A wait that a server asks for is kept, by this run and by the next one, however this one ends; and it is never endless."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fetch_servers.clock import FakeClock
from fetch_servers.faults import status
from fetch_servers.internet_archive import InternetArchive
from fetch_servers.loopback import Answer, Server, serving
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.using import run_fetch, source
from fetch_servers.wiki import HOST, discussions, wiki_captures

CAPTURES = wiki_captures()
HALF_A_WEEK = timedelta(days=3, hours=12)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES)) as server:
        yield server


@dataclass
class Interrupted(FakeClock):
    """Whose user has no patience: Ctrl-C in the first long wait."""

    def sleep(self, seconds: float) -> None:
        if seconds > 100:
            raise KeyboardInterrupt
        super().sleep(seconds)


def busy(server: Server, part: str, code: int, retry_after: str) -> None:
    """All addresses with `part` in them are refused."""
    good = server.answer
    server.answer = lambda asked: status(code, retry_after=retry_after)(Answer()) if part in asked.target else good(asked)


@pytest.mark.parametrize("part", ["/cdx/", "/web/"], ids=["index", "pages"])
def test_a_wait_that_ctrl_c_cut_short_is_kept_by_the_next_run(server: Server, part: str, tmp_path: Path) -> None:
    good = server.answer
    out = tmp_path / "p.warc.gz"
    busy(server, part, 429, "300")
    clock = Interrupted()
    assert run_fetch(out, HOST, source=source(server), clock=clock).exit_code == 130
    server.answer = good
    server.asked.clear()
    early = Interrupted(at=clock.now())
    assert run_fetch(out, HOST, source=source(server), clock=early).exit_code == 130
    assert server.asked == []
    patient = FakeClock(at=clock.now())
    assert run_fetch(out, HOST, source=source(server), clock=patient).exit_code == 0
    assert max(patient.slept) > 290
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_long_wait_for_the_index_is_kept_by_the_next_run(server: Server, tmp_path: Path) -> None:
    good = server.answer
    out = tmp_path / "p.warc.gz"
    busy(server, "/cdx/", 429, "7200")
    clock = FakeClock()
    assert run_fetch(out, HOST, source=source(server), clock=clock).exit_code == 3
    server.answer = good
    server.asked.clear()
    report = run_fetch(out, HOST, source=source(server), clock=FakeClock(at=clock.now()))
    assert (report.exit_code, server.asked) == (3, [])
    assert "asked us to wait" in (report.stopped or "")


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("retry_after", ["0", "1"])
def test_who_says_in_a_second_for_ever_is_asked_ever_more_seldom(
    server: Server, code: int, retry_after: str, tmp_path: Path
) -> None:
    busy(server, "/web/", code, retry_after)
    clock = FakeClock()
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), clock=clock)
    assert report.exit_code == 3
    assert sum("/web/" in target for target in server.targets()) < 40
    assert sum(clock.slept) < 2 * 3600


@pytest.mark.parametrize("retry_after", ["99999999", "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -2300"])
def test_a_wait_of_years_is_a_week_so_that_a_later_run_can_go_on(server: Server, retry_after: str, tmp_path: Path) -> None:
    good = server.answer
    out = tmp_path / "p.warc.gz"
    busy(server, "/web/", 429, retry_after)
    clock = FakeClock(at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert run_fetch(out, HOST, source=source(server), clock=clock).exit_code == 3
    server.answer = good
    assert run_fetch(out, HOST, source=source(server), clock=FakeClock(at=clock.now() + HALF_A_WEEK)).exit_code == 3
    assert run_fetch(out, HOST, source=source(server), clock=FakeClock(at=clock.now() + 2 * HALF_A_WEEK)).exit_code == 0
    assert_holds_exactly(out, discussions(CAPTURES))
