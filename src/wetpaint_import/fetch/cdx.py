"""Answers of index servers -> CdxRecord: JSON tables (Internet Archive) and JSON lines (pywb, Common Crawl)."""

import json
import re
from collections.abc import Iterable

from wetpaint_import.addresses import parse_timestamp
from wetpaint_import.errors import FetchError
from wetpaint_import.fetch.records import CdxRecord, IndexPage

# pywb's names for the fields that the first index server called otherwise.
_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
# A web address that can stand in a header line and be asked for; crawlers kept `http://mailto:x@y` and the like too.
_ADDRESS = re.compile(r"https?://[^\s/?#@\"<>]+(?:[/?#][^\s\"<>]*)?", re.IGNORECASE)
_REDUNDANT_PORT = re.compile(r"^(http://[^/:]+):80(?=[/?#]|$)|^(https://[^/:]+):443(?=[/?#]|$)", re.IGNORECASE)


def read_table(body: bytes, url: str) -> IndexPage:
    """A JSON array of rows whose first names the fields; after an empty row stands the resumption key, if any."""
    table = _parsed(body, url)
    if not isinstance(table, list) or not all(isinstance(row, list) for row in table):
        raise _not_an_index(url)
    if not table:
        return IndexPage(records=())
    fields = [str(name) for name in table[0]]
    resume = None
    rows = table[1:]
    if [] in rows:
        at = rows.index([])
        key = rows[at + 1][0] if at + 1 < len(rows) and rows[at + 1] else None
        resume = str(key) if key else None
        if resume is not None and not _is_text(resume):
            raise _not_an_index(url)
        rows = rows[:at]
    return _page((dict(zip(fields, row)) for row in rows), resume)


def read_lines(body: bytes, url: str) -> IndexPage:
    """One JSON object a line. A last line without its end is one that broke off: the whole answer is asked for again."""
    rows = []
    for line in body.splitlines():
        if line.strip():
            row = _parsed(line, url)
            if not isinstance(row, dict):
                raise _not_an_index(url)
            rows.append(row)
    return _page(rows, None)


def _parsed(text: bytes, url: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_an_index(url) from error
    return parsed


def _not_an_index(url: str) -> FetchError:
    return FetchError(url, "the answer is not the whole answer of an index server", why="bad-index", again=True)


def _page(rows: Iterable[dict[str, object]], resume: str | None) -> IndexPage:
    records: list[CdxRecord] = []
    unreadable = 0
    for row in rows:
        record = _record(row)
        if record is None:
            unreadable += 1
        else:
            records.append(record)
    return IndexPage(records=tuple(records), resume=resume, unreadable_rows=unreadable)


def _record(row: dict[str, object]) -> CdxRecord | None:
    fields = {_NAMES.get(name, name): str(value) for name, value in row.items() if value is not None}
    original = _REDUNDANT_PORT.sub(r"\1\2", fields.get("original", ""))
    timestamp = fields.get("timestamp", "")
    is_text = _is_text("".join(fields.values()))
    if not is_text or not _ADDRESS.fullmatch(original) or parse_timestamp(timestamp) is None:
        return None
    return CdxRecord(
        original=original,
        timestamp=timestamp,
        urlkey=fields.get("urlkey"),
        mimetype=fields.get("mimetype"),
        statuscode=fields.get("statuscode"),
        digest=fields.get("digest"),
        length=_number(fields.get("length")),
        filename=fields.get("filename"),
        offset=_number(fields.get("offset")),
    )


def _is_text(text: str) -> bool:
    """JSON can spell halves of characters (`\\ud800`), which nothing can be asked for with."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 19 else None
