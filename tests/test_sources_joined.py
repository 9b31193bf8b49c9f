"""WARC files of packed and of plain records joined with `cat`; bodies packed with Brotli that are cut."""

import gzip
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

import pytest

from making_sources import brotli, captures, http_block, only_capture, packed, record, skipped, thread_page, write

PAGES = [thread_page(number) for number in range(6)]
RECORDS = [record(http_block(page)) for page in PAGES]


def plain(records: Iterable[bytes]) -> bytes:
    return b"".join(records)


def packed_as_one(records: Iterable[bytes]) -> bytes:
    return gzip.compress(b"".join(records), mtime=0)


# The end of a member that holds many records is not told by its first one.
JOINED = [packings for packings in product((plain, packed, packed_as_one), repeat=3) if packed_as_one not in packings[:2]]


@pytest.mark.parametrize("packings", JOINED, ids=lambda packings: ", ".join(packing.__name__ for packing in packings))
def test_files_that_were_joined_lose_no_record(tmp_path: Path, packings: tuple[Callable[[Iterable[bytes]], bytes], ...]) -> None:
    data = b"".join(packing(RECORDS[2 * i : 2 * i + 2]) for i, packing in enumerate(packings))
    path = write(tmp_path / "crawl", data)
    assert [capture.payload for capture in captures(path)] == PAGES
    assert skipped(path) == []


def test_a_record_that_is_cut_before_the_other_kind_begins_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "crawl", packed(RECORDS[:2])[:-9] + b"".join(RECORDS[2:]))
    assert [capture.payload for capture in captures(path)] == [PAGES[0], *PAGES[2:]]
    (told,) = skipped(path)
    assert told.code == "unreadable"


def test_what_follows_in_the_other_kind_may_be_damaged_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "crawl", packed(RECORDS[:2]) + RECORDS[2][:-200])
    assert [capture.payload for capture in captures(path)] == PAGES[:2]
    assert [item.place.rpartition("@")[2] for item in skipped(path)] == [str(len(packed(RECORDS[:2])))]


@pytest.mark.parametrize("left_out", [1, 10, 60])
def test_a_brotli_body_that_is_cut_is_read_as_far_as_it_goes_and_told(tmp_path: Path, left_out: int) -> None:
    page = b"".join(PAGES)
    block = http_block(brotli(page)[:-left_out], Content_Encoding="br")
    found = only_capture(write(tmp_path / "a.warc", record(block)))
    assert page.startswith(found.payload)
    assert len(found.payload) > 300
    assert [problem.code for problem in found.problems] == ["truncated"]


def test_a_body_that_only_says_that_it_is_packed_with_brotli_is_taken_as_it_is(tmp_path: Path) -> None:
    for number, page in enumerate((PAGES[0], b"\x1b$B" + PAGES[0], b"\n\n" + PAGES[0] + b"\x01\x02")):
        found = only_capture(write(tmp_path / f"{number}.warc", record(http_block(page, Content_Encoding="br"))))
        assert (found.payload, found.problems) == (page, ())
