"""Bytes of a page -> text, as the browsers of the time took them.

Order: byte order mark, HTTP header, the page's own declaration, UTF-8 where it is valid, else windows-1252. A page that calls
itself ISO-8859-1 or ASCII is read as windows-1252, as every browser does.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Codecs in which pages were written; Python has others (`unicode_escape`, `idna`) that no page may ask for.
_OF_THE_WEB = re.compile(
    r"utf-8|utf-16|utf-32|ascii|latin|iso8859|cp125|cp437|cp85|cp86|cp87|cp93|cp94|cp95|koi8|mac|gb|big5|euc|shift_jis|iso2022|hz|johab|tis"
)
# How every byte order mark begins.
_MARKS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe", b"\x00\x00")
# The WHATWG encoding standard reads these labels as windows-1252.
_WINDOWS_1252 = {"iso8859-1", "ascii", "cp1252", "latin-1"}
# Five bytes have no character in windows-1252; browsers give the C1 control of the same number.
_C1_CONTROLS = {0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_TO_C1 = {byte: escaped for escaped, byte in _C1_CONTROLS.items()}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`damaged` counts the characters that the named encoding could not give."""

    text: str
    encoding: str
    damaged: int


def decode(payload: bytes, charset: str | None) -> Decoded:
    """`payload` as text; `charset` is that of the HTTP header. Never fails: what cannot be read becomes U+FFFD."""
    decoded = _decode(payload, charset)
    if _BROKEN_SPACE in decoded.text and (text := _read_twice(decoded.text)) is not None:
        return Decoded(text, "utf-8", decoded.damaged)
    return decoded


# A no-break space of UTF-8 that was read as windows-1252. Wetpaint's pages are full of them (docs/evidence.md §0).
_BROKEN_SPACE = "\xc2\xa0"


def _read_twice(text: str) -> str | None:
    """`text` with its bytes read as UTF-8; None unless the whole of it was UTF-8."""
    try:
        return text.translate(_TO_C1).encode("windows-1252", errors="surrogateescape").decode("utf-8")
    except UnicodeError:
        return None


def _decode(payload: bytes, charset: str | None) -> Decoded:
    if payload.startswith(_MARKS):
        from bs4.dammit import EncodingDetector  # noqa: PLC0415

        payload, by_mark = EncodingDetector.strip_byte_order_mark(payload)
        if by_mark:
            return _forced(payload, by_mark)
    for name in _declared(payload, charset):
        text = _strict(payload, name)
        if text is not None:
            return Decoded(text, name, 0)
    text = _strict(payload, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", 0)
    if "utf-8" in _declared(payload, charset):
        from bs4.dammit import UnicodeDammit  # noqa: PLC0415

        # One windows-1252 sentence pasted into a UTF-8 page must not spoil the rest.
        return _forced(UnicodeDammit.detwingle(payload), "utf-8")
    return _windows_1252(payload)


def _declared(payload: bytes, charset: str | None) -> Iterator[str]:
    """The encodings that the HTTP header and the page itself name; the page is searched only if the caller asks for more."""
    if charset and (name := _canonical(charset)):
        yield name
    # Imported here, as above: it takes 19 MB of each process, and few pages of a WARC file come this far.
    from bs4.dammit import EncodingDetector  # noqa: PLC0415

    label = EncodingDetector.find_declared_encoding(payload, is_html=True)
    if label and (name := _canonical(label)):
        yield name


def _canonical(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip().strip("'\"")).name
    except (LookupError, ValueError):
        return None
    if not _OF_THE_WEB.match(name):
        return None
    # A declaration that could be read as ASCII shows that the page is not UTF-16, whatever it says.
    if name.startswith("utf-16"):
        return "utf-8"
    return "windows-1252" if name in _WINDOWS_1252 else name


def _strict(payload: bytes, name: str) -> str | None:
    if name == "windows-1252":
        return _windows_1252(payload).text
    try:
        return payload.decode(name)
    except UnicodeDecodeError as error:
        # A page that is cut within its last character is what it was.
        is_cut = name == "utf-8" and error.reason == "unexpected end of data" and error.start > 0
        return payload[: error.start].decode(name) if is_cut else None


def _forced(payload: bytes, name: str) -> Decoded:
    text = payload.decode(name, errors="replace")
    return Decoded(text, name, text.count("\ufffd"))


def _windows_1252(payload: bytes) -> Decoded:
    text = payload.decode("windows-1252", errors="surrogateescape")
    return Decoded(text if text.isascii() else text.translate(_C1_CONTROLS), "windows-1252", 0)
