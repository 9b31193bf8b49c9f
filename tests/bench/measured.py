"""A command -> its time and the most memory that it and its children held at once (Linux: /proc)."""

import resource
import subprocess
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds` on the clock, `cpu_seconds` of all processes together.

    `peak_mb` sums the resident sets of all processes, so that pages they share count several times.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float


def measure(command: list[str], allowed: tuple[int, ...] = (0,)) -> Measured:
    """Runs `command`; raises if it ends with a code that is not `allowed`."""
    started, cpu = time.perf_counter(), _cpu()
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while True:
            peak = max(peak, _resident_kb(process.pid))
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(_EVERY_S)
                break
    seconds = time.perf_counter() - started
    if code not in allowed:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return Measured(seconds, _cpu() - cpu, peak / 1024)


def _cpu() -> float:
    """Of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident_kb(root: int) -> int:
    children: dict[int, list[int]] = defaultdict(list)
    resident: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
            pid = int(fields["Pid"])
            children[int(fields["PPid"])].append(pid)
            resident[pid] = int(fields.get("VmRSS", "0 kB").split()[0])
    waiting, total = [root], 0
    while waiting:
        pid = waiting.pop()
        total += resident.get(pid, 0)
        waiting += children[pid]
    return total
