"""What means "wait": 429 and 5xx are asked again, as late as the server says, until patience ends."""

from collections.abc import Iterator

import pytest

from fetch_servers.clock import FakeClock
from fetch_servers.loopback import Answer, Asked, Server, serving
from wetpaint_import.errors import FetchError, RateLimitError
from wetpaint_import.fetch.asking import Asker, raise_for_waiting
from wetpaint_import.fetch.connection import Connection
from wetpaint_import.fetch.limits import ATTEMPTS, LONGEST_BACKOFF, WAIT_WHEN_NOT_TOLD
from wetpaint_import.fetch.pace import Pace
from wetpaint_import.fetch.records import Received


class Asking:
    """A server and an asker with a clock of ours."""

    def __init__(self, server: Server, patience: float) -> None:
        self.server = server
        self.clock = FakeClock()
        self.waits: list[tuple[float, str]] = []
        self.connection = Connection(named=[("127.0.0.1", server.port)], timeout=5)
        self.page_pace = Pace(60_000, self.clock)
        self.asker = Asker(
            self.connection,
            self.clock,
            index_pace=Pace(60_000, self.clock),
            page_pace=self.page_pace,
            tell_wait=lambda seconds, reason: self.waits.append((seconds, reason)),
            before_request=lambda: None,
            note_wait=lambda _: None,
            patience=patience,
        )

    def ask(self) -> Received:
        return self.asker.page(f"{self.server.address}/x", self._read)

    def _read(self, received: Received) -> Received:
        raise_for_waiting(received, self.clock.now())
        return received


@pytest.fixture
def asking() -> Iterator[Asking]:
    with serving(lambda _: Answer(body=b"good")) as server:
        asking = Asking(server, patience=1000)
        yield asking
        asking.connection.close()


def answer_with(asking: Asking, answers: list[Answer]) -> None:
    """These answers in a row, the last for ever."""

    def answer(_: Asked) -> Answer:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    asking.server.answer = answer


def refusal(status: int, retry_after: str | None = None) -> Answer:
    return Answer(status=status, headers=(("Retry-After", retry_after),) if retry_after else ())


GOOD = Answer(body=b"good")


def long_waits(asking: Asking) -> list[float]:
    return [seconds for seconds in asking.clock.slept if seconds > 0.5]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_obeyed(asking: Asking, status: int) -> None:
    answer_with(asking, [refusal(status, "40"), GOOD])
    assert asking.ask().body == b"good"
    assert long_waits(asking) == [40]
    assert (40, "the archive asks us to wait 40 s") in asking.waits


def test_retry_after_as_a_date_is_obeyed(asking: Asking) -> None:
    answer_with(asking, [refusal(429, "Fri, 01 May 2026 12:02:00 GMT"), GOOD])
    assert asking.ask().body == b"good"
    assert [round(seconds) for seconds in long_waits(asking)] == [120]


@pytest.mark.parametrize("nonsense", ["soon", "-5", "99999999999", "²", "Fri, 99 May 2026 12:02:00 GMT"])
def test_a_retry_after_that_says_nothing_is_a_minute(asking: Asking, nonsense: str) -> None:
    answer_with(asking, [Answer(status=429, headers=(("Retry-After", nonsense.encode().decode("latin-1")),)), GOOD])
    assert asking.ask().body == b"good"
    assert long_waits(asking)[0] >= WAIT_WHEN_NOT_TOLD


def test_a_429_without_retry_after_waits_a_minute_then_longer(asking: Asking) -> None:
    answer_with(asking, [refusal(429), refusal(429), refusal(429), GOOD])
    asking.ask()
    waits = long_waits(asking)
    assert len(waits) == 3
    assert all(seconds >= WAIT_WHEN_NOT_TOLD for seconds in waits)
    assert waits == sorted(waits)


def test_a_429_slows_down_all_that_follows(asking: Asking) -> None:
    before = asking.page_pace.interval
    answer_with(asking, [refusal(429, "1"), GOOD])
    asking.ask()
    assert asking.page_pace.interval == 2 * before


def test_a_storm_of_429_ends_when_patience_does_and_never_as_done(asking: Asking) -> None:
    answer_with(asking, [refusal(429, "300")])
    with pytest.raises(RateLimitError) as caught:
        asking.ask()
    assert caught.value.retry_after == 300
    assert sum(long_waits(asking)) == 900  # of 1000 seconds of patience


def test_a_server_fault_is_asked_again_with_growing_waits_then_given_up_for_now(asking: Asking) -> None:
    answer_with(asking, [refusal(502)])
    with pytest.raises(FetchError) as caught:
        asking.ask()
    assert caught.value.why == "server-error"
    assert caught.value.again
    assert len(asking.server.asked) == ATTEMPTS
    waits = long_waits(asking)
    assert waits == sorted(waits)
    assert all(seconds <= LONGEST_BACKOFF for seconds in waits)


def test_a_broken_connection_is_asked_again(asking: Asking) -> None:
    answer_with(asking, [Answer(raw=lambda _: None), Answer(raw=lambda _: None), GOOD])
    assert asking.ask().body == b"good"


def test_what_trying_again_does_not_help_is_asked_once(asking: Asking) -> None:
    def read(received: Received) -> None:
        raise FetchError(received.url, "no", why="forbidden", again=False)

    with pytest.raises(FetchError, match="no"):
        asking.asker.page(f"{asking.server.address}/x", read)
    assert len(asking.server.asked) == 1


def test_one_connection_serves_all_requests(asking: Asking) -> None:
    for _ in range(20):
        asking.ask()
    assert len({asked.connection for asked in asking.server.asked}) == 1


def test_the_program_names_itself_and_its_user() -> None:
    with serving(lambda _: GOOD) as server:
        connection = Connection(named=[("127.0.0.1", server.port)], contact="librarian@example.org")
        connection.get(f"{server.address}/")
        connection.close()
        agent = server.asked[0].headers["User-Agent"]
    assert agent.startswith("wetpaint-import/")
    assert "librarian@example.org" in agent
