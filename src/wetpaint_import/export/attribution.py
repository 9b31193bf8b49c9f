"""A post -> the words that say whose it is: author, printed date, old address, capture."""

from wetpaint_import.archive import ArchivedPost, ArchivedThread


def author_name(post: ArchivedPost) -> str:
    """The name to show; `anonymous` where the page says so, `author not known` where it says nothing."""
    return post.author.name if post.author is not None else "author not known"


def printed_date(post: ArchivedPost) -> str:
    return post.posted_at_text or "no date"


def origin(thread: ArchivedThread, post: ArchivedPost) -> str | None:
    """The original address at which the post was seen; None where no page tells any."""
    return (post.capture.url if post.capture else None) or thread.url
