"""Rows of the archive -> ids for Discourse's importer: integers that stay the same, below 2^30, in one space for each table.

The importer turns ids into integers, and keeps those from 2^30 on for private messages.
"""

from typing import Final

from wetpaint_import.errors import ExportError

_HALF: Final = 1 << 29
_QUARTER: Final = 1 << 28
# Stands for all authors whom no page names.
UNKNOWN_AUTHOR: Final = _HALF
# The category of threads whose wiki no page tells.
NO_WIKI: Final = _HALF


def row_id(id_: int) -> int:
    """An archive's id as it is: threads are topics, posts posts, authors users, locations subcategories, tags tags."""
    if not 0 < id_ < _QUARTER:
        raise ExportError("discourse.db", f"the id {id_} is too large for Discourse's importer; export a part with --only")
    return id_


def wiki_category(wiki_id: int | None) -> int:
    """Wikis are categories beside the locations, which keep their ids."""
    return NO_WIKI if wiki_id is None else _HALF + row_id(wiki_id)


def lost_posts(thread_id: int, following_post_id: int | None) -> int:
    """Of the post that says that posts are lost. It goes by the post that follows, at a thread's end by the thread, so that a part
    of a gap that is found later changes no id."""
    return _HALF + 2 * row_id(following_post_id) if following_post_id is not None else _HALF + 2 * row_id(thread_id) + 1
