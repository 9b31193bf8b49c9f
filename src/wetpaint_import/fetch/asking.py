"""Asks until there is an answer: the pace before each request, and the waits when a server has no good one."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import tenacity

from wetpaint_import.errors import BlockedError, FetchError, RateLimitError
from wetpaint_import.fetch.connection import Connection
from wetpaint_import.fetch.limits import (
    ATTEMPTS,
    FIRST_BACKOFF,
    LARGEST_INDEX_ANSWER,
    LARGEST_PAGE,
    LONGEST_BACKOFF,
    LONGEST_RETRY_AFTER,
    PATIENCE,
    WAIT_WHEN_NOT_TOLD,
)
from wetpaint_import.fetch.pace import Clock, Pace
from wetpaint_import.fetch.records import Received

T = TypeVar("T")

_TOO_MANY = 429
_SERVER_FAULTS = range(500, 600)


def raise_for_waiting(received: Received, now: datetime) -> None:
    """Raises for the answers that mean "later": 429 and 5xx. Not for captures of such answers: ask that first."""
    asked = _retry_after(received.header("Retry-After"), now)
    if received.status == _TOO_MANY:
        raise RateLimitError(received.url, "too many requests (429)", asked)
    if received.status in _SERVER_FAULTS:
        if asked is not None:
            raise RateLimitError(received.url, f"busy ({received.status})", asked)
        raise FetchError(received.url, f"the server has a fault ({received.status})", why="server-error", again=True)


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which may be a number or a date; None where there is none that can be read."""
    if value is None:
        return None
    if value.isascii() and value.isdigit() and len(value) < 9:
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_RETRY_AFTER)


class Asker:
    """Index queries and pages have a pace of their own each. `tell_wait(seconds, reason)` is called before a long wait.

    `before_request` is called before each request goes out, `note_wait(seconds)` where a server asks for a wait, before it
    begins: whatever ends this run, the next one must keep it. What `read` raises with `again` set is asked again, a few
    times; a RateLimitError until `patience` seconds were waited for one request.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        *,
        index_pace: Pace,
        page_pace: Pace,
        tell_wait: Callable[[float, str], None],
        before_request: Callable[[], None],
        note_wait: Callable[[float], None],
        patience: float = PATIENCE,
        largest_page: int = LARGEST_PAGE,
    ) -> None:
        self.clock = clock
        self._connection = connection
        self._index_pace = index_pace
        self._page_pace = page_pace
        self._tell_wait = tell_wait
        self._before_request = before_request
        self._note_wait = note_wait
        self._patience = patience
        self.largest_page = largest_page
        self.requests = 0

    def index(self, url: str, read: Callable[[Received], T]) -> T:
        try:
            return self._ask(self._index_pace, url, read, {}, LARGEST_INDEX_ANSWER)
        except BlockedError as error:
            if error.why != "too-large":
                raise
            message = f"the index's answer has more than {LARGEST_INDEX_ANSWER} bytes; ask for less, such as with --from-date"
            raise BlockedError(url, message, why="too-large") from error

    def page(self, url: str, read: Callable[[Received], T], headers: dict[str, str] | None = None) -> T:
        return self._ask(self._page_pace, url, read, headers or {}, self.largest_page)

    @property
    def page_interval(self) -> float:
        """Seconds between two requests for pages."""
        return self._page_pace.interval

    def slow_pages_to(self, seconds: float) -> None:
        """At least so long between two pages: what a site's robots.txt asks for."""
        self._page_pace.at_least(seconds)

    def _ask(self, pace: Pace, url: str, read: Callable[[Received], T], headers: dict[str, str], largest: int) -> T:
        waits = _Waits(self._patience)

        def once() -> T:
            pace.wait(lambda seconds: self._tell_wait(seconds, "to keep to the rate"))
            self._before_request()
            self.requests += 1
            return read(self._connection.get(url, headers=headers, largest=largest))

        def before_sleep(state: tenacity.RetryCallState) -> None:
            error = _error_of(state)
            seconds = state.upcoming_sleep
            if isinstance(error, RateLimitError):
                pace.slow_down()
                waits.asked += seconds
                if error.retry_after:
                    self._note_wait(seconds)
                self._tell_wait(
                    seconds,
                    f"the archive asks us to wait {seconds:.0f} s" if error.retry_after else "the archive had too many requests",
                )
            else:
                self._tell_wait(seconds, str(error))

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.again),
            wait=waits.next_wait,
            stop=waits.are_over,
            before_sleep=before_sleep,
            sleep=self.clock.sleep,
            reraise=True,
        )
        try:
            return retrying(once)
        except RateLimitError as error:
            if error.retry_after:
                self._note_wait(error.retry_after)
            raise


class _Waits:
    """How long to wait after each kind of trouble, and when it has been enough."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._faults = 0
        self.asked = 0.0
        growing = tenacity.wait_exponential(multiplier=FIRST_BACKOFF, max=LONGEST_BACKOFF - FIRST_BACKOFF)
        self._backoff = growing + tenacity.wait_random(0, FIRST_BACKOFF)

    def next_wait(self, state: tenacity.RetryCallState) -> float:
        error = _error_of(state)
        backoff = self._backoff(state)
        if not isinstance(error, RateLimitError):
            return backoff
        # Also where it says "in a second" each time.
        return WAIT_WHEN_NOT_TOLD + backoff if error.retry_after is None else max(error.retry_after, backoff)

    def are_over(self, state: tenacity.RetryCallState) -> bool:
        if isinstance(_error_of(state), RateLimitError):
            return self.asked + state.upcoming_sleep > self._patience
        self._faults += 1
        return self._faults >= ATTEMPTS


def _error_of(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None
