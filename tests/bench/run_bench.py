"""Made-up pages -> times side by side: a naive script, our `load` with one job and with all cores, the floor.

Each round measures all of them one after the other; the machine's mood changes over minutes, so only figures of one round are
compared. A page's cost is the slope between a small and a large input, which leaves out what starting costs.
"""

import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from bench.measured import Measured, measure
from generator.bench_pages import bench_page, bench_url

_HERE = Path(__file__).parent
_BUILD = _HERE.parents[1] / "build" / "bench"
_SEED = 1
_ROUNDS = 3
_SMALL, _LARGE = 100, 1000
_NAIVE_SMALL, _NAIVE_LARGE = 10, 60
# 1: some pages link to threads that are not in the input, and the report says so.
_LOADED = (0, 1)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Milliseconds a page: on the clock, and of all processors together."""

    wall: float
    cpu: float


def main(sizes: list[int]) -> None:
    """`sizes`: pages to load once more each, all cores, to see whether cost and memory grow."""
    _BUILD.mkdir(parents=True, exist_ok=True)
    small, large = _warc(_SMALL), _warc(_LARGE)
    costs: dict[str, list[_Cost]] = defaultdict(list)
    for number in range(1, _ROUNDS + 1):
        costs["naive script"].append(_slope(_naive(large, _NAIVE_SMALL), _naive(large, _NAIVE_LARGE), _NAIVE_LARGE - _NAIVE_SMALL))
        for name, jobs in (("load, 1 job", 1), ("load, all cores", 0)):
            costs[name].append(_slope(_load(small, jobs), _load(large, jobs), _LARGE - _SMALL))
        costs["floor, 1 process"].append(_slope(_floor(small), _floor(large), _LARGE - _SMALL))
        _say(f"round {number}: " + ", ".join(f"{name} {found[-1].wall:.2f} ms" for name, found in costs.items()))
    _say(f"\nmedians of {_ROUNDS} rounds, {os.cpu_count()} cores, a page of 50 KB and 20 posts (all processors' time in brackets):")
    naive, floor = costs["naive script"], costs["floor, 1 process"]
    for name, found in costs.items():
        times = median(a.wall / b.wall for a, b in zip(naive, found, strict=True))
        share = median(a.wall / b.wall for a, b in zip(floor, found, strict=True))
        wall, cpu = median(cost.wall for cost in found), median(cost.cpu for cost in found)
        _say(f"  {name:17} {wall:7.2f} ms ({cpu:7.2f})  {times:6.1f} x the naive script  {share:5.2f} of the floor")
    alone = median(_libraries(large) for _ in range(_ROUNDS))
    each = alone / (os.cpu_count() or 1)
    most, at_most = (f"{median(cost.wall for cost in found) / each:.2f}" for found in (naive, floor))
    _say(f"  libraries alone   {each:7.2f} ms ({alone:7.2f})  {most} x the naive script, {at_most} of the floor at the most")
    for size in [_LARGE, *sizes]:
        _twice(size)


def _twice(size: int) -> None:
    warc = _warc(size)
    first = _load(warc, 0)
    again = measure(_load_command(warc, 0), _LOADED)
    each = first.seconds / size * 1000
    _say(f"  {size} pages, all cores: {first.seconds:.2f} s, {each:.2f} ms a page, peak {first.peak_mb:.0f} MB")
    _say(f"    the same again: {again.seconds:.2f} s, {first.seconds / again.seconds:.1f} x faster, peak {again.peak_mb:.0f} MB")


def _slope(small: Measured, large: Measured, pages: int) -> _Cost:
    return _Cost((large.seconds - small.seconds) / pages * 1000, (large.cpu_seconds - small.cpu_seconds) / pages * 1000)


def _naive(warc: Path, pages: int) -> Measured:
    return measure([sys.executable, str(_HERE / "naive.py"), str(warc), str(_fresh("naive.db")), str(pages)])


def _floor(warc: Path) -> Measured:
    return measure([sys.executable, str(_HERE / "floor.py"), str(warc)])


def _load(warc: Path, jobs: int) -> Measured:
    _fresh("ours.db")
    return measure(_load_command(warc, jobs), _LOADED)


def _load_command(warc: Path, jobs: int) -> list[str]:
    chosen = ["--jobs", str(jobs)] if jobs else []
    return [sys.executable, "-m", "wetpaint_import", "load", str(warc), "--db", str(_BUILD / "ours.db"), *chosen]


def _libraries(warc: Path) -> float:
    """Milliseconds a page, with the archive that the last load of `warc` has left."""
    command = [sys.executable, str(_HERE / "libraries.py"), str(warc), str(_BUILD / "ours.db"), str(_fresh("copy.db"))]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


def _fresh(name: str) -> Path:
    for suffix in ("", "-wal", "-shm"):
        (_BUILD / f"{name}{suffix}").unlink(missing_ok=True)
    return _BUILD / name


def _warc(pages: int) -> Path:
    path = _BUILD / f"pages-{pages}-seed-{_SEED}.warc.gz"
    if path.exists():
        return path
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for i in range(pages):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            dated = {"WARC-Date": "2012-11-15T15:03:11Z"}
            page = BytesIO(bench_page(i, _SEED))
            writer.write_record(
                writer.create_warc_record(bench_url(i, _SEED), "response", payload=page, http_headers=http, warc_headers_dict=dated)
            )
    return unfinished.rename(path)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
