"""Fetching from Common Crawl: its list of crawls, their paged indexes, ranges of their files."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fetch_servers.clock import FakeClock
from fetch_servers.common_crawl import CommonCrawl
from fetch_servers.internet_archive import InternetArchive
from fetch_servers.loopback import Answer, Server, serving
from fetch_servers.reading import assert_holds_exactly, read_warc
from fetch_servers.using import run_fetch
from fetch_servers.wiki import HOST, Archived, discussions, many_threads, thread_page, thread_url, wiki_captures
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.limits import MIB

OLD = [one for one in wiki_captures() if "Encoding" not in str(one.headers)]
NEW = many_threads(9)
CRAWLS = {"CC-MAIN-2019-05": NEW, "CC-MAIN-2015-11": OLD, "CC-MAIN-2014-23": []}


@pytest.fixture
def crawl() -> Iterator[tuple[Server, CommonCrawl]]:
    crawl = CommonCrawl(CRAWLS)
    with serving(crawl) as server:
        crawl.address = server.address
        yield server, crawl


def source(server: Server) -> str:
    return f"commoncrawl:{server.address}"


def test_all_crawls_are_asked_and_everything_arrives(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 0
    assert_holds_exactly(out, [*discussions(OLD), *NEW])


def test_a_wiki_costs_one_query_a_crawl_and_its_pages(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), with_twins=False)
    asked = [target for target in server.targets() if "-index?" in target]
    assert sum("showNumPages" in target for target in asked) == 3
    assert len([target for target in server.targets() if "collinfo" in target]) == 1


def test_the_record_says_where_in_the_crawl_it_was(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(71), source=source(server))
    own = read_warc(out).of_kind("response")[0][0]
    assert "/crawl-data/CC-MAIN-2015-11/segments/1/warc/part-0.warc.gz#" in own["WARC-Source-URI"]
    assert own["WARC-Date"] == "2010-01-01T00:00:00Z"


def test_crawls_can_be_chosen_and_unknown_ones_are_wrong_usage(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server), crawls=("CC-MAIN-2019-05",))
    assert_holds_exactly(out, NEW)
    with pytest.raises(UsageError, match="CC-MAIN-1999-01"):
        run_fetch(out, HOST, source=source(server), crawls=("CC-MAIN-1999-01",))


def test_crawls_outside_the_dates_are_not_asked(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), to_date="2014")
    assert not any("CC-MAIN-2019-05-index" in target for target in server.targets())
    assert any("CC-MAIN-2015-11-index" in target for target in server.targets())


def test_a_crawl_whose_index_fails_does_not_keep_the_others_away(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, good = crawl
    server.answer = lambda asked: Answer(status=504) if "2019-05-index" in asked.target else good(asked)
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, HOST, source=source(server))
    assert report.exit_code == 1
    assert report.reasons["failed: server-error"] == 2  # one for each of the wiki's two hosts
    assert_holds_exactly(out, discussions(OLD))
    server.answer = good
    run_fetch(out, HOST, source=source(server))
    assert_holds_exactly(out, [*discussions(OLD), *NEW])


def test_a_403_means_too_fast(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    server.answer = lambda _: Answer(status=403)
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.exit_code == 3
    assert "too many requests" in (report.stopped or "")


def test_chunks_that_a_record_kept_are_taken_off(tmp_path: Path) -> None:
    body = thread_page(1, 2015)
    chunked = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    headers = (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"))
    one = Archived(url=thread_url(1), timestamp="20150101000000", payload=chunked, headers=headers)
    crawl = CommonCrawl({"CC-MAIN-2015-11": [one]})
    row = crawl.index["CC-MAIN-2015-11"][0]
    row["digest"] = dataclasses.replace(one, payload=body).digest
    out = tmp_path / "p.warc.gz"
    with serving(crawl) as server:
        crawl.address = server.address
        report = run_fetch(out, HOST, source=source(server))
    assert report.notes == {}
    assert_holds_exactly(out, [dataclasses.replace(one, payload=body)])


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("offset", "7", "failed: bad-record"),
        ("filename", "crawl-data/none", "not-archived: no-capture"),
        ("offset", "-", "failed: bad-index"),
    ],
)
def test_an_index_that_points_nowhere_is_told(tmp_path: Path, field: str, value: str, reason: str) -> None:
    crawl = CommonCrawl({"CC-MAIN-2015-11": OLD})
    broken = crawl.index["CC-MAIN-2015-11"][2]
    broken[field] = value
    with serving(crawl) as server:
        crawl.address = server.address
        report = run_fetch(tmp_path / "p.warc.gz", broken["url"], source=source(server))
    assert report.reasons[reason] == 1


def test_a_range_that_is_answered_with_other_bytes_is_asked_again(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, good = crawl
    server.answer = lambda asked: Answer(body=b"all of it") if "segments" in asked.target and len(server.asked) % 2 else good(asked)
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server))
    assert_holds_exactly(out, [*discussions(OLD), *NEW])


def test_two_sources_fill_one_file_and_what_both_have_is_stored_once(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    out = tmp_path / "p.warc.gz"
    with serving(InternetArchive([*OLD[:8], *NEW])) as archive:
        run_fetch(out, HOST, source=f"wayback:{archive.address}")
        report = run_fetch(out, HOST, source=source(server))
        assert report.reasons["unchanged: same-capture"] > 0
        assert_holds_exactly(out, [*discussions(OLD), *NEW])
        before = out.read_bytes()
        assert sum(run_fetch(out, HOST, source=f"wayback:{archive.address}").counts.values()) == 0
    assert out.read_bytes() == before


def test_a_record_that_swells_is_refused(tmp_path: Path) -> None:
    large = Archived(url=thread_url(1), timestamp="20150101000000", payload=bytes(3 * MIB))
    small = Archived(url=thread_url(2), timestamp="20150101000000", payload=b"a page")
    crawl = CommonCrawl({"CC-MAIN-2015-11": [large, small]})
    with serving(crawl) as server:
        crawl.address = server.address
        report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server), max_size=MIB)
    assert report.reasons["refused: too-large"] == 1
    assert_holds_exactly(tmp_path / "p.warc.gz", [small])


@pytest.mark.parametrize("answer", [Answer(body=b"<html>"), Answer(body=b'[{"id": 1}]'), Answer(body=b"3")])
def test_a_list_of_crawls_that_is_none_ends_the_run(tmp_path: Path, answer: Answer) -> None:
    with serving(lambda _: answer) as server:
        report = run_fetch(tmp_path / "p.warc.gz", HOST, source=source(server))
    assert report.exit_code == 3
    assert "no list of crawls" in (report.stopped or "")


def test_a_dry_run_of_one_crawl_does_not_hide_the_others(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    out = tmp_path / "p.warc.gz"
    run_fetch(out, HOST, source=source(server), crawls=("CC-MAIN-2015-11",), dry_run=True)
    assert run_fetch(out, HOST, source=source(server)).exit_code == 0
    assert_holds_exactly(out, [*discussions(OLD), *NEW])


def test_a_run_that_ended_in_one_crawl_does_not_hide_pages_of_another(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, _ = crawl
    out = tmp_path / "p.warc.gz"
    good = server.answer
    server.answer = lambda asked: Answer(status=503) if "page=1" in asked.target else good(asked)
    run_fetch(out, HOST, source=source(server), crawls=("CC-MAIN-2019-05",), dry_run=True)
    server.answer = good
    run_fetch(out, HOST, source=source(server), crawls=("CC-MAIN-2015-11",))
    assert {(one.url, one.date) for one in discussions(OLD)} <= read_warc(out).payloads.keys()


def test_a_crawl_that_left_the_list_does_not_hide_pages_of_another(crawl: tuple[Server, CommonCrawl], tmp_path: Path) -> None:
    server, pages = crawl
    out = tmp_path / "p.warc.gz"
    good = server.answer
    server.answer = lambda asked: (
        Answer(status=429, headers=(("Retry-After", "7200"),)) if "page=1" in asked.target else good(asked)
    )
    clock = FakeClock()
    assert run_fetch(out, HOST, source=source(server), clock=clock).exit_code == 3
    server.answer = good
    del pages.index["CC-MAIN-2019-05"]
    later = FakeClock(at=clock.now() + timedelta(days=1))
    run_fetch(out, HOST, source=source(server), clock=later)
    assert {(one.url, one.date) for one in discussions(OLD)} <= read_warc(out).payloads.keys()
