"""Addresses as they may stand in configuration files and in a Location header: nothing in them ends a string, a line or a rule."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from wetpaint_import.addresses import unwrap_archived
from wetpaint_import.errors import UsageError

# No browser of the time followed more, and nginx reads at most 4096 bytes in one word.
LONGEST: Final = 1900
_BASE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/-]*)?")
# What a new address keeps as it is; a `%` only before two hexadecimal figures. `$`, `;`, braces, quotes and backslashes mean
# something in the files of one server or another.
_KEPT: Final = "/:@?=&+,!*()#~%"
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What clients send as it is within a path and its query.
_SENT: Final = "/:@?=&+,!*()~%$;'"
_LONGEST_HOST: Final = 253
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
# The number in an old thread address, wherever the thread hangs; what follows it is decoration. It is the same expression in all
# files, so it asks for nothing that Go's regular expressions lack.
THREAD_PATH: Final = r"^(?:/(?:account|photo|video)/[^/]+)?/thread/([0-9]+)(?:[^0-9]|$)"
_THREAD: Final = re.compile(THREAD_PATH, re.IGNORECASE)


def read_base(text: str) -> str:
    """The new site's address without a slash at its end; raises `UsageError`."""
    base = text.strip()
    if not _BASE.fullmatch(base):
        raise UsageError(f"--base must be the address of the new site, such as https://new.example.org, not '{text}'")
    return base.rstrip("/")


def new_url(base: str, new: str) -> str:
    """`new` below `base`, whatever it holds: its host is always that of `base`."""
    path = quote(new.lstrip("/\\"), safe=_KEPT)
    return f"{base}/{_LONE_PERCENT.sub('%25', path)}"


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


@dataclass(frozen=True, slots=True)
class OldAddress:
    """An old address as a client asks for it; `number` is the thread's, if the path tells one."""

    host: str
    uri: str
    number: str | None


def read_old(url: str) -> OldAddress | None:
    """None where the host can be no host, or the address is longer than servers read."""
    try:
        parts = urlsplit(unwrap_archived(url)[0])
        host = (parts.hostname or "").lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    text = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    uri = _LONE_PERCENT.sub("%25", quote(text, safe=_SENT))
    if not _HOST.fullmatch(host) or len(host) > _LONGEST_HOST or len(uri) > LONGEST:
        return None
    return OldAddress(host, uri, thread_number(parts.path))


def thread_number(path: str) -> str | None:
    """The number in a path that is a thread's."""
    match = _THREAD.match(path)
    return match[1] if match else None
