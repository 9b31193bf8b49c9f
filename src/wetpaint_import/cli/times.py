"""A thread's instants -> the same as people read them in a zone of their choice."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from wetpaint_import.query.rows import Row

_YEAR = re.compile(r"\d{4}")


def in_zone(thread: Row, zone: str | None) -> Row:
    """With `posted_at_local` and `edited_at_local` in each post; None where the instant or the zone is not known."""
    region = ZoneInfo(zone) if zone else None
    for post in thread["posts"]:
        for name in ("posted_at", "edited_at"):
            at = post[name]
            post[f"{name}_local"] = datetime.fromisoformat(at).astimezone(region).isoformat() if at and region else None
    return {**thread, "zone": zone}


def posted(post: Row, zone: str | None) -> str:
    return _told(post, "posted_at", zone) or "no date"


def edited(post: Row, zone: str | None) -> str | None:
    """None: never edited."""
    return _told(post, "edited_at", zone) if post["edited_at"] else None


def _told(post: Row, name: str, zone: str | None) -> str | None:
    """In the zone if there is one; else, or without an instant, as printed: a bare weekday with the day that it was."""
    printed: str | None = post[f"{name}_text"]
    if post[name] is None:
        return f"{printed} (as printed)" if printed and zone else printed
    if zone is not None:
        return _written(post[name], zone)
    is_day_known = printed is None or _YEAR.search(printed) is not None
    return printed if is_day_known else f"{printed} ({_written(post[name], 'UTC')})"


def _written(instant: str, zone: str) -> str:
    """As Wetpaint printed times, so that all forms read alike."""
    at = datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    return f"{at:%b} {at.day} {at.year}, {at.hour % 12 or 12}:{at:%M} {at:%p} {at:%Z}"
