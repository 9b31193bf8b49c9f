"""What a broken, overloaded or hostile server does instead of an answer, and a server that does so now and then."""

import io
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence

from fetch_servers.loopback import Answer, Asked

Responder = Callable[[Asked], Answer]
Fault = Callable[[Answer], Answer]


def status(code: int, *, retry_after: str | None = None) -> Fault:
    headers = (("Retry-After", retry_after),) if retry_after is not None else ()
    return lambda _: Answer(status=code, headers=headers, body=b"not now")


def head_of(answer: Answer, length: int | None) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} x", *(f"{name}: {value}" for name, value in answer.headers)]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _raw(write: Callable[[io.BufferedIOBase], object]) -> Answer:
    def written(line: io.BufferedIOBase) -> None:
        write(line)
        line.flush()

    return Answer(raw=written)


def cut_body(answer: Answer) -> Answer:
    """Half of the body, then the connection is closed."""
    return _raw(lambda line: line.write(head_of(answer, len(answer.body)) + answer.body[: len(answer.body) // 2]))


def cut_without_length(answer: Answer) -> Answer:
    """Half of the body in a response that says nothing of its length: only the digest can tell."""
    return _raw(lambda line: line.write(head_of(answer, None) + answer.body[: len(answer.body) // 2]))


def cut_chunks(answer: Answer) -> Answer:
    half = answer.body[: len(answer.body) // 2]
    head = head_of(Answer(status=answer.status, headers=(*answer.headers, ("Transfer-Encoding", "chunked"))), None)
    return _raw(lambda line: line.write(head + f"{len(half):x}\r\n".encode() + half + b"\r\n"))


def too_short_a_length(answer: Answer) -> Answer:
    """Says fewer bytes than it sends: what follows is taken for rubbish on the line."""
    return _raw(lambda line: line.write(head_of(answer, len(answer.body) // 3) + answer.body))


def too_long_a_length(answer: Answer) -> Answer:
    return _raw(lambda line: line.write(head_of(answer, len(answer.body) + 500) + answer.body))


def rubbish(_: Answer) -> Answer:
    return _raw(lambda line: line.write(b"\x16\x03\x01 no http at all\r\n\r\n"))


def hangs_up(_: Answer) -> Answer:
    return _raw(lambda _: None)


def own_page(_: Answer) -> Answer:
    """An error page of the archive that says 200."""
    return Answer(headers=(("Content-Type", "text/html"),), body=b"<html>The archive is down for maintenance</html>")


def stalls(closing: threading.Event, *, after_head: bool) -> Fault:
    """Says nothing, or nothing after the head and a few bytes, until the server closes."""

    def fault(answer: Answer) -> Answer:
        def write(line: io.BufferedIOBase) -> None:
            if after_head:
                line.write(head_of(answer, len(answer.body)) + answer.body[:20])
                line.flush()
            closing.wait(20)

        return Answer(raw=write)

    return fault


def drips(closing: threading.Event, *, in_head: bool) -> Fault:
    """A byte now and then, for ever: each read succeeds, the response never ends."""

    def fault(answer: Answer) -> Answer:
        def write(line: io.BufferedIOBase) -> None:
            line.write(b"HTTP/1.1 200 OK\r\nX-Slow: " if in_head else head_of(answer, 100_000))
            line.flush()
            while not closing.wait(0.02):
                line.write(b"a")
                line.flush()

        return Answer(raw=write)

    return fault


class NowAndThen:
    """Faults at random, from a seed, but never more than `most` for one address, so that it can be had in the end."""

    def __init__(self, good: Responder, faults: Sequence[Fault], *, seed: int, share: float, most: int) -> None:
        self._good = good
        self._faults = faults
        self._chance = random.Random(seed)
        self._share = share
        self._most = most
        self.done: Counter[str] = Counter()

    def __call__(self, asked: Asked) -> Answer:
        answer = self._good(asked)
        if self.done[asked.target] < self._most and self._chance.random() < self._share:
            self.done[asked.target] += 1
            return self._chance.choice(self._faults)(answer)
        return answer
