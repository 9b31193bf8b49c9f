"""A thread -> its posts in order, with a note for each stretch of posts that is known to be missing: as in `archive`."""

from wetpaint_import.archive.lost_posts import LostPosts, with_lost_posts

__all__ = ["LostPosts", "with_lost_posts"]
