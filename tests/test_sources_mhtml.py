"""MHTML as several browsers write it."""

import base64
import quopri
from datetime import UTC, datetime
from pathlib import Path

import pytest

from making_sources import THREAD_URL, mhtml, only_capture, only_skipped, thread_page, write
from wetpaint_import.sources import Limits

PAGE = thread_page()


def test_address_and_time_come_from_the_headers(tmp_path: Path) -> None:
    capture = only_capture(write(tmp_path / "saved.mht", mhtml(PAGE)))
    assert (capture.url, capture.url_basis) == (THREAD_URL, "mhtml-header")
    assert (capture.captured_at, capture.captured_at_basis) == (datetime(2011, 8, 15, 19, 3, 11, tzinfo=UTC), "mhtml-header")
    assert (capture.media_type, capture.charset) == ("text/html", "utf-8")


def test_internet_explorer_writes_a_page_without_pictures_as_one_part(tmp_path: Path) -> None:
    text = PAGE.decode().encode("windows-1252")
    head = (
        'From: "Saved by Windows Internet Explorer 8"\r\nSubject: \r\nDate: Fri, 6 Nov 2009 15:36:06 -0800\r\nMIME-Version: 1.0\r\n'
        'Content-Type: text/html;\r\n\tcharset="Windows-1252"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
        f"Content-Location: {THREAD_URL}\r\nX-MimeOLE: Produced By Microsoft MimeOLE V6.1\r\n\r\n"
    )
    capture = only_capture(write(tmp_path / "saved", head.encode() + quopri.encodestring(text)))
    assert capture.payload == text
    assert (capture.url, capture.charset) == (THREAD_URL, "windows-1252")
    assert capture.captured_at == datetime(2009, 11, 6, 23, 36, 6, tzinfo=UTC)


def test_the_root_is_the_part_that_start_names(tmp_path: Path) -> None:
    def part(name: str, body: bytes) -> bytes:
        coded = base64.encodebytes(body)
        return f"--lamp\nContent-Type: text/html\nContent-ID: <{name}>\nContent-Transfer-Encoding: base64\n\n".encode() + coded

    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; start="<root>"; boundary=lamp\n\n'
    data = head + part("frame", b"<p>an advertisement</p>") + part("root", PAGE) + b"--lamp--\n"
    assert only_capture(write(tmp_path / "saved.mht", data)).payload == PAGE


def test_a_folded_address_is_put_together(tmp_path: Path) -> None:
    long_url = THREAD_URL + "+and+wicks" * 20
    folded = long_url[:90] + "\r\n " + long_url[90:]
    assert only_capture(write(tmp_path / "saved.mht", mhtml(PAGE, url=folded))).url == long_url


def test_a_page_saved_out_of_a_web_archive_has_the_originals_address_and_time(tmp_path: Path) -> None:
    url = f"https://web.archive.org/web/20100718162700/{THREAD_URL}"
    capture = only_capture(write(tmp_path / "saved.mht", mhtml(PAGE, url=url)))
    assert capture.url == THREAD_URL
    assert (capture.captured_at, capture.captured_at_basis) == (datetime(2010, 7, 18, 16, 27, tzinfo=UTC), "archive-address")


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Aug 2011 15:03:11 +0000"])
def test_a_date_that_is_none_is_left_out(tmp_path: Path, date: str) -> None:
    capture = only_capture(write(tmp_path / "saved.mht", mhtml(PAGE, date=date)))
    assert (capture.captured_at, capture.captured_at_basis) == (None, None)


def test_without_an_address_in_its_headers_the_name_is_asked(tmp_path: Path) -> None:
    data = mhtml(PAGE, url="cid:frame-1", date="")
    path = write(tmp_path / "x.wetpaint.com" / "20110815150311" / "thread" / "5" / "oil.mht", data)
    capture = only_capture(path)
    assert (capture.url, capture.url_basis) == ("http://x.wetpaint.com/thread/5/oil", "file-name")
    assert capture.captured_at_basis == "folder-name"


def test_a_start_that_names_no_part_is_passed_over(tmp_path: Path) -> None:
    data = mhtml(PAGE).replace(b'type="text/html"', b'type="text/html"; start="<lamp>"')
    assert only_capture(write(tmp_path / "saved.mht", data)).payload == PAGE


HOSTILE = {
    "parts within parts": b"MIME-Version: 1.0\n"
    + b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(3_000))
    + b"Content-Type: text/html\n\n<p>deep",
    "millions of lines": mhtml(PAGE).replace(b"\r\n\r\n", b"\r\n\r\n" + b"\n" * 1_100_000, 1),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_mhtml_made_to_exhaust_its_reader_is_told(tmp_path: Path, data: bytes) -> None:
    assert only_skipped(write(tmp_path / "saved.mht", data)).code == "unreadable"


def test_mhtml_larger_than_a_page_may_be_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "saved.mht", mhtml(PAGE))
    assert only_skipped(path, Limits(max_page_size=len(PAGE))).code == "too-large"


def test_mhtml_without_a_page_is_told(tmp_path: Path) -> None:
    data = mhtml(PAGE).replace(b"text/html", b"image/gif")
    told = only_skipped(write(tmp_path / "saved.mht", data))
    assert told.code == "unreadable"
    assert "MHTML" in told.message
