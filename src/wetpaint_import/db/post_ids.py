"""The rows of a thread's posts, and the posts as merged now -> which row goes on standing for which post."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wetpaint_import.model import Post


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A row of `posts`, as far as it tells which post it stands for."""

    id: int
    key: str
    position: int
    number: int | None
    body_text: str


def rows_of(posts: Sequence[Post], known: Sequence[KnownPost]) -> dict[str, int]:
    """{key of a post: the row that stood for it so far}; a row stands for one post at most, posts without one are left out.

    A key may change: an id becomes known, or a post of the same minute is found before this one. So rows that do not meet by the
    platform's id meet by time and, within a minute, by what the post says and its number.
    """
    found: dict[str, int] = {}
    keys = {post.key for post in posts}
    free = {row.id: row for row in known}
    for row in known:
        if row.key.startswith("id:") and row.key in keys:
            found[row.key] = free.pop(row.id).id
    of_time: dict[str, list[KnownPost]] = defaultdict(list)
    at_position: dict[int, list[KnownPost]] = defaultdict(list)
    for row in free.values():
        of_time[row.key.split("#")[0]].append(row)
        at_position[row.position].append(row)
    for is_same in _SIGNS:
        for post in posts:
            if post.key not in found:
                _take(post, is_same, of_time[time_key(post)], free, found)
    for post in posts:
        if post.key not in found:
            # A newer parser may read another time or id; the same words at the same place are the same post.
            _take(post, _same_text, at_position[post.view.position], free, found)
    return found


def _take(
    post: Post, is_same: Callable[[KnownPost, Post], bool], rows: list[KnownPost], free: dict[int, KnownPost], found: dict[str, int]
) -> None:
    for row in rows:
        if row.id in free and is_same(row, post):
            found[post.key] = free.pop(row.id).id
            return


def _same_text(row: KnownPost, post: Post) -> bool:
    return row.body_text in post.said


def _same_number(row: KnownPost, post: Post) -> bool:
    return (row.number, row.position) == (post.view.number, post.view.position)


# What tells the posts of one minute apart, from the surest sign to the weakest.
_SIGNS: tuple[Callable[[KnownPost, Post], bool], ...] = (
    lambda row, post: _same_text(row, post) and _same_number(row, post),
    _same_text,
    _same_number,
    lambda row, post: row.key == post.key,
    lambda row, post: True,  # noqa: ARG005  (nothing else of that minute is left)
)


def time_key(post: Post) -> str:
    """The key of a post that has no id: its instant, else the time as printed."""
    posted = post.view.posted
    if posted is None:
        return "at:"
    return f"at:{posted.at.isoformat()}" if posted.at else f"at:{posted.text}"
