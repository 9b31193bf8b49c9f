"""Keeps count while a fetch runs, and tells whoever watches: done, waiting, rate, time left, what it waits for."""

from wetpaint_import.fetch.pace import Clock
from wetpaint_import.fetch.records import Tried
from wetpaint_import.fetch.report import Progress, Watcher

# Seconds: a wait that is worth telling.
_LONG_WAIT = 2.0


class Telling:
    def __init__(self, watcher: Watcher, clock: Clock) -> None:
        self._watcher = watcher
        self._clock = clock
        self._began = clock.monotonic()
        self._done = 0
        self._waiting = 0

    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self._clock.monotonic() - self._began

    def waiting(self, count: int) -> None:
        """So many captures are still to be taken."""
        self._waiting = count
        self._tell(None)

    def tried(self, tried: Tried) -> None:
        self._done += 1
        self._watcher.tried(tried)

    def wait(self, seconds: float, reason: str) -> None:
        if seconds >= _LONG_WAIT:
            self._tell(f"{reason} (waiting {seconds:.0f} s)")

    def _tell(self, waits_for: str | None) -> None:
        elapsed = self.elapsed()
        rate = self._done / elapsed if elapsed > 0 else 0.0
        self._watcher.progress(
            Progress(
                done=self._done,
                waiting=self._waiting,
                per_minute=rate * 60,
                remaining=self._waiting / rate if rate else None,
                waits_for=waits_for,
            )
        )
