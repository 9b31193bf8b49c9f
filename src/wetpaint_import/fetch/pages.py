"""What an address or a page is to a fetch: which site and page it names, what it links to, whether it is a parked domain."""

import html
import re
from urllib.parse import parse_qsl, unquote_plus, urldefrag, urljoin, urlsplit

from wetpaint_import.addresses import AddressKind, read_address, unwrap_archived

_PORTS = {"http": 80, "https": 443}
# `www.`, `www2.`: archives' indexes take them for the same site.
_WWW = re.compile(r"^www\d?\.")
_TWINS = (
    ("wetpaint.com", "wikifoundry.com"),
    ("wetpaintcentral.com", "wikifoundrycentral.com"),
)
_LINK = re.compile(r"""\bhref\s{0,9}=\s{0,9}(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))""", re.IGNORECASE)
# Bytes of a page, and links of it, that are looked at: beyond them a page is no page of a wiki.
_LOOKED_AT = 4 * 1024 * 1024
_MOST_LINKS = 5000
_ENGINE = re.compile(rb"IS_WETPAINT_USER|wetpaintLoad|WPC-|threadList|scripts/wpcss/|wikis by wetpaint|Post edited:", re.IGNORECASE)
_PARKED = re.compile(
    rb"domain (?:name )?(?:is|may be) (?:for sale|available)|buy this domain|this domain (?:has expired|is parked|name has expired)"
    rb"|parked (?:free|domain|page)|sponsored listings|renew (?:it|your domain) now|inquire about this domain",
    re.IGNORECASE,
)
# `t=anon` is the copy for the signed-out, `mail` a mark of links in e-mails (research, URL patterns).
_IDLE_PARAMETERS = frozenset({"t", "mail"})


def site_of(url: str) -> str:
    """host[:port] without what makes no other site; empty where the address has no host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = _WWW.sub("", (parts.hostname or "").lower())
    return f"{host}:{port}" if host and port not in (None, _PORTS.get(parts.scheme)) else host


def joined(base: str, link: str) -> str:
    """A link as an absolute address; what is none (`http://[x`) comes back as it is."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def twin_site(site: str) -> str | None:
    """The same wiki's address at the farm's other name, by which it went before or after 2013."""
    for old, new in _TWINS:
        for here, there in ((old, new), (new, old)):
            if site == here or site.endswith("." + here):
                return site[: len(site) - len(here)] + there
    return None


def same_address(one: str, other: str) -> bool:
    """Whether an archive takes the two for the same page: scheme, `www.`, case and order of parameters do not count."""
    return one == other or _canonical(one) == _canonical(other)


def _canonical(url: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(urldefrag(url)[0])
    except ValueError:
        return (url,)
    path = unquote_plus(parts.path).lower().rstrip("/")
    return (
        site_of(url),
        path,
        tuple(sorted((name.lower(), value.lower()) for name, value in parse_qsl(parts.query, keep_blank_values=True))),
    )


def page_of(url: str) -> str:
    """A name for the page behind an address: other slugs, `?t=anon` and the like name the same page."""
    address = read_address(url)
    site = site_of(url)
    if address.kind is AddressKind.THREAD:
        return f"{site} thread {address.thread_id} {address.offset or 0}"
    if address.kind is AddressKind.THREAD_LIST:
        return f"{site} threads {(address.location_name or '').lower()} {address.offset or 0}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = sorted(pair for pair in parse_qsl(parts.query) if pair[0] not in _IDLE_PARAMETERS)
    return f"{site} {unquote_plus(parts.path).rstrip('/')} {query}"


def named_addresses(text: bytes, base: str) -> list[str]:
    """Addresses of threads, thread lists and content pages that a page links to, absolute, each page once, in order."""
    found: dict[str, str] = {}
    for count, match in enumerate(_LINK.finditer(_as_text(text[:_LOOKED_AT]))):
        if count >= _MOST_LINKS:
            break
        url = _absolute(html.unescape(match[1] or match[2] or match[3]), base)
        if url is not None and read_address(url).kind in (AddressKind.THREAD, AddressKind.THREAD_LIST, AddressKind.CONTENT_PAGE):
            found.setdefault(page_of(url), url)
    return list(found.values())


def _as_text(page: bytes) -> str:
    """The characters of an address count: a path's are asked for as UTF-8, whatever its page is written in."""
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("latin-1")


def _absolute(link: str, base: str) -> str | None:
    try:
        whole = urldefrag(urljoin(base, unwrap_archived(link.strip())[0]))[0]
        url = unwrap_archived(whole)[0].replace(" ", "%20")
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    is_clean = not any(character <= " " or character in '<>"\x7f' for character in url) and "@" not in urlsplit(url).netloc
    return url if scheme in _PORTS and is_clean else None


def page_notes(text: bytes, status: int) -> tuple[str, ...]:
    """Codes of what a capture is where it is no page of the wiki: `parking-page`, `redirect`, `error-page`."""
    if 300 <= status < 400:
        return ("redirect",)
    if status >= 400:
        return ("error-page",)
    sample = text[:_LOOKED_AT]
    if _PARKED.search(sample) and not _ENGINE.search(sample):
        return ("parking-page",)
    return ()
