"""Folders: links, odd files, names of no encoding, things that vanish, and what is no page."""

import os
import socket
from pathlib import Path

import pytest

from making_sources import (
    PICTURE,
    captures,
    only_capture,
    only_not_a_page,
    only_skipped,
    read,
    skipped,
    tar_of,
    thread_page,
    write,
    zip_bytes,
)
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, Skipped, iter_captures
from wetpaint_import.sources.contents import unreadable

PAGE = thread_page()


def test_folders_of_any_depth_are_read_in_the_order_of_names(tmp_path: Path) -> None:
    deep = "/".join("abcdefghij" * 10)
    for name in (f"{deep}/page.html", "a.html", "z.html", "m/b.html", "m/a.html"):
        write(tmp_path / name, PAGE)
    assert [capture.place for capture in captures(tmp_path)] == [
        f"{tmp_path}/{deep}/page.html",
        f"{tmp_path}/a.html",
        f"{tmp_path}/m/a.html",
        f"{tmp_path}/m/b.html",
        f"{tmp_path}/z.html",
    ]


def test_links_inside_a_folder_are_never_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.html", PAGE)
    tree = tmp_path / "tree"
    write(tree / "page.html", PAGE)
    (tree / "file-link.html").symlink_to(outside)
    (tree / "folder-link").symlink_to(outside.parent)
    (tree / "loop").symlink_to(tree)
    (tree / "broken").symlink_to(tmp_path / "nowhere")
    assert [capture.place for capture in captures(tree)] == [f"{tree}/page.html"]
    assert {item.place.rpartition("/")[2]: item.code for item in skipped(tree)} == dict.fromkeys(
        ("file-link.html", "folder-link", "loop", "broken"), "not-followed"
    )


def test_a_link_that_the_user_names_is_followed(tmp_path: Path) -> None:
    page = write(tmp_path / "real" / "page.html", PAGE)
    (tmp_path / "link").symlink_to(page.parent)
    (tmp_path / "link.html").symlink_to(page)
    assert len(captures(tmp_path / "link", tmp_path / "link.html")) == 2


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    assert only_skipped(tmp_path).code == "not-followed"
    assert only_skipped(tmp_path / "pipe.html").code == "not-followed"


def test_sockets_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's address has at most 107 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.html")
        assert only_skipped(tmp_path).code == "not-followed"
        assert only_skipped(tmp_path / "socket.html").code == "unreadable"


def test_names_that_are_no_utf_8_are_read_and_printed_with_replacements(tmp_path: Path) -> None:
    write(tmp_path / "lanternwiki.wetpaint.com" / "thread" / "4711" / os.fsdecode(b"caf\xe9.html"), PAGE)
    capture = only_capture(tmp_path)
    assert capture.payload == PAGE
    assert capture.place == f"{tmp_path}/lanternwiki.wetpaint.com/thread/4711/caf\ufffd.html"
    assert capture.url == "http://lanternwiki.wetpaint.com/thread/4711/caf%E9"


def test_files_and_folders_that_vanish_while_reading_are_told(tmp_path: Path) -> None:
    for name in ("a.html", "b.html", "c/page.html", "d.html"):
        write(tmp_path / name, PAGE)
    found = iter_captures([tmp_path], Limits())
    next(found)
    (tmp_path / "b.html").unlink()
    (tmp_path / "c" / "page.html").unlink()
    (tmp_path / "c").rmdir()
    second, third, last = found
    assert isinstance(second, Skipped)
    assert isinstance(third, Skipped)
    assert (second.place, third.place) == (f"{tmp_path}/b.html", f"{tmp_path}/c")
    assert second.code == third.code == "unreadable"
    assert "vanished" in second.message
    assert isinstance(last, Capture)


def test_a_named_file_that_vanishes_before_its_turn_is_told(tmp_path: Path) -> None:
    pages = [write(tmp_path / name, PAGE) for name in ("a.html", "b.html")]
    found = iter_captures(pages, Limits())
    pages[1].unlink()
    assert [type(item) for item in found] == [Capture, Skipped]


def test_a_named_folder_that_vanishes_before_its_turn_is_told(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write(tmp_path / folder / "page.html", PAGE)
    found = iter_captures([tmp_path / "a", tmp_path / "b"], Limits())
    next(found)
    (tmp_path / "b").rename(tmp_path / "c")
    (told,) = found
    assert isinstance(told, Skipped)
    assert (told.place, told.code) == (f"{tmp_path}/b", "unreadable")


def test_what_may_not_be_read_is_told_with_what_to_do() -> None:
    told = unreadable("lamps", PermissionError(13, "Permission denied"))
    assert (told.place, told.code) == ("lamps", "unreadable")
    assert "Permission denied" in told.message
    assert "allow reading it" in told.message


def test_a_file_that_the_system_cannot_read_is_told() -> None:
    # The first page of a process's memory is never mapped: reading it fails like a broken disk, for root as well.
    assert only_skipped(Path("/proc/self/mem")).code == "unreadable"


def test_a_page_larger_than_the_limit_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path / "page.html", PAGE)
    assert len(captures(path, limits=Limits(max_page_size=len(PAGE)))) == 1
    told = only_skipped(path, Limits(max_page_size=len(PAGE) - 1))
    assert told.code == "too-large"
    assert (
        "larger than 10 KiB, so" in only_skipped(write(tmp_path / "large.html", PAGE * 500), Limits(max_page_size=10 << 10)).message
    )
    assert f"larger than {len(PAGE) - 1} bytes" in told.message
    assert "--max-page-size" in told.message


def test_what_is_no_page_is_counted_by_its_name_and_first_bytes(tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as out:
        # A gigabyte that takes no room on the disk: reading it whole would take seconds.
        out.write(b"\x00\x00\x00\x18ftypmp42")
        out.truncate(1 << 30)
    write(tmp_path / "lamp.png", PICTURE)
    write(tmp_path / "no-extension", PICTURE)
    write(tmp_path / "style.css", b"body { color: red }")
    write(tmp_path / "style.css?v=3", b"body { color: red }")
    assert [(item.place.rpartition("/")[2], item.media_type) for item in read(tmp_path) if isinstance(item, NotAPage)] == [
        ("film.mp4", "video/mp4"),
        ("lamp.png", "image/png"),
        ("no-extension", "image/png"),
        ("style.css", "text/css"),
        ("style.css?v=3", "text/css"),
    ]


def test_a_thread_named_like_a_script_is_a_page(tmp_path: Path) -> None:
    write(tmp_path / "thread" / "4711" / "about+node.js", PAGE)
    assert only_capture(tmp_path).payload == PAGE


@pytest.mark.parametrize("suffix", ["_files", "-Dateien", "_fichiers"])
def test_the_folder_beside_a_saved_page_holds_no_pages(tmp_path: Path, suffix: str) -> None:
    write(tmp_path / "Lamps.html", PAGE)
    write(tmp_path / f"Lamps{suffix}" / "frame.html", PAGE)
    write(tmp_path / f"Lamps{suffix}" / "deeper" / "ad.htm", PAGE)
    found = read(tmp_path)
    assert [item.place for item in found if isinstance(item, Capture)] == [f"{tmp_path}/Lamps.html"]
    assert [item.media_type for item in found if isinstance(item, NotAPage)] == ["text/html", "text/html"]


def test_a_folder_that_is_only_named_so_is_read(tmp_path: Path) -> None:
    write(tmp_path / "thread" / "4711" / "the_x_files" / "index.html", PAGE)
    assert len(captures(tmp_path)) == 1


def test_the_folder_beside_a_saved_page_is_told_in_archives_too(tmp_path: Path) -> None:
    saved = {"Lamps.html": PAGE, "Lamps_files/frame.html": PAGE, "thread/4711/the_x_files/index.html": PAGE}
    for name, data in (("saved.zip", zip_bytes(saved)), ("saved.tar", tar_of(saved))):
        path = write(tmp_path / name, data)
        assert [capture.place for capture in captures(path)] == [f"{path}!Lamps.html", f"{path}!thread/4711/the_x_files/index.html"]


@pytest.mark.parametrize(
    "name", ["robots.txt", "hts-log.txt", "hts-cache/new.txt", "._page.html", "__MACOSX/._page.html", ".DS_Store", "mirror.log"]
)
def test_what_mirroring_programs_and_systems_leave_behind_is_no_page(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, b"User-agent: *\nDisallow: /account\n")
    only_not_a_page(tmp_path)


def test_a_file_is_not_held_open_when_reading_stops(tmp_path: Path) -> None:
    write(tmp_path / "pages.zip", zip_bytes({"a.html": PAGE, "b.html": PAGE}))
    found = iter_captures([tmp_path], Limits())
    next(found)
    del found
    assert not [link for link in Path("/proc/self/fd").iterdir() if os.path.realpath(link).endswith("pages.zip")]
