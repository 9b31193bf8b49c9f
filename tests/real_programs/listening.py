"""A port that nobody listens on, and the moment from which a server that was started there does."""

import socket
import subprocess
from collections.abc import Callable


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_listening(server: subprocess.Popen[bytes], port: int, said: Callable[[], str] = lambda: "") -> None:
    """Returns when the server takes connections; `wait` with a timeout is what paces the looking."""
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
    raise AssertionError(f"{server.args!r} did not come up: {said()[-2000:]}")
