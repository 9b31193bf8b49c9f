"""Answers of an archive that are odd but harmless: none ends a fetch, is taken for another, or hides what comes after it."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fetch_servers.faults import head_of
from fetch_servers.internet_archive import FIELDS, InternetArchive, memento_headers
from fetch_servers.live_site import small_site
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly, assert_sound, read_warc
from fetch_servers.using import run_fetch, source
from fetch_servers.wiki import HOST, Archived, many_threads, thread_page, thread_url
from wetpaint_import.cli.fetch_command import fetch_command
from wetpaint_import.fetch import asking
from wetpaint_import.fetch.limits import MIB
from wetpaint_import.fetch.records import Status

THREADS = many_threads(6)
ODD = Archived(url=thread_url(50), timestamp="20100304050607", payload=thread_page(50, 2010))
NO_ADDRESS = ["http://[half", "//[half", "http://h:99999/"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive([*THREADS, ODD])) as server:
        yield server


def answering(server: Server, odd: Callable[[], Answer]) -> None:
    """The replay of one capture is odd, all else is as it should be."""
    good = server.answer
    server.answer = lambda asked: odd() if f"/web/{ODD.timestamp}" in asked.target else good(asked)


def redirect(payload: bytes, *more: tuple[str, str]) -> Archived:
    headers = (("Content-Type", "text/html"), ("Location", "http://harborlights.example.org/thread/50/x"), *more)
    return Archived(url=ODD.url, timestamp=ODD.timestamp, payload=payload, status=302, headers=headers)


@pytest.mark.parametrize(
    "moved",
    [
        redirect(b"<html>It moved</html>"),
        redirect(gzip.compress(b"<html>It moved</html>", mtime=0), ("Content-Encoding", "gzip")),
    ],
    ids=["plain", "compressed"],
)
def test_a_redirect_is_kept_with_its_body_and_asked_for_once(moved: Archived, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive([*THREADS, moved])) as server:
        report = run_fetch(out, HOST, source=source(server))
        replays = [target for target in server.targets() if f"/web/{moved.timestamp}" in target]
    assert report.exit_code == 0
    assert len(replays) == 1
    assert report.notes == {"redirect": 1}
    assert_holds_exactly(out, [*THREADS, moved])


def test_the_body_of_a_redirect_is_bounded_in_size_too(tmp_path: Path) -> None:
    moved = redirect(b"x" * 2 * MIB)
    with serving(InternetArchive([*THREADS, moved])) as server:
        report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), max_size=MIB)
    assert report.reasons["refused: too-large"] == 1


@pytest.mark.parametrize("location", NO_ADDRESS)
@pytest.mark.parametrize("header", ["Location", "X-Archive-Orig-Location"])
def test_a_capture_that_leads_to_what_is_no_address_is_kept(server: Server, header: str, location: str, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    answering(server, lambda: Answer(status=302, headers=((header, location), *memento_headers(ODD)), body=ODD.payload))
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 0
    assert_holds_exactly(out, [*THREADS, ODD])


@pytest.mark.parametrize("location", NO_ADDRESS)
def test_an_archive_that_sends_us_to_what_is_no_address_is_refused(server: Server, location: str, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    answering(server, lambda: Answer(status=302, headers=(("Location", location),)))
    report = run_fetch(out, HOST, source=source(server))
    assert report.reasons["refused: bad-address"] == 1
    assert_holds_exactly(out, THREADS)


@pytest.mark.parametrize("location", NO_ADDRESS)
@pytest.mark.parametrize("target", ["/thread/1/one", "/robots.txt"])
def test_a_live_site_that_leads_to_what_is_no_address_is_told(location: str, target: str, tmp_path: Path) -> None:
    site = small_site()
    moved = Answer(status=301, headers=(("Location", location),))
    with serving(lambda asked: moved if asked.target == target else site(asked)) as server:
        report = run_fetch(tmp_path / "p.warc.gz", f"127.0.0.1:{server.port}", source="live")
    assert report.notes["redirect"] + report.reasons["refused: bad-address"] >= 1
    assert report.stopped is None


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize("date", ["Thu, 04 Mar 2010 05:06:07 -0000", "Thu, 04 Mar 2010 05:06:07"])
def test_the_time_of_a_capture_is_utc_wherever_we_are(server: Server, date: str, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    answering(server, lambda: Answer(headers=(("Memento-Datetime", date),), body=ODD.payload))
    report = run_fetch(out, HOST, source=source(server))
    assert "other-time" not in report.notes
    assert_holds_exactly(out, [*THREADS, ODD])


def test_a_capture_of_no_possible_time_is_an_archive_page(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    answering(server, lambda: Answer(headers=(("Memento-Datetime", "Fri, 31 Dec 9999 23:59:59 -2300"),), body=ODD.payload))
    report = run_fetch(out, HOST, source=source(server))
    assert report.reasons["failed: archive-page"] == 1
    assert_holds_exactly(out, THREADS)


def rows_of(captures: list[Archived], digest: Callable[[Archived], str]) -> list[list[str]]:
    return [["key", one.timestamp, one.url, "text/html", "200", digest(one), "500"] for one in captures]


def answering_rows(server: Server, table: list[object]) -> None:
    good = server.answer

    def answer(asked: Asked) -> Answer:
        if not asked.target.startswith("/cdx/"):
            return good(asked)
        return Answer(body=json.dumps(table if "wetpaint.com%2Fthread&" in asked.target else []).encode())

    server.answer = answer


def test_a_row_with_half_a_character_is_counted_and_the_others_are_fetched(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    half = Archived(url=f"http://{HOST}/thread/60/\ud800", timestamp="20100101000000", payload=b"")
    answering_rows(server, [FIELDS, *rows_of([*THREADS, half], lambda _: "-")])
    report = run_fetch(out, HOST, source=source(server))
    assert report.unreadable_rows == 1
    assert report.counts[Status.FETCHED] + report.counts[Status.UNCHANGED] == len(THREADS)
    assert report.exit_code == 0


def test_a_resumption_key_with_half_a_character_is_a_bad_index(server: Server, tmp_path: Path) -> None:
    answering_rows(server, [FIELDS, *rows_of(THREADS, lambda _: "-"), [], ["after\ud800"]])
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.exit_code == 3
    assert "not the whole answer" in (report.stopped or "")


def zipped_answer(body: bytes) -> Answer:
    headers = (*memento_headers(ODD), ("Content-Encoding", "gzip"), ("Content-Type", "text/html"))
    head = head_of(Answer(headers=headers), None)
    return Answer(raw=lambda line: line.write(head + body))


def test_a_compressed_page_that_broke_off_is_asked_for_again_where_no_digest_can_tell(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    packed = gzip.compress(ODD.payload, mtime=0)
    answers = [packed[: len(packed) // 2]]
    answering_rows(server, [FIELDS, *rows_of([*THREADS, ODD], lambda _: "-")])
    answering(server, lambda: zipped_answer(answers.pop() if answers else packed))
    run_fetch(out, HOST, source=source(server))
    assert read_warc(out).payloads[ODD.url, ODD.date] == packed


def test_a_compressed_page_that_the_archive_has_in_part_only_is_marked_as_cut(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    packed = gzip.compress(ODD.payload, mtime=0)
    half = packed[: len(packed) // 2]
    answering_rows(server, [FIELDS, *rows_of([*THREADS, ODD], lambda _: "-")])
    answering(server, lambda: zipped_answer(half))
    report = run_fetch(out, HOST, source=source(server))
    assert report.notes == {}
    (own,) = [own for own, _, payload in read_warc(out).of_kind("response") if payload == half]
    assert own["WARC-Truncated"] == "unspecified"
    assert_sound(out)


def test_an_index_answer_without_end_is_not_blamed_on_the_size_of_pages(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LARGEST_INDEX_ANSWER", 100)
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.exit_code == 3
    assert "the index's answer has more than" in (report.stopped or "")
    assert "--max-size" not in (report.stopped or "")


def test_what_was_refused_is_not_told_as_not_being_there(server: Server, tmp_path: Path) -> None:
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), max_size=10)
    assert report.counts[Status.REFUSED] == len([*THREADS, ODD])
    assert "nothing of it could be had" in (report.stopped or "")


def test_what_an_archive_says_gives_no_order_to_a_terminal(server: Server, tmp_path: Path) -> None:
    spoken = Archived(url=f"http://{HOST}/thread/60/\x1b]0;title\x07", timestamp="20100101000000", payload=b"")
    answering_rows(server, [FIELDS, *rows_of([*THREADS, spoken, ODD], lambda _: "-")])
    answering(server, lambda: Answer(status=404, headers=(("X-Archive-Wayback-Runtime-Error", "gone \x1b[2J"),)))
    given = [
        HOST,
        "-v",
        "--source",
        source(server),
        "--out",
        str(tmp_path / "p.warc.gz"),
        "--rate",
        "60000",
        "--index-rate",
        "60000",
    ]
    # `color`: as for a terminal, else Click itself takes some of them out.
    result = CliRunner().invoke(fetch_command, given, standalone_mode=False, color=True)
    assert "gone \ufffd[2J" in result.stdout
    assert f"http://{HOST}/thread/60/\ufffd]0;title\ufffd" in result.stderr
    assert "\x1b" not in result.stdout + result.stderr
