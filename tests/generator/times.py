"""Times as Wetpaint printed them: instants and a zone -> text."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from .knobs import Knobs

# Their names in winter and summer are EST/EDT, CST/CDT, MST/MDT and PST/PDT; Phoenix says
# MST all year.
ZONES: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
)
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST: Final = datetime(2006, 6, 1, tzinfo=UTC)
MINUTES: Final = 6 * 365 * 24 * 60  # up to the middle of 2012, gaps follow
# Days before the capture that print as a weekday. "Within about a week" (evidence §5); one
# day less than seven, so that the weekday names one day only.
RECENT: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The zone of a page, and the capture's time if recent dates are printed as weekdays."""

    zone: ZoneInfo
    weekdays_before: datetime | None = None

    def text(self, instant: datetime) -> str:
        """`Jul 18 2010, 12:27 PM EDT` or `Tuesday, 6:59 PM EDT`."""
        local = instant.astimezone(self.zone)
        hour = local.hour % 12 or 12
        half = "AM" if local.hour < 12 else "PM"
        time = f"{hour}:{local.minute:02} {half} {local.tzname()}"
        captured = self.weekdays_before
        if captured is not None and captured - instant < RECENT:
            return f"{DAYS[local.weekday()]}, {time}"
        return f"{MONTHS[local.month - 1]} {local.day} {local.year}, {time}"


# When a post was written and, unless it was left as it was, edited.
Moment = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When everything happened; `captured_at` None = nobody knows when the page was saved."""

    clock: Clock
    moments: tuple[Moment, ...]
    captured_at: datetime | None


def random_schedule(rng: Random, count: int, knobs: Knobs) -> Schedule:
    """Rising times to the minute; the page was saved after all of them."""
    instants = _random_instants(rng, count)
    moments = tuple((at, _random_edit(rng, at, knobs["edited"])) for at in instants)
    last = max(edited or at for at, edited in moments)
    zone = ZoneInfo(knobs["zone"] or rng.choice(ZONES))
    if rng.random() < knobs["weekdays"]:
        saved = _random_capture(rng, last, recent=True)
        clock = Clock(zone=zone, weekdays_before=saved)
        return Schedule(clock=clock, moments=moments, captured_at=saved)
    late = _random_capture(rng, last, recent=False) if rng.random() < 0.5 else None
    return Schedule(clock=Clock(zone=zone), moments=moments, captured_at=late)


def _random_instants(rng: Random, count: int) -> list[datetime]:
    """Minutes to days apart."""
    now = FIRST + timedelta(minutes=rng.randrange(MINUTES))
    instants = [now]
    longest = rng.choice((30, 600, 6000))
    for _ in range(count - 1):
        now += timedelta(minutes=rng.randint(0, longest))
        instants.append(now)
    return instants


def _random_edit(rng: Random, posted_at: datetime, edited: float) -> datetime | None:
    """A later minute, or None for a post that was left as it was."""
    if rng.random() >= edited:
        return None
    return posted_at + timedelta(minutes=rng.choice((1, 22, 700, 5000)))


def _random_capture(rng: Random, last: datetime, *, recent: bool) -> datetime:
    """A time after everything on the page, to the second."""
    days = rng.uniform(0, 3) if recent else rng.uniform(30, 1500)
    return (last + timedelta(minutes=1, days=days)).replace(microsecond=0)
