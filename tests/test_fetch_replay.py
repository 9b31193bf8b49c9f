"""Replay by an archive: other times, other addresses, its own pages, wrong bytes: each recorded as what it is."""

import dataclasses
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from fetch_servers.internet_archive import InternetArchive
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly, read_warc
from fetch_servers.using import run_fetch, source
from fetch_servers.wiki import HOST, Archived, thread_url, wiki_captures
from wetpaint_import.fetch.ledger import ledger_path
from wetpaint_import.fetch.records import Status

CAPTURES = wiki_captures()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES, rows=3)) as server:
        yield server


def replays(server: Server) -> list[str]:
    return [target for target in server.targets() if target.startswith("/web/")]


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in ledger_path(out).read_text().splitlines()]


def test_a_capture_of_another_time_is_recorded_at_its_own_time(server: Server, tmp_path: Path) -> None:
    archive = InternetArchive(CAPTURES)
    archive.captures = [one for one in archive.captures if one.timestamp != "20090401000000"]
    index = InternetArchive(CAPTURES)
    server.answer = lambda asked: (index if asked.target.startswith("/cdx/") else archive)(asked)
    archive.captures.append(Archived(url=thread_url(7) + "?t=anon", timestamp="20090402000000", payload=b"of the next day"))
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, thread_url(7), source=source(server))
    assert read_warc(out).payloads[thread_url(7) + "?t=anon", "2009-04-02T00:00:00Z"] == b"of the next day"
    assert report.notes["other-time"] == 1


def test_a_capture_of_another_time_that_we_have_is_not_stored_twice(server: Server, tmp_path: Path) -> None:
    archive = InternetArchive([one for one in CAPTURES if one.timestamp != "20090312101503"])
    index = InternetArchive(CAPTURES)
    server.answer = lambda asked: (index if asked.target.startswith("/cdx/") else archive)(asked)
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, thread_url(7), source=source(server))
    assert max(read_warc(out).times.values()) == 1
    assert report.reasons["unchanged: same-capture"] == 1


def test_a_page_of_another_address_is_not_taken_for_the_one_asked_for(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)
    other = Archived(url="http://elsewhere.example/thread/7/x", timestamp="20090401000000", payload=b"another site")

    def answer(asked: Asked) -> Answer:
        return good.memento(other) if "t=anon" in asked.target else good(asked)

    server.answer = answer
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(7), source=source(server))
    assert "elsewhere" not in str(read_warc(out).payloads)
    row = next(row for row in lines(out) if row["event"] == "tried" and "t=anon" in str(row["address"]))
    assert (row["status"], row["why"], row["got_url"]) == ("not-archived", "other-address", other.url)


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        (Answer(body=b"<html>The archive is tired</html>"), Status.FAILED, "archive-page"),
        (Answer(status=404, body=b"<html>Hrm.</html>"), Status.NOT_ARCHIVED, "no-capture"),
        (Answer(status=403, body=b"<p>This URL has been excluded from the archive</p>"), Status.REFUSED, "blocked"),
        (Answer(status=451), Status.REFUSED, "forbidden"),
        (Answer(status=504), Status.FAILED, "server-error"),
        (Answer(status=302, headers=(("Location", "http://elsewhere.example/"),)), Status.FAILED, "other-address"),
        (Answer(status=302, headers=(("Location", "/web/x"),)), Status.NOT_ARCHIVED, "no-capture"),
        (Answer(headers=(("Memento-Datetime", "some day"),)), Status.FAILED, "archive-page"),
    ],
)
def test_what_is_no_capture_is_told_as_what_it_is(server: Server, tmp_path: Path, answer: Answer, state: Status, why: str) -> None:
    good = InternetArchive(CAPTURES)
    server.answer = lambda asked: answer if "t=anon" in asked.target and "/web/2" in asked.target else good(asked)
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, thread_url(7), source=source(server))
    assert report.reasons[f"{state.value}: {why}"] == 1
    assert_holds_exactly(out, [one for one in CAPTURES if "/thread/7/" in one.url and "t=anon" not in one.url])
    server.answer = good
    run_fetch(out, thread_url(7), source=source(server), again=True)
    assert_holds_exactly(out, [one for one in CAPTURES if "/thread/7/" in one.url])


def test_redirects_that_go_round_end(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)

    def answer(asked: Asked) -> Answer:
        if "/web/" in asked.target and "t=anon" in asked.target:
            return Answer(status=302, headers=(("Location", asked.target.replace("2009040", "2009050")),))
        return good(asked)

    server.answer = answer
    report = run_fetch(tmp_path / "p.warc.gz", thread_url(7), source=source(server))
    assert report.reasons["failed: redirect-loop"] == 1


def test_an_error_of_the_time_is_a_capture_and_no_error_of_the_archive(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)
    moment = format_datetime(datetime(2009, 4, 1, tzinfo=UTC), usegmt=True)
    old = Answer(status=503, headers=(("Memento-Datetime", moment),), body=b"overloaded in 2009")
    server.answer = lambda asked: old if "t=anon" in asked.target and "/web/" in asked.target else good(asked)
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, thread_url(7), source=source(server))
    assert read_warc(out).payloads[thread_url(7) + "?t=anon", "2009-04-01T00:00:00Z"] == b"overloaded in 2009"
    assert report.notes["error-page"] == 1
    assert report.notes["digest-differs"] == 1


def test_bytes_other_than_the_index_says_are_asked_for_twice_then_kept_and_marked(server: Server, tmp_path: Path) -> None:
    index = InternetArchive([dataclasses.replace(one, payload=one.payload + b"!") for one in CAPTURES])
    archive = InternetArchive(CAPTURES)
    server.answer = lambda asked: (index if asked.target.startswith("/cdx/") else archive)(asked)
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, thread_url(9), source=source(server))
    assert len(replays(server)) == 2
    assert report.notes["digest-differs"] == 1
    assert_holds_exactly(out, [one for one in CAPTURES if one.url == thread_url(9)])


def test_bytes_that_end_in_the_middle_must_come_the_same_more_often(server: Server, tmp_path: Path) -> None:
    short = [dataclasses.replace(one, payload=one.payload[:900]) for one in CAPTURES]
    index, archive = InternetArchive(CAPTURES), InternetArchive(short)
    server.answer = lambda asked: (index if asked.target.startswith("/cdx/") else archive)(asked)
    report = run_fetch(tmp_path / "p.warc.gz", f"http://{HOST}/photo/3/thread/16/nice", source=source(server))
    assert len(replays(server)) == 4
    assert report.notes["digest-differs"] == 1


def test_bytes_that_differ_each_time_are_not_kept(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)

    def answer(asked: Asked) -> Answer:
        given = good(asked)
        return dataclasses.replace(given, body=given.body + str(len(server.asked)).encode()) if "/web/" in asked.target else given

    server.answer = answer
    report = run_fetch(tmp_path / "p.warc.gz", thread_url(9), source=source(server))
    assert report.reasons["failed: digest-differs"] == 1
    assert not (tmp_path / "p.warc.gz").exists()


def test_a_page_that_the_server_packs_on_the_way_is_kept_as_the_archive_has_it(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)

    def answer(asked: Asked) -> Answer:
        given = good(asked)
        if "/web/" not in asked.target:
            return given
        return dataclasses.replace(given, headers=(*given.headers, ("Content-Encoding", "gzip")), body=gzip.compress(given.body))

    server.answer = answer
    out = tmp_path / "p.warc.gz"
    run_fetch(out, f"http://{HOST}/photo/3/thread/16/nice", source=source(server))
    assert_holds_exactly(out, [one for one in CAPTURES if "/photo/" in one.url])
    assert "content-encoding" not in str(read_warc(out).of_kind("response")).lower()
