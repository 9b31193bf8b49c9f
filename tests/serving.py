"""Runs `wetpaint-import serve` as its users do, and asks it for pages."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True, kw_only=True)
class Served:
    """A running server; `address` ends with a slash."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Page:
        """`headers` with `_` for `-`; `Host` is the true one unless given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        page = Page(
            status=response.status, headers={name.lower(): value for name, value in response.getheaders()}, body=response.read()
        )
        connection.close()
        return page

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """(exit code, what it said on stderr)."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@contextmanager
def serving(db: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "wetpaint_import", "serve", "--db", str(db), *arguments]
    environment = {**os.environ, "TMPDIR": str(db.parent), **environment}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    if not address:
        raise AssertionError(process.communicate(timeout=30)[1])
    served = Served(process=process, address=address)
    try:
        yield served
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=30)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
