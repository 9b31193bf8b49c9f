"""A small HTTP server on 127.0.0.1 that keeps connections open and remembers what it was asked, when, and over which one."""

import contextlib
import io
import itertools
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request; `at` is in seconds of the monotonic clock, `connection` counts connections."""

    target: str
    headers: dict[str, str]
    at: float
    connection: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response; `raw` instead writes whatever it likes to the line, and the connection is closed after it."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raw: Callable[[io.BufferedIOBase], object] | None = None


@dataclass(kw_only=True)
class Server:
    """A running server. `answer` may be replaced while it runs."""

    answer: Callable[[Asked], Answer]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    loopback: Server
    connections = itertools.count()

    def setup(self) -> None:
        super().setup()
        self.number = next(self.connections)

    def do_GET(self) -> None:
        asked = Asked(target=self.path, headers=dict(self.headers.items()), at=time.monotonic(), connection=self.number)
        self.loopback.asked.append(asked)
        answer = self.loopback.answer(asked)
        if answer.raw is not None:
            self.close_connection = True
            answer.raw(self.wfile)
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, ValueError):  # the client was killed, or gave up
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401, ARG002 (the library's signature)
        return


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 (the library's signature)
        return


@contextmanager
def serving(answer: Callable[[Asked], Answer], tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for as long as the block lasts; with `tls` it speaks https."""
    server = Server(answer=answer)
    handler = type("Handler", (_Handler,), {"loopback": server, "connections": itertools.count()})
    with _Quiet(("127.0.0.1", 0), handler) as http:
        server.port = http.server_address[1]
        if tls is not None:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            http.shutdown()
            thread.join()
