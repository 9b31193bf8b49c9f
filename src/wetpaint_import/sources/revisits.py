"""Records that say only "the same as before" -> the page of the record that they repeat, wherever in the run it lies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wetpaint_import.model import Capture, Problem
from wetpaint_import.sources.forward import Budget, BudgetError
from wetpaint_import.sources.found import Found, Limits, NotAPage, Skipped, too_large
from wetpaint_import.sources.http_message import Body, Head
from wetpaint_import.sources.openable import FilePart, Openable
from wetpaint_import.sources.originals import KeptRecord, Originals, RecordPlace
from wetpaint_import.sources.settle import Origin
from wetpaint_import.sources.warc_payloads import Page, own_keys, read_page
from wetpaint_import.sources.warc_records import open_records

# As `warc_records.record_place` writes it.
_PLACE = re.compile(r"(?P<path>.+)@(?P<offset>\d{1,18})(?:#(?P<ordinal>\d{1,9}))?")
_SAME = "only notes that the page was the same as another one"
_UNKNOWN_ORIGINAL = f"{_SAME}, which was not found; load the WARC file that holds it, then this one again"
_NOT_KEPT = f"{_SAME}, whose bytes the database does not keep; load the WARC file that holds it together with this one"
_PACKED_ORIGINAL = f"{_SAME}, which lies in a packed archive or has changed; load the same once more, or unpack the archive first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """`truncated`: why the crawler kept only a part, if it did."""

    keys: tuple[str, ...]
    place: str
    source: str
    origin: Origin
    media_type: str | None
    truncated: str | None
    budget: Budget


class Revisits:
    """Resolves revisits; those whose original has not been met yet wait for it, up to `limits.max_waiting` of them."""

    def __init__(self, originals: Originals, limits: Limits) -> None:
        self._originals = originals
        self._limits = limits
        self._waiting: list[Revisit] = []
        self._of_file = 0

    def begin_file(self) -> None:
        self._of_file = len(self._waiting)

    def meet(self, revisit: Revisit) -> Found | None:
        """None: it waits."""
        found = self._resolve(revisit)
        if found is None and len(self._waiting) < self._limits.max_waiting:
            self._waiting.append(revisit)
            return None
        return found or _unknown(revisit)

    def end_file(self) -> Iterator[Found]:
        """Those whose original stands behind them in the same file, which may be at hand only now."""
        of_file = self._waiting[self._of_file :]
        del self._waiting[self._of_file :]
        for revisit in of_file:
            found = self._resolve(revisit)
            if found is None:
                self._waiting.append(revisit)
            else:
                yield found

    def end(self) -> Iterator[Found]:
        """All that still wait, after the last input."""
        for revisit in self._waiting:
            try:
                yield self._resolve(revisit, is_last=True) or _unknown(revisit)
            except BudgetError as stopped:
                yield stopped.as_skipped()
        self._waiting.clear()

    def _resolve(self, revisit: Revisit, *, is_last: bool = False) -> Found | None:
        """From what this run has seen, else from the archive. What that does not keep whole, the run may still come upon."""
        original, kept, page = self._originals.find(revisit.keys), None, None
        if original is not None and original.place is None:
            return NotAPage(place=revisit.place, media_type=revisit.media_type)
        if original is not None and original.place is not None and original.openable is not None:
            page = self._read_again(original.openable, original.place, revisit)
        if page is None:
            kept = self._originals.find_kept(revisit.keys)
            if kept is not None and not kept.is_page:
                return NotAPage(place=revisit.place, media_type=revisit.media_type)
            page = self._kept_page(kept, revisit) if kept is not None else None
        if page is not None:
            return found_page(page, revisit.origin, revisit.source, revisit.place, revisit.truncated, self._limits)
        if original is not None:
            return Skipped(place=revisit.place, code="missing-original", message=_PACKED_ORIGINAL)
        if kept is not None and is_last:
            code, message = kept.refusal or ("missing-original", _NOT_KEPT)
            return Skipped(place=revisit.place, code=code, message=message)
        return None

    def _kept_page(self, kept: KeptRecord, revisit: Revisit) -> Page | None:
        """Out of the archive, or where it was when it was loaded."""
        if kept.payload is not None:
            revisit.budget.charge(len(kept.payload))
            head = Head(200, {"content-type": kept.content_type} if kept.content_type else {}, 0)
            if len(kept.payload) > self._limits.max_page_size:
                return Page(head, None, is_too_large=True)
            return Page(head, Body(kept.payload, kept.is_cut))
        for text in kept.places:
            part_at = _part_at(text)
            page = self._read_again(*part_at, revisit) if part_at is not None else None
            if page is not None:
                return page
        return None

    def _read_again(self, openable: Openable, place: RecordPlace, revisit: Revisit) -> Page | None:
        """The page at a place where one was seen before; None if it is not there any more."""
        try:
            with openable.open() as stream:
                for record in open_records(stream, place.offset):
                    # Where a file is packed as a whole, all that stands before has to be unpacked once more.
                    revisit.budget.charge(record.length)
                    if record.place == place and not set(revisit.keys).isdisjoint(own_keys(record.headers)):
                        return read_page(record, self._limits)
                    if record.place.ordinal >= place.ordinal:
                        return None
        except OSError:
            return None
        return None


def _part_at(text: str) -> tuple[FilePart, RecordPlace] | None:
    """The file and record that a place names; None if the file is not there any more, or the record lay in an archive."""
    match = _PLACE.fullmatch(text)
    if match is None or not (file := Path(match["path"])).is_file():
        return None
    try:
        part = FilePart(str(file), 0, file.stat().st_size)
    except OSError:
        return None
    return part, RecordPlace(int(match["offset"]), int(match["ordinal"] or 0))


def _unknown(revisit: Revisit) -> Skipped:
    return Skipped(place=revisit.place, code="missing-original", message=_UNKNOWN_ORIGINAL)


def found_page(page: Page, origin: Origin, source: str, place: str, truncated: str | None, limits: Limits) -> Found:
    """What the payload of a record gives; for a revisit, `page` is that of its original."""
    if page.is_too_large:
        return too_large(place, limits)
    if page.body is None:
        return NotAPage(place=place, media_type=page.head.media_type)
    if truncated is None and page.body.is_cut:
        truncated = "the packed or chunked body ends early"
    return Capture(
        payload=page.body.payload,
        source=source,
        place=place,
        url=origin.url,
        url_basis=origin.url_basis,
        captured_at=origin.captured_at,
        captured_at_basis=origin.captured_at_basis,
        media_type=page.head.media_type,
        charset=page.head.charset,
        problems=_problems(truncated),
    )


def _problems(truncated: str | None) -> tuple[Problem, ...]:
    if truncated is None:
        return ()
    message = f"the crawler kept only a part of this page ({truncated}); look for another capture"
    return (Problem(code="truncated", message=message),)
