"""Posts with and without dates -> an instant for each, for targets that insist on one; an estimate says that it is one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wetpaint_import.archive import ArchivedThread

# Where neither the thread nor its captures tell any time: the farm's first year (docs/evidence.md).
NO_DATE_AT_ALL = datetime(2006, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ExportDate:
    """`basis` is `exact` (the page says it) or `estimated` (only that the post stands between others)."""

    at: datetime
    basis: str

    @property
    def is_estimated(self) -> bool:
        return self.basis == "estimated"


def instant_text(at: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ`, as in the database; `strftime` writes early years with fewer digits."""
    return f"{at.year:04}-{at:%m-%dT%H:%M:%SZ}"


def post_dates(thread: ArchivedThread) -> dict[int, ExportDate]:
    """An instant for each post, by its id. What pages say is never changed; an undated post gets the time of the dated post before
    it plus a second each, else of the next dated one minus a second each, else its capture's time."""
    found: dict[int, ExportDate] = {}
    last: datetime | None = None
    for post in thread.posts:
        if post.posted_at is not None:
            last = post.posted_at
            found[post.id] = ExportDate(last, "exact")
        elif last is not None:
            last = shifted(last, STEP)
            found[post.id] = ExportDate(last, "estimated")
    following = _anchor(thread)
    for post in reversed(thread.posts):
        if post.id not in found:
            following = shifted(following, -STEP)
            found[post.id] = ExportDate(following, "estimated")
        else:
            following = found[post.id].at
    return found


def shifted(at: datetime, step: timedelta) -> datetime:
    """Pages may print any year: at the end of time it stays where it is."""
    try:
        return at + step
    except OverflowError:
        return at


def _anchor(thread: ArchivedThread) -> datetime:
    """By when the thread was there: its oldest capture."""
    captured = [post.capture.captured_at for post in thread.posts if post.capture and post.capture.captured_at]
    return min(captured, default=NO_DATE_AT_ALL)
