"""Addresses of Wetpaint: what a URL names, without reading its page (evidence: the farm's URL patterns).

An address is also taken out of the forms that archives give it (`web.archive.org/web/TIMESTAMP/http://…`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qs, unquote_plus, urljoin, urlsplit

from wetpaint_import.model import LocationKind, ThreadView


class AddressKind(StrEnum):
    THREAD = "thread"
    THREAD_LIST = "thread_list"
    CONTENT_PAGE = "content_page"
    HISTORY = "history"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a URL names. `offset` and `size` count posts; None where the address does not page."""

    url: str
    host: str
    kind: AddressKind
    thread_id: str | None = None
    slug: str | None = None
    location_kind: LocationKind | None = None
    location_name: str | None = None
    offset: int | None = None
    size: int | None = None


# `id_`, `im_`, `js_` … after the 14 digits ask the archive for other forms of the same capture.
_ARCHIVED = re.compile(
    r"^(?:(?:https?:)?//[^/]+)?(?:/[^/]+){0,2}?/(\d{4,14})(?:[a-z]{2}_)?/((?:https?|ftp):/{0,2}[^/].*|mailto:.*)$",
    re.IGNORECASE,
)
# Browsers take these out of every address before they read it: `java\tscript:` is a script.
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x1f\x7f]+")
# `/thread/{id}/{slug}`; under an account, a photo or a video the same (docs/evidence.md §1). Mirrors end in `.html` or `/`.
_THREAD_PATH = re.compile(r"^(?:/(account|photo|video)/([^/]+))?/thread/(\d+)(?:\.html?)?(?:/([^/]*))?", re.IGNORECASE)
_LIST_PATH = re.compile(r"^/(?:thread|forum(?:/([^/]+))?)/?(?:index\.html?)?$", re.IGNORECASE)
_HISTORY_PATH = re.compile(r"^/page/.+/(?:diff|revision|history)(?:/|$)", re.IGNORECASE)
_PAGE_PATH = re.compile(r"^/page/([^/]+(?:/[^/]+)*)/?$", re.IGNORECASE)
_FARM_HOSTS = re.compile(r"(?:^|\.)(?:wetpaint|wikifoundry|wetpaintcentral|wikifoundrycentral)\.com$")


def unwrap_archived(url: str) -> tuple[str, datetime | None]:
    """(original address, capture time) of an archive's address; any other address comes back as it is, with None."""
    match = _ARCHIVED.match(url) if "/http" in url or "/mailto:" in url or "/ftp" in url else None
    if match is None:
        return url, None
    original = re.sub(r"^(https?):/{0,2}(?=[^/])", r"\1://", match[2], flags=re.IGNORECASE)
    return original, parse_timestamp(match[1])


def parse_timestamp(digits: str) -> datetime | None:
    """An archive's timestamp (14 digits, UTC) as an instant; None if it is shorter or no date."""
    if len(digits) != 14:
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def read_address(url: str) -> Address:
    """What `url` names; never raises: what has no known form is `OTHER`."""
    url, _ = unwrap_archived(url.strip())
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return Address(url=url, host="", kind=AddressKind.OTHER)
    offset, size = _number(query, "offset"), _number(query, "maxResults")
    if match := _THREAD_PATH.match(parts.path):
        holder, name, thread_id, slug = match.groups()
        return Address(
            url=url,
            host=host,
            kind=AddressKind.THREAD,
            thread_id=thread_id,
            slug=slug or None,
            location_kind=LocationKind(holder.lower()) if holder else None,
            location_name=unquote_plus(name) if name else None,
            offset=offset,
            size=size,
        )
    if match := _LIST_PATH.match(parts.path):
        name = match[1]
        kind = AddressKind.THREAD_LIST
        return Address(
            url=url,
            host=host,
            kind=kind,
            location_kind=LocationKind.FORUM if name else None,
            location_name=unquote_plus(name) if name else None,
            offset=offset,
            size=size,
        )
    if _HISTORY_PATH.match(parts.path):
        return Address(url=url, host=host, kind=AddressKind.HISTORY)
    if match := _PAGE_PATH.match(parts.path):
        return Address(url=url, host=host, kind=AddressKind.CONTENT_PAGE, location_name=unquote_plus(match[1]))
    return Address(url=url, host=host, kind=AddressKind.OTHER)


def _number(query: dict[str, list[str]], name: str) -> int | None:
    text = query.get(name, [""])[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def is_farm_host(host: str) -> bool:
    """Whether `host` belongs to the farm itself; wikis under a domain of their own cannot be told by name."""
    return _FARM_HOSTS.search(host) is not None


@lru_cache(maxsize=4096)
def account_name(url: str) -> str | None:
    """The account that a profile's address (`/account/NAME`) names, else None."""
    if "/account/" not in url:
        return None
    match = re.search(r"/account/([^/?#]+?)(?:\.html?)?/?(?:[?#].*)?$", unwrap_archived(url)[0])
    return unquote_plus(match[1]) if match else None


# A page asks several times for each of its links.
@lru_cache(maxsize=4096)
def absolute(url: str, base: str | None) -> str:
    """`url` out of any archive's form and, where `base` is known, absolute; broken addresses come back as they are."""
    url = _NOT_IN_ADDRESSES.sub("", url.strip())
    original, _ = unwrap_archived(url)
    if base is None or original != url or url.startswith(("http://", "https://")):
        return original
    try:
        return urljoin(base, original)
    except ValueError:
        return original


def first_address(known: Iterable[str | None]) -> str | None:
    """One of several, the same in whatever order they come: a whole address before one that lacks its host, then by spelling."""
    texts = [text for text in known if text]
    return min(texts, key=lambda text: (not text.startswith(("http://", "https://")), text), default=None)


def slug_words(slug: str) -> set[str]:
    """The words of a thread's slug or title, folded, for comparing the two."""
    return set(re.findall(r"[^\W_]+", unquote_plus(slug).casefold()))


def thread_address(host: str | None, view: ThreadView) -> str | None:
    """The address of a thread whose wiki and id are known, without its slug."""
    return f"http://{host}/thread/{view.original_id}" if host and view.original_id else None


def page_address(thread_url: str | None, offset: int) -> str | None:
    """The address of the page of a thread that begins at post `offset`."""
    if thread_url is None:
        return None
    bare = thread_url.split("#")[0].split("?")[0]
    return f"{bare}?offset={offset}&maxResults=20" if offset else bare


def known_forms(url: str, hosts: Iterable[str] = ()) -> list[str]:
    """The addresses under which the same page of a thread may have been archived, likeliest first.

    `hosts` are other hosts of the same wiki. Slugs and `?t=anon` come and go (evidence §1); a wiki of `wetpaint.com` moved to
    `wikifoundry.com` under its own name.
    """
    address = read_address(url)
    if address.thread_id is None:
        return [url]
    page = f"offset={address.offset}&maxResults={address.size or 20}" if address.offset else ""
    path = urlsplit(address.url).path.rstrip("/")
    bare = path[: path.index(f"/thread/{address.thread_id}")] + f"/thread/{address.thread_id}"
    paths = list(dict.fromkeys([path, bare, f"/thread/{address.thread_id}"]))
    forms = []
    for host in dict.fromkeys([address.host, *hosts, *_moved(address.host)]):
        for form in paths:
            forms.append(f"http://{host}{form}" + (f"?{page}" if page else ""))
        forms.append(f"http://{host}{paths[0]}?" + (f"{page}&t=anon" if page else "t=anon"))
    return forms


def _moved(host: str) -> list[str]:
    for old, new in ((".wetpaint.com", ".wikifoundry.com"), (".wikifoundry.com", ".wetpaint.com")):
        if host.endswith(old):
            return [host.removesuffix(old) + new]
    return []
