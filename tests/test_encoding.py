"""Bytes become the characters that a browser of the time would have shown."""

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wetpaint_import.encoding import Decoded, decode

TEXT = "naïve café – “Möwe” — 日本"
LATIN = "naïve café Möwe"
WINDOWS = "naïve – “Möwe” €"


def test_utf_8_needs_no_declaration() -> None:
    found = decode(TEXT.encode(), None)
    assert (found.text, found.encoding, found.damaged) == (TEXT, "utf-8", 0)


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_beats_every_declaration(mark: bytes, name: str) -> None:
    page = f'<meta charset="iso-8859-1">{TEXT}'
    found = decode(mark + page.encode(name), "windows-1252")
    assert found.text == page
    assert codecs.lookup(found.encoding) == codecs.lookup(name)


def test_header_beats_the_pages_own_declaration() -> None:
    page = f'<meta charset="utf-8">{WINDOWS}'
    assert decode(page.encode("windows-1252"), "windows-1252").text == page


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="shift_jis">',
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS" />',
        '<?xml version="1.0" encoding="shift_jis"?>',
    ],
)
def test_page_may_declare_its_encoding(declaration: str) -> None:
    page = f"{declaration}日本語のページ"
    found = decode(page.encode("shift_jis"), None)
    assert (found.text, found.encoding) == (page, "shift_jis")


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252", "'iso-8859-1'"]
)
def test_latin_1_is_windows_1252_in_disguise(label: str) -> None:
    found = decode(WINDOWS.encode("windows-1252"), label)
    assert (found.text, found.encoding) == (WINDOWS, "windows-1252")


def test_bytes_without_a_character_in_windows_1252_become_controls() -> None:
    assert decode(b"a\x81b\x9dc\x93", "iso-8859-1").text == "a\x81b\x9dc“"


def test_undeclared_bytes_that_are_no_utf_8_are_windows_1252() -> None:
    found = decode(WINDOWS.encode("windows-1252"), None)
    assert (found.text, found.encoding) == (WINDOWS, "windows-1252")


def test_declaration_that_cannot_be_true_is_passed_over() -> None:
    assert decode(TEXT.encode(), "shift_jis").text == TEXT
    assert decode(TEXT.encode(), "no-such-encoding").text == TEXT
    assert decode(f'<meta charset="utf-16">{TEXT}'.encode(), None).text.endswith(TEXT)


def test_pasted_windows_sentence_spoils_only_itself() -> None:
    page = b'<meta charset="utf-8">' + "日本 ".encode() + "“quoted”".encode("windows-1252") + " naïve".encode()
    found = decode(page, None)
    assert found.text.endswith("日本 “quoted” naïve")
    assert found.encoding == "utf-8"


def test_page_that_was_utf_8_only_in_part_is_not_read_twice() -> None:
    text = "A caf\xe9,\xc2\xa0twice"
    assert decode(text.encode("windows-1252"), "iso-8859-1").text == text


def test_bytes_that_only_begin_a_mark_of_byte_order_are_no_mark() -> None:
    assert decode(b"\x00\x00ab", None) == Decoded("\x00\x00ab", "utf-8", 0)


def test_what_the_named_encoding_cannot_give_is_counted() -> None:
    found = decode(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"c", None)
    assert found.text == "ab\ufffd"
    assert found.damaged == 1


@pytest.mark.parametrize("declared", [None, "utf-8"])
@pytest.mark.parametrize("cut", range(1, 4))
def test_utf_8_page_that_is_cut_within_a_character_stays_utf_8(declared: str | None, cut: int) -> None:
    whole = f"{TEXT} 🕰".encode()
    assert decode(whole[:-cut], declared).text.startswith(TEXT)


@settings(deadline=None)
@given(st.binary(max_size=200), st.none() | st.text(max_size=12))
@example(b"\\", "unicode_escape")
@example(b"\\ud800", "unicode_escape")
@example(b"+2AA-", "utf-7")
@example(b"x", "undefined")
@example(b"x", "rot13")
@example(b"x", "hex")
@example(b"x", "\x00")
@example(b"xn--a-", "idna")
def test_any_bytes_under_any_name_give_a_text_that_can_be_written(payload: bytes, charset: str | None) -> None:
    found = decode(payload, charset)
    found.text.encode()
    codecs.lookup(found.encoding)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_comes_back_from_utf_8(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), "utf-8").text == text
