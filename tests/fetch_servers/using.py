"""Runs a fetch: in this process with a clock of ours, or as a program that can be killed."""

import sys
from pathlib import Path
from typing import Any

from fetch_servers.clock import FakeClock
from fetch_servers.loopback import Server
from wetpaint_import.fetch import FetchOptions, Progress, Report, fetch
from wetpaint_import.fetch.records import Tried

# As the whole program's guard does it: an error is a message and an exit code.
PROGRAM = """
import sys
from wetpaint_import.cli.fetch_command import fetch_command
from wetpaint_import.errors import WetpaintImportError
try:
    sys.exit(fetch_command.main(sys.argv[1:], standalone_mode=False))
except WetpaintImportError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


class Watching:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.lines: list[Tried] = []
        self.waits: list[str] = []

    def progress(self, progress: Progress) -> None:
        if progress.waits_for is not None:
            self.waits.append(progress.waits_for)

    def tried(self, tried: Tried) -> None:
        self.lines.append(tried)


def source(server: Server) -> str:
    return f"wayback:{server.address}"


def run_fetch(
    out: Path,
    *asked: str,
    source: str,
    clock: FakeClock | None = None,
    watching: Watching | None = None,
    timeout: float = 5.0,
    **more: Any,  # noqa: ANN401 (whatever FetchOptions has)
) -> Report:
    """A fetch whose waits take no time."""
    options = FetchOptions(asked=asked, out=out, source=source, timeout=timeout, **more)
    return fetch(options, watching or Watching(), clock or FakeClock())


def command(out: Path, *asked: str, source: str, more: tuple[str, ...] = ()) -> list[str]:
    """The command line of the program, fast enough for tests."""
    fast = ["--rate", "600000", "--index-rate", "600000", "--timeout", "10"]
    return [sys.executable, "-c", PROGRAM, *asked, "--source", source, "--out", str(out), *fast, *more]
