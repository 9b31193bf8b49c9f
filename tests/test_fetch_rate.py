"""The rate as the server sees it, over a kill and a new start."""

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from fetch_servers.internet_archive import InternetArchive
from fetch_servers.killing import finish, kill_again_and_again
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.using import PROGRAM
from fetch_servers.wiki import HOST, many_threads

pytestmark = pytest.mark.integration

# Seconds by which the machine may deliver one request late and the next one in time.
_JITTER = 0.08


def assert_within(server: Server, start: str, per_second: float) -> None:
    """In any stretch of time no more requests than the rate allows."""
    moments = [asked.at for asked in server.asked if asked.target.startswith(start)]
    assert len(moments) > 8
    for (first, earlier), (last, later) in itertools.combinations(enumerate(moments), 2):
        assert last - first <= (later - earlier + _JITTER) * per_second


def test_index_queries_and_pages_keep_to_their_rates_over_kills(tmp_path: Path) -> None:
    captures = many_threads(36)
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures, rows=6)) as server:
        program = [sys.executable, "-c", PROGRAM, HOST, "--source", f"wayback:{server.address}", "--out", str(out), "-v"]
        program += ["--rate", "480", "--index-rate", "300"]
        kill_again_and_again(program, times=3, seed=3)
        assert finish(program).returncode == 0
        assert_within(server, "/web/", 8)
        assert_within(server, "/cdx/", 5)
        assert len({asked.connection for asked in server.asked}) <= 4  # one a start
    assert_holds_exactly(out, captures)


def test_a_program_that_is_killed_within_a_request_and_started_again_is_no_faster(tmp_path: Path) -> None:
    captures = many_threads(9)
    archive = InternetArchive(captures)
    running: list[subprocess.Popen[bytes]] = []

    def answer(asked: Asked) -> Answer:
        if len([target for target in server.targets() if target.startswith("/web/")]) in (2, 3):
            running[-1].kill()
        return archive(asked)

    with serving(answer) as server:
        program = [sys.executable, "-c", PROGRAM, *sorted({one.url for one in captures}), "--only-this-host"]
        program += [
            "--source",
            f"wayback:{server.address}",
            "--out",
            str(tmp_path / "p.warc.gz"),
            "--rate",
            "24",
            "--index-rate",
            "6000",
        ]
        for _ in range(2):
            running.append(subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            running[-1].wait()
        moments = [asked.at for asked in server.asked if asked.target.startswith("/web/")]
    assert len(moments) == 3
    assert moments[2] - moments[1] >= 60 / 24 - _JITTER
