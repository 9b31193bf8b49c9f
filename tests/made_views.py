"""Views of threads and posts for tests of merging: all that a test does not name is as plain as can be."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wetpaint_import.model import Author, AuthorKind, Moment, PostView, Quote, Sighting, ThreadView

START = datetime(2010, 7, 18, 16, 27, tzinfo=UTC)
HOST = "x.wetpaint.com"


def moment(minutes: float | None, text: str | None = None) -> Moment:
    """So many minutes after the start; None = a printed time that nobody could read."""
    at = None if minutes is None else START + timedelta(minutes=minutes)
    return Moment(text=text or f"{minutes} minutes", at=at, basis="printed" if at else "unresolved")


def person(name: str) -> Author:
    return Author(name=name, kind=AuthorKind.REGISTERED)


ANONYMOUS = Author(name=None, kind=AuthorKind.ANONYMOUS)


def post(position: int, text: str | None = None, *, quotes: tuple[str, ...] = (), **fields: Any) -> PostView:  # noqa: ANN401
    """A post, ten minutes after the one before it."""
    body = f"The words of post {position}." if text is None else text
    plain: dict[str, Any] = {
        "position": position,
        "number": position or None,
        "subject": "RE: Boats" if position else "Boats",
        "author": None,
        "posted": moment(10 * position),
        "edited": fields.get("posted", moment(10 * position)),
        "body_text": body,
        "body_html": body,
        "quotes": tuple(Quote(text=quote) for quote in quotes),
    }
    return PostView(**{**plain, **fields})


def posts(count: int) -> tuple[PostView, ...]:
    return tuple(post(position) for position in range(count))


def thread(shown: tuple[PostView, ...], **fields: Any) -> ThreadView:  # noqa: ANN401
    """A thread that claims as many posts as it shows."""
    plain: dict[str, Any] = {
        "original_id": "12",
        "title": "Boats",
        "location": None,
        "claimed_post_count": len(shown),
        "tags": None,
        "posts": shown,
    }
    return ThreadView(**{**plain, **fields})


def sighting(capture_id: int, view: ThreadView, *, day: float | None = -1, **fields: Any) -> Sighting:  # noqa: ANN401
    """A capture so many days after the start (as many as its id, if not told); day None = nobody knows when."""
    days = capture_id if day == -1 else day
    plain: dict[str, Any] = {
        "capture_id": capture_id,
        "digest": f"{capture_id:064}",
        "captured_at": None if days is None else START + timedelta(days=days),
        "host": HOST,
        "is_text": False,
        "is_partial": False,
        "view": view,
    }
    return Sighting(**{**plain, **fields})
