"""A throwaway wiki behind PHP's own web server on loopback: what its API and its visitors see."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from real_programs.mediawiki import PROGRAM, MediaWiki

_LONGEST_START: Final = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    base: str

    def get(self, path: str) -> str:
        """The page at a path without a slash in front; raises `HTTPError` where the wiki has none."""
        with urlopen(f"{self.base}/{path}", timeout=60) as response:  # noqa: S310  (loopback)
            return str(response.read().decode())

    def api(self, **parameters: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(
            self.get("api.php?" + urlencode({**parameters, "format": "json", "formatversion": "2"}))
        )
        return answer


@contextmanager
def served(wiki: MediaWiki) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        ["php", "-S", address, "-t", str(PROGRAM)], cwd=PROGRAM, env=wiki.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://{address}/api.php?action=query&format=json")
        yield Server(f"http://{address}")
    finally:
        process.terminate()
        process.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while True:
        try:
            with urlopen(url, timeout=30):  # noqa: S310  (loopback)
                return
        except URLError:
            if time.monotonic() > deadline:
                raise
