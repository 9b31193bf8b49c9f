"""Kills a fetching program at random moments, again and again, and lets it come to its end at last."""

import random
import subprocess
import sys
from pathlib import Path

# Seconds. From its start to its first request the program needs about half a second, and half of that on a fast machine, where
# it must not end before it is killed; a capture takes some milliseconds.
_STARTING = 0.3
_WORKING = 0.02

# A fetch as a program of its own whose waits take no time: for servers that ask for long ones.
HASTY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv.pop(1))
from fetch_servers.clock import FakeClock
from wetpaint_import.fetch import FetchOptions, fetch

class Watching:
    def progress(self, progress):
        pass

    def tried(self, tried):
        print(tried.status.value, tried.address, file=sys.stderr, flush=True)

out, source, timeout, *asked = sys.argv[1:]
options = FetchOptions(asked=tuple(asked), out=Path(out), source=source, timeout=float(timeout))
sys.exit(fetch(options, Watching(), FakeClock()).exit_code)
"""


def hasty_command(out: Path, *asked: str, source: str, timeout: float) -> list[str]:
    tests = str(Path(__file__).parent.parent)
    return [sys.executable, "-c", HASTY, tests, str(out), source, str(timeout), *asked]


def kill_again_and_again(command: list[str], *, times: int, seed: int) -> None:
    """Starts the command and kills it, after some of its lines or before the first, `times` times. Kills with signal 9."""
    chance = random.Random(seed)
    for number in range(times):
        lines = chance.randrange(6)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as program:
            assert program.stderr is not None
            seen = [program.stderr.readline() for _ in range(lines)]
            moment = chance.uniform(0, _WORKING if lines else _STARTING)
            try:
                program.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                program.kill()
            else:
                raise AssertionError(f"it ended before its kill number {number + 1}: {seen[-3:]} {program.stderr.read()[-2000:]!r}")


def finish(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs it to its end."""
    return subprocess.run(command, capture_output=True, text=True, check=False)
