"""Digests and content encodings of payloads."""

import base64
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wetpaint_import.fetch.bodies import as_archived, decoded, digest_of, plain_digest, swells_over
from wetpaint_import.fetch.records import EMPTY_DIGEST

PAGE = b"<html>a page</html>" * 50
PACKED = gzip.compress(PAGE, mtime=0)
CODED = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))


def test_the_digest_is_that_of_archives() -> None:
    assert digest_of(b"") == EMPTY_DIGEST
    # The test vector of FIPS 180-2 for "abc".
    assert base64.b32decode(digest_of(b"abc")).hex() == "a9993e364706816aba3e25717850c26c9cd0d89d"


@pytest.mark.parametrize(
    ("said", "meant"), [("sha1:" + "A" * 32, "A" * 32), ("a" * 32, "A" * 32), ("-", None), (None, None), ("md5:123", None)]
)
def test_digests_of_other_forms_say_nothing(said: str | None, meant: str | None) -> None:
    assert plain_digest(said) == meant


@pytest.mark.parametrize(
    ("payload", "coding"),
    [
        (PACKED, "gzip"),
        (PACKED, " X-GZIP "),
        (zlib.compress(PAGE), "deflate"),
        (zlib.compress(PAGE)[2:-4], "deflate"),
        (PAGE, None),
        (PAGE, "identity"),
    ],
)
def test_codings_of_the_time_are_taken_off(payload: bytes, coding: str | None) -> None:
    assert decoded(payload, coding, 10_000) == PAGE


@pytest.mark.parametrize(
    ("payload", "coding"), [(PAGE, "gzip"), (PACKED[:-5], "gzip"), (PACKED, "br"), (b"", "gzip"), (PAGE, "deflate")]
)
def test_what_cannot_be_taken_off_is_none(payload: bytes, coding: str) -> None:
    assert decoded(payload, coding, 10_000) is None


def test_a_bomb_is_seen_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert swells_over(bomb, "gzip", 1_000_000)
    assert decoded(bomb, "gzip", 1_000_000) is None
    assert not swells_over(PACKED, "gzip", len(PAGE))
    assert swells_over(PACKED, "gzip", len(PAGE) - 1)
    assert not swells_over(b"no gzip", "gzip", 10)


def test_packed_bytes_stay_where_the_archive_has_them_packed() -> None:
    assert as_archived(PACKED, CODED, digest_of(PACKED), 10_000) == (PACKED, CODED, True)


def test_packed_bytes_are_unpacked_where_the_archive_has_them_plain() -> None:
    assert as_archived(PACKED, CODED, digest_of(PAGE), 10_000) == (PAGE, CODED[:1], True)


def test_bytes_that_the_digest_does_not_know_stay_as_they_came() -> None:
    assert as_archived(PACKED, CODED, "X" * 32, 10_000) == (PACKED, CODED, False)
    assert as_archived(PAGE, (), None, 10_000) == (PAGE, (), True)


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "", None]), st.integers(0, 300))
def test_any_bytes_are_looked_at_without_harm(payload: bytes, coding: str | None, largest: int) -> None:
    plain = decoded(payload, coding, largest)
    assert plain is None or coding in ("", None) or len(plain) <= largest
    swells_over(payload, coding, largest)
