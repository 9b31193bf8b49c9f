"""A hostile server: whatever it does, what is there arrives, what is not has a line, and nothing hangs or swells."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch_servers.clock import FakeClock
from fetch_servers.faults import (
    Fault,
    NowAndThen,
    cut_body,
    cut_chunks,
    cut_without_length,
    drips,
    hangs_up,
    head_of,
    own_page,
    rubbish,
    stalls,
    status,
    too_long_a_length,
    too_short_a_length,
)
from fetch_servers.internet_archive import InternetArchive
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.using import Watching, run_fetch, source
from fetch_servers.wiki import HOST, Archived, discussions, many_threads, thread_url, wiki_captures
from wetpaint_import.fetch.limits import MIB
from wetpaint_import.fetch.records import Status

CAPTURES = [*wiki_captures(), *many_threads(24)]
FAULTS: dict[str, Fault] = {
    "429": status(429),
    "429 with a time": status(429, retry_after="9"),
    "503 with a time": status(503, retry_after="9"),
    "500": status(500),
    "599": status(599),
    "cut body": cut_body,
    "cut body without length": cut_without_length,
    "cut chunks": cut_chunks,
    "length too short": too_short_a_length,
    "length too long": too_long_a_length,
    "rubbish": rubbish,
    "hangs up": hangs_up,
    "own page": own_page,
}


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES)) as server:
        yield server


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_costs_time_but_no_page(server: Server, tmp_path: Path, fault: str) -> None:
    out = tmp_path / "p.warc.gz"
    server.answer = NowAndThen(server.answer, [FAULTS[fault]], seed=1, share=0.5, most=2)
    report = run_fetch(out, HOST, source=source(server))
    assert sum(server.answer.done.values()) > 5
    assert report.exit_code == 0, report.as_text()
    assert_holds_exactly(out, discussions(CAPTURES))


def test_an_archive_that_always_announces_too_much_is_believed_its_digests(server: Server, tmp_path: Path) -> None:
    good = server.answer
    server.answer = lambda asked: too_long_a_length(good(asked)) if "/web/" in asked.target else good(asked)
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 0, report.as_text()
    assert_holds_exactly(out, discussions(CAPTURES))


@pytest.mark.parametrize("slow", ["silent", "silent after the head", "drips in the head", "drips in the body"])
def test_a_server_that_is_slow_for_ever_is_left_and_asked_again(server: Server, tmp_path: Path, slow: str) -> None:
    fault = {
        "silent": stalls(server.closing, after_head=False),
        "silent after the head": stalls(server.closing, after_head=True),
        "drips in the head": drips(server.closing, in_head=True),
        "drips in the body": drips(server.closing, in_head=False),
    }[slow]
    out = tmp_path / "p.warc.gz"
    server.answer = NowAndThen(server.answer, [fault], seed=2, share=0.15, most=1)
    report = run_fetch(out, HOST, source=source(server), timeout=0.15)
    assert sum(server.answer.done.values()) > 1
    assert report.exit_code == 0, report.as_text()
    assert_holds_exactly(out, discussions(CAPTURES))


@pytest.mark.parametrize("seed", range(3))
def test_all_faults_together_in_any_order(server: Server, tmp_path: Path, seed: int) -> None:
    out = tmp_path / "p.warc.gz"
    server.answer = NowAndThen(server.answer, list(FAULTS.values()), seed=seed, share=0.5, most=3)
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 0, report.as_text()
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_storm_of_429_is_sat_out(server: Server, tmp_path: Path) -> None:
    good = server.answer
    server.answer = lambda asked: status(429)(Answer()) if 8 < len(server.asked) < 25 else good(asked)
    clock = FakeClock()
    watching = Watching()
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server), clock=clock, watching=watching, patience=10_000)
    assert report.exit_code == 0
    assert sum(seconds >= 60 for seconds in clock.slept) >= 16
    assert any("too many requests" in waited for waited in watching.waits)
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_bomb_is_refused_and_not_unpacked(tmp_path: Path) -> None:
    bomb = Archived(
        url=thread_url(1),
        timestamp="20090101000000",
        payload=gzip.compress(bytes(64 * MIB), mtime=0),
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
    )
    good = Archived(url=thread_url(2), timestamp="20090101000000", payload=b"a page")
    with serving(InternetArchive([bomb, good])) as server:
        report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), max_size=MIB)
    assert report.reasons["refused: too-large"] == 1
    assert_holds_exactly(tmp_path / "p.warc.gz", [good])


def test_a_page_without_end_is_refused(server: Server, tmp_path: Path) -> None:
    good = server.answer

    def endless(asked: Asked) -> Answer:
        given = good(asked)
        if "/thread/9/" not in asked.target or "/web/" not in asked.target:
            return given
        return Answer(raw=lambda line: line.write(head_of(given, None) + bytes(4 * MIB)))

    server.answer = endless
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), max_size=MIB)
    assert report.reasons["refused: too-large"] == 1
    assert_holds_exactly(tmp_path / "p.warc.gz", [one for one in discussions(CAPTURES) if one.url != thread_url(9)])


@pytest.mark.parametrize("header", ["X-A: " + "b" * 100_000, "\r\n".join(f"X-{number}: 1" for number in range(300))])
def test_headers_without_measure_are_a_failure_of_that_page_alone(server: Server, tmp_path: Path, header: str) -> None:
    good = server.answer
    swollen = f"HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: 0\r\n\r\n".encode()
    server.answer = lambda asked: Answer(raw=lambda line: line.write(swollen)) if "/web/2010070809" in asked.target else good(asked)
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.reasons["failed: connection"] == 1
    assert report.exit_code == 1
    assert_holds_exactly(tmp_path / "p.warc.gz", [one for one in discussions(CAPTURES) if one.url != thread_url(9)])


def test_a_header_that_would_be_a_line_of_its_own_in_the_record_is_not(server: Server, tmp_path: Path) -> None:
    good = server.answer

    def answer(asked: Asked) -> Answer:
        given = good(asked)
        return Answer(
            status=given.status, headers=(*given.headers, ("x-archive-orig-x-a", "1\r\n  WARC-Type: metadata")), body=given.body
        )

    server.answer = answer
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server))
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_redirect_to_an_address_at_home_is_not_followed(server: Server, tmp_path: Path) -> None:
    good = server.answer
    with serving(lambda _: Answer(body=b"the router's own page")) as private:
        away = Answer(status=302, headers=(("Location", f"{private.address}/web/20090101000000id_/x"),))
        server.answer = lambda asked: away if "/web/" in asked.target else good(asked)
        report = run_fetch(tmp_path / "p.warc.gz", thread_url(9), source=source(server))
        assert private.asked == []
    assert report.counts[Status.REFUSED] == 1
    assert report.reasons["refused: private-address"] == 1


def test_an_index_full_of_rubbish_rows_loses_none_of_the_good_ones(server: Server, tmp_path: Path) -> None:
    good = server.answer
    rubbish_rows = [
        ["x"] * 7,
        ["", "", "", "", "", "", ""],
        ["k", "20090101000000", "http://mailto:a@b/", "-", "200", "-", "-"],
        ["short"],
    ]

    def answer(asked: Asked) -> Answer:
        if "/web/" in asked.target:
            return good(asked)
        table = json.loads(good(asked).body)
        return Answer(body=json.dumps([*table[:1], *rubbish_rows, *table[1:], *table[1:]]).encode() if table else b"[]")

    server.answer = answer
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert_holds_exactly(tmp_path / "p.warc.gz", discussions(CAPTURES))
    assert report.unreadable_rows >= 4
