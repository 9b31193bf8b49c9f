"""What a file is, by its first bytes and its name."""

import pytest

from making_sources import PICTURE, mhtml, tar_of, thread_page
from wetpaint_import.sources.kinds import Kind, classify

HTML = thread_page()
WORD = b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml"

CASES = {
    "html by tags": ("x", HTML, Kind.PAGE, "text/html"),
    "html by name": ("x.html", HTML, Kind.PAGE, "text/html"),
    "html upper case": ("X.HTM", b"<HTML>", Kind.PAGE, "text/html"),
    "html without head": ("x", b"\r\n\r\n  <table><tr><td>", Kind.PAGE, "text/html"),
    "html after a comment": ("x", b"<!-- saved -->\n<!doctype html><p>", Kind.PAGE, "text/html"),
    "html with a byte order mark": ("x", b"\xef\xbb\xbf<html>", Kind.PAGE, "text/html"),
    "html in utf-16": ("x", "\ufeff<html><body>".encode("utf-16-le"), Kind.PAGE, "text/html"),
    "xhtml": ("x.xhtml", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', Kind.PAGE, "application/xhtml+xml"),
    "html named as a picture": ("check+this.jpg", HTML, Kind.PAGE, "text/html"),
    "html sent for a style sheet": ("style.css", HTML, Kind.NOT_A_PAGE, "text/css"),
    "binary named as html": ("x.html", bytes(range(256)) * 8, Kind.PAGE, "text/html"),
    "picture named as html": ("x.html", PICTURE, Kind.NOT_A_PAGE, "image/png"),
    "empty html": ("x.html", b"", Kind.PAGE, "text/html"),
    "empty": ("x", b"", Kind.NOT_A_PAGE, None),
    "text": ("x.txt", b"Location: Lamps\nDiscussion: Oil\n", Kind.PAGE, "text/plain"),
    "text without extension": ("x", "Discussion: Öl\n".encode(), Kind.PAGE, None),
    "text that begins as a picture": ("x", b"RIFFs are what this page is about, not films.\n" * 9, Kind.PAGE, None),
    "text in utf-16": ("x", "\ufeffDiscussion: Oil".encode("utf-16-le"), Kind.PAGE, None),
    "damaged warc": ("x.warc", b"\x00ARC/1.0", Kind.WARC, "application/warc"),
    "page named as warc": ("x.warc", HTML, Kind.PAGE, "text/html"),
    "copy of html": ("x.html.1", HTML, Kind.PAGE, "text/html"),
    "html with query": ("x?offset=20&maxResults=20.html", HTML, Kind.PAGE, "text/html"),
    "script": ("x.js", b"var a = '<html>';", Kind.NOT_A_PAGE, "text/javascript"),
    "script with query": ("x.js?v=1", b"var a;", Kind.NOT_A_PAGE, "text/javascript"),
    "feed": ("updated", b'<?xml version="1.0"?><rss><channel><title>Lamps</title>', Kind.PAGE, "application/rss+xml"),
    "bare feed": ("updated", b"<rss><channel><title>Lamps</title>", Kind.PAGE, "application/rss+xml"),
    "noise": ("x", bytes(range(256)), Kind.NOT_A_PAGE, None),
    "gzip": ("x.html", b"\x1f\x8b\x08\x00", Kind.GZIP, "application/gzip"),
    "bzip2": ("x", b"BZh91AY&SY", Kind.BZIP2, "application/x-bzip2"),
    "text like bzip2": ("x", b"BZh9 is what it said", Kind.PAGE, None),
    "xz": ("x", b"\xfd7zXZ\x00", Kind.XZ, "application/x-xz"),
    "zip": ("x.html", b"PK\x03\x04", Kind.ZIP, "application/zip"),
    "empty zip": ("x", b"PK\x05\x06", Kind.ZIP, "application/zip"),
    "office file": ("x.docx", WORD, Kind.NOT_A_PAGE, "application/zip"),
    "tar": ("x", tar_of({"a": b"b"}), Kind.TAR, "application/x-tar"),
    "warc": ("x.txt", b"WARC/1.1\r\n", Kind.WARC, "application/warc"),
    "mhtml": ("x", mhtml(HTML), Kind.MHTML, "multipart/related"),
    "mhtml by name": ("x.mht", b"From: lamp\r\nSubject: oil\r\n", Kind.MHTML, "multipart/related"),
    "seven zip": ("x.7z", b"7z\xbc\xaf\x27\x1c", Kind.CLOSED, "application/x-7z-compressed"),
    "arc": ("x", b"filedesc://lamps.arc", Kind.CLOSED, "application/x-arc"),
}


def test_a_thread_may_be_named_like_a_script() -> None:
    assert classify("about+node.js", HTML, in_thread=True) == (Kind.PAGE, "text/html")
    assert classify("menu.js", b"var a;", in_thread=True) == (Kind.NOT_A_PAGE, "text/javascript")


@pytest.mark.parametrize(("base", "data", "kind", "media_type"), CASES.values(), ids=CASES.keys())
def test_a_file_is_told_by_its_first_bytes_then_by_its_name(base: str, data: bytes, kind: Kind, media_type: str | None) -> None:
    assert classify(base, data[:2048]) == (kind, media_type)
