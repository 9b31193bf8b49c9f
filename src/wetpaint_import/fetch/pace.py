"""When the next request may go out: evenly spaced, never in bursts, slower after each refusal."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from wetpaint_import.fetch.limits import SLOWEST_SHARE


class Clock(Protocol):
    """Time as a fetch sees it; tests bring their own."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Pace:
    """Spaces requests of one kind. `idle_for`: seconds since an earlier run's last request, which counts too."""

    def __init__(self, per_minute: float, clock: Clock, *, idle_for: float | None = None) -> None:
        self._clock = clock
        self._fastest = 60.0 / per_minute
        self._interval = self._fastest
        self._next = clock.monotonic()
        if idle_for is not None:
            self._next += max(0.0, self._interval - idle_for)

    @property
    def interval(self) -> float:
        """Seconds between two requests."""
        return self._interval

    def wait(self, before_wait: Callable[[float], None] | None = None) -> None:
        """Returns when a request may go out, and counts it as sent."""
        delay = self._next - self._clock.monotonic()
        while delay > 0:
            if before_wait is not None:
                before_wait(delay)
            self._clock.sleep(delay)
            delay = self._next - self._clock.monotonic()
        self._next = self._clock.monotonic() + self._interval

    def at_least(self, seconds: float) -> None:
        """Never faster than one request in so many seconds."""
        if seconds > self._fastest:
            self._next += seconds - self._fastest
            self._fastest = seconds
            self._interval = max(self._interval, seconds)

    def slow_down(self) -> None:
        """To be called when the server says that we are too fast."""
        self._interval = min(self._interval * 2, self._fastest / SLOWEST_SHARE)
        self._next = self._clock.monotonic() + self._interval
