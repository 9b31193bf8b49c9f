"""The same page by every route, and all routes in one tree."""

import bz2
import gzip
import lzma
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from in_process import run
from making_sources import (
    PICTURE,
    THREAD_URL,
    captures,
    mhtml,
    only_capture,
    only_skipped,
    read,
    record,
    tar_of,
    thread_page,
    warc_of,
    write,
    zip_bytes,
)
from wetpaint_import.errors import SourceError
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, iter_captures

PAGE = thread_page()
ROUTES = {
    "page.html": (PAGE, "file"),
    "page.html.gz": (gzip.compress(PAGE), "file"),
    "page.html.bz2": (bz2.compress(PAGE), "file"),
    "page.html.xz": (lzma.compress(PAGE), "file"),
    "pages.zip": (zip_bytes({"page.html": PAGE}), "zip"),
    "pages.tar": (tar_of({"page.html": PAGE}), "tar"),
    "pages.tar.gz": (tar_of({"page.html": PAGE}, "w:gz"), "tar"),
    "pages.tar.bz2": (tar_of({"page.html": PAGE}, "w:bz2"), "tar"),
    "pages.tar.xz": (tar_of({"page.html": PAGE}, "w:xz"), "tar"),
    "crawl.warc": (warc_of({THREAD_URL: PAGE}, is_packed=False), "warc"),
    "crawl.warc.gz": (warc_of({THREAD_URL: PAGE}), "warc"),
    "crawl.wacz": (zip_bytes({"datapackage.json": b"{}", "archive/data.warc.gz": warc_of({THREAD_URL: PAGE})}), "wacz"),
    "saved.mht": (mhtml(PAGE), "mhtml"),
    "saved.mhtml.gz": (gzip.compress(mhtml(PAGE)), "mhtml"),
}


@pytest.mark.parametrize("name", ROUTES)
def test_each_route_gives_the_page_byte_for_byte_and_says_its_kind(tmp_path: Path, name: str) -> None:
    data, source = ROUTES[name]
    capture = only_capture(write(tmp_path / name, data))
    assert capture.payload == PAGE
    assert capture.source == source
    assert capture.place.startswith(str(tmp_path / name))


@pytest.mark.parametrize("name", ROUTES)
def test_bytes_decide_what_a_file_is_whatever_its_name(tmp_path: Path, name: str) -> None:
    capture = only_capture(write(tmp_path / "something.txt", ROUTES[name][0]))
    assert capture.payload == PAGE


def test_a_tree_of_all_routes_gives_all_of_them_in_the_order_of_names(tmp_path: Path) -> None:
    for name, (data, _) in ROUTES.items():
        write(tmp_path / "tree" / name, data)
    write(tmp_path / "tree" / "lamp.png", PICTURE)
    found = read(tmp_path / "tree")
    assert [item.place.partition("!")[0].partition("@")[0] for item in found] == sorted(
        str(tmp_path / "tree" / name) for name in [*ROUTES, "lamp.png"]
    )
    assert sum(isinstance(item, Capture) for item in found) == len(ROUTES)
    assert [item.media_type for item in found if isinstance(item, NotAPage)] == ["image/png"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for name, (data, _) in ROUTES.items():
        write(tmp_path / name, data)
    assert read(tmp_path) == read(tmp_path)


def test_an_archive_inside_an_archive_is_read_and_one_deeper_is_told(tmp_path: Path) -> None:
    inner = zip_bytes({"page.html": PAGE})
    middle = zip_bytes({"inner.zip": inner})
    assert only_capture(write(tmp_path / "a" / "middle.zip", middle)).payload == PAGE
    packed_tar = tar_of({"middle.zip": zip_bytes({"page.html": PAGE})}, "w:gz")
    assert only_capture(write(tmp_path / "b" / "pages.tgz", packed_tar)).payload == PAGE
    (deepest,) = read(write(tmp_path / "c" / "outer.zip", zip_bytes({"middle.zip": middle})))
    assert not isinstance(deepest, Capture)
    assert deepest.place.endswith("outer.zip!middle.zip!inner.zip")


def test_a_warc_inside_archives_says_member_and_offset(tmp_path: Path) -> None:
    warc = warc_of({THREAD_URL: PAGE})
    for name, data in {
        "c.zip": zip_bytes({"d/data.warc.gz": warc}),
        "c.tar": tar_of({"d/data.warc.gz": warc}),
        "c.tgz": tar_of({"d/data.warc.gz": warc}, "w:gz"),
    }.items():
        capture = only_capture(write(tmp_path / name, data))
        prefix, _, offset = capture.place.rpartition("@")
        assert prefix == f"{tmp_path / name}!d/data.warc.gz"
        assert warc[int(offset) :].startswith(b"\x1f\x8b")
        assert capture.url == THREAD_URL


def test_a_warc_too_large_to_hold_is_still_read_from_a_packed_archive(tmp_path: Path) -> None:
    path = write(tmp_path / "c.tgz", tar_of({"data.warc.gz": warc_of({THREAD_URL: PAGE})}, "w:gz"))
    assert [capture.payload for capture in captures(path, limits=Limits(max_held=10))] == [PAGE]


def test_what_the_user_tells_stands_beside_what_is_found(tmp_path: Path) -> None:
    write(tmp_path / "a.html", PAGE)
    write(tmp_path / "b.warc.gz", warc_of({THREAD_URL: PAGE}))
    noon_in_new_york = datetime(2012, 1, 2, 12, tzinfo=timezone(timedelta(hours=-5)))
    url = "http://w.wetpaint.com/thread/9/given"
    for found, named in zip(read(tmp_path, url=url, captured_at=noon_in_new_york), (None, THREAD_URL), strict=True):
        assert isinstance(found, Capture)
        assert (found.url, found.told_url) == (named, url)
        assert found.told_captured_at == datetime(2012, 1, 2, 17, tzinfo=UTC)


def test_a_path_that_does_not_exist_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html", PAGE)
    with pytest.raises(SourceError, match="no such file") as caught:
        iter_captures([page, tmp_path / "b.html"], Limits())
    assert caught.value.place == str(tmp_path / "b.html")


def test_who_gives_an_address_to_load_is_told_of_fetch(tmp_path: Path) -> None:
    done = run("load", "http://foo.wetpaint.com/thread/1", "--db", tmp_path / "a.db")
    assert done.returncode == 4
    assert "`wetpaint-import fetch` pulls pages from the web" in done.stderr


@pytest.mark.parametrize("name", ["x" * 300, "zero\x00byte", "a.html/below"])
def test_names_that_cannot_exist_are_refused_like_those_that_do_not(tmp_path: Path, name: str) -> None:
    write(tmp_path / "a.html", PAGE)
    with pytest.raises(SourceError):
        iter_captures([tmp_path / name], Limits())


def test_a_page_packed_several_times_over_is_told(tmp_path: Path) -> None:
    twice = gzip.compress(bz2.compress(PAGE))
    assert only_capture(write(tmp_path / "a", twice)).payload == PAGE
    assert only_skipped(write(tmp_path / "b", gzip.compress(twice))).code == "unreadable"


def test_reading_is_lazy(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.html", thread_page(number))
    found = iter_captures([tmp_path], Limits())
    next(found)
    (tmp_path / "1.html").write_bytes(thread_page(77))
    second = next(found)
    assert isinstance(second, Capture)
    assert second.payload == thread_page(77)


def test_nothing_is_written_or_touched(tmp_path: Path) -> None:
    for name, (data, _) in ROUTES.items():
        write(tmp_path / "tree" / name, data)
    write(tmp_path / "tree" / "climbing.zip", zip_bytes({"../../escaped.html": PAGE, "/rooted.html": PAGE}))
    write(tmp_path / "tree" / "broken.warc", record(PAGE)[:-40])
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    read(tmp_path / "tree")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
