"""A thread of the archive -> its pages: posts with what others say of them, and gaps where they belong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType

from wetpaint_import.archive import ArchivedPost, ArchivedThread, LostPosts, with_lost_posts
from wetpaint_import.web.views import AuthorLine, Change, PostItem, PostRef, TagRef, ThreadView

# Posts of one page of a long thread.
PAGE_SIZE = 100


def page_of(position: int) -> int:
    """The page on which the post of that position stands: by position alone, so that addresses hold when gaps are filled."""
    return max(position, 0) // PAGE_SIZE + 1


def page_numbers(thread: ArchivedThread) -> tuple[int, ...]:
    """The pages on which there is something; the first is always there."""
    return tuple(sorted({1} | {page_of(post.position) for post in thread.posts}))


def thread_views(
    thread: ArchivedThread, tags: Iterable[TagRef], known: Mapping[tuple[str, str], int] = MappingProxyType({})
) -> list[ThreadView]:
    """All pages of the thread; `known` as in `ThreadView`."""
    numbers = page_numbers(thread)
    items: dict[int, list[PostItem | LostPosts]] = defaultdict(list)
    refs = {post.id: post_ref(post) for post in thread.posts}
    replies = _replies(thread, refs)
    for entry in with_lost_posts(thread):
        if isinstance(entry, LostPosts):
            items[max(number for number in numbers if number <= page_of(entry.first))].append(entry)
        else:
            items[page_of(entry.position)].append(_item(thread, entry, refs, replies))
    people = _people(thread)
    return [
        ThreadView(
            thread=thread, tags=tuple(tags), items=tuple(items[number]), people=people, page=number, pages=numbers, known=known
        )
        for number in numbers
    ]


def post_ref(post: ArchivedPost) -> PostRef:
    return PostRef(id=post.id, position=post.position, author=post.author)


def _replies(thread: ArchivedThread, refs: dict[int, PostRef]) -> dict[int, list[PostRef]]:
    replies: dict[int, list[PostRef]] = defaultdict(list)
    for post in thread.posts:
        if post.reply_to_id is not None:
            replies[post.reply_to_id].append(refs[post.id])
    return replies


def _item(thread: ArchivedThread, post: ArchivedPost, refs: dict[int, PostRef], replies: dict[int, list[PostRef]]) -> PostItem:
    quoted = next((refs.get(quote.source_post_id) for quote in post.quotes if quote.source_post_id is not None), None)
    return PostItem(
        post=post,
        quoted=quoted,
        reply_to=refs.get(post.reply_to_id) if post.reply_to_id is not None else None,
        replies=tuple(replies[post.id]) if post.id in replies else (),
        changes=tuple(Change(before=before, after=after) for before, after in pairwise(post.versions)),
        address=(post.capture.url if post.capture else None) or thread.url,
    )


def _people(thread: ArchivedThread) -> tuple[AuthorLine, ...]:
    """Who wrote in the thread, in the order of their first posts; the anonymous and the unnamed are nobody."""
    posts: dict[int, list[ArchivedPost]] = {}
    for post in thread.posts:
        if post.author is not None and not post.author.is_anonymous:
            posts.setdefault(post.author.id, []).append(post)
    lines = []
    for written in posts.values():
        times = [post.posted_at for post in written if post.posted_at is not None]
        assert written[0].author is not None  # noqa: S101  (as chosen above)
        lines.append(
            AuthorLine(
                person=written[0].author, posts=len(written), threads=1,
                first_posted_at=min(times, default=None), last_posted_at=max(times, default=None),
            )
        )  # fmt: skip
    return tuple(lines)
