"""Replay of one capture by an archive -> Taken: is it the capture that was asked for, and is it a capture at all?

An answer with `Memento-Datetime` is a capture, whatever its status; one without is the archive's own page, even if it
says 200 (RFC 7089; the Internet Archive and pywb both do so).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from requests.utils import parse_header_links

from wetpaint_import.addresses import parse_timestamp, unwrap_archived
from wetpaint_import.errors import BlockedError, CaptureMissingError, FetchError
from wetpaint_import.fetch.asking import Asker, raise_for_waiting
from wetpaint_import.fetch.bodies import as_archived, decoded, ends_early, plain_digest, swells_over
from wetpaint_import.fetch.connection import place_of
from wetpaint_import.fetch.limits import REDIRECTS
from wetpaint_import.fetch.pages import joined, same_address
from wetpaint_import.fetch.records import CdxRecord, Headers, Received, Taken

# Of the transfer, not of the capture; `set-cookie` is dropped only where it is the archive's own.
_OF_THE_TRANSFER = frozenset(
    {"transfer-encoding", "connection", "keep-alive", "content-length", "trailer", "upgrade", "proxy-authenticate"}
)
_ORIGINAL = "x-archive-orig-"
_REFUSED = (401, 403, 451)
# Where the index's digest is not that of the bytes, either the index is wrong (those of old captures can be) or the bytes
# are, such as a body that was cut on its way. So they count once they came the same so many times; less often where they
# end as a page does, which a cut one does not.
_SAME_IF_WHOLE = 2
_SAME_IF_NOT = 4
_TRIES_AT_DIGEST = 6
_END_OF_PAGE = b"</html>"
_TAIL = 200


def take(asker: Asker, record: CdxRecord, replay_url: str, *, accept_encoding: str, own_headers: Callable[[str], bool]) -> Taken:
    """The capture of `record` through `replay_url`. `own_headers` tells which headers are the archive's, not the page's."""
    headers = {"Accept-Encoding": accept_encoding}
    answers: Counter[bytes] = Counter()
    for _ in range(_TRIES_AT_DIGEST):
        received = _memento(asker, record, replay_url, headers)
        taken, agrees = _taken(asker, record, received, replay_url, own_headers)
        coding = taken.header("Content-Encoding")
        if swells_over(taken.payload, coding, asker.largest_page):
            message = f"unpacks to more than {asker.largest_page} bytes; allow more with --max-size"
            raise BlockedError(replay_url, message, why="too-large")
        if agrees:
            return taken
        answers[received.body] += 1
        text = decoded(received.body, coding, asker.largest_page) or b""
        needed = _SAME_IF_WHOLE if _END_OF_PAGE in text[-_TAIL:].lower() else _SAME_IF_NOT
        if answers[received.body] >= needed:
            if ends_early(taken.payload, coding, asker.largest_page):
                taken = replace(taken, truncated="unspecified")
            has_digest = plain_digest(record.digest) is not None and not taken.notes
            return replace(taken, notes=(*taken.notes, "digest-differs")) if has_digest else taken
    raise FetchError(replay_url, "each answer has other bytes, none with the index's digest", why="digest-differs", again=True)


def _memento(asker: Asker, record: CdxRecord, url: str, headers: dict[str, str]) -> Received:
    """Asks, and follows the archive's own redirects within the archive."""
    digest = plain_digest(record.digest)
    seen = set()

    def read(received: Received) -> Received:
        if received.header("Memento-Datetime") is None:
            _raise_for_no_memento(asker, received)
        # Some archives announce a length that is not that of what they hold: the digest tells whether it is all.
        is_all = received.is_whole or (
            digest is not None and as_archived(received.body, received.headers, digest, asker.largest_page)[2]
        )
        if not is_all:
            raise FetchError(received.url, "the answer broke off", why="cut-body", again=True)
        return received

    while True:
        seen.add(url)
        received = asker.page(url, read, headers)
        location = received.header("Location")
        if received.header("Memento-Datetime") is not None or location is None:
            return received
        target = joined(url, location)
        if place_of(target)[0] != place_of(url)[0]:
            raise FetchError(url, f"the archive sends us elsewhere, to {target}", why="other-address", again=False)
        if target in seen or len(seen) > REDIRECTS:
            raise FetchError(url, "the archive's redirects go round in circles", why="redirect-loop", again=False)
        url = target


def _raise_for_no_memento(asker: Asker, received: Received) -> None:
    """Raises for the archive's own pages; returns for its redirects."""
    fault = received.header("X-Archive-Wayback-Runtime-Error") or ""
    # Error pages are short; the names stand in a header or in the page (wayback#34, openwayback#361).
    said = fault + received.body[:20_000].decode("latin-1")
    if "AccessControlException" in said or "has been excluded from" in said:
        raise BlockedError(received.url, "the archive does not show this address")
    raise_for_waiting(received, asker.clock.now())
    if received.status in _REFUSED:
        raise BlockedError(received.url, f"the archive refuses ({received.status})", why="forbidden")
    if 300 <= received.status < 400 and received.header("Location"):
        return
    if received.status < 400:
        raise FetchError(received.url, "the archive gave a page of its own instead of the capture", why="archive-page", again=True)
    reason = f": {fault}" if fault else ""
    raise CaptureMissingError(received.url, f"the archive's index has it, but the archive does not ({received.status}){reason}")


def _taken(
    asker: Asker, record: CdxRecord, received: Received, replay_url: str, own_headers: Callable[[str], bool]
) -> tuple[Taken, bool]:
    captured_at = _memento_time(received)
    original = _original_of(received, record.original)
    notes = []
    digest = plain_digest(record.digest)
    if captured_at != parse_timestamp(record.timestamp):
        notes.append("other-time")
        digest = None
    if not same_address(original, record.original):
        notes.append("other-address")
        digest = None
    payload, headers, agrees = as_archived(received.body, _of_the_capture(received, own_headers), digest, asker.largest_page)
    taken = Taken(
        url=original,
        captured_at=captured_at,
        status=received.status,
        reason=received.reason,
        headers=headers,
        payload=payload,
        archive_url=replay_url,
        fetched_at=asker.clock.now(),
        request_target=received.request_target,
        request_headers=received.request_headers,
        notes=tuple(notes),
    )
    return taken, agrees


def _memento_time(received: Received) -> datetime:
    try:
        moment = parsedate_to_datetime(received.header("Memento-Datetime") or "")
        # It has no zone where it says `-0000`.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FetchError(received.url, "the archive's Memento-Datetime is no date", why="archive-page", again=True) from error


def _original_of(received: Received, asked: str) -> str:
    """The captured address: that of the `original` link, else of the address that answered."""
    for link in parse_header_links(received.header("Link") or ""):
        if "original" in link.get("rel", "").split():
            # The Internet Archive prints ports that mean nothing.
            return link["url"] if not same_address(link["url"], asked) else asked
    original = unwrap_archived(received.url)[0]
    return asked if same_address(original, asked) else original


def _of_the_capture(received: Received, own_headers: Callable[[str], bool]) -> Headers:
    """The page's own headers, as far as the archive passes them on."""
    kept: list[tuple[str, str]] = []
    originals = {name.lower().removeprefix(_ORIGINAL) for name, _ in received.headers if name.lower().startswith(_ORIGINAL)}
    has_coding = received.header("Content-Encoding") is not None
    for name, value in received.headers:
        low = name.lower()
        if low.startswith(_ORIGINAL):
            bare = name[len(_ORIGINAL) :]
            # The coding that counts is the one the body came in.
            if bare.lower() not in _OF_THE_TRANSFER and bare.lower() != "content-encoding":
                kept.append((bare, value))
        elif low == "content-encoding":
            if has_coding and value:
                kept.append((name, value))
        elif low == "location":
            kept.append((name, unwrap_archived(joined(received.url, value))[0]))
        elif low == "content-type":
            if "content-type" not in originals:
                kept.append((name, value))
        elif low not in _OF_THE_TRANSFER and low not in originals and not own_headers(low):
            kept.append((name, value))
    return tuple(kept)
