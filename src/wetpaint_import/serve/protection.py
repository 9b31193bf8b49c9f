"""Requests and answers -> only what a browser sends for its own user, with headers under which nothing of a post can run."""

import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Our pages and our templates of Datasette's hold no inline script, no inline style, and nothing of other hosts.
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# A saved page's own bytes: shown as text, and if a browser took them for more, in a box where nothing runs or loads.
SANDBOX: Final = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "x-robots-tag": "noindex",
    # Pages change with every load, and may show what the user does not want to be kept anywhere else.
    "cache-control": "private, no-cache",
}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """The values of `Host` that we answer to: any other is a foreign name that was made to point here (DNS rebinding).

    `any_address`: addresses in digits too, at any port; they cannot be rebound.
    """

    names: frozenset[str]
    port: int
    any_address: bool = False

    @classmethod
    def of(cls, host: str, port: int, further: Iterable[str] = ()) -> "Hosts":
        """For a server that listens on `host`: loopback's own names alone, unless it listens to other machines."""
        if is_loopback(host):
            return cls(_LOOPBACK | {_bracketed(host)} | frozenset(map(str.lower, further)), port)
        own = {host.lower(), socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
        return cls(_LOOPBACK | own | frozenset(map(str.lower, further)), port, any_address=True)

    def answers_to(self, value: str) -> bool:
        name, port = split_host(value)
        if self.any_address:
            # Behind a tunnel or a proxy the port of the address is another.
            return name in self.names or _is_address(name.strip("[]"))
        return name in self.names and port == self.port


def split_host(value: str) -> tuple[str, int]:
    """(name in lower case, port; 80 where none is given, 0 where it is none) of a `Host` header."""
    name, colon, port = value.strip().lower().rpartition(":")
    if not colon or port.endswith("]"):
        return value.strip().lower(), 80
    return name, int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0


def is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host.lower()}]" if ":" in host else host.lower()


class Protected:
    """`app` behind the checks; every answer leaves with our headers, but for those that it sets itself."""

    def __init__(self, app: App, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(send, *refusal)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": with_headers(message.get("headers", ()))}
            await send(message)

        await self.app(scope, receive, send_protected)

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if not self.hosts.answers_to(host):
            return HTTPStatus.MISDIRECTED_REQUEST, f"This archive is not served under the name '{host[:80]}'."
        if scope["method"] not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, "This archive is read-only."
        # A link from elsewhere may lead here; a foreign page may not load parts of ours, or let them work in vain.
        is_foreign = headers.get(b"sec-fetch-site", "none") in ("cross-site", "same-site")
        if is_foreign and headers.get(b"sec-fetch-mode", "navigate") != "navigate":
            return HTTPStatus.FORBIDDEN, "Pages of other sites may not load parts of this archive."
        return None


def with_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """`headers` with ours; a policy of its own and its own word on caching are the answer's to choose."""
    chosen = {name.lower(): value for name, value in headers}
    ours = {name.encode(): value.encode() for name, value in _HEADERS.items()}
    own = {name: value for name, value in chosen.items() if name in (b"content-security-policy", b"cache-control")}
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in ours]
    return kept + list((ours | own).items())


async def _refuse(send: Send, status: HTTPStatus, words: str) -> None:
    body = f"{status} {status.phrase}. {words}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": int(status), "headers": with_headers(headers)})
    await send({"type": "http.response.body", "body": body})
