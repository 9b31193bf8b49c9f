"""Names of time zones as Wetpaint printed them -> offset from UTC; what a name cannot settle is said, never chosen."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo


class ZoneImpossibleError(ValueError):
    """The zone's name contradicts the date beside it (EST in July)."""


class ZoneAmbiguousError(ValueError):
    """The zone's name has several meanings, is not known, or is missing."""


@dataclass(frozen=True, slots=True)
class _Zone:
    offset: timezone
    # Where the name was in use: the name must be the one that its rules give at that instant. None: no such check.
    region: str | None


def _hours(east: int) -> timezone:
    return timezone(timedelta(hours=east))


# Seen: EDT, EST, CDT (evidence §5); the other US names by analogy. MST is right all year in Arizona, HST has no summer time.
_ZONES = {
    "EST": _Zone(_hours(-5), "America/New_York"),
    "EDT": _Zone(_hours(-4), "America/New_York"),
    "CST": _Zone(_hours(-6), "America/Chicago"),
    "CDT": _Zone(_hours(-5), "America/Chicago"),
    "MST": _Zone(_hours(-7), None),
    "MDT": _Zone(_hours(-6), "America/Denver"),
    "PST": _Zone(_hours(-8), "America/Los_Angeles"),
    "PDT": _Zone(_hours(-7), "America/Los_Angeles"),
    "AKST": _Zone(_hours(-9), "America/Anchorage"),
    "AKDT": _Zone(_hours(-8), "America/Anchorage"),
    "HST": _Zone(_hours(-10), None),
    "GMT": _Zone(_hours(0), None),
    "UTC": _Zone(_hours(0), None),
}


def localize(local: datetime, name: str | None, default: tzinfo | None) -> datetime:
    """The naive `local` in the zone that `name` stands for; `default` serves only where no name is printed."""
    if name is None:
        if default is None:
            raise ZoneAmbiguousError("no time zone is printed")
        return _in_region(local, default)
    zone = _ZONES.get(name.upper())
    if zone is None:
        raise ZoneAmbiguousError(f"the zone {name} has no single meaning")
    aware = local.replace(tzinfo=zone.offset)
    if zone.region is not None and aware.astimezone(_region(zone.region)).tzname() != name.upper():
        raise ZoneImpossibleError(f"{name} was not in force on that date")
    return aware


def _in_region(local: datetime, region: tzinfo) -> datetime:
    """`local` by the rules of `region`; the hour that summer time repeats or skips is nobody's to choose."""
    aware = local.replace(tzinfo=region)
    if aware.utcoffset() != aware.replace(fold=1).utcoffset():
        raise ZoneAmbiguousError("the clocks changed in that hour")
    return aware


_regions: dict[str, ZoneInfo] = {}


def _region(key: str) -> ZoneInfo:
    if key not in _regions:
        _regions[key] = ZoneInfo(key)
    return _regions[key]
