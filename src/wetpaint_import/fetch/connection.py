"""URL -> response: the one place that opens a connection to elsewhere, with all limits of safety.

One session, one connection a host, kept open. Never follows a redirect, never stores a cookie, never sends what
`.netrc` holds. A host whose address is private or loopback is refused unless the user named it.
"""

import contextlib
import ipaddress
import os
import socket
import threading
from collections.abc import Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request as CookieRequest

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.utils import get_environ_proxies
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from wetpaint_import import __version__
from wetpaint_import.errors import BlockedError, FetchError
from wetpaint_import.fetch.limits import LARGEST_PAGE, TIMEOUT, WHOLE_RESPONSE
from wetpaint_import.fetch.records import Headers, Received

Place = tuple[str, int]

_PORTS = {"http": 80, "https": 443}
_READ_SIZE = 64 * 1024
# What the library raises for what is no address; the last for characters that no encoding has.
_NO_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    UnicodeError,
)
# What must never stand in a record of ours.
_SECRET_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization"})


def place_of(url: str) -> Place:
    """(host, port) of an address; raises BlockedError for all that is not plain http or https."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BlockedError(url, "not a web address", why="bad-address") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BlockedError(url, "only http and https addresses are fetched", why="bad-address")
    if "@" in parts.netloc:
        shown = f"{parts.scheme}://…@{parts.hostname}"
        raise BlockedError(shown, "an address with a name or password in it is not fetched", why="bad-address")
    return parts.hostname.lower(), port or _PORTS[parts.scheme]


def user_agent(contact: str | None) -> str:
    """How we name ourselves; `contact` is an address where the archive's people can reach the user."""
    said = f"; {contact}" if contact else ""
    return f"wetpaint-import/{__version__} (reads archived wiki discussions, one connection{said})"


class _Watch:
    """The open sockets, so that a response that takes too long can be cut off from outside."""

    def __init__(self) -> None:
        self.sockets: dict[Place, socket.socket] = {}
        self.is_cut = False

    def cut(self) -> None:
        """All of them: only one is in use, and behind a proxy it is known by the proxy's name."""
        self.is_cut = True
        for connected in tuple(self.sockets.values()):
            with contextlib.suppress(OSError):  # closed in the meantime
                # Not `connected.shutdown`: that of a TLS socket takes its state away from under the reader.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _refuse_private(host: str, port: int, peer: str, named: frozenset[Place]) -> None:
    address = ipaddress.ip_address(peer.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if (host, port) not in named and (not address.is_global or address.is_multicast):
        raise BlockedError(
            f"{host}:{port}", f"leads to {address}, a private address that was not named as a source", why="private-address"
        )


def _guarded_pools(named: frozenset[Place], watch: _Watch) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools that look at whom they reached before they ask for anything: a name may lead anywhere."""

    def reached(connection: HTTPConnection) -> None:
        if connection.sock is None:
            return
        host = connection.host.lower().strip("[]")
        watch.sockets[host, connection.port] = connection.sock
        if connection.proxy is None:
            try:
                _refuse_private(host, connection.port, connection.sock.getpeername()[0], named)
            except BlockedError:
                connection.close()
                raise

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            reached(self)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            reached(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, named: frozenset[Place], watch: _Watch) -> None:
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0)
        self._pools = _guarded_pools(named, watch)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> urllib3.ProxyManager:  # noqa: ANN401 (the library's signature)
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


class _TakesNone(DefaultCookiePolicy):
    """Sends the cookies that the user gave, to their own sites; takes none from any answer."""

    def set_ok(self, cookie: object, request: CookieRequest) -> bool:  # noqa: ARG002 (the library's signature)
        return False


class _Session(requests.Session):
    """Even where it shall follow no redirect, requests looks at where one leads, and fails over what is no address."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 (the library's signature)
        return None


class Connection:
    """`named`: the places that the user asked for and that may therefore be private. `timeout` is in seconds."""

    def __init__(
        self, *, named: Iterable[Place] = (), contact: str | None = None, timeout: float = TIMEOUT, cookies: CookieJar | None = None
    ) -> None:
        self._named = frozenset(named)
        self._timeout = timeout
        self._watch = _Watch()
        self._session = _Session()
        self._session.trust_env = False  # else passwords of .netrc would go out
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": user_agent(contact), "Accept": "*/*", "Connection": "keep-alive"})
        self._session.cookies = RequestsCookieJar(policy=_TakesNone())
        for cookie in cookies or ():
            self._session.cookies.set_cookie(cookie)
        adapter = _GuardedAdapter(self._named, self._watch)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        self._session.close()

    def get(self, url: str, *, headers: dict[str, str] | None = None, largest: int = LARGEST_PAGE) -> Received:
        """One GET, redirects not followed. Raises FetchError: where nothing came, and BlockedError over `largest` bytes.

        A body that broke off comes back with `is_whole` false: its digest may show that it is all there was.
        """
        host, port = place_of(url)
        proxies = get_environ_proxies(url)
        if proxies:
            self._refuse_private_literal(host, port)
        self._watch.is_cut = False
        deadline = threading.Timer(self._timeout * WHOLE_RESPONSE, self._watch.cut)
        deadline.daemon = True
        deadline.start()
        try:
            with self._send(url, headers or {}, proxies) as response:
                body, is_whole = self._read(url, response, largest)
        finally:
            deadline.cancel()
        return Received(
            url=url,
            status=response.status_code,
            reason=_one_line(response.reason or ""),
            headers=_headers(response.raw.headers.items()),
            body=body,
            request_target=response.request.path_url,
            request_headers=_request_headers(response.request),
            is_whole=is_whole,
        )

    def _refuse_private_literal(self, host: str, port: int) -> None:
        """Behind a proxy we do not see whom a name leads to; an address or `localhost` can still be told."""
        literal = "127.0.0.1" if host == "localhost" else host
        try:
            ipaddress.ip_address(literal)
        except ValueError:
            return
        _refuse_private(host, port, literal, self._named)

    def _send(self, url: str, headers: dict[str, str], proxies: dict[str, str]) -> requests.Response:
        more = {"Accept-Encoding": "identity", **headers}
        try:
            return self._session.get(
                url, headers=more, stream=True, allow_redirects=False, timeout=(self._timeout, self._timeout), proxies=proxies
            )
        except requests.exceptions.SSLError as error:
            raise FetchError(
                url, f"the certificate or the encryption is not to be trusted ({_told(error)})", why="tls", again=False
            ) from error
        except requests.exceptions.Timeout as error:
            raise FetchError(url, f"no answer within {self._timeout:g} s", why="timeout", again=True) from error
        except _NO_ADDRESS as error:
            raise BlockedError(url, "not a web address", why="bad-address") from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if self._watch.is_cut:
                raise FetchError(url, "the answer took too long", why="timeout", again=True) from error
            raise FetchError(url, f"no connection, or it broke ({_told(error)})", why="connection", again=True) from error

    def _read(self, url: str, response: requests.Response, largest: int) -> tuple[bytes, bool]:
        parts: list[bytes] = []
        size = 0
        try:
            while part := response.raw.read1(_READ_SIZE, decode_content=False):
                size += len(part)
                if size > largest:
                    raise BlockedError(url, f"more than {largest} bytes; allow more with --max-size", why="too-large")
                parts.append(part)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise FetchError(url, f"nothing more came for {self._timeout:g} s", why="timeout", again=True) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            if self._watch.is_cut:
                raise FetchError(url, "the answer took too long", why="timeout", again=True) from error
            return b"".join(parts), False
        if self._watch.is_cut:
            raise FetchError(url, "the answer took too long", why="timeout", again=True)
        return b"".join(parts), True


def _told(error: Exception) -> str:
    """The innermost reason, without the addresses of objects that the libraries print."""
    while error.__cause__ is not None or error.__context__ is not None:
        inner = error.__cause__ or error.__context__
        if not isinstance(inner, Exception):
            break
        error = inner
    return _one_line(str(error)) or type(error).__name__


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _headers(pairs: Iterable[tuple[str, str]]) -> Headers:
    """Folded header lines made one: a line break inside a value would end the header block of a record."""
    return tuple((_one_line(name), _one_line(value)) for name, value in pairs)


def _request_headers(request: requests.PreparedRequest) -> Headers:
    host = urlsplit(request.url or "").netloc
    kept = [(name, str(value)) for name, value in request.headers.items() if name.lower() not in _SECRET_HEADERS]
    return (("Host", host), *_headers((name, value) for name, value in kept))
