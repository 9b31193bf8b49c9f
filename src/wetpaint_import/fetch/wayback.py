"""The Internet Archive's Wayback Machine, or another archive with its forms: CDX server and `id_` replay."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from wetpaint_import.errors import BlockedError, FetchError
from wetpaint_import.fetch.asking import Asker, raise_for_waiting
from wetpaint_import.fetch.cdx import read_table
from wetpaint_import.fetch.limits import INDEX_ROWS
from wetpaint_import.fetch.memento import take
from wetpaint_import.fetch.records import CdxRecord, IndexPage, IndexQuery, Received, Taken
from wetpaint_import.fetch.targets import Target, index_queries

ADDRESS = "https://web.archive.org"
_FIELDS = "urlkey,timestamp,original,mimetype,statuscode,digest,length"


class Wayback:
    """`address` is that of the archive, without `/web` or `/cdx`."""

    has_index = True

    def __init__(self, asker: Asker, address: str = ADDRESS) -> None:
        self._asker = asker
        self._address = address.rstrip("/")

    def queries(self, targets: Iterable[Target], from_date: str, to_date: str) -> list[IndexQuery]:
        return index_queries(targets, from_date, to_date)

    def index_page(self, query: IndexQuery, resume: str | None) -> IndexPage:
        asked = {
            "url": query.url,
            "matchType": "prefix" if query.is_prefix else "exact",
            "output": "json",
            "fl": _FIELDS,
            "limit": str(INDEX_ROWS),
            "showResumeKey": "true",
        }
        if query.path_holds:
            asked["filter"] = f"original:.*{query.path_holds}.*"
        more = {"from": query.from_date, "to": query.to_date, "resumeKey": resume}
        asked.update((name, value) for name, value in more.items() if value)
        return self._asker.index(f"{self._address}/cdx/search/cdx?{urlencode(asked)}", self._read_index)

    def _read_index(self, received: Received) -> IndexPage:
        # Blocked sites: 403 and this name in header and body (wayback#34); by robots.txt: the same with status 200 or 403.
        if b"AccessControlException" in received.body[:2000]:
            raise BlockedError(received.url, "the archive has excluded this site and does not show it")
        raise_for_waiting(received, self._asker.clock.now())
        if received.status in (401, 403, 451):
            raise BlockedError(received.url, f"the archive refuses ({received.status})", why="forbidden")
        if received.status != 200:
            raise FetchError(received.url, f"the archive's index answers {received.status}", why="bad-index", again=False)
        if not received.is_whole:
            raise FetchError(received.url, "the answer broke off", why="cut-body", again=True)
        return read_table(received.body, received.url)

    def take(self, record: CdxRecord) -> Taken:
        url = f"{self._address}/web/{record.timestamp}id_/{quoted(record.original)}"
        # `identity`: asked for gzip, it spoils the headers of captures that were compressed themselves (wayback's _http.py).
        return take(self._asker, record, url, accept_encoding="identity", own_headers=_is_own)


def _is_own(_: str) -> bool:
    """All headers of the page come with a prefix of their own, but for those that `memento` knows."""
    return True


def quoted(original: str) -> str:
    """An address as the tail of a replay address: `#` would end it, all else stays as the index has it."""
    return quote(original, safe=":/?#[]@!$&'()*+,;=%~-._").replace("#", "%23")
