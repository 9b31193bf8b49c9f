"""What the user asks for -> targets: what to ask an index for, and which addresses belong to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urldefrag, urlsplit

from wetpaint_import.addresses import AddressKind, read_address, unwrap_archived
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.pages import page_of, site_of, twin_site
from wetpaint_import.fetch.records import IndexQuery

_HOST = re.compile(r"[^\W_](?:(?:[^\W_]|[.-])*[^\W_])?(?::\d{1,5})?")
# The forms under which threads hang (research, URL patterns), each with the text that its threads have in common.
_DISCUSSIONS = (("/thread", ""), ("/forum", ""), ("/account/", "/thread/"), ("/photo/", "/thread/"), ("/video/", "/thread/"))
_PAGES = ("/page/", "")
# Asked for one by one, so many threads of one wiki cost more index queries than all its threads together.
_THREADS_WORTH_A_SITE = 8


class TargetKind(StrEnum):
    SITE = "site"
    THREAD = "thread"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`site` is host[:port]; `thread_id` is there for threads only. `url` is as the user gave it, without an archive's prefix."""

    kind: TargetKind
    site: str
    url: str
    thread_id: str | None = None
    with_pages: bool = False

    def queries(self, from_date: str, to_date: str) -> list[IndexQuery]:
        """What to ask an index for; the answers may hold more than is wanted (`Scope`)."""
        base = IndexQuery(url="", is_prefix=True, from_date=from_date, to_date=to_date)
        if self.kind is TargetKind.SITE:
            forms = (*_DISCUSSIONS, _PAGES) if self.with_pages else _DISCUSSIONS
            return [replace(base, url=self.site + path, path_holds=text) for path, text in forms]
        if self.kind is TargetKind.THREAD:
            path = urlsplit(self.url).path
            end = path.lower().index("/thread/") + len("/thread/") + len(self.thread_id or "")
            return [replace(base, url=self.site + path[:end])]
        return [replace(base, url=re.sub(r"^https?://", "", self.url, flags=re.IGNORECASE), is_prefix=False)]


def read_target(text: str, *, with_pages: bool = False) -> Target:
    """A host or an address, with or without an archive's prefix. Raises UsageError."""
    url, _ = unwrap_archived(text.strip())
    if "://" not in url:
        if _HOST.fullmatch(url.split("/")[0]) is None or not ("." in url or url.lower().startswith("localhost")):
            raise UsageError(f"{text!r} is no host and no address; a host looks like somewiki.wetpaint.com")
        url = f"http://{url}"
    try:
        # What follows a `#` is the browser's business: no archive and no site has it.
        url = _in_ascii(urldefrag(url)[0])
        parts = urlsplit(url)
        site = site_of(url)
    except ValueError as error:
        raise UsageError(f"{text!r} is no web address") from error
    if parts.scheme.lower() not in ("http", "https") or not site:
        raise UsageError(f"{text!r}: only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise UsageError("an address with a name or password in it is not fetched; for a live site give --cookies FILE")
    if any(character <= " " for character in url):
        raise UsageError(f"{text!r}: an address has no spaces in it")
    address = read_address(url)
    if address.kind is AddressKind.THREAD:
        return Target(kind=TargetKind.THREAD, site=site, url=url, thread_id=address.thread_id, with_pages=with_pages)
    if parts.path in ("", "/") and not parts.query:
        return Target(kind=TargetKind.SITE, site=site, url=url, with_pages=with_pages)
    return Target(kind=TargetKind.PAGE, site=site, url=url, with_pages=with_pages)


def _in_ascii(url: str) -> str:
    """With its host as networks and archives spell it; raises ValueError for a host that cannot be spelled so."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.isascii():
        return url
    return parts._replace(netloc=parts.netloc.lower().replace(host, host.encode("idna").decode("ascii"))).geturl()


def all_targets(targets: Iterable[Target], *, other_sites: Iterable[str], with_twins: bool) -> list[Target]:
    """The targets, and the same at the wiki's other hosts; each once."""
    found: dict[Target, None] = {}
    others = [read_target(site).site for site in other_sites]
    for target in targets:
        found[target] = None
        twin = twin_site(target.site)
        for site in (*([twin] if with_twins and twin else []), *others):
            found[_moved(target, site)] = None
    return list(found)


def _moved(target: Target, site: str) -> Target:
    parts = urlsplit(target.url)
    return replace(target, site=site, url=parts._replace(netloc=site).geturl())


class Scope:
    """Which addresses belong to what was asked for."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._sites: dict[str, bool] = {}
        self._threads: set[tuple[str, str | None]] = set()
        self._pages: set[str] = set()
        for target in targets:
            self.add(target)

    def add(self, target: Target) -> None:
        if target.kind is TargetKind.SITE:
            self._sites[target.site] = target.with_pages
        elif target.kind is TargetKind.THREAD:
            self._threads.add((target.site, target.thread_id))
        else:
            self._pages.add(page_of(target.url))

    def holds(self, url: str) -> bool:
        site = site_of(url)
        address = read_address(url)
        if site in self._sites:
            with_pages = self._sites[site]
            if address.kind in (AddressKind.THREAD, AddressKind.THREAD_LIST) or (
                with_pages and address.kind is AddressKind.CONTENT_PAGE
            ):
                return True
        if address.kind is AddressKind.THREAD and (site, address.thread_id) in self._threads:
            return True
        return bool(self._pages) and page_of(url) in self._pages

    def follows(self, by: str, url: str) -> bool:
        """Whether an address that the page `by` names is to be looked for too.

        From a page that was asked for by its address, that is: the threads it links to, and its own further pages.
        """
        if self.holds(url):
            return True
        if page_of(by) not in self._pages or site_of(by) != site_of(url):
            return False
        named, naming = read_address(url), read_address(by)
        if named.kind is AddressKind.THREAD:
            return True
        return named.kind is naming.kind is AddressKind.THREAD_LIST and named.location_name == naming.location_name


def index_queries(targets: Iterable[Target], from_date: str, to_date: str) -> list[IndexQuery]:
    """All queries for the targets, each once; many threads of one wiki are asked for as one."""
    targets = list(targets)
    threads: dict[str, int] = {}
    for target in targets:
        if target.kind is TargetKind.THREAD:
            threads[target.site] = threads.get(target.site, 0) + 1
    found: dict[IndexQuery, None] = {}
    for target in targets:
        for query in target.queries(from_date, to_date):
            is_one_of_many = target.kind is TargetKind.THREAD and threads[target.site] > _THREADS_WORTH_A_SITE
            if is_one_of_many and query.url.startswith(f"{target.site}/thread/"):
                found[replace(query, url=f"{target.site}/thread")] = None
            else:
                found[query] = None
    return list(found)
