"""Fetching from pywb, the archive that no one here wrote, and playing back what was fetched in it. Fails without pywb."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch_servers.pywb_archive import pywb_serving, write_warc
from fetch_servers.reading import assert_holds_exactly, read_warc
from fetch_servers.using import run_fetch
from fetch_servers.wiki import HOST, discussions, many_threads, thread_url, wiki_captures
from wetpaint_import.fetch.connection import Connection, place_of
from wetpaint_import.fetch.records import Status

pytestmark = pytest.mark.integration

CAPTURES = [*wiki_captures(), *many_threads(30)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a collection of two files, with pages of several years."""
    folder = tmp_path_factory.mktemp("archive")
    files = [folder / "old.warc.gz", folder / "new.warc.gz"]
    write_warc(files[0], [one for one in CAPTURES if one.timestamp < "2010"])
    write_warc(files[1], [one for one in CAPTURES if one.timestamp >= "2010"])
    with pywb_serving(folder / "pywb", files) as address:
        yield address


@pytest.fixture(scope="module")
def fetched(archive: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("fetched") / "p.warc.gz"
    report = run_fetch(out, HOST, source=archive)
    assert report.exit_code == 0
    assert report.counts[Status.FAILED] == 0
    return out


def test_everything_arrives_byte_for_byte_and_once(fetched: Path) -> None:
    assert_holds_exactly(fetched, discussions(CAPTURES))


def test_packed_pages_arrive_packed_with_the_header_that_says_so(fetched: Path) -> None:
    packed = [
        (http, payload) for own, http, payload in read_warc(fetched).of_kind("response") if own["WARC-Target-URI"] == thread_url(9)
    ]
    assert [http["Content-Encoding"] for http, _ in packed] == ["gzip"]
    assert packed[0][1][:2] == b"\x1f\x8b"


def test_headers_are_those_of_the_page(fetched: Path) -> None:
    for own, http, payload in read_warc(fetched).of_kind("response"):
        names = {name.lower() for name in http}
        assert names <= {"content-type", "content-encoding", "content-length", "server", "x-made-by", "location"}, own
        assert http["Content-Length"] == str(len(payload))


def test_running_again_fetches_nothing_again(archive: str, fetched: Path) -> None:
    before = fetched.read_bytes()
    report = run_fetch(fetched, HOST, source=archive)
    assert sum(report.counts.values()) == 0
    assert fetched.read_bytes() == before


def test_one_thread_can_be_had_for_itself(archive: str, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(7), source=archive)
    assert_holds_exactly(out, [one for one in CAPTURES if "/thread/7/" in one.url])


def test_dates_and_a_list_of_addresses_are_understood(archive: str, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run_fetch(out, thread_url(7), thread_url(9), source=archive, from_date="2009", to_date="2010")
    wanted = [one for one in CAPTURES if one.url.startswith((thread_url(7), thread_url(9)))]
    assert_holds_exactly(out, [one for one in wanted if "2009" <= one.timestamp < "2011"])


def test_what_was_fetched_plays_back_at_the_time_of_each_capture(fetched: Path, tmp_path: Path) -> None:
    with pywb_serving(tmp_path / "pywb", [fetched]) as address:
        connection = Connection(named=[place_of(address)])
        for one in discussions(CAPTURES):
            replay = connection.get(f"{address}/{one.timestamp}id_/{one.url}", headers={"Accept-Encoding": "gzip"})
            assert (replay.status, replay.body) == (one.status, one.payload), one.url
            assert replay.header("Content-Location") == f"{address}/{one.timestamp}id_/{one.url}"
        connection.close()
        again = tmp_path / "again.warc.gz"
        run_fetch(again, HOST, source=address)
    assert_holds_exactly(again, discussions(CAPTURES))


def test_a_collection_that_is_not_there_is_no_success(archive: str, tmp_path: Path) -> None:
    report = run_fetch(tmp_path / "p.warc.gz", HOST, source=archive + "nowhere")
    assert report.exit_code == 3


def test_the_archive_really_is_pywb(archive: str) -> None:
    connection = Connection(named=[place_of(archive)])
    absent = connection.get(f"{archive}/20090101000000id_/http://unknown.example/")
    connection.close()
    assert absent.status == 404
    assert b"URL Not Found" in absent.body
