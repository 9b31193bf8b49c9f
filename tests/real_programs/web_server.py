"""A real web server on loopback: started in the foreground with its own folder, asked as a client would, killed by its id."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from real_programs.listening import free_port
from real_programs.needed import needed

# Seconds that a server may take until it listens; all take less than one on a machine at rest.
_PATIENCE: Final = 30


class NotStartedError(Exception):
    """The server ended, or listened to nothing; `output` is what it wrote."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str | None


@dataclass(frozen=True)
class WebServer:
    port: int

    def ask(self, host: str, target: str) -> Answer:
        """The answer to a request for `target`, which is sent as it stands, be it well-formed or not."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            received = b""
            while piece := connection.recv(65536):
                received += piece
        head = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        fields = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in head[1:])]
        locations = [value for name, value in fields if name == "location"]
        assert len(locations) < 2, "a header was smuggled in"
        return Answer(int(head[0].split()[1]), locations[0] if locations else None)


@contextmanager
def started(program: str, package: str, prepare: Callable[[Path, int], list[str]]) -> Iterator[WebServer]:
    """`prepare` fills a folder that every user can read, and gives the arguments with which `program` serves on a port."""
    program = shutil.which(program, path="/usr/sbin:/usr/bin") or needed(program, package)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        port = free_port()
        arguments = prepare(folder, port)
        for path in folder.rglob("*"):  # Apache reads as www-data; the user's umask may keep others out
            path.chmod(0o755 if path.is_dir() else 0o644)
        with (folder / "output").open("wb") as output:
            environment = {**os.environ, "HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
            process = subprocess.Popen([program, *arguments], cwd=folder, stdout=output, stderr=output, env=environment)
            try:
                _wait(process, port, folder / "output")
                yield WebServer(port)
            finally:
                process.terminate()
                process.wait(timeout=_PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, output: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            os.sched_yield()
        else:
            return
    raise NotStartedError(output.read_text(encoding="utf-8", errors="replace"))
