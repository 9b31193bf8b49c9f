"""A clock that stands still but for the sleeps it is asked for, which take no time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class FakeClock:
    at: datetime = datetime(2026, 5, 1, 12, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)
    _passed: float = 0.0

    def now(self) -> datetime:
        return self.at + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return 1000.0 + self._passed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._passed += seconds
