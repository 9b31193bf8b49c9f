"""A live site: its pages as they are now, as far as its robots.txt allows."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from protego import Protego

from wetpaint_import.errors import BlockedError, CaptureMissingError, FetchError
from wetpaint_import.fetch.asking import Asker, raise_for_waiting
from wetpaint_import.fetch.bodies import swells_over
from wetpaint_import.fetch.limits import REDIRECTS
from wetpaint_import.fetch.pages import joined, page_of
from wetpaint_import.fetch.records import CdxRecord, Headers, IndexPage, IndexQuery, Received, Taken
from wetpaint_import.fetch.targets import Target, TargetKind

# Of the transfer; and the session that a live site opens for us, which is nobody else's business.
_NOT_KEPT = frozenset(
    {"transfer-encoding", "connection", "keep-alive", "content-length", "trailer", "upgrade", "set-cookie", "set-cookie2"}
)
_STARTS = ("/thread", "/forum")
# By which a robots.txt addresses us: the first word of our User-Agent.
_NAME = "wetpaint-import"
_LARGEST_ROBOTS = 512 * 1024


class Live:
    """Has no index: starts at the site's thread list and forum, or at the address given, and goes on from link to link."""

    has_index = False

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._robots: dict[str, Protego | None] = {}

    def queries(self, targets: Iterable[Target], from_date: str, to_date: str) -> list[IndexQuery]:  # noqa: ARG002 (now is now)
        found: dict[IndexQuery, None] = {}
        for target in targets:
            start = target.url.rstrip("/")
            urls = [start + path for path in _STARTS] if target.kind is TargetKind.SITE else [target.url]
            found.update((IndexQuery(url=url, is_prefix=False), None) for url in urls)
        return list(found)

    def index_page(self, query: IndexQuery, resume: str | None) -> IndexPage:  # noqa: ARG002 (one page is all there is)
        return IndexPage(records=(CdxRecord(original=query.url, timestamp=""),))

    def take(self, record: CdxRecord) -> Taken:
        """Follows to another spelling of the same page (https, `www.`, a slash, another slug), which no link may name."""
        taken = self._take(record.original)
        for _ in range(REDIRECTS):
            location = taken.header("Location") if 300 <= taken.status < 400 else None
            target = joined(taken.url, location or "")
            if location is None or target == taken.url or page_of(target) != page_of(taken.url):
                return taken if taken.url == record.original else replace(taken, notes=("other-address",))
            taken = self._take(target)
        raise FetchError(record.original, "the site's redirects go round in circles", why="redirect-loop", again=False)

    def _take(self, url: str) -> Taken:
        robots = self._robots_of(url)
        if robots is not None and not robots.can_fetch(url, _NAME):
            raise BlockedError(url, "the site's robots.txt forbids it", why="robots")
        delay = robots.crawl_delay(_NAME) if robots is not None else None
        if delay:
            self._asker.slow_pages_to(delay)
        return self._asker.page(url, self._read)

    def _robots_of(self, url: str) -> Protego | None:
        """None where there are no rules. A site whose robots.txt has a fault is left alone for now (RFC 9309, 2.3.1.4)."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._asked_robots(f"{site}/robots.txt")
        return self._robots[site]

    def _asked_robots(self, url: str) -> Protego | None:
        for _ in range(REDIRECTS):
            received = self._asker.page(url, self._waited_for)
            location = received.header("Location")
            if 300 <= received.status < 400 and location:
                url = joined(url, location)
                continue
            if received.status == 200:
                # Some editors put a mark of their own first, which would hide the first rule.
                return Protego.parse(received.body[:_LARGEST_ROBOTS].decode("utf-8-sig", "replace"))
            return None
        return None

    def _waited_for(self, received: Received) -> Received:
        raise_for_waiting(received, self._asker.clock.now())
        _raise_for_cut(received)
        return received

    def _read(self, received: Received) -> Taken:
        raise_for_waiting(received, self._asker.clock.now())
        _raise_for_cut(received)
        if received.status in (404, 410):
            raise CaptureMissingError(
                received.url, f"the site says that there is no such page ({received.status})", why="not-found"
            )
        if received.status in (401, 403, 451):
            raise BlockedError(
                received.url, f"the site refuses ({received.status}); for members' pages give --cookies", why="forbidden"
            )
        if received.status >= 400:
            raise FetchError(received.url, f"the site answers {received.status}", why="refused-request", again=False)
        now = self._asker.clock.now()
        taken = Taken(
            url=received.url,
            captured_at=now.replace(microsecond=0),
            status=received.status,
            reason=received.reason,
            headers=_kept(received.headers),
            payload=received.body,
            archive_url=received.url,
            fetched_at=now,
            request_target=received.request_target,
            request_headers=received.request_headers,
        )
        if swells_over(taken.payload, taken.header("Content-Encoding"), self._asker.largest_page):
            raise BlockedError(received.url, "unpacks to more than --max-size allows", why="too-large")
        return taken


def _raise_for_cut(received: Received) -> None:
    if not received.is_whole:
        raise FetchError(received.url, "the answer broke off", why="cut-body", again=True)


def _kept(headers: Headers) -> Headers:
    return tuple(pair for pair in headers if pair[0].lower() not in _NOT_KEPT)
