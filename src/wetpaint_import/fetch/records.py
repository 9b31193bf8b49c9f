"""The values that pass through a fetch: index row -> capture taken -> line of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wetpaint_import.errors import FetchError

# The SHA-1 of nothing: redirects have it in common, which says nothing about them.
EMPTY_DIGEST = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"

Headers = tuple[tuple[str, str], ...]


class Status(StrEnum):
    """What became of an address that was tried."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    NOT_ARCHIVED = "not-archived"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxRecord:
    """One row of an archive's index, fields as the index spells them; `timestamp` is empty for a page of a live site.

    `digest` is SHA-1 in base 32 over the payload as the archive holds it; a good sign of equal content, but no proof
    of a fault where it differs: indexes of old captures have wrong ones.
    """

    original: str
    timestamp: str
    urlkey: str | None = None
    mimetype: str | None = None
    statuscode: str | None = None
    digest: str | None = None
    length: int | None = None
    filename: str | None = None
    offset: int | None = None

    @property
    def key(self) -> str:
        return f"{self.timestamp} {self.original}"

    @property
    def is_page(self) -> bool:
        """Whether a page may be behind it; `-` is what indexes give for repeats of an earlier capture."""
        return self.statuscode in (None, "", "-") or self.statuscode.startswith("2")

    @property
    def is_redirect(self) -> bool:
        return self.statuscode is not None and self.statuscode.startswith("3")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexQuery:
    """`url` has no scheme; `path_holds` is a text that wanted addresses have in common, for the server to sort out.

    `parts`: of an archive that has many indexes those that are asked; empty for all.
    """

    url: str
    is_prefix: bool
    path_holds: str = ""
    from_date: str = ""
    to_date: str = ""
    parts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        kind = "prefix" if self.is_prefix else "exact"
        return " ".join((f"{kind} {self.url} {self.path_holds} {self.from_date}-{self.to_date}", *self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """One answer of an index. `resume` asks for the next; None: that was all. `failure`: a part that could not be asked."""

    records: tuple[CdxRecord, ...]
    resume: str | None = None
    unreadable_rows: int = 0
    failure: FetchError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One HTTP response as it came over the wire, its body still in its content encoding."""

    url: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    request_target: str
    request_headers: Headers
    is_whole: bool = True

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted and value), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A capture as the WARC shall hold it: the original's address and time, its headers and its payload.

    `archive_url` is where it was asked for; the same as `url` on a live site. `notes` are codes of docs/fetching.md.
    """

    url: str
    captured_at: datetime
    status: int
    reason: str
    headers: Headers
    payload: bytes
    archive_url: str
    fetched_at: datetime
    request_target: str
    request_headers: Headers
    notes: tuple[str, ...] = ()
    truncated: str | None = None

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A line of the ledger: what became of one capture or address, and where its record lies."""

    address: str
    timestamp: str
    status: Status
    why: str
    message: str
    again: bool
    tried_at: str
    source: str
    archive_url: str | None = None
    got_url: str | None = None
    captured_at: str | None = None
    http_status: int | None = None
    digest: str | None = None
    size: int | None = None
    record_id: str | None = None
    offset: int | None = None
    end: int | None = None
    named_by: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.timestamp} {self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A payload that the WARC already holds, for revisit records to refer to."""

    url: str
    captured_at: str
    record_id: str
