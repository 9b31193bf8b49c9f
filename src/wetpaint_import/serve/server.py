"""A database and options -> a server on a socket of this machine, until it is stopped."""

import signal
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.errors import UsageError
from wetpaint_import.people import People
from wetpaint_import.serve.application import application
from wetpaint_import.serve.library import Library
from wetpaint_import.serve.protection import Hosts, is_loopback

# Seconds that open connections of a browser may delay the end.
_LAST_WORDS: Final = 2
_WAITING: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """`port` 0 = any free one. `names`: further names under which others reach this machine."""

    host: str = "127.0.0.1"
    port: int = 0
    names: tuple[str, ...] = ()
    people: People = People.none()  # noqa: RUF009  (frozen)


def serve(db_path: Path, options: ServeOptions, on_ready: Callable[[str], None], on_fault: Callable[[Exception], None]) -> None:
    """Serves until SIGINT or SIGTERM; `on_ready` is told the address when it can be opened, `on_fault` of faults of our own."""
    with translated(db_path), closing(open_existing(db_path).conn):
        pass
    with closing(_listen(options.host, options.port)) as listening:
        port = listening.getsockname()[1]
        hosts = Hosts.of(options.host, port, options.names)
        show_places = is_loopback(options.host) and not options.people.withheld
        with closing(Library(db_path, options.people, show_places=show_places)) as library:
            config = uvicorn.Config(
                application(library, hosts, on_fault),
                log_level="error",
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=_LAST_WORDS,
            )
            _Server(config, lambda: on_ready(address(options.host, port))).run_until_stopped(listening)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    def run_until_stopped(self, listening: socket.socket) -> None:
        """uvicorn raises the signal that ended it once more: both become the end that the user wanted."""
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self.run(sockets=[listening])
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, before)


def address(host: str, port: int) -> str:
    """What to open on this machine."""
    shown = host if is_loopback(host) else "127.0.0.1"
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _listen(host: str, port: int) -> socket.socket:
    """Raises `UsageError`: the user has to name another port or host."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host}: this is no address of this machine") from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        what = "--port 0 takes any free one" if port else "name another --host"
        raise UsageError(f"cannot listen on {host} port {port} ({error.strerror}); {what}") from error
    return listening
