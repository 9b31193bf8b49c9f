"""What a saved page tells of itself: its address and the time of its capture, from the remarks of those who saved it.

Each find says by which remark it was made. Sources are ordered: a remark that names one address for this very page comes before a
hint such as the canonical link.
"""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from wetpaint_import.addresses import AddressKind, parse_timestamp, read_address, unwrap_archived
from wetpaint_import.page.flow import Flow


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """`canonical` is what `link rel=canonical` or `og:url` names, whichever source `url` came from."""

    url: str | None = None
    url_basis: str | None = None
    captured_at: datetime | None = None
    captured_at_basis: str | None = None
    canonical: str | None = None


# Internet Explorer and Chrome: `saved from url=(0042)http://…`; the number is the address's length.
_SAVED_FROM = re.compile(r"saved from url=\((\d{4})\)(\S+)")
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n]+))?")
_HTTRACK = re.compile(r"Mirrored from (\S+) by HTTrack Website Copier/[^,\]]*(?:\[[^\]]*\])?,\s*([^>]+?)\s*$")
_WAYBACK = re.compile(r"FILE ARCHIVED ON (\d{1,2}:\d{2}:\d{2} [A-Z][a-z]{2} \d{1,2}, \d{4}) AND RETRIEVED", re.IGNORECASE)
_WAYBACK_SCRIPT = re.compile(r"FILE ARCHIVED ON (\d{14}) AND RETRIEVED", re.IGNORECASE)
_WAYBACK_SCRIPT_ADDRESS = re.compile(r"sWayBackCGI\s*=\s*[\"']([^\"']+)")
_JAVASCRIPT_DATE = re.compile(r"\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")
_META = frozenset({"meta", "link", "base", "input"})
_LINKS = frozenset({"a", "img", "link", "script"})
# The Wayback Machine's banner names the page in a box of its own.
_WAYBACK_BOX = "wmtbURL"


def describe_itself(flow: Flow) -> SelfDescription:
    """What the page's comments, links and archive banner say of its address and time; any bytes, never fails."""
    url, url_basis, at, at_basis = _from_comments(flow)
    canonical = _canonical(flow)
    wayback_url, wayback_at = _from_rewritten(flow, canonical)
    if url is None and wayback_url is not None:
        url, url_basis = wayback_url, "archive-links"
    if at is None and wayback_at is not None:
        at, at_basis = wayback_at, "archive-links"
    plain = unwrap_archived(canonical)[0] if canonical else None
    if url is None and plain is not None and re.match(r"https?://", plain):
        url, url_basis = plain, "canonical-link"
    if url is None and flow.base_url is not None:
        # Early Wayback replays gave the page's own address as its base; other bases name only the site.
        base, archived = unwrap_archived(flow.base_url)
        if re.match(r"https?://", base) and read_address(base).kind is not AddressKind.OTHER:
            url, url_basis = base, "base-link"
            if at is None and archived is not None:
                at, at_basis = archived, "base-link"
    return SelfDescription(url, url_basis if url else None, at, at_basis if at else None, plain)


def _from_comments(flow: Flow) -> tuple[str | None, str | None, datetime | None, str | None]:
    url = basis = at = at_basis = None
    for comment in flow.comments:
        if match := _SINGLE_FILE.search(comment):
            url, basis = match[1], "singlefile"
            if match[2] and (saved := _javascript_date(match[2])):
                at, at_basis = saved, "singlefile"
        elif url is None and (match := _SAVED_FROM.search(comment)):
            url, basis = match[2][: int(match[1])] if int(match[1]) else match[2], "saved-from"
        elif match := _HTTRACK.search(comment.strip()):
            url, basis = "http://" + match[1].removeprefix("http://"), "httrack"
            with suppress(ValueError, TypeError, IndexError, OverflowError):
                at, at_basis = parsedate_to_datetime(match[2]).astimezone(UTC), "httrack"
        elif match := _WAYBACK_SCRIPT.search(comment):
            at, at_basis = parse_timestamp(match[1]), "wayback-comment"
            if (address := _WAYBACK_SCRIPT_ADDRESS.search(comment)) and url is None:
                url, basis = address[1], "wayback-comment"
        elif match := _WAYBACK.search(comment):
            with suppress(ValueError):
                at = datetime.strptime(match[1], "%H:%M:%S %b %d, %Y").replace(tzinfo=UTC)
                at_basis = "wayback-comment"
    if url is not None:
        url, archived = unwrap_archived(url)
        if at is None and archived is not None:
            at, at_basis = archived, basis
        if not re.match(r"https?://", url):
            url = basis = None
    return url, basis, at, at_basis


def _javascript_date(text: str) -> datetime | None:
    match = _JAVASCRIPT_DATE.search(text)
    if match is None:
        return None
    try:
        return datetime.strptime(f"{match[1]} {match[2]}", "%b %d %Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _canonical(flow: Flow) -> str | None:
    head_end = next((e.closed for e in flow.elements if e.tag == "head"), 0)
    og_url = None
    for element in flow.elements_between(0, head_end, _META):
        if element.tag == "link" and "canonical" in (element.attribute("rel") or "").casefold().split():
            return element.attribute("href")
        if element.tag == "meta" and element.attribute("property") == "og:url":
            og_url = element.attribute("content")
    return og_url


def _from_rewritten(flow: Flow, canonical: str | None) -> tuple[str | None, datetime | None]:
    """(address, capture time) from the archive's own spelling of the page's links."""
    address = None
    times: Counter[datetime] = Counter()
    for element in flow.elements if flow.may_be_archived else ():
        if element.tag == "input" and element.attribute("id") == _WAYBACK_BOX:
            address = element.attribute("value")
        if element.tag in _LINKS and "/http" in element.raw_attributes:
            value = element.attribute("href") or element.attribute("src") or ""
            if re.match(r"(?:https?://web\.archive\.org)?/web/\d{14}", value):
                _, at = unwrap_archived(value)
                if at is not None:
                    times[at] += 1
    if canonical is not None:
        original, at = unwrap_archived(canonical)
        if at is not None:
            return address or original, at
    # One link may lead to another capture (the banner's arrows); most lead to resources of this one.
    best = times.most_common(1)
    return address, best[0][0] if best and best[0][1] > 1 else None


def timestamp_hint(digits: str) -> datetime | None:
    """An archive's 14 digits in a file name or folder as capture time."""
    at = parse_timestamp(digits)
    return at if at is not None and at > datetime(1996, 1, 1, tzinfo=UTC) - timedelta(days=1) else None
