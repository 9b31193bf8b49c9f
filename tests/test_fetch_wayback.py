"""Fetching from an archive with the Internet Archive's forms."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from fetch_servers.clock import FakeClock
from fetch_servers.faults import status
from fetch_servers.internet_archive import FIELDS, InternetArchive, urlkey
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly, read_warc
from fetch_servers.using import Watching, run_fetch
from fetch_servers.wiki import HOST, PARKED, Archived, discussions, many_threads, thread_page, thread_url, wiki_captures
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch import Captures
from wetpaint_import.fetch.ledger import ledger_path
from wetpaint_import.fetch.records import Status

CAPTURES = wiki_captures()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES, rows=3)) as server:
        yield server


def source(server: Server) -> str:
    return f"wayback:{server.address}"


def replays(server: Server) -> list[str]:
    return [target for target in server.targets() if target.startswith("/web/")]


def queries(server: Server) -> list[str]:
    return [target for target in server.targets() if target.startswith("/cdx/")]


def lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in ledger_path(out).read_text().splitlines()]


def test_everything_of_a_wiki_arrives_byte_for_byte_and_once(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server))
    assert_holds_exactly(out, discussions(CAPTURES))
    assert report.exit_code == 0
    assert (report.counts[Status.FETCHED], report.counts[Status.UNCHANGED]) == (12, 1)
    assert len({asked.connection for asked in server.asked}) == 1
    assert len(replays(server)) == 12


def test_headers_of_the_page_are_kept_and_those_of_the_archive_are_not(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(9), source=source(server))
    _, http, payload = read_warc(out).of_kind("response")[0]
    assert http == {
        "content-type": "text/html",
        "content-encoding": "gzip",
        "x-made-by": "Caf\xe9",
        "Content-Length": str(len(payload)),
    } or {name.lower(): value for name, value in http.items()} == {
        "content-type": "text/html",
        "content-encoding": "gzip",
        "x-made-by": "Caf\xe9",
        "content-length": str(len(payload)),
    }


def test_running_again_fetches_nothing_again(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server))
    before = out.read_bytes()
    server.asked.clear()
    report = run_fetch(out, HOST, source=source(server))
    assert replays(server) == []
    assert out.read_bytes() == before
    assert report.exit_code == 0
    assert sum(report.counts.values()) == 0


def test_captures_that_came_into_the_archive_meanwhile_are_added(tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(CAPTURES[:3])) as server:
        run_fetch(out, HOST, source=source(server))
        server.answer = InternetArchive(CAPTURES)
        run_fetch(out, HOST, source=source(server))
    assert_holds_exactly(out, discussions(CAPTURES))


def test_long_indexes_are_asked_for_by_resumption_key(server: Server, tmp_path: Path) -> None:
    run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert sum("resumeKey" in target for target in queries(server)) >= 2


def test_an_index_that_was_asked_before_a_stop_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server), max_pages=4)
    assert report.exit_code == 1
    assert report.waiting > 0
    server.asked.clear()
    report = run_fetch(out, HOST, source=source(server))
    assert queries(server) == []
    assert report.exit_code == 0
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_resumption_key_that_comes_again_ends_the_query(server: Server, tmp_path: Path) -> None:
    good = InternetArchive(CAPTURES)

    def answer(asked: Asked) -> Answer:
        if not asked.target.startswith("/cdx/"):
            return good(asked)
        table = [FIELDS] if "resumeKey" in asked.target else json.loads(good(asked).body) or [FIELDS]
        return Answer(body=json.dumps([*table, [], ["again"]]).encode())

    server.answer = answer
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server))
    assert_holds_exactly(out, discussions(CAPTURES))
    assert report.exit_code == 1
    assert report.reasons["failed: bad-index"] > 0


def test_equal_content_is_one_request_and_a_revisit_record(tmp_path: Path) -> None:
    captures = many_threads(30)
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures)) as server:
        run_fetch(out, HOST, source=source(server))
        assert len(replays(server)) == 20
    assert read_warc(out).kinds["revisit"] == 10
    assert_holds_exactly(out, captures)


def test_without_collapse_each_capture_is_asked_for_and_equal_bytes_are_still_stored_once(tmp_path: Path) -> None:
    captures = many_threads(30)
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures)) as server:
        report = run_fetch(out, HOST, source=source(server), collapse=False)
        assert len(replays(server)) == 30
    assert report.reasons["unchanged: same-bytes"] == 10
    assert_holds_exactly(out, captures)


def test_a_thread_brings_its_pages_and_no_other_thread(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(7), source=source(server))
    assert_holds_exactly(out, [one for one in CAPTURES if "/thread/7/" in one.url])


def test_a_list_brings_the_threads_it_names(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, f"http://{HOST}/thread", source=source(server))
    assert_holds_exactly(out, [one for one in CAPTURES if "/thread/7/" in one.url or one.url.endswith("/thread")])
    assert thread_url(404) in [row.address for row in report.examples]


def test_a_content_page_is_fetched_on_request(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server), content_pages=True)
    lamps = [one for one in CAPTURES if "/page/" in one.url]
    assert_holds_exactly(out, [*discussions(CAPTURES), *lamps])


def test_what_pages_name_and_the_archive_lacks_has_its_line(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server))
    missing = {row["address"]: row for row in lines(out) if row["event"] == "tried" and row["status"] == "not-archived"}
    assert set(missing) == {thread_url(404), thread_url(7, 40), thread_url(21)}
    assert missing[thread_url(7, 40)]["named_by"] == thread_url(7)
    assert missing[thread_url(7, 40)]["why"] == "not-in-index"
    assert missing[thread_url(21)]["why"] == "only-errors"


def test_every_address_tried_has_one_line(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    watching = Watching()
    run_fetch(out, HOST, source=source(server), watching=watching)
    keys = [f"{row['timestamp']} {row['address']}" for row in lines(out) if row["event"] == "tried"]
    assert len(keys) == len(set(keys)) == 16
    assert keys == [tried.key for tried in watching.lines]


def test_dates_bound_what_is_asked_for_and_taken(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server), from_date="200904", to_date="2009")
    assert_holds_exactly(out, [one for one in discussions(CAPTURES) if "200904" <= one.timestamp < "2010"])
    assert all("from=200904" in target and "to=2009" in target for target in queries(server))


def test_newest_goes_back_to_the_last_that_is_a_page_of_the_wiki(tmp_path: Path) -> None:
    captures = [
        Archived(url=thread_url(1), timestamp="20080101000000", payload=thread_page(1, 2008)),
        Archived(url=thread_url(1), timestamp="20100101000000", payload=thread_page(1, 2010)),
        Archived(url=thread_url(1), timestamp="20150101000000", payload=PARKED),
        Archived(url=thread_url(2), timestamp="20090101000000", payload=thread_page(2, 2009)),
    ]
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures)) as server:
        run_fetch(out, HOST, source=source(server), captures=Captures.NEWEST)
        assert_holds_exactly(out, captures[1:])
        server.asked.clear()
        run_fetch(out, HOST, source=source(server), captures=Captures.NEWEST)
        assert replays(server) == []


def test_yearly_takes_one_of_each_year(tmp_path: Path) -> None:
    stamps = ("20080101000000", "20081101000000", "20100101000000")
    captures = [Archived(url=thread_url(1), timestamp=stamp, payload=stamp.encode()) for stamp in stamps]
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures)) as server:
        run_fetch(out, HOST, source=source(server), captures=Captures.YEARLY)
    assert_holds_exactly(out, captures[1:])


def test_the_wikis_other_addresses_are_looked_at_too(tmp_path: Path) -> None:
    hosts = ["harborlights.wikifoundry.com", "harborlights.example.org"]
    elsewhere = [Archived(url=thread_url(5, host=host), timestamp="20140101000000", payload=host.encode()) for host in hosts]
    with serving(InternetArchive([*CAPTURES, *elsewhere])) as server:
        run_fetch(tmp_path / "a.warc.gz", HOST, source=source(server), other_sites=(hosts[1],))
        run_fetch(tmp_path / "b.warc.gz", HOST, source=source(server), with_twins=False)
    assert_holds_exactly(tmp_path / "a.warc.gz", [*discussions(CAPTURES), *elsewhere])
    assert_holds_exactly(tmp_path / "b.warc.gz", discussions(CAPTURES))


def test_another_host_that_a_redirect_leads_to_is_told(server: Server, tmp_path: Path) -> None:
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.other_sites == {"harborlights.example.org"}
    assert any("--also-host" in line for line in report.as_text())


def test_a_redirect_is_recorded_with_the_address_it_had(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(20), source=source(server))
    response, http, payload = read_warc(out).of_kind("response")[0]
    assert response["WARC-Target-URI"] == thread_url(20)
    assert http["Location"] == "http://harborlights.example.org/thread/20/the+lamp+room+20"
    assert payload == b""


def test_an_estimate_comes_before_anything_is_fetched(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server), dry_run=True)
    assert replays(server) == []
    assert not out.exists()
    assert report.estimate is not None
    assert (report.estimate.pages, report.estimate.repeats) == (12, 1)
    taken = [one for one in discussions(CAPTURES) if one.timestamp != "20091111111111"]
    assert report.estimate.size >= sum(len(one.payload) for one in taken)
    assert report.estimate.seconds >= 6
    asked = len(queries(server))
    run_fetch(out, HOST, source=source(server))
    assert len(queries(server)) == asked  # the answers were kept
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_site_that_the_archive_does_not_show_is_told_and_not_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(CAPTURES, blocked=[HOST, "harborlights.wikifoundry.com"])) as server:
        report = run_fetch(out, HOST, source=source(server))
        assert len(server.asked) == 10
    assert report.exit_code == 3
    assert "excluded" in (report.stopped or "")
    assert report.counts[Status.REFUSED] == 10
    assert not out.exists()


def test_where_one_of_two_hosts_is_blocked_the_other_is_fetched(tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(CAPTURES, blocked=["harborlights.wikifoundry.com"])) as server:
        report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 1
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_wiki_of_which_nothing_is_archived_is_no_success(server: Server, tmp_path: Path) -> None:
    report = run_fetch(tmp_path / "p.warc.gz", "unknown.wetpaint.com", source=source(server))
    assert report.exit_code == 3
    assert "nothing of it" in (report.stopped or "")


def test_a_thread_that_is_not_archived_has_its_line(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(7), thread_url(555), source=source(server))
    rows = [row for row in lines(out) if row["event"] == "tried" and row["address"] == thread_url(555)]
    assert [(row["status"], row["why"]) for row in rows] == [("not-archived", "not-in-index")]


def changed(answer: Answer, **headers: str) -> Answer:
    kept = tuple(pair for pair in answer.headers if pair[0] not in headers)
    return dataclasses.replace(answer, headers=(*kept, *headers.items()))


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
    import gzip

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


def test_our_archive_sorts_as_the_real_one_does() -> None:
    assert urlkey("http://www.A.wetpaint.com:80/Thread/1/X?b=2&a=1") == "com,wetpaint,a)/thread/1/x?a=1&b=2"
