"""A thread and its rows of sources -> for each value what the page printed, by which rule and in which capture it was read."""

import json
from collections.abc import Callable
from typing import Final

from wetpaint_import.archive import Archive, ArchivedPost, ArchivedThread
from wetpaint_import.web.captures import Captures
from wetpaint_import.web.thread_pages import page_numbers, page_of, post_ref
from wetpaint_import.web.views import CaptureLine, ExplainedPost, ExplainView, FieldSource

_Value = tuple[object, object]


def _author(post: ArchivedPost) -> _Value:
    return (post.author.name if post.author else None, None)


# Field -> the value as we have it, and what was printed where that is another text.
_POST_FIELDS: Final[dict[str, Callable[[ArchivedPost], _Value]]] = {
    "original_id": lambda post: (post.original_id, None),
    "position": lambda post: (post.position, None),
    "number": lambda post: (post.number, f"{post.number}."),
    "subject": lambda post: (post.subject, None),
    "author_id": _author,
    "posted_at": lambda post: (post.posted_at, post.posted_at_text),
    "posted_at_text": lambda post: (post.posted_at_text, None),
    "edited_at": lambda post: (post.edited_at, post.edited_at_text),
    "edited_at_text": lambda post: (post.edited_at_text, None),
    "body_html": lambda post: (f"{len(post.body_html):,} characters", None),
    "body_text": lambda post: (f"{len(post.body_text):,} characters", None),
    "found_valuable": lambda post: (post.found_valuable, f"{post.found_valuable} out of {post.rated_by}"),
    "rated_by": lambda post: (post.rated_by, f"{post.found_valuable} out of {post.rated_by}"),
    "reply_to_id": lambda post: (post.reply_to_id, post.quotes[0].text if post.quotes else None),
    "reply_to_basis": lambda post: (post.reply_to_basis, None),
}
_THREAD_FIELDS: Final[dict[str, Callable[[ArchivedThread], object]]] = {
    "title": lambda thread: thread.title,
    "location_id": lambda thread: thread.place.title if thread.place else None,
    "claimed_post_count": lambda thread: thread.claimed_post_count,
    "original_id": lambda thread: thread.original_id,
    "url": lambda thread: thread.url,
    "starter_id": lambda thread: thread.listed_starter.name if thread.listed_starter else None,
    "tags": lambda thread: ", ".join(thread.tags) or None,
    "is_featured": lambda thread: thread.is_featured,
    "is_locked": lambda thread: thread.is_locked,
    "is_reported": lambda thread: thread.is_reported,
}
_SOURCES = """
SELECT post_sources.post_id, post_sources.capture_id, rule_sets.fields FROM post_sources
JOIN posts ON posts.id = post_sources.post_id JOIN rule_sets ON rule_sets.id = post_sources.rule_set_id
WHERE posts.thread_id = ? ORDER BY 1, 2
"""
_THREAD_SOURCES = """
SELECT capture_id, fields FROM thread_sources JOIN rule_sets ON rule_sets.id = rule_set_id WHERE thread_id = ? ORDER BY 1
"""
# As pages of a thread are cut, so that both go together.
_Sources = dict[int, list[tuple[int, dict[str, str]]]]


class Provenance:
    """Where values come from."""

    def __init__(self, archive: Archive, captures: Captures) -> None:
        self._archive = archive
        self._captures = captures

    def view(self, thread: ArchivedThread, page: int, post_id: int | None = None) -> ExplainView | None:
        """For the posts of a page, or for one post; None where there is no such page or post."""
        views = self.views(thread)
        if post_id is None:
            return next((view for view in views if view.page == page), None)
        for view in views:
            posts = tuple(post for post in view.posts if post.post.id == post_id)
            if posts:
                return self._view(thread, view.page, view.pages, (), posts)
        return None

    def views(self, thread: ArchivedThread) -> list[ExplainView]:
        """All pages, as the thread's own are cut."""
        sources: _Sources = {}
        for post_id, capture_id, fields in self._archive.conn.execute(_SOURCES, [thread.id]):
            sources.setdefault(post_id, []).append((capture_id, json.loads(fields)))
        numbers = page_numbers(thread)
        own = self._thread_fields(thread)
        found = []
        for number in numbers:
            posts = tuple(
                ExplainedPost(post=post_ref(post), fields=_fields(post, sources.get(post.id, [])))
                for post in thread.posts
                if page_of(post.position) == number
            )
            found.append(self._view(thread, number, numbers, own if number == 1 else (), posts))
        return found

    def _view(
        self,
        thread: ArchivedThread,
        page: int,
        pages: tuple[int, ...],
        own: tuple[FieldSource, ...],
        posts: tuple[ExplainedPost, ...],
    ) -> ExplainView:
        ids = {field.capture_id for field in own} | {field.capture_id for post in posts for field in post.fields}
        captures: list[CaptureLine] = []
        for capture_id in sorted(ids):
            captures += self._captures.between(capture_id, capture_id)
        return ExplainView(thread=thread, page=page, pages=pages, thread_fields=own, posts=posts, captures=tuple(captures))

    def _thread_fields(self, thread: ArchivedThread) -> tuple[FieldSource, ...]:
        found = []
        for capture_id, fields in self._archive.conn.execute(_THREAD_SOURCES, [thread.id]):
            for field, rule in json.loads(fields).items():
                value = _THREAD_FIELDS[field](thread) if field in _THREAD_FIELDS else None
                if value is not None:
                    found.append(FieldSource(field=field, value=str(value), printed=None, rule=rule, capture_id=capture_id))
        return tuple(found)


def _fields(post: ArchivedPost, sources: list[tuple[int, dict[str, str]]]) -> tuple[FieldSource, ...]:
    by_field = {field: (capture_id, rule) for capture_id, fields in sources for field, rule in fields.items()}
    found = []
    for field, read in _POST_FIELDS.items():
        if field in by_field:
            value, printed = read(post)
            capture_id, rule = by_field[field]
            if value is not None:
                shown = None if printed is None else str(printed)
                found.append(FieldSource(field=field, value=_shown(value), printed=shown, rule=rule, capture_id=capture_id))
    return tuple(found)


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if hasattr(value, "tzinfo") else str(value)
