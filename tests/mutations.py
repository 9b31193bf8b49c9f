"""Fixture pages -> broken pages, as transfers, archives and malice break them; strategies for hypothesis."""

from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from fixture_cases import Case, all_cases
from wetpaint_import.model import Capture

# Pages that are large on purpose are read elsewhere.
_LARGEST: Final = 20_000
CASES: Final = [case for case in all_cases() if case.page.stat().st_size < _LARGEST]
PAGES: Final = {case.name: case.page.read_bytes() for case in CASES}

# Some are real, some mean other things to Python than to a browser, some are no names at all.
_CHARSETS: Final = (
    "utf-8", "UTF8", "iso-8859-1", "windows-1252", "us-ascii", "utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig", "shift_jis",
    "gbk", "koi8-r", "big5hkscs", "iso-2022-jp", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "rot13",
    "hex", "zlib", "mbcs", "x-user-defined", "", " ", '"utf-8"', "utf-8\x00", "no-such-charset",
)  # fmt: skip
_URLS: Final = (
    "http://riverkeepers.wetpaint.com/thread/902331/who+dumped+the+paint+tins",
    "http://x.wetpaint.com/thread/1/a?offset=20&maxResults=0",
    "http://x.wetpaint.com/thread/1/a?offset=9999999&maxResults=9999999",
    "http://x.wetpaint.com/account/%FF/thread/1/a",
    "http://x.wetpaint.com/thread",
    "http://x.wetpaint.com/forum/Kilns",
    "http://x.wetpaint.com/page/A/diff/1,2",
    "http://web.archive.org/web/20110101000000/http://x.wetpaint.com/thread/1/a",
    "http://web.archive.org/web/99999999999999/http://[::1/thread/1",
    "http://[::1", "//", "http://", "javascript:alert(1)", "file:///etc/passwd", "\x00", "http://x:99999999/thread/1", "",
)  # fmt: skip

urls = st.none() | st.sampled_from(_URLS) | st.text(max_size=40)
charsets = st.none() | st.sampled_from(_CHARSETS) | st.text(max_size=12)
times = st.none() | st.datetimes(timezones=st.just(UTC)) | st.just(datetime(2010, 8, 4, 18, 30, tzinfo=UTC))
media_types = st.sampled_from((None, "text/html", "text/plain", "application/xhtml+xml", "image/jpeg", ""))

_pages = st.sampled_from(sorted(PAGES))


@st.composite
def broken_pages(draw: st.DrawFn) -> bytes:
    """A page that was whole once: cut, flipped, repeated, swapped, glued; several times over."""
    page = PAGES[draw(_pages)]
    for _ in range(draw(st.integers(1, 3))):
        page = draw(st.sampled_from((_cut, _flipped, _repeated, _swapped, _glued, _planted)))(draw, page)
    return page


def _place(draw: st.DrawFn, page: bytes) -> int:
    return draw(st.integers(0, len(page)))


def _piece(draw: st.DrawFn, page: bytes) -> tuple[int, int]:
    start = _place(draw, page)
    return start, min(len(page), start + draw(st.integers(0, 2000)))


def _cut(draw: st.DrawFn, page: bytes) -> bytes:
    at = _place(draw, page)
    return page[:at] if draw(st.booleans()) else page[at:]


def _flipped(draw: st.DrawFn, page: bytes) -> bytes:
    changed = bytearray(page or b"\x00")
    for _ in range(draw(st.integers(1, 8))):
        changed[draw(st.integers(0, len(changed) - 1))] = draw(st.integers(0, 255))
    return bytes(changed)


def _repeated(draw: st.DrawFn, page: bytes) -> bytes:
    start, end = _piece(draw, page)
    return page[:start] + page[start:end] * draw(st.integers(2, 4)) + page[end:]


def _swapped(draw: st.DrawFn, page: bytes) -> bytes:
    (a, b), (c, d) = sorted((_piece(draw, page), _piece(draw, page)))
    b = min(b, c)
    return page[:a] + page[c:d] + page[b:c] + page[a:b] + page[d:]


def _glued(draw: st.DrawFn, page: bytes) -> bytes:
    other = PAGES[draw(_pages)]
    return page + other[_place(draw, other) :]


# What may break a reader of lines, tags and dates where it stands in a wrong place.
_PLANTS: Final = (
    b"<",
    b">",
    b'"',
    b"&",
    b"\x00",
    b"\xff",
    b"\xe2\x80",
    b"\xef\xbb\xbf",
    b"<!--",
    b"-->",
    b"<script>",
    b"</body>",
    b"<plaintext>",
    b"<textarea>",
    b"<table>",
    b"</td>",
    b"<object>",
    b"<a href='javascript:alert(1)'>x</a>",
    b"<img src=x onerror=alert(1)>",
    b"<svg><style><img title='</style><img src=x onerror=alert(1)>'>",
    b"<math><mtext><table><mglyph><style><!--</style><img src=x>",
    b"<base href='javascript:'>",
    b"<b \x1d onclick=alert(1)>",
    "<b \u2028 onclick=alert(1)>".encode(),
    b'<img x" src=x onerror=alert(1)>',
    b'<b "><i onclick=alert(1) ">',
    b"<div class=threadText>",
    b"<div class=threadRater>",
    b"<div style='display:none'>",
    b"\nPost edited:\n",
    b"\n1. RE: x\n",
    b"\n99999999999. RE: x\n",
    b"\nJan 1 0001, 12:00 AM HST | Post edited: Dec 31 9999, 11:59 PM EST\n",
    b"\nTuesday, 6:59 PM EDT\n",
    b"\nFeb 30 2010, 13:99 PM EDT | Post edited: Feb 30 2010, 13:99 PM EDT\n",
    b"\nShowing 0 posts\n",
    b"\nShowing 99999999999999999999 posts\n",
    b"\nShowing , posts\n",
    b"\n99999999999999999999  out of 3 found this valuable. Do you?\n",
    "<div class=paging>1 <a href='?offset=20'>\u00b2</a></div>".encode(),
    "\n| a | b | \u00b2 | Aug 2 2010, 1:00 PM EDT by x |\n".encode(),
    b"\n" + 5000 * b"9" + b"  out of 3 found this valuable. Do you?\n",
    b"\nShowing " + 5000 * b"9" + b" posts\n",
    "\n\u0661. RE: x\n\u0661\u0662 out of \u0663 found this valuable.\n".encode(),
    b"\nKeyword tags:\n",
    b"\nDiscussion:\n",
    b"\nLocation:\n",
    b"\n| a | b | 3 | Aug 2 2010, 1:00 PM EDT by x |\n",
    b"\nStarted By Thread Subject Replies Last Post\n",
    b"<!-- saved from url=(0000)http://[ -->",
    b"<!-- FILE ARCHIVED ON 99:99:99 Feb 30, 2011 AND RETRIEVED -->",
    b"<!-- Mirrored from x by HTTrack Website Copier/3.x [XR&CO'2010], Mon, 99 Feb 2010 99:00:00 GMT -->",
    b"<!-- Page saved with SingleFile\n url: x\n saved date: Mon Feb 31 2011 25:00:00 GMT+9999 -->",
    b"<meta charset=utf-16>",
)


def _planted(draw: st.DrawFn, page: bytes) -> bytes:
    at = _place(draw, page)
    return page[:at] + draw(st.sampled_from(_PLANTS)) + page[at:]


@st.composite
def captures(draw: st.DrawFn, payloads: st.SearchStrategy[bytes]) -> Capture:
    """One of `payloads`, with whatever a container may tell of it."""
    return Capture(
        payload=draw(payloads),
        source="file",
        place="page",
        url=draw(urls),
        captured_at=draw(times),
        media_type=draw(media_types),
        charset=draw(charsets),
    )


def cuts_of(case: Case, count: int) -> list[Capture]:
    """The case's capture, cut off at `count` places that lie evenly over its page."""
    whole = case.capture()
    size = len(whole.payload)
    places = sorted({size * i // (count + 1) for i in range(1, count + 1)})
    return [
        Capture(
            payload=whole.payload[:at],
            source=whole.source,
            place=whole.place,
            url=whole.url,
            captured_at=whole.captured_at,
            media_type=whole.media_type,
            charset=whole.charset,
        )
        for at in places
    ]
