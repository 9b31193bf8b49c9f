"""Sightings of one thread -> its posts, found the slow and plain way: every view is compared with all views of all posts so far."""

from collections.abc import Callable, Sequence

from wetpaint_import.model import PostView, Sighting
from wetpaint_import.same_posts import Cluster, account_of, words_of

_Sign = Callable[[list[PostView], PostView], bool]


def clusters(members: Sequence[Sighting]) -> list[Cluster]:
    found_so_far: list[Cluster] = []
    for member in members:
        left = list(member.view.posts)
        taken: set[int] = set()
        for is_same in _SIGNS:
            for post in list(left):
                found = [
                    i for i, cluster in enumerate(found_so_far) if i not in taken and is_same([view for _, view in cluster], post)
                ]
                if len(found) != 1:
                    continue
                views = [view for _, view in found_so_far[found[0]]]
                if is_same is _same_time and sum(is_same(views, other) for other in left) > 1:
                    continue
                found_so_far[found[0]].append((member, post))
                taken.add(found[0])
                left.remove(post)
        found_so_far += [[(member, post)] for post in left]
    return found_so_far


def _agree(a: PostView, b: PostView) -> bool:
    if a.posted is None or b.posted is None:
        return False
    if a.posted.at is None or b.posted.at is None:
        return a.posted.text == b.posted.text
    return a.posted.at == b.posted.at


def _may_meet(views: list[PostView], post: PostView) -> bool:
    accounts = {account_of(view.author) for view in views if view.author}
    return not _other_id(views, post) and (post.author is None or not accounts or account_of(post.author) in accounts)


def _other_id(views: list[PostView], post: PostView) -> bool:
    return post.original_id is not None and any(view.original_id for view in views)


def _at_one_time(views: list[PostView], post: PostView) -> bool:
    return _may_meet(views, post) and any(_agree(view, post) for view in views)


def _same_id(views: list[PostView], post: PostView) -> bool:
    return bool(post.original_id) and any(view.original_id == post.original_id for view in views)


def _same_number(views: list[PostView], post: PostView) -> bool:
    return _at_one_time(views, post) and any((view.number, view.position) == (post.number, post.position) for view in views)


def _same_text(views: list[PostView], post: PostView) -> bool:
    return _at_one_time(views, post) and any(words_of(view) == words_of(post) for view in views)


def _same_but_author(views: list[PostView], post: PostView) -> bool:
    return not _other_id(views, post) and any(
        _agree(view, post) and (_one_head(view, post) or _one_tale(view, post)) for view in views
    )


def _one_head(a: PostView, b: PostView) -> bool:
    return (a.number, a.position) == (b.number, b.position) and (a.position == 0 or a.subject == b.subject)


def _one_tale(a: PostView, b: PostView) -> bool:
    return words_of(a) == words_of(b) and len(words_of(a).split()) >= 8


def _same_time(views: list[PostView], post: PostView) -> bool:
    return _at_one_time(views, post) and (post.number is None or any(view.number is None for view in views))


def _same_undated(views: list[PostView], post: PostView) -> bool:
    return _may_meet(views, post) and any(
        (not _has_instant(view) or not _has_instant(post)) and view.position == post.position and words_of(view) == words_of(post)
        for view in views
    )


def _has_instant(view: PostView) -> bool:
    return view.posted is not None and view.posted.at is not None


def _same_in_all(views: list[PostView], post: PostView) -> bool:
    return _same_number(views, post) and _same_text(views, post)


_SIGNS: tuple[_Sign, ...] = (
    _same_id, _same_in_all, _same_text, _same_number, _same_but_author, _same_time, _same_undated,
)  # fmt: skip
