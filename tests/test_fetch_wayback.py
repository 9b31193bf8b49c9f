"""Fetching from an archive with the Internet Archive's forms: what is found, chosen and reported."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch_servers.internet_archive import FIELDS, InternetArchive, urlkey
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly, read_warc
from fetch_servers.using import Watching, run_fetch, source
from fetch_servers.wiki import HOST, PARKED, Archived, discussions, many_threads, thread_page, thread_url, wiki_captures
from wetpaint_import.fetch import Captures
from wetpaint_import.fetch.ledger import ledger_path
from wetpaint_import.fetch.records import Status

CAPTURES = wiki_captures()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES, rows=3)) as server:
        yield server


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
    assert {name.lower(): value for name, value in http.items()} == {
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


def test_newest_goes_back_even_where_a_stop_came_between(tmp_path: Path) -> None:
    captures = [
        Archived(url=thread_url(1), timestamp="20100101000000", payload=thread_page(1, 2010)),
        Archived(url=thread_url(1), timestamp="20150101000000", payload=PARKED),
    ]
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive(captures)) as server:
        assert run_fetch(out, HOST, source=source(server), captures=Captures.NEWEST, max_pages=1).waiting == 1
        assert_holds_exactly(out, captures[1:])
        run_fetch(out, HOST, source=source(server), captures=Captures.NEWEST)
    assert_holds_exactly(out, captures)


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
    report = run_fetch(out, thread_url(7), thread_url(555), source=source(server))
    assert report.exit_code == 1
    rows = [row for row in lines(out) if row["event"] == "tried" and row["address"] == thread_url(555)]
    assert [(row["status"], row["why"]) for row in rows] == [("not-archived", "not-in-index")]


def test_our_archive_sorts_as_the_real_one_does() -> None:
    assert urlkey("http://www.A.wetpaint.com:80/Thread/1/X?b=2&a=1") == "com,wetpaint,a)/thread/1/x?a=1&b=2"
