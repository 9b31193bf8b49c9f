"""Twenty kills at random moments, with each kind of archive: then everything is there, byte for byte, once."""

import json
from collections import Counter
from pathlib import Path

import pytest

from fetch_servers.faults import (
    NowAndThen,
    cut_body,
    cut_chunks,
    cut_without_length,
    drips,
    hangs_up,
    own_page,
    rubbish,
    stalls,
    status,
    too_long_a_length,
    too_short_a_length,
)
from fetch_servers.internet_archive import InternetArchive
from fetch_servers.killing import finish, hasty_command, kill_again_and_again
from fetch_servers.loopback import serving
from fetch_servers.pywb_archive import pywb_serving, write_warc
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.using import command
from fetch_servers.wiki import HOST, Archived, discussions, many_threads, wiki_captures
from wetpaint_import.fetch.ledger import ledger_path

pytestmark = pytest.mark.integration

KILLS = 20
CAPTURES = [*wiki_captures(), *many_threads(300)]
# pywb takes its time for each page, so fewer outlast the kills.
FEWER = [*wiki_captures(), *many_threads(150)]


def assert_one_line_each(out: Path, captures: list[Archived]) -> None:
    rows = [json.loads(line) for line in ledger_path(out).read_bytes().splitlines()]
    lines = Counter((row["address"], row["timestamp"]) for row in rows if row["event"] == "tried" and "end" in row)
    assert len(lines) == len(discussions(captures))
    assert set(lines.values()) == {1}


def test_an_archive_with_the_forms_of_the_internet_archive(tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(CAPTURES)) as server:
        program = command(out, HOST, source=f"wayback:{server.address}", more=("-v", "--rate", "6000"))
        kill_again_and_again(program, times=KILLS, seed=6)
        done = finish(program)
        replays = Counter(target for target in server.targets() if target.startswith("/web/"))
    assert done.returncode == 0, done.stderr
    assert_holds_exactly(out, discussions(CAPTURES))
    assert_one_line_each(out, CAPTURES)
    # What was asked for twice was under way when the program was killed.
    assert sum(replays.values()) - len(replays) <= KILLS


def test_pywb_and_playing_back_in_it(tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    write_warc(tmp_path / "archive.warc.gz", FEWER)
    with pywb_serving(tmp_path / "pywb", [tmp_path / "archive.warc.gz"]) as address:
        program = hasty_command(out, HOST, source=address, timeout=10)
        kill_again_and_again(program, times=KILLS, seed=7)
        done = finish(program)
    assert done.returncode == 0, done.stderr
    assert_holds_exactly(out, discussions(FEWER))
    assert_one_line_each(out, FEWER)
    with pywb_serving(tmp_path / "playing", [out]) as address:
        again = tmp_path / "again.warc.gz"
        assert finish(hasty_command(again, HOST, source=address, timeout=10)).returncode == 0
    assert_holds_exactly(again, discussions(FEWER))


def test_a_hostile_server(tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    good = InternetArchive(CAPTURES, rows=100)
    with serving(good) as server:
        quick = [status(429), status(429, retry_after="5"), status(503, retry_after="7"), status(500), cut_body, cut_chunks]
        quick += [cut_without_length, too_short_a_length, too_long_a_length, rubbish, hangs_up, own_page] * 2
        slow = [stalls(server.closing, after_head=True), stalls(server.closing, after_head=False)]
        slow += [drips(server.closing, in_head=True), drips(server.closing, in_head=False)]
        server.answer = NowAndThen(good, quick + slow, seed=8, share=0.25, most=3)
        program = hasty_command(out, HOST, source=f"wayback:{server.address}", timeout=0.3)
        kill_again_and_again(program, times=KILLS, seed=8)
        done = finish(program)
        assert sum(server.answer.done.values()) > 30
    assert done.returncode == 0, done.stderr
    assert_holds_exactly(out, discussions(CAPTURES))
    assert_one_line_each(out, CAPTURES)
