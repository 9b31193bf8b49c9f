"""The database -> the archive as values for exports and for the web: threads whole, with names as people want them shown."""

from wetpaint_import.archive.lost_posts import LostPosts, with_lost_posts
from wetpaint_import.archive.reading import Archive
from wetpaint_import.archive.selection import Selection
from wetpaint_import.archive.values import (
    ArchivedPost,
    ArchivedThread,
    ArchivedVersion,
    CaptureNote,
    Gap,
    Person,
    Place,
    Wiki,
)

__all__ = [
    "Archive",
    "ArchivedPost",
    "ArchivedThread",
    "ArchivedVersion",
    "CaptureNote",
    "Gap",
    "LostPosts",
    "Person",
    "Place",
    "Selection",
    "Wiki",
    "with_lost_posts",
]
