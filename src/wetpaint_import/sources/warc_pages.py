"""WARC records -> captures: responses, resources, text conversions, and revisits with the payload of their originals."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from fastwarc.warc import HeaderMap, WarcRecordType

from wetpaint_import.model import Capture, Problem
from wetpaint_import.sources.content import Content
from wetpaint_import.sources.found import Found, Limits, NotAPage, Skipped, too_large
from wetpaint_import.sources.http_message import Body, Head, media_type, read_body, read_head
from wetpaint_import.sources.kinds import HEAD_SIZE, Kind, classify
from wetpaint_import.sources.openable import Openable
from wetpaint_import.sources.originals import Originals, RecordPlace
from wetpaint_import.sources.settle import Origin, settle
from wetpaint_import.sources.warc_records import Record, open_records, record_place

# Enough for any honest HTTP head.
_HEAD_OF_BLOCK = 1 << 16
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# Types that servers gave to pages for want of a better one, and to anything else as well: the first bytes decide.
_OPEN_TYPES = frozenset(
    {"text/plain", "application/octet-stream", "unknown/unknown", "text/unknown", "content/unknown", "application/unknown"}
)
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?")
_SAME = "only notes that the page was the same as an earlier one"
_UNKNOWN_ORIGINAL = f"{_SAME}, which was not found; load the WARC file that holds it together with this one, before it by name"
_PACKED_ORIGINAL = f"{_SAME}, which lies in a packed archive or has changed; unpack the archive and load the folder"
_SEGMENT = "a further segment of a record that was cut in pieces; join the segments with the program that wrote the file"


@dataclass(frozen=True, slots=True)
class _Page:
    """The payload of a record that is a page, or why there is none: `is_too_large`, else it is not a page."""

    head: Head
    body: Body | None
    is_too_large: bool = False


class WarcPages:
    """Interprets the records of one file. What it sees of originals goes into `originals`, for this and later files."""

    def __init__(self, content: Content, openable: Openable | None, limits: Limits, originals: Originals) -> None:
        self._content = content
        self._source = content.source or "warc"
        self._limits = limits
        self._originals = originals
        originals.begin_file(openable)

    def interpret(self, record: Record) -> Found | None:
        """None for records that hold no web content: the file's own notes, requests, metadata."""
        self._content.budget.charge(record.length)
        place = record_place(self._content.place, record.place)
        match record.kind:
            case WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion:
                page = _read_page(record, self._limits)
                self._originals.remember(_own_keys(record.headers), record.place if page.body is not None else None)
                return self._found(record.headers, page, page.head, place)
            case WarcRecordType.revisit:
                return self._revisit(record, place)
            case WarcRecordType.continuation:
                return Skipped(place=place, code="unreadable", message=_SEGMENT)
        return None

    def _revisit(self, record: Record, place: str) -> Found:
        head = read_head(record.read(_HEAD_OF_BLOCK))
        # `304 Not Modified` is the other reason for a revisit.
        if not (head.status == 304 or _is_success(head.status)) or not _may_be_page(head.media_type):
            return NotAPage(place=place, media_type=head.media_type)
        keys = _referred_keys(record.headers)
        original = self._originals.find(keys)
        if original is None:
            return Skipped(place=place, code="missing-original", message=_UNKNOWN_ORIGINAL)
        if original.place is None:
            return NotAPage(place=place, media_type=head.media_type)
        page = None
        if original.openable is not None:
            page = self._read_again(original.openable, original.place, keys)
        if page is None:
            return Skipped(place=place, code="missing-original", message=_PACKED_ORIGINAL)
        return self._found(record.headers, page, head, place)

    def _read_again(self, openable: Openable, place: RecordPlace, keys: tuple[str, ...]) -> _Page | None:
        """The page at a place where one was seen before; None if it is not there any more."""
        try:
            with openable.open() as stream:
                for record in open_records(stream, place.offset):
                    # Where a file is packed as a whole, all that stands before has to be unpacked once more.
                    self._content.budget.charge(record.length)
                    if record.place == place and not set(keys).isdisjoint(_own_keys(record.headers)):
                        return _read_page(record, self._limits)
                    if record.place.ordinal >= place.ordinal:
                        return None
        except OSError:
            return None
        return None

    def _found(self, headers: HeaderMap, page: _Page, answer: Head, place: str) -> Found:
        """`answer`: the head of this very answer; for a revisit, `page` has that of the original."""
        if page.is_too_large:
            return too_large(place, self._limits)
        if page.body is None:
            return NotAPage(place=place, media_type=page.head.media_type)
        origin = _origin(headers, answer)
        return Capture(
            payload=page.body.payload,
            source=self._source,
            place=place,
            url=origin.url,
            url_basis=origin.url_basis,
            captured_at=origin.captured_at,
            captured_at_basis=origin.captured_at_basis,
            media_type=page.head.media_type,
            charset=page.head.charset,
            problems=_problems(headers, page.body),
        )


def _read_page(record: Record, limits: Limits) -> _Page:
    content_type = record.headers.get("Content-Type")
    block = record.read(_HEAD_OF_BLOCK)
    if record.kind is WarcRecordType.response and media_type(content_type) in ("application/http", None):
        head = read_head(block)
    else:
        head = Head(200, {"content-type": content_type} if content_type else {}, 0)
    if not _is_success(head.status) or not _may_be_page(head.media_type):
        return _Page(head, None)
    if record.length - head.size > limits.max_page_size:
        return _Page(head, None, is_too_large=True)
    body = read_body(head, block[head.size :] + record.read_rest(), limits.max_page_size)
    if head.media_type not in _HTML_TYPES and record.kind is not WarcRecordType.conversion:
        base = urlsplit(_uri(record.headers)).path.rpartition("/")[2]
        if classify(base, body.payload[:HEAD_SIZE]).kind is not Kind.PAGE or base == "robots.txt":
            return _Page(head, None)
    return _Page(head, None if body.is_too_large else body, body.is_too_large)


def _is_success(status: int | None) -> bool:
    """A block without status line is taken for the page itself."""
    return status is None or 200 <= status <= 299


def _may_be_page(found: str | None) -> bool:
    return found is None or found in _HTML_TYPES or found in _OPEN_TYPES


def _own_keys(headers: HeaderMap) -> tuple[str, ...]:
    return tuple(key for name in ("WARC-Payload-Digest", "WARC-Record-ID") if (key := headers.get(name)))


def _referred_keys(headers: HeaderMap) -> tuple[str, ...]:
    return tuple(key for name in ("WARC-Refers-To", "WARC-Payload-Digest") if (key := headers.get(name)))


def _uri(headers: HeaderMap) -> str:
    return headers.get("WARC-Target-URI") or ""


def _origin(headers: HeaderMap, answer: Head) -> Origin:
    """A replayed capture says its own time in `Memento-Datetime` (RFC 7089); the record's date is then that of the download."""
    at, basis = _http_date(answer.headers.get("memento-datetime")), "http-header"
    if at is None:
        at, basis = _record_date(headers.get("WARC-Date")), "warc-record"
    if at is None:
        at, basis = _http_date(answer.headers.get("date")), "http-header"
    return settle(_uri(headers), "warc-record", at, basis)


def _record_date(text: str | None) -> datetime | None:
    match = _DATE.fullmatch((text or "").strip())
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def _http_date(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(text) if text else None
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)) if at else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _problems(headers: HeaderMap, body: Body) -> tuple[Problem, ...]:
    reason = headers.get("WARC-Truncated")
    if reason is None and headers.get("WARC-Segment-Number") is not None:
        reason = "segmented record, only its first part"
    if reason is None and body.is_cut:
        reason = "the packed or chunked body ends early"
    if reason is None:
        return ()
    return (Problem(code="truncated", message=f"the crawler kept only a part of this page ({reason}); look for another capture"),)
