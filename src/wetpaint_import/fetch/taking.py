"""One capture: asked for (or known to repeat another), judged, written into the WARC and then into the ledger."""

from dataclasses import replace

from wetpaint_import.errors import BlockedError, CaptureMissingError, FetchError
from wetpaint_import.fetch.bodies import decoded, digest_of, plain_digest
from wetpaint_import.fetch.ledger import capture_key, captured_at_of
from wetpaint_import.fetch.pages import joined, named_addresses, page_notes, site_of
from wetpaint_import.fetch.records import EMPTY_DIGEST, CdxRecord, Headers, Status, Stored, Taken, Tried
from wetpaint_import.fetch.warc_file import Adopted
from wetpaint_import.fetch.warc_records import Group, group_of, iso, repeat_of
from wetpaint_import.fetch.work import Work


class Taking:
    """Takes captures one after the other; each is in the file before it counts as done."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._ledger = work.ledger
        self._options = work.options

    def needs_no_request(self, record: CdxRecord) -> bool:
        return (
            capture_key(record.original, captured_at_of(record)) in self._ledger.captures or self._same_content(record) is not None
        )

    def take(self, record: CdxRecord) -> Tried:
        """Raises only the FetchErrors that `again` may help with, after the ledger has them."""
        if capture_key(record.original, captured_at_of(record)) in self._ledger.captures:
            return self.settle(self._row(record, Status.UNCHANGED, "same-capture", "already in the file"))
        stored = self._same_content(record)
        if stored is not None:
            return self._repeat(record, stored)
        try:
            taken = self._work.source.take(record)
        except FetchError as error:
            tried = self.settle(self.row_of_error(record, error))
            if error.again:
                raise
            return tried
        return self._keep(record, taken)

    def _same_content(self, record: CdxRecord) -> Stored | None:
        digest = plain_digest(record.digest)
        if not self._options.collapse or not record.is_page or digest in (None, EMPTY_DIGEST):
            return None
        return self._ledger.stored.get(digest or "")

    def _repeat(self, record: CdxRecord, stored: Stored) -> Tried:
        row = replace(
            self._row(record, Status.UNCHANGED, "same-digest", "by the index the same content as a capture that we have"),
            captured_at=captured_at_of(record),
            digest=plain_digest(record.digest),
        )
        return self._write(repeat_of(record, row, stored), [])

    def _keep(self, record: CdxRecord, taken: Taken) -> Tried:
        row = replace(
            self._row(record, Status.FETCHED, "ok", "fetched"),
            archive_url=taken.archive_url,
            got_url=taken.url if taken.url != record.original else None,
            captured_at=iso(taken.captured_at),
            http_status=taken.status,
            digest=digest_of(taken.payload),
            size=len(taken.payload),
        )
        if "other-address" in taken.notes and not self._work.scope.holds(taken.url):
            message = f"the archive gave another address instead: {taken.url}"
            return self.settle(
                replace(row, status=Status.NOT_ARCHIVED, why="other-address", message=message, notes=taken.notes, digest=None)
            )
        if capture_key(taken.url, iso(taken.captured_at)) in self._ledger.captures:
            message = f"the archive gave the capture of {row.captured_at}, which we have"
            return self.settle(replace(row, status=Status.UNCHANGED, why="same-capture", message=message, notes=taken.notes))
        text = self._text(taken.payload, taken.headers)
        row = replace(row, notes=(*taken.notes, *page_notes(text, taken.status)))
        stored = self._ledger.stored.get(row.digest or "") if taken.status < 300 and row.digest != EMPTY_DIGEST else None
        if stored is not None:
            row = replace(row, status=Status.UNCHANGED, why="same-bytes", message="the same bytes as a capture that we have")
        return self._write(group_of(taken, row, stored), self._named(text, taken.url, taken.headers))

    def _text(self, payload: bytes, headers: Headers) -> bytes:
        coding = next((value for name, value in headers if name.lower() == "content-encoding"), None)
        return decoded(payload, coding, self._options.max_size) or b""

    def _write(self, group: Group, named: list[str]) -> Tried:
        before = self._work.warc.size
        offset, end = self._work.warc.add(group.data, self._options.contact)
        self._work.report.bytes_added += end - before
        return self.settle(replace(group.tried, offset=offset, end=end), named)

    def adopt(self, adopted: Adopted) -> None:
        """Takes up a capture that an earlier run wrote but did not come to note."""
        url = adopted.tried.got_url or adopted.tried.address
        named = self._named(self._text(adopted.main.payload, adopted.main.headers), url, adopted.main.headers)
        self._ledger.add_tried(adopted.tried, named)
        self._work.report.repaired += 1

    def _named(self, text: bytes, url: str, headers: Headers) -> list[str]:
        if not self._options.follow:
            return []
        location = next((value for name, value in headers if name.lower() == "location"), None)
        addresses = named_addresses(text, url)
        if location is not None:
            target = joined(url, location)
            addresses = [*named_addresses(f'href="{target}"'.encode(), url), *addresses]
            if addresses and site_of(target) != site_of(url) and not self._work.scope.holds(target):
                self._work.report.other_sites.add(site_of(target))
        return [address for address in addresses if self._work.scope.follows(url, address)]

    def settle(self, tried: Tried, named: list[str] | None = None) -> Tried:
        """Into the ledger, the report and to whoever watches."""
        self._ledger.add_tried(tried, named or ())
        self._work.report.add(tried)
        self._work.watcher.tried(tried)
        return tried

    def _row(self, record: CdxRecord, status: Status, why: str, message: str) -> Tried:
        return Tried(
            address=record.original,
            timestamp=record.timestamp,
            status=status,
            why=why,
            message=message,
            again=False,
            tried_at=iso(self._work.clock.now()),
            source=self._options.source,
        )

    def row_of_error(self, record: CdxRecord, error: FetchError) -> Tried:
        status = Status.FAILED
        if isinstance(error, BlockedError):
            status = Status.REFUSED
        elif isinstance(error, CaptureMissingError):
            status = Status.NOT_ARCHIVED
        return replace(self._row(record, status, error.why, error.message), again=error.again, archive_url=error.url)

    def missing(self, address: str, timestamp: str, why: str, message: str, named_by: str | None = None) -> Tried:
        """A line for an address that nothing was asked for, since the index does not have it."""
        row = self._row(CdxRecord(original=address, timestamp=timestamp), Status.NOT_ARCHIVED, why, message)
        return self.settle(replace(row, named_by=named_by))
