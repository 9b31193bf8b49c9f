"""WARC: which records are pages, their bodies, their addresses and times, and revisits."""

import base64
import gzip
import hashlib
import tracemalloc
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from making_sources import (
    PICTURE,
    THREAD_URL,
    brotli,
    captures,
    chunked,
    http_block,
    only_capture,
    only_not_a_page,
    only_skipped,
    packed,
    read,
    record,
    skipped,
    tar_of,
    thread_page,
    warc_of,
    write,
    zip_bytes,
)
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, Skipped, iter_captures

PAGE = thread_page()
ORIGINAL_ID = "<urn:uuid:11111111-1111-4111-8111-111111111111>"


def digest(payload: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


DIGEST = digest(PAGE)
ORIGINAL = record(http_block(PAGE), WARC_Record_ID=ORIGINAL_ID, WARC_Payload_Digest=DIGEST)
REVISIT_URL = "http://lanternwiki.wetpaint.com/thread/4711/where+to+find+oil?t=anon"
REVISIT = record(
    http_block(b""),
    "revisit",
    REVISIT_URL,
    WARC_Date="2012-02-03T04:05:06Z",
    WARC_Refers_To=ORIGINAL_ID,
    WARC_Payload_Digest=DIGEST,
    WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
)


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_crawlers_file_gives_each_page_with_address_time_and_offset(tmp_path: Path, *, is_packed: bool) -> None:
    pages = {f"http://lanternwiki.wetpaint.com/thread/{number}/oil": thread_page(number) for number in range(5)}
    data = warc_of(pages, is_packed=is_packed)
    path = write(tmp_path / "crawl", data)
    found = captures(path)
    assert {capture.url: capture.payload for capture in found} == pages
    for capture in found:
        assert (capture.source, capture.url_basis) == ("warc", "warc-record")
        assert (capture.captured_at, capture.captured_at_basis) == (datetime(2011, 8, 15, 15, 3, 11, tzinfo=UTC), "warc-record")
        assert (capture.media_type, capture.charset) == ("text/html", "utf-8")
        offset = int(capture.place.removeprefix(f"{path}@"))
        assert data[offset:].startswith(b"\x1f\x8b" if is_packed else b"WARC/1.0")
        # The record at that offset is the one: reading from there gives the page first.
        assert captures(write(tmp_path / "rest", data[offset:]))[0].payload == capture.payload


def test_a_file_packed_as_a_whole_is_read_with_numbers_for_its_records(tmp_path: Path) -> None:
    data = record(http_block(PAGE)) + record(http_block(thread_page(2))) + record(http_block(thread_page(3)))
    path = write(tmp_path / "crawl.warc.gz", gzip.compress(data))
    assert [(capture.place, capture.payload) for capture in captures(path)] == [
        (f"{path}@0", PAGE),
        (f"{path}@0#1", thread_page(2)),
        (f"{path}@0#2", thread_page(3)),
    ]


NOT_PAGES = {
    "picture": record(http_block(PICTURE, "image/png")),
    "script": record(http_block(b"var a", "text/javascript")),
    "moved": record(http_block(PAGE, status="301 Moved Permanently")),
    "not found": record(http_block(PAGE, status="404 Not Found")),
    "server error": record(http_block(PAGE, status="503 Busy")),
    "picture without type": record(http_block(PICTURE, None)),
    "picture of unknown type": record(http_block(PICTURE, "application/octet-stream")),
    "script sent as text": record(http_block(b"var a = 1;", "text/plain"), url="http://w.wetpaint.com/scripts/wpcss/menu.js?v=2"),
    "rules for robots": record(http_block(b"User-agent: *\n", "text/plain"), url="http://w.wetpaint.com/robots.txt"),
    "picture as resource": record(PICTURE, "resource", Content_Type="image/png"),
    "name lookup": record(b"20110815150311\nw 1 IN A 10.0.0.1", url="dns:w.wetpaint.com", Content_Type="text/dns"),
}


@pytest.mark.parametrize("data", NOT_PAGES.values(), ids=NOT_PAGES.keys())
def test_records_that_are_no_pages_are_counted(tmp_path: Path, data: bytes) -> None:
    only_not_a_page(write(tmp_path / "crawl.warc", data))


@pytest.mark.parametrize("kind", ["warcinfo", "request", "metadata", "something-new"])
def test_records_that_hold_no_content_are_passed_over(tmp_path: Path, kind: str) -> None:
    assert read(write(tmp_path / "crawl.warc", record(b"software: lamp", kind, Content_Type="application/warc-fields"))) == []


PAGES = {
    "page": (record(http_block(PAGE)), PAGE),
    "page without type": (record(http_block(PAGE, None)), PAGE),
    "page of unknown type": (record(http_block(PAGE, "application/octet-stream")), PAGE),
    "page sent as text": (record(http_block(PAGE, "text/plain")), PAGE),
    "xhtml": (record(http_block(PAGE, "application/xhtml+xml")), PAGE),
    "created": (record(http_block(PAGE, status="201 Created")), PAGE),
    "resource": (record(PAGE, "resource", Content_Type="text/html"), PAGE),
    "extracted text": (record(b"Discussion: Oil\n", "conversion", Content_Type="text/plain"), b"Discussion: Oil\n"),
    "bare line ends": (record(http_block(b"").replace(b"\r\n", b"\n") + PAGE), PAGE),
    "without http": (record(PAGE), PAGE),
    "warc 1.1": (record(http_block(PAGE), WARC_Date="2011-08-15T15:03:11.123456Z").replace(b"WARC/1.0", b"WARC/1.1"), PAGE),
}


@pytest.mark.parametrize(("data", "payload"), PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("is_packed", [False, True])
def test_records_that_are_pages_are_read(tmp_path: Path, data: bytes, payload: bytes, *, is_packed: bool) -> None:
    capture = only_capture(write(tmp_path / "crawl", packed([data]) if is_packed else data))
    assert capture.payload == payload
    assert capture.url == THREAD_URL
    assert capture.captured_at == datetime(2011, 8, 15, 15, 3, 11, tzinfo=UTC)


def _bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


BODIES = {
    "chunked": http_block(chunked(PAGE), Transfer_Encoding="chunked"),
    "one chunk": http_block(chunked(PAGE, 10_000), Transfer_Encoding="chunked"),
    "chunks with extensions": http_block(b"5;lamp=oil\r\n" + PAGE[:5] + b"\r\n" + chunked(PAGE[5:]), Transfer_Encoding="chunked"),
    "called chunked, stored whole": http_block(PAGE, Transfer_Encoding="chunked"),
    "gzip": http_block(gzip.compress(PAGE), Content_Encoding="gzip"),
    "gzip of two members": http_block(gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]), Content_Encoding="x-gzip"),
    "chunked gzip": http_block(chunked(gzip.compress(PAGE)), Content_Encoding="gzip", Transfer_Encoding="chunked"),
    "called gzip, stored plain": http_block(PAGE, Content_Encoding="gzip"),
    "deflate": http_block(zlib.compress(PAGE), Content_Encoding="deflate"),
    "bare deflate": http_block(_bare_deflate(PAGE), Content_Encoding="deflate"),
    "called deflate, stored plain": http_block(PAGE, Content_Encoding="deflate"),
    "brotli": http_block(brotli(PAGE), Content_Encoding="br"),
    "called brotli, stored plain": http_block(PAGE, Content_Encoding="br"),
    "zstandard": http_block(zstandard.compress(PAGE), Content_Encoding="zstd"),
    "gzip twice": http_block(gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip"),
    "unknown coding": http_block(PAGE, Content_Encoding="identity"),
}


@pytest.mark.parametrize("block", BODIES.values(), ids=BODIES.keys())
def test_bodies_come_out_of_their_codings(tmp_path: Path, block: bytes) -> None:
    capture = only_capture(write(tmp_path / "crawl.warc", record(block)))
    assert capture.payload == PAGE
    assert capture.problems == ()


CUT_BODIES = {
    "chunked": http_block(chunked(PAGE)[:-300], Transfer_Encoding="chunked"),
    "chunked without end": http_block(chunked(PAGE).removesuffix(b"0\r\n\r\n"), Transfer_Encoding="chunked"),
    "gzip": http_block(gzip.compress(PAGE, 0)[:-300], Content_Encoding="gzip"),
    "deflate": http_block(zlib.compress(PAGE, 0)[:-300], Content_Encoding="deflate"),
}


@pytest.mark.parametrize("block", CUT_BODIES.values(), ids=CUT_BODIES.keys())
def test_a_cut_body_is_read_as_far_as_it_goes_and_says_so(tmp_path: Path, block: bytes) -> None:
    capture = only_capture(write(tmp_path / "crawl.warc", record(block)))
    assert PAGE.startswith(capture.payload)
    assert len(capture.payload) > 200
    assert [problem.code for problem in capture.problems] == ["truncated"]


def test_text_that_begins_with_a_hexadecimal_word_is_not_taken_for_chunks(tmp_path: Path) -> None:
    body = b"Add\r\n" + PAGE * 10
    capture = only_capture(write(tmp_path / "crawl.warc", record(http_block(body, Transfer_Encoding="chunked"))))
    assert capture.payload == body


def test_what_the_crawler_cut_off_is_told(tmp_path: Path) -> None:
    capture = only_capture(write(tmp_path / "crawl.warc", record(http_block(PAGE), WARC_Truncated="length")))
    assert [(problem.code, "length" in problem.message) for problem in capture.problems] == [("truncated", True)]


def test_the_first_segment_of_a_record_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    first = record(http_block(PAGE), WARC_Segment_Number="1")
    path = write(tmp_path / "crawl.warc", first + record(b"the rest", "continuation", WARC_Segment_Number="2"))
    found = read(path)
    assert [type(item) for item in found] == [Capture, Skipped]
    assert [problem.code for problem in captures(path)[0].problems] == ["truncated"]


def test_a_page_too_large_is_told_with_its_offset(tmp_path: Path) -> None:
    limits = Limits(max_page_size=len(PAGE))
    first = record(http_block(PAGE))
    for data in (
        first + record(http_block(PAGE + b" ")),
        first + record(http_block(gzip.compress(PAGE * 2), Content_Encoding="gzip")),
    ):
        path = write(tmp_path / "crawl.warc", data)
        assert len(captures(path, limits=limits)) == 1
        assert [(item.place, item.code) for item in skipped(path, limits=limits)] == [(f"{path}@{len(first)}", "too-large")]


def test_a_page_too_large_is_not_held_in_memory(tmp_path: Path) -> None:
    large = record(http_block(b"<html>" + b"a" * (48 << 20)))
    path = write(tmp_path / "crawl.warc", large + record(http_block(PAGE)))
    del large
    tracemalloc.start()
    found = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(item) for item in found] == [Skipped, Capture]
    assert peak < 8 << 20


def test_type_and_charset_come_from_the_answers_head(tmp_path: Path) -> None:
    block = http_block(PAGE, 'Text/HTML; Charset="ISO-8859-1"; x=y')
    capture = only_capture(write(tmp_path / "crawl.warc", record(block)))
    assert (capture.media_type, capture.charset) == ("text/html", "ISO-8859-1")


ORIGINS = {
    "brackets of old wget": (record(http_block(PAGE), url=f"<{THREAD_URL}>"), THREAD_URL, "2011-08-15T15:03:11", "warc-record"),
    "an archive's address": (
        record(http_block(PAGE), url=f"https://web.archive.org/web/20100718162700id_/{THREAD_URL}"),
        THREAD_URL,
        "2010-07-18T16:27:00",
        "archive-address",
    ),
    "a replay's own time": (
        record(http_block(PAGE, Memento_Datetime="Sun, 18 Jul 2010 16:27:00 GMT")),
        THREAD_URL,
        "2010-07-18T16:27:00",
        "http-header",
    ),
    "a bad date": (
        record(http_block(PAGE, Date="Sun, 18 Jul 2010 16:27:00 GMT"), WARC_Date="2011-13-15T15:03:11Z"),
        THREAD_URL,
        "2010-07-18T16:27:00",
        "http-header",
    ),
    "a replay's time that is none": (
        record(http_block(PAGE, Memento_Datetime="some day")),
        THREAD_URL,
        "2011-08-15T15:03:11",
        "warc-record",
    ),
    "no date": (record(http_block(PAGE), WARC_Date="soon"), THREAD_URL, None, None),
    "no address": (record(http_block(PAGE), url=None), None, "2011-08-15T15:03:11", "warc-record"),
    "a file's address": (
        record(PAGE, "resource", "file:///lamps/oil.html", Content_Type="text/html"),
        None,
        "2011-08-15T15:03:11",
        "warc-record",
    ),
}


@pytest.mark.parametrize(("data", "url", "time", "basis"), ORIGINS.values(), ids=ORIGINS.keys())
def test_address_and_time_are_those_of_the_capture_itself(
    tmp_path: Path, data: bytes, url: str | None, time: str | None, basis: str | None
) -> None:
    capture = only_capture(write(tmp_path / "crawl.warc", data))
    assert capture.url == url
    assert capture.captured_at == (datetime.fromisoformat(time).replace(tzinfo=UTC) if time else None)
    assert capture.captured_at_basis == basis


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_revisit_has_the_payload_of_its_original_and_a_time_of_its_own(tmp_path: Path, *, is_packed: bool) -> None:
    data = packed([ORIGINAL, REVISIT]) if is_packed else ORIGINAL + REVISIT
    first, second = captures(write(tmp_path / "crawl", data))
    assert first.payload == second.payload == PAGE
    assert (second.url, second.captured_at) == (REVISIT_URL, datetime(2012, 2, 3, 4, 5, 6, tzinfo=UTC))
    assert (second.media_type, second.charset) == ("text/html", "utf-8")
    assert first.place != second.place


def test_a_revisit_is_found_by_digest_or_by_id_alone(tmp_path: Path) -> None:
    for left_out in (b"WARC-Refers-To", b"WARC-Payload-Digest"):
        revisit = REVISIT.replace(left_out, b"X" + left_out[1:])
        assert len(captures(write(tmp_path / "crawl.warc", ORIGINAL + revisit))) == 2


@pytest.mark.parametrize("place", ["files", "zip of stored", "zip of packed", "tar", "whole"])
def test_the_original_may_lie_in_an_earlier_file_of_the_run(tmp_path: Path, place: str) -> None:
    coded = http_block(gzip.compress(PAGE), Content_Encoding="gzip")
    original = record(coded, WARC_Record_ID=ORIGINAL_ID, WARC_Payload_Digest=digest(b"other bytes"))
    files = {"a.warc.gz": packed([record(http_block(thread_page(9))), original]), "b.warc.gz": packed([REVISIT])}
    if place == "files":
        for name, data in files.items():
            write(tmp_path / name, data)
    elif place == "zip of stored":
        write(tmp_path / "p.zip", zip_bytes(files, 0))
    elif place == "zip of packed":
        write(tmp_path / "p.zip", zip_bytes({"a.warc.gz": files["a.warc.gz"] + files["b.warc.gz"]}))
    elif place == "tar":
        write(tmp_path / "p.tar", tar_of(files))
    else:
        write(tmp_path / "a.warc.gz", gzip.compress(record(http_block(thread_page(9))) + original + REVISIT))
    assert [capture.payload for capture in captures(tmp_path)] == [thread_page(9), PAGE, PAGE]


def test_a_revisit_whose_original_is_not_there_is_told(tmp_path: Path) -> None:
    told = only_skipped(write(tmp_path / "crawl.warc", REVISIT))
    assert told.code == "missing-original"
    assert told.place.endswith("crawl.warc@0")


def test_a_revisit_whose_original_lies_in_a_packed_archive_is_told_with_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "a.tgz", tar_of({"a.warc": ORIGINAL}, "w:gz"))
    write(tmp_path / "b.warc", REVISIT)
    (told,) = skipped(tmp_path)
    assert told.code == "missing-original"
    assert "unpack" in told.message


def test_a_revisit_whose_original_has_changed_meanwhile_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc", ORIGINAL)
    write(tmp_path / "b.warc", REVISIT)
    found = iter_captures([tmp_path], Limits())
    first = next(found)
    path.write_bytes(ORIGINAL.replace(DIGEST.encode(), digest(b"").encode()).replace(b"-1111-", b"-2222-"))
    assert [type(item) for item in (first, *found)] == [Capture, Skipped]


def test_a_revisit_whose_original_has_vanished_meanwhile_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc", ORIGINAL)
    write(tmp_path / "b.warc", REVISIT)
    found = iter_captures([tmp_path], Limits())
    first = next(found)
    path.unlink()
    assert [type(item) for item in (first, *found)] == [Capture, Skipped]


def test_revisits_that_unpack_a_whole_file_again_and_again_are_stopped(tmp_path: Path) -> None:
    film = record(http_block(bytes(1 << 20), "video/mp4"))
    data = gzip.compress(film + ORIGINAL + REVISIT * 50)
    found = read(write(tmp_path / "a.warc.gz", data), limits=Limits(free_unpacked=20 << 20, max_ratio=20))
    assert isinstance(found[-1], Skipped)
    assert found[-1].code == "too-large"
    assert 5 < sum(isinstance(item, Capture) for item in found) < 40


REVISITS_OF_NO_PAGES = {
    "by the original": record(http_block(PICTURE, "image/png"), WARC_Record_ID=ORIGINAL_ID, WARC_Payload_Digest=DIGEST)
    + REVISIT.replace(b"Content-Type: text/html; charset=utf-8", b"X-Content-Type: text/html; charset=utf"),
    "by its own type": record(http_block(b"", "image/png"), "revisit", WARC_Payload_Digest=DIGEST),
    "by its own status": record(http_block(b"", status="404 Not Found"), "revisit", WARC_Payload_Digest=DIGEST),
}


@pytest.mark.parametrize("data", REVISITS_OF_NO_PAGES.values(), ids=REVISITS_OF_NO_PAGES.keys())
def test_revisits_of_what_is_no_page_are_no_problem(tmp_path: Path, data: bytes) -> None:
    assert {type(item) for item in read(write(tmp_path / "crawl.warc", data))} == {NotAPage}


def test_a_page_counts_more_than_an_error_answer_with_the_same_digest(tmp_path: Path) -> None:
    not_found = record(http_block(PAGE, status="404 Not Found"), WARC_Payload_Digest=DIGEST)
    by_digest = REVISIT.replace(b"WARC-Refers-To", b"X-Refers-To")
    found = captures(write(tmp_path / "crawl.warc", not_found + ORIGINAL + not_found + by_digest))
    assert [capture.payload for capture in found] == [PAGE, PAGE]


def test_a_revisit_because_nothing_was_modified_is_resolved(tmp_path: Path) -> None:
    not_modified = record(http_block(b"", None, status="304 Not Modified"), "revisit", WARC_Refers_To=ORIGINAL_ID)
    assert len(captures(write(tmp_path / "crawl.warc", ORIGINAL + not_modified))) == 2


def test_the_memory_of_originals_is_bounded(tmp_path: Path) -> None:
    others = [record(http_block(thread_page(n)), WARC_Record_ID=f"<urn:{n}>", WARC_Payload_Digest=f"sha1:{n}") for n in range(20)]
    path = write(tmp_path / "crawl.warc", ORIGINAL + b"".join(others) + REVISIT)
    assert [item.code for item in skipped(path, limits=Limits(max_originals=10))] == ["missing-original"]
    assert skipped(path, limits=Limits(max_originals=30)) == []
