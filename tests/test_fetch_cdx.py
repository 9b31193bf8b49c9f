"""Index answers: the forms of the Internet Archive and of pywb, and what comes where they are broken."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wetpaint_import.errors import FetchError
from wetpaint_import.fetch.cdx import read_lines, read_table
from wetpaint_import.fetch.records import CdxRecord

HEAD = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["com,wetpaint,a)/thread/1/x", "20110815150311", "http://a.wetpaint.com/thread/1/x", "text/html", "200", "A" * 32, "4711"]


def table(*rows: list[str]) -> bytes:
    return json.dumps([HEAD, *rows]).encode()


def test_a_table_gives_its_rows_by_the_names_in_its_first() -> None:
    page = read_table(table(ROW), "u")
    assert page.resume is None
    assert page.records == (
        CdxRecord(
            urlkey="com,wetpaint,a)/thread/1/x",
            timestamp="20110815150311",
            original="http://a.wetpaint.com/thread/1/x",
            mimetype="text/html",
            statuscode="200",
            digest="A" * 32,
            length=4711,
        ),
    )


def test_the_order_of_the_columns_is_the_servers_to_choose() -> None:
    body = json.dumps([["original", "timestamp"], ["http://a.example/thread/1/x", "20110815150311"]]).encode()
    assert read_table(body, "u").records[0].original == "http://a.example/thread/1/x"


def test_the_resumption_key_follows_an_empty_row() -> None:
    page = read_table(table(ROW, [], ["com%2Cwetpaint%2Ca%29%2F+20110815150312"]), "u")
    assert len(page.records) == 1
    assert page.resume == "com%2Cwetpaint%2Ca%29%2F+20110815150312"


@pytest.mark.parametrize("body", [b"[]", b"[[]]", table()])
def test_an_empty_answer_is_no_captures(body: bytes) -> None:
    page = read_table(body, "u")
    assert page.records == ()
    assert page.resume is None


@pytest.mark.parametrize(
    "body", [b"", b"<html>busy</html>", table(ROW)[:-20], b'{"message": "no"}', b"[1, 2]", b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_whole_table_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        read_table(body, "u")
    assert caught.value.why == "bad-index"
    assert caught.value.again


@pytest.mark.parametrize("length", ["-", "", "x"])
def test_a_row_without_length_is_a_row(length: str) -> None:
    assert read_table(table([*ROW[:-1], length]), "u").records[0].length is None


@pytest.mark.parametrize(
    ("original", "timestamp"),
    [
        ("http://mailto:someone@a.example", "20110815150311"),
        ("javascript:void(0)", "20110815150311"),
        ("http://a.example/x\r\nEvil: 1", "20110815150311"),
        ("http://a.example/x y", "20110815150311"),
        ("http://a.example/x", "2011"),
        ("http://a.example/x", "20119915150311"),
        ("", ""),
    ],
)
def test_rows_that_can_be_no_capture_are_left_out_and_counted(original: str, timestamp: str) -> None:
    page = read_table(table(ROW, [ROW[0], timestamp, original, *ROW[3:]]), "u")
    assert len(page.records) == 1
    assert page.unreadable_rows == 1


def test_ports_that_mean_nothing_are_taken_off() -> None:
    page = read_table(
        table(
            [*ROW[:2], "http://a.example:80/thread/1/x", *ROW[3:]],
            [*ROW[:2], "https://a.example:443", *ROW[3:]],
            [*ROW[:2], "http://a.example:8080/x", *ROW[3:]],
        ),
        "u",
    )
    assert [record.original for record in page.records] == [
        "http://a.example/thread/1/x",
        "https://a.example",
        "http://a.example:8080/x",
    ]


def test_json_lines_have_pywbs_names_for_the_fields() -> None:
    line = {
        "urlkey": "k", "timestamp": "20110815150311", "url": "http://a.example/x", "mime": "warc/revisit", "digest": "D",
        "length": "12", "offset": "34", "filename": "f.warc.gz", "access": "allow",
    }  # fmt: skip
    record = read_lines(json.dumps(line).encode() + b"\n\n", "u").records[0]
    assert (record.original, record.mimetype, record.statuscode) == ("http://a.example/x", "warc/revisit", None)
    assert (record.length, record.offset, record.filename) == (12, 34, "f.warc.gz")
    assert record.is_page


@pytest.mark.parametrize("body", [b'{"url": "http://a', b"<html>", b"[]", b"3\n"])
def test_a_line_that_broke_off_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        read_lines(body, "u")
    assert caught.value.again


_JSON = st.recursive(st.none() | st.integers() | st.text(), st.lists)


@given(st.binary(max_size=300) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_rows_or_a_fetch_error(body: bytes) -> None:
    for read in (read_table, read_lines):
        with contextlib.suppress(FetchError):
            assert read(body, "u").unreadable_rows >= 0
