"""A thread of the archive -> the artifacts of its posts and of their edits, in an order in which each follows what it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from wetpaint_import.archive import ArchivedPost, ArchivedThread, ArchivedVersion
from wetpaint_import.export.attribution import author_name
from wetpaint_import.export.dates import ExportDate
from wetpaint_import.export.entries import dated_entries, parent_of
from wetpaint_import.export.fossil.artifact import ForumPost, hash_of, to_artifact
from wetpaint_import.export.fossil.text import lost_text, post_text
from wetpaint_import.export.one_line import one_line
from wetpaint_import.people import People

# Fossil's clock. It orders a thread by time alone, and loses an answer that is not later than what it answers.
_TICK = timedelta(milliseconds=1)
_LOST_USER = "(lost posts)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """`post_id` is ours, None where it stands for lost posts; `version` counts a post's states from 0."""

    post_id: int | None
    version: int
    post: ForumPost
    data: bytes
    hash: str

    @property
    def what(self) -> str:
        if self.post_id is None:
            return f"placeholder {self.hash[:10]}"
        return f"post {self.post_id}" + (f", edit {self.version}" if self.version else "")


def artifacts(thread: ArchivedThread, people: People) -> Iterator[Artifact]:
    """The opening post's first state, or what stands for it, comes first."""
    return _Thread(thread, people).artifacts()


class _Thread:
    def __init__(self, thread: ArchivedThread, people: People) -> None:
        self._thread = thread
        self._people = people
        self._taken: set[datetime] = set()
        self._root: Artifact | None = None
        self._first_states: dict[int, Artifact] = {}

    def artifacts(self) -> Iterator[Artifact]:
        for entry, date in dated_entries(self._thread):
            if not isinstance(entry, ArchivedPost):
                yield self._first(None, date, _LOST_USER, None, lost_text(self._thread, entry, self._people), None)
                continue
            above = parent_of(entry, self._first_states.keys())
            yield from self._states(entry, date, None if above is None else self._first_states[above])

    def _states(self, post: ArchivedPost, date: ExportDate, above: Artifact | None) -> Iterator[Artifact]:
        user = one_line(author_name(post)) or "author not known"
        first, *edits = post.versions or (None,)
        state = self._first(post.id, date, user, above, self._text(post, first, date), first)
        self._first_states[post.id] = state
        yield state
        original = state.post
        for number, version in enumerate(edits, 1):
            at = version.edited_at or version.capture.captured_at or state.post.at
            state = self._artifact(
                post.id,
                number,
                ForumPost(
                    at=self._free(at, state.post.at),
                    user=user,
                    title=None if original.in_reply_to else self._title(version.subject),
                    root=self._root.hash if self._root else None,
                    in_reply_to=original.in_reply_to,
                    previous=state.hash,
                    text=self._text(post, version, date),
                ),
            )
            yield state

    def _first(
        self, post_id: int | None, date: ExportDate, user: str, above: Artifact | None, text: str, version: ArchivedVersion | None
    ) -> Artifact:
        """The first state of a post or placeholder; that of the opening post becomes the root of all."""
        above = above or self._root
        artifact = self._artifact(
            post_id,
            0,
            ForumPost(
                at=self._free(date.at, above.post.at if above else None),
                user=user,
                title=None if above else self._title(version.subject if version else None),
                root=self._root.hash if self._root else None,
                in_reply_to=above.hash if above else None,
                previous=None,
                text=text,
            ),
        )
        self._root = self._root or artifact
        return artifact

    @staticmethod
    def _artifact(post_id: int | None, version: int, post: ForumPost) -> Artifact:
        data = to_artifact(post)
        return Artifact(post_id=post_id, version=version, post=post, data=data, hash=hash_of(data))

    def _title(self, subject: str | None) -> str:
        return self._people.redact(one_line(subject) or one_line(self._thread.shown_title))

    def _text(self, post: ArchivedPost, version: ArchivedVersion | None, date: ExportDate) -> str:
        return post_text(self._thread, post, version, date, self._people, is_opening=self._root is None or self._is_root(post))

    def _is_root(self, post: ArchivedPost) -> bool:
        return self._root is not None and self._root.post_id == post.id

    def _free(self, at: datetime, after: datetime | None) -> datetime:
        """`at`, or the next instant that is later than `after` and that no other post of the thread has."""
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        if after is not None and at <= after:
            at = after + _TICK
        while at in self._taken:
            at += _TICK
        self._taken.add(at)
        return at
