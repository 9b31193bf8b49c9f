"""A printed date -> an instant, resolved against the capture's time and never the clock.

The strict grammar knows the forms of docs/evidence.md §5 (`Jul 18 2010, 12:27 PM EDT`; `Tuesday, 6:59 PM EDT`). Only an isolated
string that it does not know goes to dateparser, with settings that cannot fill in a missing part.
"""

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache

from wetpaint_import.model import Moment
from wetpaint_import.zones import ZoneAmbiguousError, ZoneImpossibleError, localize

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?\s?[AP]\.?M\b\.?"
_ZONE = r"(?:\s(?-i:[A-Z]{2,5})\b)?"
# One printed date, as a pattern for those who look for dates in lines.
DATE_PATTERN = rf"(?:(?:{_WEEKDAY},?\s)?{_MONTH}\.?\s\d{{1,2}},?\s\d{{4}},?\s{_CLOCK}{_ZONE}|{_WEEKDAY},?\s{_CLOCK}{_ZONE})"

_FULL = re.compile(
    rf"(?:{_WEEKDAY},?\s)?(?P<month>{_MONTH})\.?\s(?P<day>\d{{1,2}}),?\s(?P<year>\d{{4}}),?\s"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s?(?P<half>[AP])\.?M\.?(?:\s(?P<zone>(?-i:[A-Z]{2,5})))?",
    re.IGNORECASE,
)
_WEEKDAY_ONLY = re.compile(
    rf"(?P<weekday>{_WEEKDAY}),?\s(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})\s?(?P<half>[AP])\.?M\.?"
    r"(?:\s(?P<zone>(?-i:[A-Z]{2,5})))?",
    re.IGNORECASE,
)
_TRAILING_ZONE = re.compile(r"\s([A-Z]{2,5})$")
# Longer strings are prose, on which dateparser spends seconds (evidence: 1.5 s on a sentence).
_LONGEST_FOREIGN_DATE = 60


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Why a printed date has no instant, or one that cannot be; `code` is a problem code."""

    code: str
    message: str


def read_moment(text: str, captured_at: datetime | None, default_zone: tzinfo | None) -> tuple[Moment, DateProblem | None]:
    """The printed date `text` as a Moment; `default_zone` serves where no zone is printed."""
    text = " ".join(text.split())
    reference = captured_at if _WEEKDAY_ONLY.fullmatch(text) else None
    return _read_moment(text, reference, default_zone)


def depends_on_capture(moment: Moment, earliest: datetime) -> bool:
    """Whether another time of the capture, not before `earliest`, might have given another moment, or a problem with it."""
    return _WEEKDAY_ONLY.fullmatch(moment.text) is not None or (moment.at is not None and moment.at > earliest)


# A page prints most of its dates twice; other pages print others.
@lru_cache(maxsize=4096)
def _read_moment(text: str, captured_at: datetime | None, default_zone: tzinfo | None) -> tuple[Moment, DateProblem | None]:
    try:
        at, basis = _resolve(text, captured_at, default_zone)
    except ZoneImpossibleError as error:
        return Moment(text=text, at=None, basis="unresolved"), DateProblem("impossible-time", str(error))
    except ZoneAmbiguousError as error:
        return Moment(text=text, at=None, basis="unresolved"), DateProblem("ambiguous-zone", str(error))
    except ValueError as error:
        return Moment(text=text, at=None, basis="unresolved"), DateProblem("undated-post", str(error))
    return Moment(text=text, at=at, basis=basis), None


def _resolve(text: str, captured_at: datetime | None, default_zone: tzinfo | None) -> tuple[datetime, str]:
    if match := _FULL.fullmatch(text):
        local = datetime(
            int(match["year"]),
            _MONTHS[match["month"][:3].lower()],
            int(match["day"]),
            *_clock(match),
            int(match["second"] or 0),
        )
        return _to_utc(local, match["zone"], default_zone), "printed"
    if match := _WEEKDAY_ONLY.fullmatch(text):
        return _last_weekday(match, captured_at, default_zone), "weekday-before-capture"
    return _foreign(text, default_zone), "dateparser"


def _clock(match: re.Match[str]) -> tuple[int, int]:
    hour, minute = int(match["hour"]), int(match["minute"])
    if not 1 <= hour <= 12:
        raise ValueError(f"there is no hour {hour} on a twelve-hour clock")
    return hour % 12 + (12 if match["half"].upper() == "P" else 0), minute


def _to_utc(local: datetime, zone: str | None, default_zone: tzinfo | None) -> datetime:
    try:
        return localize(local, zone, default_zone).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the date lies outside the calendar") from error


def _last_weekday(match: re.Match[str], captured_at: datetime | None, default_zone: tzinfo | None) -> datetime:
    """The last such moment not after the capture: pages print a bare weekday for about a week (docs/evidence.md §5)."""
    if captured_at is None:
        raise ValueError("only a weekday is printed, and the time of the capture is not known")
    wanted = _WEEKDAYS[match["weekday"][:3].lower()]
    clock = time(*_clock(match))
    failure: ValueError = ValueError("no such weekday before the capture")
    # From one day ahead, since the day of the capture in the printed zone may be the next one.
    for days in range(-1, 14):
        try:
            day = captured_at.date() - timedelta(days=days)
            if day.weekday() != wanted:
                continue
            at = _to_utc(datetime.combine(day, clock), match["zone"], default_zone)
        except OverflowError:
            continue
        except ValueError as error:
            # The zone may be wrong only for the day that lies after the capture.
            failure = error
            continue
        if at <= captured_at:
            return at
        failure = ValueError("no such weekday before the capture")
    raise failure


# Every part must be printed: nothing is filled in from a clock (evidence: dateparser fills in today's day by default).
_FOREIGN_SETTINGS = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "STRICT_PARSING": True,
    "PARSERS": ["absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
    "RELATIVE_BASE": datetime(1970, 1, 1),
}


def _foreign(text: str, default_zone: tzinfo | None) -> datetime:
    if len(text) > _LONGEST_FOREIGN_DATE or not re.search(r"\d{4}", text):
        raise ValueError("no date that we know")
    if re.search(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", text):
        raise ValueError("day and month cannot be told apart")
    if not re.search(r"\d{1,2}[:.h]\d{2}", text):
        raise ValueError("no time of day is printed")
    zone = _TRAILING_ZONE.search(text)
    zone_name = zone[1] if zone and zone[1] not in {"AM", "PM"} else None
    bare = text[: zone.start()] if zone and zone_name else text
    # Imported here: it takes longer to load than all else together, and hardly any page needs it.
    import dateparser  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        local = dateparser.parse(bare, settings=dict(_FOREIGN_SETTINGS))
    if local is None:
        raise ValueError("no date that we know")
    return _to_utc(local.replace(tzinfo=None), zone_name, default_zone)
