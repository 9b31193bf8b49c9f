"""What odd sources hold: revisits in any order and spelling, headers spelled otherwise, lengths that cannot be, types of no use."""

import base64
import gzip
import hashlib
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from making_sources import (
    captures,
    http_block,
    only_capture,
    only_not_a_page,
    only_skipped,
    packed,
    read,
    record,
    skipped,
    thread_page,
    write,
    zip_bytes,
)
from wetpaint_import.admission import has_engine
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, Skipped

PAGE = thread_page()
SHA1 = hashlib.sha1(PAGE, usedforsecurity=False).digest()
DIGEST = "sha1:" + base64.b32encode(SHA1).decode()
ORIGINAL_URL = "http://lanternwiki.wetpaint.com/thread/4711/where+to+find+oil"
LATER = "2012-02-03T04:05:06Z"
ORIGINAL = record(http_block(PAGE), url=ORIGINAL_URL, WARC_Payload_Digest=DIGEST)
REVISIT = record(http_block(b""), "revisit", ORIGINAL_URL, WARC_Date=LATER, WARC_Payload_Digest=DIGEST)
AT_LATER = datetime(2012, 2, 3, 4, 5, 6, tzinfo=UTC)


def respelled(data: bytes, *, ends: bytes = b"\r\n") -> bytes:
    """The record with its header names in lower case, as some programs write them."""
    head, _, block = data.partition(b"\r\n\r\n")
    version, *lines = head.split(b"\r\n")
    names = [name.lower() + colon + value for name, colon, value in (line.partition(b":") for line in lines)]
    return ends.join([version, *names]) + 2 * ends + block


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_revisit_may_stand_before_its_original(tmp_path: Path, *, is_packed: bool) -> None:
    data = packed([REVISIT, ORIGINAL]) if is_packed else REVISIT + ORIGINAL
    original, revisit = captures(write(tmp_path / "crawl", data))
    assert (original.payload, revisit.payload, revisit.captured_at) == (PAGE, PAGE, AT_LATER)
    assert revisit.place.endswith("crawl@0")


@pytest.mark.parametrize("names", list(permutations("abc")))
def test_files_with_revisits_give_the_same_pages_in_any_order(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name, data in zip(names, (ORIGINAL, REVISIT, REVISIT.replace(b"2012-", b"2013-")), strict=True):
        write(tmp_path / f"{name}.warc.gz", packed([data]))
    assert {capture.captured_at.year for capture in captures(tmp_path) if capture.captured_at} == {2011, 2012, 2013}
    assert skipped(tmp_path) == []


def test_a_revisit_before_its_original_is_resolved_in_a_packed_archive_too(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", gzip.compress(REVISIT + ORIGINAL))
    write(tmp_path / "b.zip", zip_bytes({"crawl.warc": REVISIT + ORIGINAL}))
    assert [capture.payload for capture in captures(tmp_path)] == [PAGE] * 4


def test_a_revisit_before_an_original_that_is_no_page_is_none_either(tmp_path: Path) -> None:
    not_found = record(http_block(PAGE, status="404 Not Found"), WARC_Payload_Digest=DIGEST)
    assert [type(item) for item in read(write(tmp_path / "crawl.warc", REVISIT + not_found))] == [NotAPage, NotAPage]


def test_not_more_revisits_wait_than_the_limit_allows(tmp_path: Path) -> None:
    path = write(tmp_path / "crawl.warc", 3 * REVISIT + ORIGINAL)
    found = read(path, limits=Limits(max_waiting=1))
    assert [type(item) for item in found] == [Skipped, Skipped, Capture, Capture]


def test_revisits_that_wait_cannot_unpack_without_end(tmp_path: Path) -> None:
    film = record(http_block(bytes(1 << 20), "video/mp4"))
    write(tmp_path / "a.warc", 40 * REVISIT)
    write(tmp_path / "b.warc.gz", gzip.compress(film + ORIGINAL))
    found = skipped(tmp_path, limits=Limits(free_unpacked=10 << 20, max_ratio=20))
    assert {item.code for item in found} == {"too-large"}
    assert len(found) > 20


SPELLINGS = [DIGEST.replace("sha1", "SHA1"), DIGEST.lower(), "sha1:" + SHA1.hex(), "sha-1:" + SHA1.hex().upper(), SHA1.hex()]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_digest_is_the_same_in_every_spelling(tmp_path: Path, spelling: str) -> None:
    original = ORIGINAL if ":" in spelling else ORIGINAL.replace(DIGEST.encode(), base64.b32encode(SHA1))
    revisit = REVISIT.replace(DIGEST.encode(), spelling.encode())
    assert len(captures(write(tmp_path / "crawl.warc", original + revisit))) == 2


def test_a_revisit_may_refer_by_address_and_date_alone(tmp_path: Path) -> None:
    refers = {"WARC_Refers_To_Target_URI": ORIGINAL_URL, "WARC_Refers_To_Date": "2011-08-15T15:03:11.25Z"}
    original = record(http_block(PAGE), url=ORIGINAL_URL, WARC_Date="2011-08-15T15:03:11Z")
    by_address = record(http_block(b""), "revisit", ORIGINAL_URL, WARC_Date=LATER, **refers)
    assert len(captures(write(tmp_path / "crawl.warc", original + by_address))) == 2
    other = record(http_block(PAGE), url=ORIGINAL_URL, WARC_Date="2011-08-15T15:03:12Z")
    (told,) = skipped(write(tmp_path / "other.warc", other + by_address))
    assert told.code == "missing-original"


@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_records_with_headers_in_lower_case_are_read_with_the_others(tmp_path: Path, ends: bytes, *, is_packed: bool) -> None:
    odd = [respelled(record(http_block(thread_page(n))), ends=ends) for n in (1, 2)]
    usual = [record(http_block(thread_page(n))) for n in (0, 3)]
    records = [usual[0], *odd, usual[1]]
    data = packed(records) if is_packed else b"".join(records)
    path = write(tmp_path / "crawl", data)
    assert [capture.payload for capture in captures(path)] == [thread_page(n) for n in range(4)]
    assert skipped(path) == []
    assert [capture.url for capture in captures(path)] == [captures(path)[0].url] * 4


def test_a_damaged_record_with_headers_in_lower_case_is_told_and_passed_over(tmp_path: Path) -> None:
    whole, cut = respelled(record(http_block(thread_page(1)))), respelled(record(http_block(thread_page(2))))[:-300]
    found = read(write(tmp_path / "crawl.warc", whole + cut + whole))
    assert [type(item) for item in found] == [Capture, Skipped, Capture]
    no_length = whole.replace(b"content-length", b"content-width")
    assert [type(item) for item in read(write(tmp_path / "b.warc", no_length + whole))] == [Skipped, Capture]


def test_many_lower_case_records_in_one_gzip_member_are_told_with_what_to_do(tmp_path: Path) -> None:
    assert (
        "gunzip"
        in only_skipped(write(tmp_path / "crawl.warc.gz", gzip.compress(record(b"", "warcinfo") + respelled(ORIGINAL)))).message
    )


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_length_that_the_file_cannot_hold_is_damage_and_no_bomb(tmp_path: Path, *, is_packed: bool) -> None:
    length = f"Content-Length: {len(http_block(PAGE))}".encode()
    assert length in ORIGINAL
    broken = ORIGINAL.replace(length, b"Content-Length: 1000000000000000", 1)
    records = [ORIGINAL, broken, record(http_block(thread_page(2)))]
    found = read(write(tmp_path / "crawl", packed(records) if is_packed else b"".join(records)))
    assert [type(item) for item in found] == [Capture, Skipped, Capture]
    assert isinstance(found[1], Skipped)
    assert found[1].code == "unreadable"


@pytest.mark.parametrize("content_type", ["text/html, text/html", "html", "text/xml", "application/xml"])
def test_a_page_is_read_under_a_type_that_says_little(tmp_path: Path, content_type: str) -> None:
    assert only_capture(write(tmp_path / "a.warc", record(http_block(PAGE, content_type)))).payload == PAGE
    only_not_a_page(
        write(tmp_path / "b.warc", record(http_block(b"<?xml version='1.0'?><a/>", content_type.replace("html", "xml"))))
    )


def test_the_type_of_a_page_does_not_hang_on_which_of_two_copies_comes_first(tmp_path: Path) -> None:
    first, second = captures(write(tmp_path / "a", PAGE), write(tmp_path / "b.html", PAGE))
    assert first.media_type == second.media_type == "text/html"


@pytest.mark.parametrize(
    "mark",
    ["is_wetpaint_user", "WPC-action", "scripts/wpcss/wiki/x", "Powered by <b>WETPAINT", "Latest Page Update:", "show last reply",
     "Started By | Thread Subject", "Get credit for your thread", "There are no threads for this page"],
)  # fmt: skip
def test_a_mark_of_the_engine_is_found_in_any_case(mark: str) -> None:
    assert has_engine(f"<p>{mark}</p>", None)
    assert not has_engine(f"<p>{mark[:-4]}</p>", None)


def test_a_query_that_was_taken_out_of_html_as_it_stood_is_read(tmp_path: Path) -> None:
    name = "lanternwiki.wetpaint.com/thread/4711/oil?offset=20&amp;maxResults=20"
    write(tmp_path / name, PAGE)
    assert [capture.url for capture in captures(tmp_path)] == ["http://" + name.replace("&amp;", "&")]
