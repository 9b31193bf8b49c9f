"""A thread -> the revisions of its page: one for each post and each edit, by their time; a single one for very long threads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from wetpaint_import.archive import ArchivedPost, ArchivedThread
from wetpaint_import.export.attribution import author_name, printed_date
from wetpaint_import.export.dates import ExportDate, post_dates
from wetpaint_import.export.mediawiki.page_text import PageText, State
from wetpaint_import.export.mediawiki.settings import Wanted
from wetpaint_import.export.mediawiki.users import Users

# Characters of a revision's summary; MediaWiki cuts at 500.
_LONGEST_COMMENT = 400
# For pages without any post: the farm's first year (docs/evidence.md).
_NO_DATE = datetime(2006, 1, 1, tzinfo=UTC)
# What a summary could take for a link or for a section.
_LINK_LIKE = str.maketrans({"[": "(", "]": ")", "*": "∗"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A state of a page: `post_id` is the post that was written or edited then, None where the revision holds all posts at once."""

    at: datetime
    contributor: str
    comment: str
    text: str
    is_edit: bool
    post_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    at: datetime
    post: ArchivedPost
    number: int
    state: State
    comment: str


class History:
    """A thread's page over time. `is_whole`: each post has a revision of its own."""

    def __init__(self, thread: ArchivedThread, users: Users, wanted: Wanted) -> None:
        self.thread = thread
        self.dates = post_dates(thread)
        self._users = users
        self._text = PageText(thread, users, self.dates)
        self._events = sorted(
            (event for post in thread.posts for event in _events(post, self.dates[post.id])),
            key=lambda event: (event.at, event.post.position, event.post.id, event.number),
        )
        self._blocks = [self._text.block(event.post, event.state) for event in self._events]
        self.is_whole = len(thread.posts) <= wanted.history_posts and self._bytes() <= wanted.history_bytes

    @property
    def estimated(self) -> int:
        return sum(date.is_estimated for date in self.dates.values())

    def revisions(self) -> Iterator[Revision]:
        """Oldest first. What an edit changed only where wikitext does not show it makes no revision."""
        if not self._events or not self.is_whole:
            yield self._single()
            return
        blocks: dict[int, str] = {}
        for event, block in zip(self._events, self._blocks, strict=True):
            if blocks.get(event.post.id) == block:
                continue
            is_edit = event.post.id in blocks
            blocks[event.post.id] = block
            contributor = self._users.of(event.post.author).contributor
            yield Revision(
                at=event.at, contributor=contributor, comment=event.comment, text=self._text.whole(blocks), is_edit=is_edit,
                post_id=event.post.id,
            )  # fmt: skip

    def _single(self) -> Revision:
        """All posts in their last state, by everybody."""
        blocks = {event.post.id: block for event, block in zip(self._events, self._blocks, strict=True)}
        persons = {self._users.of(post.author) for post in self.thread.posts}
        user = persons.pop() if len(persons) == 1 else self._users.several if persons else self._users.of(None)
        at = max((event.at for event in self._events), default=_NO_DATE)
        count = len(self.thread.posts)
        comment = f"{count} posts, each with its author and time in the text" if count else "a thread of which no post is left"
        return Revision(
            at=at, contributor=user.contributor, comment=comment, text=self._text.whole(blocks), is_edit=False, post_id=None
        )

    def _bytes(self) -> int:
        """The bytes of all revisions together."""
        sizes: dict[int, int] = {}
        total = 0
        for event, block in zip(self._events, self._blocks, strict=True):
            sizes[event.post.id] = len(block.encode())
            total += self._text.size(sizes.values())
        return total


def _events(post: ArchivedPost, date: ExportDate) -> Iterator[_Event]:
    """The states of a post with the time since when each held, never before the one in front of it."""
    last = State(subject=post.subject, body_html=post.body_html, capture=post.capture, is_last=True)
    if len(post.versions) < 2:
        yield _Event(at=date.at, post=post, number=0, state=last, comment=_comment(post, date))
        return
    at = date.at
    for number, version in enumerate(post.versions):
        comment = _comment(post, date)
        if number:
            edited_at = version.edited_at or version.capture.captured_at
            at = max(at, edited_at or at)
            comment = _edit_comment(post, at, is_exact=at == version.edited_at)
        is_last = number == len(post.versions) - 1
        state = State(subject=version.subject, body_html=version.body_html, capture=version.capture, is_last=False)
        yield _Event(at=at, post=post, number=number, state=last if is_last else state, comment=comment)


def _comment(post: ArchivedPost, date: ExportDate) -> str:
    estimate = " (time estimated)" if date.is_estimated else ""
    return _summary(f"{_name(post)} of {author_name(post)}, {printed_date(post)}{estimate}")


def _edit_comment(post: ArchivedPost, at: datetime, *, is_exact: bool) -> str:
    """Where no page prints the time of an edit, all that is known is that it was before the first capture that shows it."""
    when = "" if is_exact else f", by {at:%Y-%m-%d} (time estimated)"
    return _summary(f"edit of {_name(post)} of {author_name(post)}{when}")


def _name(post: ArchivedPost) -> str:
    if post.position == 0:
        return "opening post"
    return f"post {post.position if post.number is None else post.number}"


def _summary(words: str) -> str:
    return " ".join(words.translate(_LINK_LIKE).split())[:_LONGEST_COMMENT]
