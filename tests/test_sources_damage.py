"""Damaged WARC files: what is whole is read, what is not is told with file and offset, and reading goes on."""

import gzip
from pathlib import Path

import pytest

from making_sources import captures, http_block, packed, read, record, skipped, tar_of, thread_page, write
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, Skipped

PAGES = [thread_page(number) for number in range(6)]
RECORDS = [record(http_block(page), url=f"http://w.wetpaint.com/thread/{number}/oil") for number, page in enumerate(PAGES)]
PICTURE_RECORD = record(http_block(bytes(500), "image/png"))
GARBAGE = b"\x00\x01 lamp oil \x1f\x8b\x08\xff" * 40


def offsets(pieces: list[bytes]) -> list[int]:
    return [sum(map(len, pieces[:index])) for index in range(len(pieces))]


def both_ways(pieces: list[bytes]) -> dict[str, list[bytes]]:
    return {"plain": list(pieces), "packed": [packed([piece]) for piece in pieces]}


def check(path: Path, whole: list[int], damaged_at: int) -> None:
    """The pages of those numbers are read, and one damage is told, at that offset."""
    found = read(path)
    assert [item.payload for item in found if isinstance(item, Capture)] == [PAGES[number] for number in whole]
    told = [item for item in found if isinstance(item, Skipped)]
    assert [(item.place, item.code) for item in told] == [(f"{path}@{damaged_at}", "unreadable")]
    assert "copy" in told[0].message


@pytest.mark.parametrize("position", [1, 40, 90, 200, 300, -9, -5])
@pytest.mark.parametrize("number", [0, 2, 5])
def test_a_broken_byte_in_a_packed_record_loses_this_record_only(tmp_path: Path, number: int, position: int) -> None:
    pieces = [packed([piece]) for piece in RECORDS]
    broken = bytearray(pieces[number])
    broken[position] ^= 0xFF
    pieces[number] = bytes(broken)
    whole = [other for other in range(6) if other != number]
    check(write(tmp_path / "crawl.warc.gz", b"".join(pieces)), whole, offsets(pieces)[number])


@pytest.mark.parametrize("way", ["plain", "packed"])
@pytest.mark.parametrize("wrong", [b"30", b"99", b"2500", b"9999999", b"99999999999999999999", b"-7", b"lamp", b""])
def test_a_wrong_length_loses_this_record_only(tmp_path: Path, way: str, wrong: bytes) -> None:
    right = b"Content-Length: %d\r\n" % len(http_block(PAGES[2]))
    broken = RECORDS[2].replace(right, b"Content-Length: " + wrong + b"\r\n")
    assert broken != RECORDS[2]
    pieces = both_ways([*RECORDS[:2], broken, *RECORDS[3:]])[way]
    check(write(tmp_path / "crawl", b"".join(pieces)), [0, 1, 3, 4, 5], offsets(pieces)[2])


@pytest.mark.parametrize("way", ["plain", "packed"])
def test_a_wrong_length_of_something_that_is_no_page_loses_no_page(tmp_path: Path, way: str) -> None:
    broken = PICTURE_RECORD.replace(b"Content-Length: ", b"Content-Length: 9")
    pieces = both_ways([*RECORDS[:2], broken, *RECORDS[2:]])[way]
    check(write(tmp_path / "crawl", b"".join(pieces)), list(range(6)), offsets(pieces)[2])


@pytest.mark.parametrize("way", ["plain", "packed"])
@pytest.mark.parametrize("number", [1, 3, 5])
def test_garbage_between_records_loses_none(tmp_path: Path, way: str, number: int) -> None:
    pieces = both_ways(RECORDS)[way]
    pieces.insert(number, GARBAGE)
    check(write(tmp_path / "crawl", b"".join(pieces)), list(range(6)), offsets(pieces)[number])


@pytest.mark.parametrize("count", [1, 63, 64, 65, 5_000])
@pytest.mark.parametrize("way", ["plain", "packed"])
def test_empty_lines_after_a_record_are_no_damage(tmp_path: Path, way: str, count: int) -> None:
    pieces = both_ways([*RECORDS[:2], RECORDS[2] + b"\r\n" * count, *RECORDS[3:]])[way]
    path = write(tmp_path / "crawl", b"".join(pieces))
    assert [capture.payload for capture in captures(path)] == PAGES
    assert skipped(path) == []


def test_garbage_over_a_megabyte_is_passed_over(tmp_path: Path) -> None:
    for filler in range((1 << 20) - 60, 1 << 20):
        path = write(tmp_path / "crawl", RECORDS[0] + b"lamp" + bytes(filler) + RECORDS[1])
        assert [capture.payload for capture in captures(path)] == PAGES[:2]


@pytest.mark.parametrize("way", ["plain", "packed"])
def test_garbage_after_the_last_record_is_told(tmp_path: Path, way: str) -> None:
    pieces = [*both_ways(RECORDS)[way], GARBAGE]
    check(write(tmp_path / "crawl", b"".join(pieces)), list(range(6)), offsets(pieces)[-1])


@pytest.mark.parametrize("way", ["plain", "packed"])
@pytest.mark.parametrize("kept", [5, 11, 30, 120, 250, 340])
def test_a_file_that_is_cut_gives_what_is_whole_and_tells_the_rest(tmp_path: Path, way: str, kept: int) -> None:
    pieces = both_ways(RECORDS)[way]
    start = offsets(pieces)[4]
    check(write(tmp_path / "crawl", b"".join(pieces)[: start + kept]), [0, 1, 2, 3], start)


@pytest.mark.parametrize("way", ["plain", "packed"])
def test_a_file_cut_between_records_is_whole_as_far_as_anyone_can_tell(tmp_path: Path, way: str) -> None:
    pieces = both_ways(RECORDS)[way]
    found = read(write(tmp_path / "crawl", b"".join(pieces[:4])))
    assert [item.payload for item in found if isinstance(item, Capture)] == PAGES[:4]
    assert len(found) == 4


def test_a_record_without_the_line_ends_after_it_is_whole(tmp_path: Path) -> None:
    found = read(write(tmp_path / "crawl.warc", b"".join(one[:-2] for one in RECORDS)))
    assert [item.payload for item in found if isinstance(item, Capture)] == PAGES


def test_several_damages_are_each_told(tmp_path: Path) -> None:
    pieces = [packed([piece]) for piece in RECORDS]
    for number in (1, 4):
        broken = bytearray(pieces[number])
        broken[150] ^= 0xFF
        pieces[number] = bytes(broken)
    path = write(tmp_path / "crawl.warc.gz", b"".join(pieces))
    assert [capture.payload for capture in captures(path)] == [PAGES[number] for number in (0, 2, 3, 5)]
    assert [item.place for item in skipped(path)] == [f"{path}@{offsets(pieces)[number]}" for number in (1, 4)]


def test_a_page_that_quotes_a_record_is_not_taken_for_one(tmp_path: Path) -> None:
    quoting = b"<html><pre>\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n</pre>"
    data = RECORDS[0] + record(http_block(quoting)) + RECORDS[1]
    assert [capture.payload for capture in captures(write(tmp_path / "crawl.warc", data))] == [PAGES[0], quoting, PAGES[1]]


def test_a_damage_in_a_file_packed_as_a_whole_is_told_with_what_to_do(tmp_path: Path) -> None:
    broken = RECORDS[2].replace(b"WARC/1.0", b"LAMP/1.0")
    path = write(tmp_path / "crawl.warc.gz", gzip.compress(b"".join([*RECORDS[:2], broken, *RECORDS[3:]])))
    assert [capture.payload for capture in captures(path)] == PAGES[:2]
    (told,) = skipped(path)
    assert told.place == f"{path}@0#2"
    assert "gunzip" in told.message


def test_a_damage_in_a_stream_that_is_read_once_is_told_with_what_to_do(tmp_path: Path) -> None:
    broken = bytearray(packed(RECORDS))
    broken[len(packed(RECORDS[:2])) + 60] ^= 0xFF
    path = write(tmp_path / "crawl.tgz", tar_of({"crawl.warc.gz": bytes(broken), "page.html": PAGES[5]}, "w:gz"))
    limits = Limits(max_held=10)
    assert [capture.payload for capture in captures(path, limits=limits)] == [PAGES[0], PAGES[1], PAGES[5]]
    (told,) = skipped(path, limits=limits)
    assert "unpack the archive" in told.message
    assert len(captures(path)) == 6


def test_a_file_with_too_many_damages_is_given_up(tmp_path: Path) -> None:
    pieces = [piece for one in RECORDS for piece in (packed([one]), GARBAGE)]
    path = write(tmp_path / "crawl.warc.gz", b"".join(pieces))
    found = read(path, limits=Limits(max_damages=3))
    assert sum(isinstance(item, Skipped) for item in found) == 3
    assert sum(isinstance(item, Capture) for item in found) == 3


def test_a_file_of_nothing_but_false_beginnings_ends_soon(tmp_path: Path) -> None:
    false = b"WARC/1.0\r\n\r\n" + b"\x1f\x8b\x08" * 200_000 + b"\nWARC/1.0\r\n" * 3_000
    assert all(isinstance(item, Skipped) for item in read(write(tmp_path / "crawl.warc", false)))
