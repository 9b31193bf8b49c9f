"""A thread -> its posts and lost posts in order, each with an instant: for targets that insist on dates and on opening posts."""

from collections.abc import Container

from wetpaint_import.archive import ArchivedPost, ArchivedThread
from wetpaint_import.export.dates import NO_DATE_AT_ALL, STEP, ExportDate, post_dates, shifted
from wetpaint_import.export.lost_posts import LostPosts, with_lost_posts


def dated_entries(thread: ArchivedThread) -> list[tuple[ArchivedPost | LostPosts, ExportDate]]:
    """Never empty; the first entry is the opening post or stands for it. Lost opening posts come before all others in time, other
    lost posts a second after the post before them."""
    dates = post_dates(thread)
    start = min((date.at for date in dates.values()), default=NO_DATE_AT_ALL)
    entries: list[tuple[ArchivedPost | LostPosts, ExportDate]] = []
    for entry in with_lost_posts(thread):
        if isinstance(entry, ArchivedPost):
            date = dates[entry.id]
        else:
            date = ExportDate(shifted(entries[-1][1].at, STEP) if entries else shifted(start, -STEP), "estimated")
        entries.append((entry, date))
    return entries


def parent_of(post: ArchivedPost, earlier: Container[int]) -> int | None:
    """The id of the post that `post` is known to answer, if it is one of the `earlier` ones of the same thread."""
    return post.reply_to_id if post.reply_to_id in earlier else None
