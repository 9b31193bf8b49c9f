"""The ledger: a line is whole or not there, a lost ledger comes back from the WARC, two fetches do not share one."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fetch_servers.internet_archive import InternetArchive
from fetch_servers.loopback import serving
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.using import run_fetch
from fetch_servers.wiki import HOST, discussions, wiki_captures
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.ledger import Ledger, ledger_path
from wetpaint_import.fetch.records import CdxRecord, IndexPage, Status, Tried

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def tried(number: int, status: Status = Status.FAILED, source: str = "wayback") -> Tried:
    return Tried(
        address=f"http://a.wetpaint.com/thread/{number}/x",
        timestamp="20090312101503",
        status=status,
        why="timeout",
        message="no answer",
        again=True,
        tried_at="2026-05-01T12:00:00Z",
        source=source,
    )


def state(ledger: Ledger) -> tuple[object, ...]:
    return ledger.found, ledger.settled, ledger.named, ledger.queries, ledger.stored, ledger.captures, ledger.wait_until


def filled(path: Path) -> Ledger:
    ledger = Ledger(path, "wayback")
    ledger.start_run("2026-05-01T12:00:00Z", "0.1", ["a.wetpaint.com"], {"captures": "all"})
    rows = tuple(CdxRecord(original=f"http://a.wetpaint.com/thread/{number}/x", timestamp="20090312101503") for number in range(3))
    ledger.add_index_page("q", IndexPage(records=rows[:2], resume="key"))
    ledger.add_tried(tried(0), ["http://a.wetpaint.com/thread/9/y", "http://a.wetpaint.com/thread/9/y?t=anon"])
    ledger.add_index_page("q", IndexPage(records=rows[2:]))
    ledger.add_wait(NOW, 40)
    return ledger


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    first = filled(tmp_path / "l.jsonl")
    first.close()
    again = Ledger(tmp_path / "l.jsonl", "wayback")
    again.close()
    assert state(again) == state(first)
    assert len(again.found) == 3
    assert list(again.named.values()) == [("http://a.wetpaint.com/thread/9/y", "http://a.wetpaint.com/thread/0/x")]
    assert again.queries == {"q": None}
    assert again.seconds_to_wait(NOW) == 40


def test_a_cut_at_any_byte_leaves_the_lines_before_it(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    filled(path).close()
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        Ledger(path, "wayback").close()
        kept = path.read_bytes()
        assert kept == whole[: whole.rfind(b"\n", 0, cut) + 1]


def test_lines_of_another_source_settle_nothing_here(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "l.jsonl")
    ledger.close()
    other = Ledger(tmp_path / "l.jsonl", "commoncrawl")
    other.close()
    assert (other.found, other.settled, other.queries, other.wait_until) == ({}, {}, {}, None)


def test_after_a_finished_run_the_index_is_asked_anew_but_nothing_is_fetched_again(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "l.jsonl")
    ledger.finish_run("2026-05-01T13:00:00Z", {})
    assert ledger.queries == {}
    assert len(ledger.settled) == 1
    ledger.close()


def test_a_second_fetch_into_the_same_file_is_turned_away(tmp_path: Path) -> None:
    first = Ledger(tmp_path / "l.jsonl", "wayback")
    with pytest.raises(UsageError, match="another fetch is at work"):
        Ledger(tmp_path / "l.jsonl", "wayback")
    first.close()
    Ledger(tmp_path / "l.jsonl", "wayback").close()


def test_the_time_of_the_last_request_is_known_to_the_next_run(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.jsonl", "wayback")
    assert ledger.idle_for(NOW.timestamp()) is None
    ledger.start_run("x", "0.1", [], {})
    ledger.touch()
    moment = ledger.path.stat().st_mtime
    assert ledger.idle_for(moment + 7) == pytest.approx(7)
    ledger.close()


@pytest.mark.parametrize("harm", ["lost", "cut", "damaged"])
def test_a_ledger_that_is_lost_or_damaged_is_made_again_from_the_warc(tmp_path: Path, harm: str) -> None:
    captures = wiki_captures()
    out = tmp_path / "p.warc.gz"
    path = ledger_path(out)
    with serving(InternetArchive(captures)) as server:
        source = f"wayback:{server.address}"
        run_fetch(out, HOST, source=source)
        lines = path.read_bytes().splitlines(keepends=True)
        if harm == "lost":
            path.unlink()
        elif harm == "cut":
            path.write_bytes(b"".join(lines[:1]))
        else:
            path.write_bytes(b"".join(lines[:20]) + b"{broken\n" + b"".join(lines[20:]))
        server.asked.clear()
        report = run_fetch(out, HOST, source=source)
        assert [target for target in server.targets() if target.startswith("/web/")] == []
    assert report.repaired == len(discussions(captures))
    assert report.counts[Status.FETCHED] == 0
    assert_holds_exactly(out, discussions(captures))
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert sum(row["event"] == "tried" and row["status"] in ("fetched", "unchanged") for row in rows) == len(discussions(captures))


def test_a_warc_that_is_gone_is_fetched_again_and_the_old_ledger_kept(tmp_path: Path) -> None:
    captures = wiki_captures()
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures)) as server:
        run_fetch(out, HOST, source=f"wayback:{server.address}")
        out.unlink()
        run_fetch(out, HOST, source=f"wayback:{server.address}")
    assert_holds_exactly(out, discussions(captures))
    assert (tmp_path / "p.warc.gz.ledger.jsonl.set-aside").exists()
