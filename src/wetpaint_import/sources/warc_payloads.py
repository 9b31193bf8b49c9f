"""A WARC record -> its payload, if it is a page; and the keys by which revisits refer to it."""

import base64
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastwarc.warc import HeaderMap, WarcRecordType

from wetpaint_import.sources.found import Limits
from wetpaint_import.sources.http_message import Body, Head, media_type, read_body, read_head
from wetpaint_import.sources.kinds import HEAD_SIZE, Kind, classify
from wetpaint_import.sources.warc_records import Record

# Enough for any honest HTTP head.
HEAD_OF_BLOCK = 1 << 16
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# Types that servers gave to pages for want of a better one, and to anything else as well: the first bytes decide.
_OPEN_TYPES = frozenset(
    {"text/plain", "application/octet-stream", "unknown/unknown", "text/unknown", "content/unknown", "application/unknown"}
    | {"text/xml", "application/xml", "application/rss+xml"}
)
_HEX_SHA1 = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_BASE32 = re.compile(r"[a-z2-7]{32}|[a-z2-7]{52}=*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """The payload of a record that is a page, or why there is none: `is_too_large`, else it is not a page."""

    head: Head
    body: Body | None
    is_too_large: bool = False


def read_page(record: Record, limits: Limits) -> Page:
    content_type = record.headers.get("Content-Type")
    block = record.read(HEAD_OF_BLOCK)
    if record.kind is WarcRecordType.response and media_type(content_type) in ("application/http", None):
        head = read_head(block)
    else:
        head = Head(200, {"content-type": content_type} if content_type else {}, 0)
    if not is_success(head.status) or not may_be_page(head.media_type):
        return Page(head, None)
    if record.length - head.size > limits.max_page_size:
        return Page(head, None, is_too_large=True)
    body = read_body(head, block[head.size :] + record.read_rest(), limits.max_page_size)
    if head.media_type not in _HTML_TYPES and record.kind is not WarcRecordType.conversion:
        base = urlsplit(target_uri(record.headers)).path.rpartition("/")[2]
        if classify(base, body.payload[:HEAD_SIZE]).kind is not Kind.PAGE or base == "robots.txt":
            return Page(head, None)
    return Page(head, None if body.is_too_large else body, body.is_too_large)


def is_success(status: int | None) -> bool:
    """A block without status line is taken for the page itself."""
    return status is None or 200 <= status <= 299


def may_be_page(found: str | None) -> bool:
    """What is no media type at all (`html`) says nothing."""
    return found is None or "/" not in found or found in _HTML_TYPES or found in _OPEN_TYPES


def target_uri(headers: HeaderMap) -> str:
    return headers.get("WARC-Target-URI") or ""


def own_keys(headers: HeaderMap, *, is_page: bool = True) -> tuple[str, ...]:
    """Of the record itself: digest, id, and for pages address with date."""
    uri = target_uri(headers) if is_page else None
    return _keys(headers.get("WARC-Payload-Digest"), headers.get("WARC-Record-ID"), uri, headers.get("WARC-Date"))


def referred_keys(headers: HeaderMap) -> tuple[str, ...]:
    """Of the record that a revisit repeats, from the surest on. WARC 1.1 (§5.15, 5.16) gives its address and date too."""
    digest, uri = headers.get("WARC-Payload-Digest"), headers.get("WARC-Refers-To-Target-URI")
    keys = _keys(digest, headers.get("WARC-Refers-To"), uri, headers.get("WARC-Refers-To-Date"))
    return tuple(sorted(keys, key=lambda key: not key.startswith("<")))


def _keys(digest: str | None, record_id: str | None, uri: str | None, date: str | None) -> tuple[str, ...]:
    keys = [_digest_key(digest)] if digest else []
    if record_id:
        keys.append(f"<{record_id.strip().strip('<>')}>")
    if uri and date:
        # To the second: WARC 1.1 may give fractions in one place and not in the other.
        keys.append(f"{date.strip()[:19]} {uri.strip().strip('<>')}")
    return tuple(keys)


def _digest_key(digest: str) -> str:
    """One spelling of a digest: programs write `sha1:` or `SHA1:`, in base 32 of either case or in hexadecimal."""
    algorithm, _, value = digest.strip().rpartition(":")
    if algorithm.lower() in ("sha1", "sha-1", "") and _HEX_SHA1.fullmatch(value):
        value = base64.b32encode(bytes.fromhex(value)).decode()
    elif _BASE32.fullmatch(value):
        value = value.upper()
    return f"{algorithm.lower().replace('-', '')}:{value}"
