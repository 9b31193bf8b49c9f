"""Common Crawl: the list of its crawls, their indexes, and byte ranges of its WARC files."""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

from wetpaint_import.addresses import parse_timestamp
from wetpaint_import.errors import BlockedError, CaptureMissingError, FetchError, RateLimitError, UsageError
from wetpaint_import.fetch.asking import Asker, raise_for_waiting
from wetpaint_import.fetch.bodies import digest_of, plain_digest, swells_over
from wetpaint_import.fetch.pages import same_address
from wetpaint_import.fetch.pywb import paged_index
from wetpaint_import.fetch.records import CdxRecord, Headers, IndexPage, IndexQuery, Received, Taken
from wetpaint_import.fetch.targets import Target, TargetKind

INDEX_ADDRESS = "https://index.commoncrawl.org"
DATA_ADDRESS = "https://data.commoncrawl.org"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crawl:
    name: str
    index: str


class CommonCrawl:
    """`crawls`: names such as CC-MAIN-2013-20; empty for all. A crawl is left out where its dates say so.

    The index of each crawl is asked once for a whole wiki: with a hundred crawls, a query for each form is too much.
    """

    has_index = True

    def __init__(
        self, asker: Asker, crawls: tuple[str, ...] = (), index_address: str = INDEX_ADDRESS, data_address: str = DATA_ADDRESS
    ) -> None:
        self._asker = asker
        self._wanted = frozenset(crawls)
        self._index_address = index_address.rstrip("/")
        self._data_address = data_address.rstrip("/")
        self._crawls: tuple[_Crawl, ...] | None = None

    def queries(self, targets: Iterable[Target], from_date: str, to_date: str) -> list[IndexQuery]:
        found: dict[IndexQuery, None] = {}
        for target in targets:
            if target.kind is TargetKind.SITE:
                holds = "" if target.with_pages else "/(thread|forum)"
                query = IndexQuery(url=f"{target.site}/", is_prefix=True, path_holds=holds, from_date=from_date, to_date=to_date)
                found[query] = None
            else:
                found.update(dict.fromkeys(target.queries(from_date, to_date)))
        parts = tuple(sorted(self._wanted))
        return [replace(query, parts=parts) for query in found]

    def index_page(self, query: IndexQuery, resume: str | None) -> IndexPage:
        """`resume` is `CRAWL` or `CRAWL PAGE/PAGES`; crawls come in the order of the list, each to its last page."""
        crawls = [crawl for crawl in self._all_crawls() if _may_hold(crawl, query)]
        name, _, inner = (resume or "").partition(" ")
        at = next((number for number, crawl in enumerate(crawls) if crawl.name == name), None)
        if not crawls:
            return IndexPage(records=())
        if at is None:
            # The page numbers of one crawl say nothing of another's.
            at, inner = 0, ""
        try:
            page = paged_index(self._asker, crawls[at].index, query, inner or None)
        except RateLimitError:
            raise
        except FetchError as error:
            # The indexes of single crawls have faults for days (waymore#25): the others need not wait for them.
            page = IndexPage(records=(), failure=error)
        if page.resume is not None:
            return replace(page, resume=f"{crawls[at].name} {page.resume}")
        return replace(page, resume=crawls[at + 1].name if at + 1 < len(crawls) else None)

    def _all_crawls(self) -> tuple[_Crawl, ...]:
        if self._crawls is None:
            self._crawls = self._asker.index(f"{self._index_address}/collinfo.json", self._read_crawls)
            unknown = self._wanted - {crawl.name for crawl in self._crawls}
            if unknown:
                raise UsageError(f"Common Crawl has no crawl named {', '.join(sorted(unknown))}")
            if self._wanted:
                self._crawls = tuple(crawl for crawl in self._crawls if crawl.name in self._wanted)
        return self._crawls

    def _read_crawls(self, received: Received) -> tuple[_Crawl, ...]:
        self._raise_for_refusal(received)
        try:
            listed = json.loads(received.body)
            return tuple(_Crawl(name=str(row["id"]), index=str(row["cdx-api"])) for row in listed)
        except (ValueError, KeyError, TypeError) as error:
            raise FetchError(received.url, "the answer is no list of crawls", why="bad-index", again=True) from error

    def _raise_for_refusal(self, received: Received) -> None:
        # 403 is how it turns away whoever is too fast (commoncrawl-host-ip-mapper#4).
        if received.status == 403:
            raise RateLimitError(received.url, "refused (403), which here means too many requests")
        raise_for_waiting(received, self._asker.clock.now())

    def take(self, record: CdxRecord) -> Taken:
        if record.filename is None or record.offset is None or not record.length:
            raise FetchError(record.original, "the index does not say where the record lies", why="bad-index", again=False)
        url = f"{self._data_address}/{quote(record.filename)}"
        end = record.offset + record.length - 1
        return self._asker.page(
            url, lambda received: self._read_record(received, record), {"Range": f"bytes={record.offset}-{end}"}
        )

    def _read_record(self, received: Received, record: CdxRecord) -> Taken:
        self._raise_for_refusal(received)
        if received.status in (404, 410, 416):
            raise CaptureMissingError(received.url, f"the crawl's file is not there ({received.status})")
        if received.status != 206 or not received.is_whole or len(received.body) != record.length:
            raise FetchError(received.url, "not the bytes that were asked for", why="cut-body", again=True)
        taken = self._taken(received, record)
        if swells_over(taken.payload, taken.header("Content-Encoding"), self._asker.largest_page):
            raise BlockedError(record.original, "unpacks to more than --max-size allows", why="too-large")
        return taken

    def _taken(self, received: Received, record: CdxRecord) -> Taken:
        captured_at = parse_timestamp(record.timestamp)
        try:
            stored = next(iter(ArchiveIterator(io.BytesIO(received.body))), None)
            payload = _payload(stored, self._asker.largest_page + 1) if stored is not None else b""
        except (ArchiveLoadFailed, ValueError, EOFError, OSError) as error:
            raise FetchError(
                received.url, "no WARC record stands at the place that the index names", why="bad-record", again=False
            ) from error
        if stored is None or stored.rec_type != "response" or stored.http_headers is None or captured_at is None:
            raise FetchError(received.url, "no response stands at the place that the index names", why="bad-record", again=False)
        if len(payload) > self._asker.largest_page:
            raise BlockedError(record.original, "larger than --max-size allows", why="too-large")
        url = stored.rec_headers.get_header("WARC-Target-URI") or record.original
        digest = plain_digest(record.digest)
        notes = ["other-address"] if not same_address(url, record.original) else []
        if digest is not None and digest_of(payload) != digest:
            notes.append("digest-differs")
        return Taken(
            url=url,
            captured_at=captured_at,
            status=_status(stored.http_headers.get_statuscode()),
            reason=stored.http_headers.statusline.partition(" ")[2],
            headers=_own_headers(stored.http_headers.headers, payload),
            payload=payload,
            archive_url=f"{received.url}#{record.offset}-{record.length}",
            fetched_at=self._asker.clock.now(),
            request_target=received.request_target,
            request_headers=received.request_headers,
            notes=tuple(notes),
            truncated=stored.rec_headers.get_header("WARC-Truncated"),
        )


def _may_hold(crawl: _Crawl, query: IndexQuery) -> bool:
    """Whether a crawl can hold captures of the asked dates; CC-MAIN-2013-20 is of week 20 of 2013, the eldest span years."""
    year = next((part for part in crawl.name.split("-") if part.isdigit() and len(part) == 4), None)
    if year is None or crawl.name.endswith(("2008-2009", "2009-2010")):
        return True
    # A crawl of the first weeks may begin in the year before.
    return (not query.to_date or int(year) - 1 <= int(query.to_date[:4])) and (
        not query.from_date or int(year) >= int(query.from_date[:4])
    )


def _status(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 200


def _payload(record: ArcWarcRecord, most: int) -> bytes:
    chunked = (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked" if record.http_headers else False
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    parts = bytearray()
    while len(parts) < most and (part := stream.read(most - len(parts))):
        parts += part
    return bytes(parts)


def _own_headers(headers: Iterable[tuple[str, str]], payload: bytes) -> Headers:
    """Without those that the crawler's own unpacking made untrue; it keeps them as `X-Crawl-…`."""
    untrue = {"transfer-encoding", "content-length", "connection"}
    if not payload.startswith(_GZIP):
        untrue.add("content-encoding")
    kept = [(name, " ".join(value.split())) for name, value in headers]
    return tuple((name, value) for name, value in kept if name.lower() not in untrue and not name.lower().startswith("x-crawl-"))
