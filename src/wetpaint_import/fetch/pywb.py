"""Any archive that speaks pywb's CDX-server and replay forms, by the address of its collection."""

import json
from collections.abc import Iterable
from urllib.parse import urlencode

from wetpaint_import.errors import BlockedError, FetchError
from wetpaint_import.fetch.asking import Asker, raise_for_waiting
from wetpaint_import.fetch.cdx import read_lines
from wetpaint_import.fetch.memento import take
from wetpaint_import.fetch.records import CdxRecord, IndexPage, IndexQuery, Received, Taken
from wetpaint_import.fetch.targets import Target, index_queries
from wetpaint_import.fetch.wayback import quoted

# Headers that pywb adds to the page's own; it marks with `X-Archive-Orig-` only what it changes (2.10, read off its answers).
_OWN = frozenset({"memento-datetime", "link", "content-location", "date", "preference-applied", "vary", "content-security-policy"})


class Pywb:
    """`address` is that of the collection: `ADDRESS/cdx` is its index, `ADDRESS/TIMESTAMPid_/URL` its replay."""

    has_index = True

    def __init__(self, asker: Asker, address: str) -> None:
        self._asker = asker
        self._address = address.rstrip("/")

    def queries(self, targets: Iterable[Target], from_date: str, to_date: str) -> list[IndexQuery]:
        return index_queries(targets, from_date, to_date)

    def index_page(self, query: IndexQuery, resume: str | None) -> IndexPage:
        return paged_index(self._asker, f"{self._address}/cdx", query, resume)

    def take(self, record: CdxRecord) -> Taken:
        url = f"{self._address}/{record.timestamp}id_/{quoted(record.original)}"
        # Asked for `identity` it unpacks captures that were compressed; their digests are those of the packed bytes.
        return take(self._asker, record, url, accept_encoding="gzip, deflate, br", own_headers=lambda name: name in _OWN)


def paged_index(asker: Asker, index_url: str, query: IndexQuery, resume: str | None) -> IndexPage:
    """One answer of a pywb index. `resume` is `PAGE/PAGES`.

    The first question is for the number of pages. An index that is not paged takes no notice and gives all its rows.
    """
    asked = {
        "url": query.url,
        "matchType": "prefix" if query.is_prefix else "exact",
        "output": "json",
    }
    if query.path_holds:
        asked["filter"] = f"~url:.*{query.path_holds}.*"
    dates = {"from": query.from_date, "to": query.to_date}
    asked.update((name, value) for name, value in dates.items() if value)
    if resume is None:
        url = f"{index_url}?{urlencode({**asked, 'showNumPages': 'true'})}"
        return asker.index(url, lambda received: _first_answer(received, asker))
    page, _, pages = resume.partition("/")
    url = f"{index_url}?{urlencode({**asked, 'page': page})}"
    rows = asker.index(url, lambda received: _rows(received, asker))
    following = f"{int(page) + 1}/{pages}" if int(page) + 1 < int(pages) else None
    return IndexPage(records=rows.records, unreadable_rows=rows.unreadable_rows, resume=following)


def _first_answer(received: Received, asker: Asker) -> IndexPage:
    if received.status == 200 and received.is_whole:
        pages = _number_of_pages(received.body)
        if pages is not None:
            return IndexPage(records=(), resume=f"0/{pages}" if pages else None)
    return _rows(received, asker)


def _number_of_pages(body: bytes) -> int | None:
    """Of `{"pages": 3, …}` or of a bare number; None where the answer is rows."""
    try:
        said = json.loads(body[:1000])
    except ValueError:
        return None
    if isinstance(said, dict):
        said = said.get("pages")
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 1_000_000 else None


def _rows(received: Received, asker: Asker) -> IndexPage:
    raise_for_waiting(received, asker.clock.now())
    if received.status == 404:  # "No Captures found for: …"
        return IndexPage(records=())
    if received.status in (401, 403, 451):
        raise BlockedError(received.url, f"the archive refuses ({received.status})", why="forbidden")
    if received.status != 200:
        raise FetchError(received.url, f"the archive's index answers {received.status}", why="bad-index", again=False)
    if not received.is_whole:
        raise FetchError(received.url, "the answer broke off", why="cut-body", again=True)
    return read_lines(received.body, received.url)
