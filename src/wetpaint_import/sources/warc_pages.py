"""WARC records -> captures: responses, resources, text conversions, and revisits with the payload of their originals."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fastwarc.warc import HeaderMap, WarcRecordType

from wetpaint_import.sources.content import Content
from wetpaint_import.sources.found import Found, Limits, NotAPage, Skipped
from wetpaint_import.sources.http_message import Head, read_head
from wetpaint_import.sources.openable import Openable
from wetpaint_import.sources.originals import KeptRecord, Originals
from wetpaint_import.sources.revisits import Revisit, Revisits, found_page
from wetpaint_import.sources.settle import Origin, settle
from wetpaint_import.sources.warc_payloads import (
    HEAD_OF_BLOCK,
    Page,
    is_success,
    may_be_page,
    own_keys,
    read_page,
    referred_keys,
    target_uri,
)
from wetpaint_import.sources.warc_records import Record, record_place

_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?")
_SEGMENT = "a further segment of a record that was cut in pieces; join the segments with the program that wrote the file"


class WarcPages:
    """Interprets the records of one file. What it sees of originals goes into `originals`, for this and other files."""

    def __init__(
        self, content: Content, openable: Openable | None, limits: Limits, originals: Originals, revisits: Revisits
    ) -> None:
        self._content = content
        self._source = content.source or "warc"
        self._limits = limits
        self._originals = originals
        self._revisits = revisits
        originals.begin_file(openable)
        revisits.begin_file()

    def interpret(self, record: Record) -> Found | None:
        """None for records that hold no web content (the file's own notes, requests, metadata), and for revisits that wait."""
        record.check_length(self._content.size)
        self._content.budget.charge(record.length)
        place = record_place(self._content.place, record.place)
        match record.kind:
            case WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion:
                page = read_page(record, self._limits)
                self._remember(record, page)
                origin, truncated = _origin(record.headers, page.head), _truncated(record.headers)
                return found_page(page, origin, self._source, place, truncated, self._limits)
            case WarcRecordType.revisit:
                return self._revisit(record, place)
            case WarcRecordType.continuation:
                return Skipped(place=place, code="unreadable", message=_SEGMENT)
        return None

    def _remember(self, record: Record, page: Page) -> None:
        """A page that is too large is one for the limits of another load."""
        is_page = page.body is not None or page.is_too_large
        kept = None
        if page.body is not None:
            content_type = page.head.headers.get("content-type")
            kept = KeptRecord(is_page=True, payload=page.body.payload, content_type=content_type, is_cut=page.body.is_cut)
        elif not page.is_too_large:
            kept = KeptRecord(is_page=False)
        self._originals.remember(own_keys(record.headers, is_page=is_page), record.place if is_page else None, kept)

    def _revisit(self, record: Record, place: str) -> Found | None:
        head = read_head(record.read(HEAD_OF_BLOCK))
        # `304 Not Modified` is the other reason for a revisit.
        if not (head.status == 304 or is_success(head.status)) or not may_be_page(head.media_type):
            return NotAPage(place=place, media_type=head.media_type)
        revisit = Revisit(
            keys=referred_keys(record.headers),
            place=place,
            source=self._source,
            origin=_origin(record.headers, head),
            media_type=head.media_type,
            truncated=_truncated(record.headers),
            budget=self._content.budget,
        )
        return self._revisits.meet(revisit)


def _origin(headers: HeaderMap, answer: Head) -> Origin:
    """A replayed capture says its own time in `Memento-Datetime` (RFC 7089); the record's date is then that of the download."""
    at, basis = _http_date(answer.headers.get("memento-datetime")), "http-header"
    if at is None:
        at, basis = _record_date(headers.get("WARC-Date")), "warc-record"
    if at is None:
        at, basis = _http_date(answer.headers.get("date")), "http-header"
    return settle(target_uri(headers), "warc-record", at, basis)


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


def _truncated(headers: HeaderMap) -> str | None:
    """Why the crawler kept only a part of the record, as its header says."""
    reason = headers.get("WARC-Truncated")
    if reason is None and headers.get("WARC-Segment-Number") is not None:
        return "segmented record, only its first part"
    return reason
