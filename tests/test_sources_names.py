"""Addresses and times from the names that mirroring programs give to files."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from making_sources import THREAD_URL, captures, only_capture, thread_page, write, zip_bytes
from wetpaint_import.sources.hosts import is_host

PAGE = thread_page()
HOST = "lanternwiki.wetpaint.com"
AUGUST = datetime(2011, 8, 15, 15, 3, 11, tzinfo=UTC)
HASH = hashlib.md5(b"offset=40&maxResults=20", usedforsecurity=False).hexdigest()[:4]
LONG_HASH = hashlib.sha256(b"offset=40&maxResults=20").hexdigest()[:12]
PAGE_3 = f"http://{HOST}/thread/4711/oil?offset=40&maxResults=20"

ADDRESSES = {
    # wget, with and without -E, and its copies
    f"{HOST}/thread/4711/where+to+find+oil": THREAD_URL,
    f"{HOST}/thread/4711/where+to+find+oil.html": THREAD_URL,
    f"{HOST}/thread/4711/where+to+find+oil.1": THREAD_URL,
    f"{HOST}/thread/4711/where+to+find+oil.html.1": THREAD_URL,
    f"{HOST}/thread/4711/where+to+find+oil.html.orig": THREAD_URL,
    f"{HOST}/thread/4711/oil?offset=40&maxResults=20": PAGE_3,
    f"{HOST}/thread/4711/oil?offset=40&maxResults=20.html": PAGE_3,
    f"{HOST}/thread/4711/oil?offset=40&maxResults=20.2": PAGE_3,
    f"{HOST}/thread/4711/oil?offset=40&maxResults=20.html.1": PAGE_3,
    f"{HOST}/thread/4711/oil@offset=40&maxResults=20": PAGE_3,
    f"{HOST}/thread/4711/oil@offset=40&maxResults=20.html": PAGE_3,
    f"{HOST}/thread/4711/oil%3Foffset=40&maxResults=20": PAGE_3,
    f"{HOST}/thread/4711/oil%3Foffset%3D40%26maxResults%3D20": PAGE_3,
    f"{HOST}/thread/4711/index.html?offset=40&maxResults=20": f"http://{HOST}/thread/4711?offset=40&maxResults=20",
    f"{HOST}/thread/4711/what?": f"http://{HOST}/thread/4711/what%3F",
    f"{HOST}/thread/4711/what%3F+really?t=anon": f"http://{HOST}/thread/4711/what%3F+really?t=anon",
    f"{HOST}/thread/4711/me@home": f"http://{HOST}/thread/4711/me@home",
    f"{HOST}/thread/4711/version+2.1": f"http://{HOST}/thread/4711/version+2.1",
    f"{HOST}/thread/4711/50%+off #1": f"http://{HOST}/thread/4711/50%25+off%20%231",
    f"{HOST}:8080/thread/4711/oil": f"http://{HOST}:8080/thread/4711/oil",
    f"{HOST}+8080/thread/4711/oil": f"http://{HOST}:8080/thread/4711/oil",
    f"{HOST}/page/Help+%26+FAQ": f"http://{HOST}/page/Help+%26+FAQ",
    f"{HOST}/account/Wick/thread/4711": f"http://{HOST}/account/Wick/thread/4711",
    f"{HOST}/thread.html": f"http://{HOST}/thread",
    f"{HOST}/forum/Oil.html": f"http://{HOST}/forum/Oil",
    f"{HOST}/index.html": f"http://{HOST}/",
    f"{HOST}/about/index.html": f"http://{HOST}/about/",
    f"{HOST}/about.html": f"http://{HOST}/about.html",
    f"{HOST.upper()}/thread/4711/oil": f"http://{HOST}/thread/4711/oil",
    # HTTrack: the project's folder, and four digits of the query's MD5 where they can be proved
    f"{HOST}/{HOST}/thread/4711/oil.html": f"http://{HOST}/thread/4711/oil",
    f"My Web Sites/lamps.org/{HOST}/index.html": f"http://{HOST}/",
    f"{HOST}/thread/4711/oil{HASH}.html": PAGE_3,
    f"{HOST}/thread/4711/oil{HASH}/index.html": f"http://{HOST}/thread/4711/oil{HASH}",
    f"{HOST}/thread/4711/cafe.html": f"http://{HOST}/thread/4711/cafe",
    # re-hosted copies and Wayback downloaders
    f"{HOST}/thread/4711/where_to_find_oil/index.html": f"http://{HOST}/thread/4711/where_to_find_oil",
    f"websites/{HOST}/thread/4711/oil/index.html": f"http://{HOST}/thread/4711/oil",
    f"{HOST}/thread/4711/oil__q{LONG_HASH}/index.html": PAGE_3,
    f"{HOST}/thread/4711/oil__q{LONG_HASH}.html": PAGE_3,
    f"{HOST}/thread/4711/oil__q0123456789ab.html": f"http://{HOST}/thread/4711/oil",
    # hosts that are no folder of the address, and folders that are no hosts
    f"{HOST}/page/www.example.com/index.html": f"http://{HOST}/page/www.example.com",
    f"{HOST}/thread/4711/visit+myspace.com": f"http://{HOST}/thread/4711/visit+myspace.com",
    "thread/4711/oil.html": None,
    "backup.2012/thread/4711/oil.html": None,
    "jquery.ui/thread/4711/oil.html": None,
    "oil.html": None,
}


@pytest.mark.parametrize(("path", "url"), ADDRESSES.items())
def test_a_file_name_gives_the_address_it_was_saved_from(tmp_path: Path, path: str, url: str | None) -> None:
    write(tmp_path / path, PAGE)
    (capture,) = captures(tmp_path)
    assert capture.url == url
    assert capture.url_basis == (None if url is None else "file-name")


TIMES = {
    f"websites/{HOST}/20110815150311/thread/4711/oil/index.html": (f"http://{HOST}/thread/4711/oil", AUGUST, "folder-name"),
    f"{HOST}/20110815150311id_/thread/4711/oil": (f"http://{HOST}/thread/4711/oil", AUGUST, "folder-name"),
    f"20110815150311/{HOST}/thread/4711/oil": (f"http://{HOST}/thread/4711/oil", AUGUST, "folder-name"),
    f"web.archive.org/web/20110815150311/http:/{HOST}/thread/4711/oil": (f"http://{HOST}/thread/4711/oil", AUGUST, "folder-name"),
    f"web.archive.org/web/20110815150311/https%3A/{HOST}/thread/4711/oil": (
        f"https://{HOST}/thread/4711/oil",
        AUGUST,
        "folder-name",
    ),
    f"{HOST}/20110815150311/index.html": (f"http://{HOST}/", AUGUST, "folder-name"),
    "20110815150311/thread/4711/oil": (None, AUGUST, "folder-name"),
    "oil-20110815150311.html": (None, AUGUST, "file-name"),
    "oil-20111315150311.html": (None, None, None),
    "oil-120110815150311.html": (None, None, None),
    f"{HOST}/thread/20110815150311/oil": (f"http://{HOST}/thread/20110815150311/oil", None, None),
    f"{HOST}/20119915150311/index.html": (f"http://{HOST}/20119915150311/", None, None),
}


@pytest.mark.parametrize(("path", "expected"), TIMES.items())
def test_fourteen_digits_beside_the_host_are_the_time_of_the_capture(
    tmp_path: Path, path: str, expected: tuple[str | None, datetime | None, str | None]
) -> None:
    write(tmp_path / path, PAGE)
    (capture,) = captures(tmp_path)
    assert (capture.url, capture.captured_at, capture.captured_at_basis) == expected


def test_a_host_above_the_given_folder_counts_only_directly_before_an_address(tmp_path: Path) -> None:
    write(tmp_path / HOST / "thread" / "4711" / "oil.html", PAGE)
    write(tmp_path / HOST / "notes" / "oil.html", PAGE)
    (thread,) = captures(tmp_path / HOST / "thread")
    assert thread.url == f"http://{HOST}/thread/4711/oil"
    assert only_capture(tmp_path / HOST / "thread" / "4711" / "oil.html").url == thread.url
    assert only_capture(tmp_path / HOST / "notes" / "oil.html").url is None


def test_an_archive_of_a_host_gives_its_name_to_what_was_packed_from_within(tmp_path: Path) -> None:
    members = {"thread/4711/oil.html": PAGE, "thread\\4712\\wick.html": PAGE}
    write(tmp_path / f"{HOST}.zip", zip_bytes(members))
    assert [capture.url for capture in captures(tmp_path)] == [f"http://{HOST}/thread/4711/oil", f"http://{HOST}/thread/4712/wick"]
    write(tmp_path / f"{HOST}.zip", zip_bytes({f"{HOST}/thread/4711/oil.html": PAGE}))
    assert [capture.url for capture in captures(tmp_path)] == [f"http://{HOST}/thread/4711/oil"]


def test_httracks_cache_names_its_members_by_their_addresses(tmp_path: Path) -> None:
    cache = zip_bytes({"http://lanternwiki.wetpaint.com/thread/4711/oil?offset=40&maxResults=20": PAGE})
    write(tmp_path / "mirror" / "hts-cache" / "new.zip", cache)
    write(tmp_path / "mirror" / "hts-cache" / "new.txt", b"date\tsize\tflags")
    assert [capture.url for capture in captures(tmp_path)] == [PAGE_3]


REMARKS = {
    "saved-from": b"<!-- saved from url=(0041)http://lanternwiki.wetpaint.com/thread/4711 -->",
    "httrack": b"<!-- Mirrored from lanternwiki.wetpaint.com/thread/4711/oil?offset=40 by HTTrack Website Copier/3.x -->",
    "singlefile": b"<!--\n Page saved with SingleFile \n url: http://lanternwiki.wetpaint.com/thread/4711 \n-->",
}


@pytest.mark.parametrize("remark", REMARKS.values(), ids=REMARKS.keys())
def test_a_page_that_names_its_own_address_knows_better_than_its_file_name(tmp_path: Path, remark: bytes) -> None:
    write(tmp_path / HOST / "20110815150311" / "thread" / "4711" / "oil8f3a.html", PAGE.replace(b"<head>", b"<head>" + remark))
    (capture,) = captures(tmp_path)
    assert capture.url is None
    assert capture.captured_at == AUGUST


def test_the_mark_of_the_web_without_an_address_does_not_count(tmp_path: Path) -> None:
    remark = b"<!-- saved from url=(0014)about:internet -->"
    write(tmp_path / HOST / "thread" / "4711" / "oil.html", remark + PAGE)
    assert [capture.url for capture in captures(tmp_path)] == [f"http://{HOST}/thread/4711/oil"]


@pytest.mark.parametrize("name", ["a.wetpaint.com", "my_wiki.wetpaint.com", "merlin.co.uk", "x.example", "dexterwiki.sho.com:80"])
def test_hosts_are_told(name: str) -> None:
    assert is_host(name)


@pytest.mark.parametrize(
    "name", ["lamps", "page.html", "v1.2", "script.js", "a..com", ".com", "lamp.zip", "foo.com_files", "10.0.0.1"]
)
def test_folders_that_are_no_hosts_are_told(name: str) -> None:
    assert not is_host(name)
