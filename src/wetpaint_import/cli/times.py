"""A thread's instants -> the same as people read them in a zone of their choice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from wetpaint_import.query.rows import Row


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
    """In the zone if there is one; else, or without an instant, as printed."""
    if zone is None or post[f"{name}_local"] is None:
        printed: str | None = post[f"{name}_text"]
        return f"{printed} (as printed)" if printed and zone else printed
    at = datetime.fromisoformat(post[name]).astimezone(ZoneInfo(zone))
    # As Wetpaint printed times, so that both forms read alike.
    return f"{at:%b} {at.day} {at.year}, {at.hour % 12 or 12}:{at:%M} {at:%p} {at:%Z}"
