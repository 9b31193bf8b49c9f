"""Archived threads for tests of what exports share: all that a test does not name is as plain as can be."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wetpaint_import.archive import ArchivedPost, ArchivedThread, CaptureNote

START = datetime(2010, 7, 18, 16, 27, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def archived_post(
    position: int,
    posted_at: datetime | None = None,
    captured_at: datetime | None = None,
    **fields: Any,  # noqa: ANN401
) -> ArchivedPost:
    """Its id is 100 more than its position."""
    plain: dict[str, Any] = {
        "id": 100 + position,
        "original_id": None,
        "position": position,
        "number": position or None,
        "subject": None,
        "author": None,
        "posted_at": posted_at,
        "posted_at_text": None,
        "edited_at": None,
        "edited_at_text": None,
        "body_html": "",
        "body_text": "",
        "quotes": (),
        "links": (),
        "images": (),
        "found_valuable": None,
        "rated_by": None,
        "reply_to_id": None,
        "reply_to_basis": None,
        "last_seen_at": None,
        "is_gone": False,
        "versions": (),
        "capture": CaptureNote(id=1, url=None, captured_at=captured_at),
    }
    return ArchivedPost(**{**plain, **fields})


def archived_thread(*posts: ArchivedPost, **fields: Any) -> ArchivedThread:  # noqa: ANN401
    plain: dict[str, Any] = {
        "id": 1,
        "original_id": None,
        "title": None,
        "url": None,
        "wiki": None,
        "place": None,
        "claimed_post_count": None,
        "is_featured": None,
        "is_locked": None,
        "is_reported": None,
        "tags": (),
        "posts": posts,
        "gaps": (),
        "addresses": (),
    }
    return ArchivedThread(**{**plain, **fields})
