"""A thread -> its posts in order, with a note for each stretch of posts that is known to be missing."""

from dataclasses import dataclass

from wetpaint_import.archive.values import ArchivedPost, ArchivedThread
from wetpaint_import.ledger import posts_between


@dataclass(frozen=True, slots=True)
class LostPosts:
    """The posts from position `first` to `last` (both included) existed, and no capture shows them."""

    first: int
    last: int

    @property
    def text(self) -> str:
        """A sentence to stand in their place."""
        which = posts_between(self.first, self.last)
        verb = "is" if self.first == self.last else "are"
        return f"{which[0].upper()}{which[1:]} of this thread {verb} not in the archive."


def with_lost_posts(thread: ArchivedThread) -> list[ArchivedPost | LostPosts]:
    """Posts and lost posts by position. A thread of which nothing is left is one `LostPosts`."""
    out: list[ArchivedPost | LostPosts] = []
    expected = 0
    for post in thread.posts:
        if post.position > expected:
            out.append(LostPosts(expected, post.position - 1))
        out.append(post)
        expected = max(expected, post.position + 1)
    claimed = thread.claimed_post_count or 0
    if claimed > expected or not out:
        out.append(LostPosts(expected, max(claimed - 1, expected)))
    return out
