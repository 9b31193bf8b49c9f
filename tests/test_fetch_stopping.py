"""What ends a fetch before its end, and that the next run goes on from there."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch_servers.clock import FakeClock
from fetch_servers.faults import status
from fetch_servers.internet_archive import InternetArchive
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly, assert_sound
from fetch_servers.using import Watching, command, run_fetch, source
from fetch_servers.wiki import HOST, Archived, discussions, many_threads, thread_page, thread_url, wiki_captures
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.ledger import ledger_path
from wetpaint_import.fetch.limits import SILENCES_BEFORE_STOP
from wetpaint_import.fetch.records import Status

CAPTURES = wiki_captures()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES, rows=3)) as server:
        yield server


def replays(server: Server) -> list[str]:
    return [target for target in server.targets() if target.startswith("/web/")]


def test_after_a_long_retry_after_the_run_stops_and_the_next_one_waits_as_told(server: Server, tmp_path: Path) -> None:
    good = server.answer
    server.answer = lambda asked: good(asked) if "/cdx/" in asked.target else status(429, retry_after="7200")(Answer())
    out = tmp_path / "p.warc.gz"
    clock = FakeClock()
    report = run_fetch(out, HOST, source=source(server), clock=clock)
    assert report.exit_code == 3
    assert report.waiting == 13
    server.answer = good
    server.asked.clear()
    early = FakeClock(at=clock.now())
    assert run_fetch(out, HOST, source=source(server), clock=early).exit_code == 3
    assert server.asked == []
    patient = FakeClock(at=clock.now())
    assert run_fetch(out, HOST, source=source(server), clock=patient, patience=8000.0).exit_code == 0
    assert max(patient.slept) > 7000
    assert_holds_exactly(out, discussions(CAPTURES))


def test_what_the_program_waits_for_is_told(server: Server, tmp_path: Path) -> None:
    good = server.answer
    refused: list[str] = []

    def answer(asked: Asked) -> Answer:
        if "/web/" in asked.target and not refused:
            refused.append(asked.target)
            return status(429, retry_after="40")(Answer())
        return good(asked)

    server.answer = answer
    watching = Watching()
    run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), watching=watching)
    assert "the archive asks us to wait 40 s (waiting 40 s)" in watching.waits


def test_a_network_that_is_gone_leaves_the_rest_for_later(server: Server, tmp_path: Path) -> None:
    good = server.answer
    out = tmp_path / "p.warc.gz"
    server.answer = lambda asked: good(asked) if len(server.asked) < 18 else Answer(raw=lambda _: None)
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 3
    assert 0 < report.waiting < 13
    server.answer = good
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 0
    assert_holds_exactly(out, discussions(CAPTURES))


def test_repeats_that_need_no_request_do_not_hide_that_the_network_is_gone(tmp_path: Path) -> None:
    common = thread_page(0, 2009)
    captures = [Archived(url=thread_url(100), timestamp="20080101000000", payload=common)]
    for number in range(101, 130):
        captures.append(Archived(url=thread_url(number), timestamp="20080101000000", payload=thread_page(number, 2008)))
        captures.append(Archived(url=thread_url(number), timestamp="20090101000000", payload=common))
    good = InternetArchive(captures)
    out = tmp_path / "p.warc.gz"
    with serving(good) as server:
        server.answer = lambda asked: good(asked) if len(replays(server)) < 6 else Answer(raw=lambda _: None)
        report = run_fetch(out, HOST, source=source(server))
        assert report.exit_code == 3
        assert report.counts[Status.FAILED] == SILENCES_BEFORE_STOP
        server.answer = good
        assert run_fetch(out, HOST, source=source(server)).exit_code == 0
    assert_holds_exactly(out, captures)


@pytest.mark.integration
def test_a_disk_that_fills_up_is_told_and_the_file_stays_whole(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    program = command(out, HOST, source=source(server))
    limited = subprocess.run(["bash", "-c", 'ulimit -f 8; exec "$@"', "-", *program], capture_output=True, text=True, check=False)
    assert limited.returncode == 1, limited.stderr
    assert "cannot be written" in limited.stdout
    assert 0 < out.stat().st_size <= 8 * 1024
    assert_sound(out)
    assert subprocess.run(program, capture_output=True, check=False).returncode == 0
    assert_holds_exactly(out, discussions(CAPTURES))


@pytest.mark.parametrize("harm", ["half a group", "half a line", "both", "bytes lost", "all but the beginning lost"])
def test_what_a_kill_or_a_power_cut_leaves_is_repaired(server: Server, tmp_path: Path, harm: str) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server), max_pages=6)
    whole, lines = out.read_bytes(), ledger_path(out).read_bytes()
    if harm in ("half a group", "both"):
        last = json.loads(lines.splitlines()[-1])
        out.write_bytes(whole + whole[last["offset"] : last["end"] - 40])
    if harm in ("half a line", "both"):
        ledger_path(out).write_bytes(lines + b'{"event": "tried", "addr')
    if harm == "bytes lost":
        out.write_bytes(whole[:-100])
    if harm == "all but the beginning lost":
        out.write_bytes(whole[:100])
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 0
    assert_holds_exactly(out, discussions(CAPTURES))


def test_captures_with_a_lasting_fault_do_not_keep_the_others_away(tmp_path: Path) -> None:
    captures = many_threads(60)
    good = InternetArchive(captures)
    broken = {one.url for one in captures[:36]}
    out = tmp_path / "p.warc.gz"
    with serving(good) as server:
        server.answer = lambda asked: Answer(status=502) if asked.target.partition("id_/")[2] in broken else good(asked)
        codes = [run_fetch(out, HOST, source=source(server)).exit_code for _ in range(4)]
    assert codes[0] == 3  # too many faults in a row: the archive may be down
    assert_holds_exactly(out, captures[36:])


def test_a_disk_without_room_is_told_before_anything_is_fetched(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)

    def answer(asked: Asked) -> Answer:
        table = json.loads(good(asked).body)
        huge = [[*row[:6], str(10**17)] if len(row) == 7 and row[0] != "urlkey" else row for row in table]
        return Answer(body=json.dumps(huge).encode())

    server.answer = answer
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.exit_code == 1
    assert "no room" in (report.stopped or "")
    assert replays(server) == []


def test_nothing_of_a_file_of_another_is_changed(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    out.write_bytes(b"precious")
    with pytest.raises(UsageError):
        run_fetch(out, HOST, source=source(server))
    assert out.read_bytes() == b"precious"
