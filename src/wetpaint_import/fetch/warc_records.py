"""Taken -> the records of one capture as bytes for the WARC, and such records -> the line of the ledger.

A capture is a group of three records, each gzipped by itself, the metadata record last: where it is whole, all is.

response or revisit   WARC-Target-URI and WARC-Date are the original's address and the capture's own time, so that the
                      file plays back at that time. WARC-Source-URI is the archive's address and WARC-Creation-Date our
                      own time, both as pywb's recorder writes them for what it takes over from another archive.
request               the request that was sent, to the archive, with the archive's address as WARC-Target-URI; no other
                      was ever sent by us. Tied to the response by WARC-Concurrent-To.
metadata              WARC-Refers-To the response; `via` (a field of the standard) is the archive's address, and a field of
                      our own holds the line of the ledger, so that a lost ledger can be made again.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from wetpaint_import import __version__
from wetpaint_import.fetch.bodies import digest_of
from wetpaint_import.fetch.records import EMPTY_DIGEST, CdxRecord, Headers, Status, Stored, Taken, Tried

_VERSION = "WARC/1.1"
_LEDGER_FIELD = "wetpaint-import-ledger"
SOFTWARE = "wetpaint-import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The records of one capture: their bytes, and their line of the ledger (without its place in the file)."""

    data: bytes
    tried: Tried


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def warcinfo(contact: str | None) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=_VERSION)
    info = {
        "software": f"{SOFTWARE}/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": contact or "",
        "robots": "obey",
        "description": "captures of wiki discussions, taken over from web archives or from the live site",
    }
    writer.write_record(writer.create_warcinfo_record("", info))
    return out.getvalue()


def group_of(taken: Taken, tried: Tried, stored: Stored | None) -> Group:
    """Records of a capture that was fetched; `stored`: the record whose payload is the same, for a revisit record."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=_VERSION)
    own = {
        "WARC-Date": iso(taken.captured_at),
        "WARC-Source-URI": taken.archive_url,
        "WARC-Creation-Date": iso(taken.fetched_at),
    }
    if taken.truncated:
        own["WARC-Truncated"] = taken.truncated
    http = _AsReceived(f"{taken.status} {taken.reason}".rstrip(), _http_headers(taken), protocol="HTTP/1.1")
    if stored is None:
        main = writer.create_warc_record(
            taken.url,
            "response",
            payload=io.BytesIO(taken.payload),
            length=len(taken.payload),  # else warcio copies it into a file of its own, and leaves that open
            http_headers=http,
            warc_headers_dict=own,
        )
    else:
        main = _revisit(writer, taken.url, digest_of(taken.payload), stored, own, http)
    record_id = str(main.rec_headers.get_header("WARC-Record-ID"))
    writer.write_record(main)
    writer.write_record(_request(writer, taken, record_id))
    tried = replace(tried, record_id=record_id)
    writer.write_record(_metadata(writer, tried, record_id, iso(taken.fetched_at)))
    return Group(data=out.getvalue(), tried=tried)


def repeat_of(record: CdxRecord, tried: Tried, stored: Stored) -> Group:
    """Records of a capture that was not asked for, since the index says that its content is that of one we have."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=_VERSION)
    own = {
        "WARC-Date": tried.captured_at or "",
        "WARC-Creation-Date": tried.tried_at,
    }
    main = _revisit(writer, record.original, tried.digest or "", stored, own, None)
    record_id = str(main.rec_headers.get_header("WARC-Record-ID"))
    writer.write_record(main)
    tried = replace(tried, record_id=record_id)
    writer.write_record(_metadata(writer, tried, record_id, tried.tried_at))
    return Group(data=out.getvalue(), tried=tried)


def _revisit(
    writer: WARCWriter, url: str, digest: str, stored: Stored, own: dict[str, str], http: StatusAndHeaders | None
) -> ArcWarcRecord:
    own = {**own, "WARC-Refers-To": stored.record_id}
    return writer.create_revisit_record(
        url, f"sha1:{digest}", stored.url, stored.captured_at, http_headers=http, warc_headers_dict=own
    )


def _http_headers(taken: Taken) -> list[tuple[str, str]]:
    """As received, with the length that the payload really has."""
    kept = [pair for pair in taken.headers if pair[0].lower() != "content-length"]
    return [*kept, ("Content-Length", str(len(taken.payload)))]


class _AsReceived(StatusAndHeaders):  # type: ignore[misc] # warcio says nothing of its types
    """warcio escapes what is not ASCII in values and fails over it in names; a record holds the bytes that came."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        try:
            # HTTP hands bytes out as Latin-1.
            self.headers_buff = self.to_bytes(header_filter, "latin-1")
        except UnicodeEncodeError:
            self.headers_buff = self.to_bytes(header_filter, "utf-8")


def _request(writer: WARCWriter, taken: Taken, record_id: str) -> ArcWarcRecord:
    address = taken.archive_url.partition("#")[0]
    http = _AsReceived(f"GET {taken.request_target} HTTP/1.1", list(taken.request_headers), is_http_request=True)
    own = {"WARC-Date": iso(taken.fetched_at), "WARC-Concurrent-To": record_id}
    return writer.create_warc_record(address, "request", http_headers=http, warc_headers_dict=own)


def _metadata(writer: WARCWriter, tried: Tried, record_id: str, date: str) -> ArcWarcRecord:
    row = json.dumps(row_of(tried), ensure_ascii=True)
    fields = f"via: {tried.archive_url or ''}\r\n{_LEDGER_FIELD}: {row}\r\n".encode()
    own = {"WARC-Date": date, "WARC-Refers-To": record_id, "WARC-Concurrent-To": record_id}
    url = tried.got_url or tried.address
    return writer.create_warc_record(
        url,
        "metadata",
        payload=io.BytesIO(fields),
        length=len(fields),
        warc_content_type="application/warc-fields",
        warc_headers_dict=own,
    )


def row_of(tried: Tried) -> dict[str, object]:
    """What the ledger says of it; fields that are not known are left out."""
    return {name: value for name, value in asdict(tried).items() if value not in (None, ())}


def tried_of(row: dict[str, Any]) -> Tried:
    """The reverse of `row_of`; raises TypeError, ValueError or KeyError for what is no such row."""
    known = {name: row[name] for name in Tried.__dataclass_fields__ if name in row}
    return Tried(**{**known, "status": Status(row["status"]), "notes": tuple(row.get("notes", ()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRecord:
    """What a scan of our own file needs of a record."""

    kind: str
    software: str | None = None
    tried: Tried | None = None
    url: str | None = None
    headers: Headers = ()
    payload: bytes = b""


def read_record(member: bytes) -> ReadRecord | None:
    """One gzip member, unpacked, as a record; None where it is none."""
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(member))), None)
        if record is None:
            return None
        payload = record.raw_stream.read()
    except (ArchiveLoadFailed, ValueError, EOFError):
        return None
    headers: Iterable[tuple[str, str]] = record.http_headers.headers if record.http_headers is not None else ()
    software = tried = None
    if record.rec_type == "warcinfo":
        software = next(
            (line[10:].strip() for line in payload.decode("utf-8", "replace").splitlines() if line.startswith("software: ")), None
        )
    elif record.rec_type == "metadata":
        tried = _tried_in(payload)
    return ReadRecord(
        kind=str(record.rec_type),
        software=software,
        tried=tried,
        url=record.rec_headers.get_header("WARC-Target-URI"),
        headers=tuple(headers),
        payload=payload,
    )


def _tried_in(payload: bytes) -> Tried | None:
    for line in payload.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(": ")
        if name == _LEDGER_FIELD:
            try:
                return tried_of(json.loads(value))
            except (ValueError, TypeError, KeyError):
                return None
    return None


def may_be_referred_to(tried: Tried) -> bool:
    """Whether later captures may be revisits of it. Redirects have equal, empty payloads and differ in their headers."""
    return (
        tried.status is Status.FETCHED
        and tried.record_id is not None
        and tried.digest not in (None, EMPTY_DIGEST)
        and tried.http_status is not None
        and tried.http_status < 300
    )
