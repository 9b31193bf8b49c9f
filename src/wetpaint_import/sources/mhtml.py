"""MHTML (a browser's "web page, single file") -> the page in it, with the address and time of its headers."""

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime

from wetpaint_import.sources.settle import Origin, settle

_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
# Parts within parts within parts end in a RecursionError; the others are what its decoders raise at what they do not know.
_BROKEN = (RecursionError, MessageError, LookupError, ValueError, TypeError)
# The email parser holds each line by itself, at some 90 bytes. 16 MiB of real MHTML have 0.2 million lines.
_MOST_LINES = 1_000_000


@dataclass(frozen=True, slots=True)
class SavedPage:
    payload: bytes
    media_type: str
    charset: str | None
    origin: Origin


def read_mhtml(data: bytes) -> SavedPage | None:
    """The root part; None where there is no part that is a page."""
    if data.count(b"\n") > _MOST_LINES:
        return None
    try:
        message = email.message_from_bytes(data)
        root = _root(message)
        payload = root.get_payload(decode=True) if root is not None else None
        if root is None or not isinstance(payload, bytes):
            return None
        charset = root.get_content_charset()
    except _BROKEN:
        return None
    url = _header(message, "Snapshot-Content-Location") or _header(root, "Content-Location") or _header(message, "Content-Location")
    origin = settle(url, "mhtml-header", _date(message), "mhtml-header")
    return SavedPage(payload, root.get_content_type(), charset, origin)


def _root(message: Message) -> Message | None:
    """The part that `start` names, else the first page among the parts (RFC 2557); Internet Explorer may write one part only."""
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_content_type() in _PAGE_TYPES]
    start = message.get_param("start")
    if isinstance(start, str):
        for part in parts:
            if _header(part, "Content-ID") == start.strip():
                return part
    return next((part for part in parts if part.get_content_type() != "text/plain"), parts[0] if parts else None)


def _header(message: Message, name: str) -> str | None:
    """A header's value, unfolded; browsers fold long addresses too."""
    value = message.get(name)
    return re.sub(r"\s+", "", str(value)) or None if value is not None else None


def _date(message: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(message.get("Date", "")))
        # A date without a zone (`-0000`) is in UTC by the rule of mail.
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
