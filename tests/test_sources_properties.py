"""Whatever bytes stand in whatever container: captures and reasons come out, never an error."""

import gzip
import lzma
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from making_sources import (
    THREAD_URL,
    chunked,
    http_block,
    mhtml,
    packed,
    read,
    record,
    tar_of,
    thread_page,
    warc_of,
    write,
    zip_bytes,
)
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, Skipped
from wetpaint_import.sources.http_message import read_body, read_head
from wetpaint_import.sources.mhtml import read_mhtml
from wetpaint_import.sources.names import Name, read_name

LIMITS = Limits(max_page_size=1 << 16, free_unpacked=1 << 20, max_damages=20)
PAGE = thread_page()
REVISIT = record(http_block(b""), "revisit", WARC_Refers_To="<urn:uuid:1>", WARC_Payload_Digest="sha1:LAMP")
RECORDS = [
    record(http_block(chunked(PAGE), Transfer_Encoding="chunked"), WARC_Record_ID="<urn:uuid:1>"),
    record(http_block(gzip.compress(PAGE), Content_Encoding="gzip"), WARC_Payload_Digest="sha1:LAMP"),
    REVISIT,
]
PAGES = {"thread/1/oil.html": PAGE, "a.png": b"\x89PNG", "b.warc.gz": packed(RECORDS), "c.html.gz": gzip.compress(PAGE)}
VALID = {
    "page": PAGE,
    "gzip": gzip.compress(PAGE),
    "xz": lzma.compress(PAGE),
    "zip": zip_bytes(PAGES),
    "zip of bzip2": zip_bytes(PAGES, zipfile.ZIP_BZIP2),
    "zip of lzma": zip_bytes(PAGES, zipfile.ZIP_LZMA),
    "wacz": zip_bytes({"datapackage.json": b"{}", "archive/a.warc.gz": packed(RECORDS)}, zipfile.ZIP_STORED),
    "tar": tar_of(PAGES),
    "tar.gz": tar_of(PAGES, "w:gz"),
    "warc": b"".join(RECORDS),
    "warc.gz": packed(RECORDS),
    "warc packed whole": gzip.compress(b"".join(RECORDS)),
    "warc by warcio": warc_of({THREAD_URL: PAGE}),
    "mhtml": mhtml(PAGE),
    "zip of tar": zip_bytes({"p.tar": tar_of(PAGES)}),
}
BEGINNINGS = (
    b"",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"WARC/1.0\r\n",
    b"BZh91AY&SY",
    b"\xfd7zXZ\x00",
    b"MIME-Version: 1.0\r\n",
    b"<html>",
)
NAMES = ("x", "x.html", "x.html.gz", "x.zip", "x.tar", "x.warc", "x.warc.gz", "x.mht", "x.txt")

Change = Callable[[bytes], bytes]
_many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One injury to bytes: cut, a piece taken out, put in, doubled or written over."""
    where, length = draw(st.floats(0, 1)), draw(st.integers(1, 60))
    new = draw(
        st.one_of(
            st.binary(max_size=20), st.sampled_from((b"-1", b"99999999999999999999", b"\r\n\r\n", b"\x1f\x8b\x08", b"\xff" * 8))
        )
    )
    kind = draw(st.sampled_from(("cut", "out", "in", "twice", "over")))

    def change(data: bytes) -> bytes:
        at = int(where * len(data))
        return {
            "cut": data[:at],
            "out": data[:at] + data[at + length :],
            "in": data[:at] + new + data[at:],
            "twice": data[: at + length] + data[at:],
            "over": data[:at] + new + data[at + len(new) :],
        }[kind]

    return change


def check(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / name, data)
        found = read(path, limits=LIMITS)
        for item in found:
            assert isinstance(item, Capture | Skipped | NotAPage)
            assert item.place.startswith(str(path))
            if isinstance(item, Capture):
                assert len(item.payload) <= LIMITS.max_page_size
                assert (item.url is None) == (item.url_basis is None)
                assert (item.captured_at is None) == (item.captured_at_basis is None)
            if isinstance(item, Skipped):
                assert item.code in ("unreadable", "too-large", "not-followed", "missing-original")
        assert read(path, limits=LIMITS) == found
        assert list(Path(folder).iterdir()) == [path]


@_many
@given(st.sampled_from(NAMES), st.sampled_from(BEGINNINGS), st.binary(max_size=3_000))
def test_any_bytes_as_any_file_give_no_error(name: str, beginning: bytes, data: bytes) -> None:
    check(name, beginning + data)


@pytest.mark.parametrize("kind", VALID)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes(), min_size=1, max_size=4))
def test_an_injured_container_gives_no_error(kind: str, injuries: list[Change]) -> None:
    data = VALID[kind]
    for injure in injuries:
        data = injure(data)
    check("injured", data)


@_many
@given(st.sampled_from(("tar", "zip", "warc", "gz")), st.binary(max_size=2_000), st.sampled_from(NAMES))
def test_any_bytes_inside_any_container_give_no_error(kind: str, data: bytes, name: str) -> None:
    wrapped = {
        "tar": lambda: tar_of({name: data}, "w:gz"),
        "zip": lambda: zip_bytes({name: data}),
        "warc": lambda: packed([record(data), record(data, "revisit"), record(data, "resource", Content_Type="text/html")]),
        "gz": lambda: gzip.compress(data),
    }[kind]()
    check("container", wrapped)


def _names(size: int) -> st.SearchStrategy[str]:
    """Any bytes that a file system takes for a name."""
    return st.binary(min_size=1, max_size=size).filter(lambda raw: not set(raw) & {0, ord("/")}).map(os.fsdecode)


@_many
@given(_names(40), st.lists(_names(20), max_size=5))
def test_any_name_gives_an_address_without_spaces_or_none(base: str, folders: list[str]) -> None:
    for host in ((), ("w.wetpaint.com",)):
        facts = read_name(Name((*host, *folders), base, 0))
        assert facts.url is None or not set(facts.url) & set(' "<>\\^`{|}\n\t#')
        if host:
            assert facts.url is not None


@_many
@given(
    st.sampled_from((b"", b"HTTP/1.1 200 OK\r\n")),
    st.sampled_from(
        (
            b"",
            b"Content-Encoding: gzip\r\n",
            b"Content-Encoding: deflate\r\n",
            b"Content-Encoding: br\r\n",
            b"Content-Encoding: zstd\r\n",
        )
    ),
    st.sampled_from((b"", b"Transfer-Encoding: chunked\r\n")),
    st.sampled_from((b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"5\r\n")),
    st.binary(max_size=500),
)
def test_any_answer_gives_a_body_within_the_limit(
    status: bytes, coding: bytes, chunks: bytes, beginning: bytes, data: bytes
) -> None:
    block = status + coding + chunks + b"\r\n" + beginning + data
    head = read_head(block)
    assert len(read_body(head, block[head.size :], 300).payload) <= 300


@_many
@given(st.lists(changes(), min_size=1, max_size=5))
def test_any_mail_gives_a_page_or_none(injuries: list[Change]) -> None:
    data = VALID["mhtml"]
    for injure in injuries:
        data = injure(data)
    saved = read_mhtml(data)
    assert saved is None or isinstance(saved.payload, bytes)
