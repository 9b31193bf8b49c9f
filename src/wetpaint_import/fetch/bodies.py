"""Payloads of captures: their digests, and their content encoding taken off where that is what the archive holds."""

import base64
import hashlib
import zlib

from wetpaint_import.fetch.records import Headers

_CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def digest_of(payload: bytes) -> str:
    """As WARC files and indexes have it: SHA-1, base 32."""
    return base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


def plain_digest(digest: str | None) -> str | None:
    """An index's digest without its `sha1:`; None where it is none that we could compute (`-`, other algorithms)."""
    if digest is None:
        return None
    bare = digest.removeprefix("sha1:").upper()
    return bare if len(bare) == 32 and bare.isalnum() else None


def decoded(payload: bytes, coding: str | None, largest: int) -> bytes | None:
    """The payload without its content encoding; None where we cannot take it off, or where it swells over `largest`."""
    coding = (coding or "").strip().lower()
    if coding in ("", "identity"):
        return payload
    if coding not in _CODINGS:
        return None
    try:
        return _inflated(payload, _CODINGS[coding], largest)
    except zlib.error:
        pass
    try:
        # "deflate" without its zlib header is what some servers of the time sent.
        return _inflated(payload, -15, largest) if coding == "deflate" else None
    except zlib.error:
        return None


def _inflated(payload: bytes, window: int, largest: int) -> bytes | None:
    inflater = zlib.decompressobj(window)
    result = inflater.decompress(payload, largest + 1)
    return result if inflater.eof and len(result) <= largest else None


def swells_over(payload: bytes, coding: str | None, largest: int) -> bool:
    """Whether a compressed payload is a bomb, or at least more than `largest` bytes."""
    window = _CODINGS.get((coding or "").strip().lower())
    if window is None:
        return False
    try:
        return len(zlib.decompressobj(window).decompress(payload, largest + 1)) > largest
    except zlib.error:
        return False


def ends_early(payload: bytes, coding: str | None, largest: int) -> bool:
    """Whether a compressed payload breaks off before its end."""
    window = _CODINGS.get((coding or "").strip().lower())
    if window is None or not payload:
        return False
    inflater = zlib.decompressobj(window)
    try:
        return len(inflater.decompress(payload, largest + 1)) <= largest and not inflater.eof
    except zlib.error:
        return False


def as_archived(payload: bytes, headers: Headers, digest: str | None, largest: int) -> tuple[bytes, Headers, bool]:
    """(payload, headers, whether it is all): as the archive holds it, if the index's digest can tell.

    Without one, a compressed payload tells whether it has its end. A server may compress on the way what the capture has
    plain, or the other way round; the digest shows which.
    """
    coding = next((value for name, value in headers if name.lower() == "content-encoding"), None)
    if digest is None:
        return payload, headers, not ends_early(payload, coding, largest)
    if digest_of(payload) == digest:
        return payload, headers, True
    if coding is not None:
        plain = decoded(payload, coding, largest)
        if plain is not None and digest_of(plain) == digest:
            return plain, tuple(pair for pair in headers if pair[0].lower() != "content-encoding"), True
    return payload, headers, False
