"""A thread -> the rows of its topic and posts."""

import json
from collections.abc import Iterator
from typing import Any

from wetpaint_import.archive import ArchivedPost, ArchivedThread
from wetpaint_import.export.attribution import author_name, origin
from wetpaint_import.export.dates import ExportDate, instant_text
from wetpaint_import.export.discourse import ids
from wetpaint_import.export.discourse.names import topic_title
from wetpaint_import.export.discourse.raw import lost_raw, own_subject, post_raw, user_id
from wetpaint_import.export.discourse.row import Row
from wetpaint_import.export.entries import dated_entries, parent_of
from wetpaint_import.export.lost_posts import LostPosts


def topic_rows(thread: ArchivedThread, category_id: int, host: str | None, *, with_attribution: bool) -> Iterator[Row]:
    """The topic, then its posts by their numbers; a lost post is said to be lost by a post of the forum's system user."""
    topic_id = ids.row_id(thread.id)
    entries = dated_entries(thread)
    opening, opened_at = entries[0]
    created_at = instant_text(opened_at.at)
    yield Row("topics", {
        "id": topic_id,
        "title": topic_title(thread.shown_title),
        "user_id": user_id(opening.author) if isinstance(opening, ArchivedPost) else None,
        "created_at": created_at,
        "category_id": category_id,
        "closed": int(bool(thread.is_locked)),
        "archived": 0,
        "pinned_at": created_at if thread.is_featured else None,
        "pinned_globally": 0,
    })  # fmt: skip
    yield from _fields("topic", topic_id, _topic_fields(thread, host))
    earlier: set[int] = set()
    number = 0
    for index, (entry, date) in enumerate(entries):
        position = entry.first if isinstance(entry, LostPosts) else entry.position
        # By our position, so that posts found later change no other's number.
        number = max(number, position) + 1
        if isinstance(entry, LostPosts):
            following = next((later.id for later, _ in entries[index + 1 :] if isinstance(later, ArchivedPost)), None)
            yield from _lost(thread, entry, date, number, ids.lost_posts(thread.id, following))
        else:
            yield from _post(thread, entry, date, number, parent_of(entry, earlier), with_attribution=with_attribution)
            earlier.add(entry.id)


def _post(
    thread: ArchivedThread, post: ArchivedPost, date: ExportDate, number: int, parent: int | None, *, with_attribution: bool
) -> Iterator[Row]:
    raw = post_raw(thread, post, with_attribution=with_attribution)
    yield Row("posts", {
        "id": ids.row_id(post.id),
        "topic_id": thread.id,
        "post_number": number,
        "user_id": user_id(post.author),
        "created_at": instant_text(date.at),
        "raw": raw.text,
        "reply_to_post_id": parent,
        "placeholders": json.dumps({"quotes": raw.quotes}) if raw.quotes else None,
    })  # fmt: skip
    yield from _fields("post", post.id, _post_fields(thread, post, date))


def _lost(thread: ArchivedThread, lost: LostPosts, date: ExportDate, number: int, id_: int) -> Iterator[Row]:
    yield Row("posts", {
        "id": id_,
        "topic_id": thread.id,
        "post_number": number,
        "created_at": instant_text(date.at),
        "raw": lost_raw(thread, lost).text,
    })  # fmt: skip
    fields = {"archive_date_estimated": "true", "archive_lost_posts": f"{lost.first}-{lost.last}"}
    yield from _fields("post", id_, fields)


def _topic_fields(thread: ArchivedThread, host: str | None) -> dict[str, Any]:
    full_title = thread.title if thread.title and topic_title(thread.title) != thread.title else None
    return {
        "archive_thread_id": thread.original_id,
        "archive_url": thread.url,
        "archive_wiki": host,
        "archive_location": thread.place.title if thread.place else None,
        "archive_title": full_title,
        "archive_starter": thread.unseen_starter.name if thread.unseen_starter else None,
        "archive_tags": json.dumps(thread.tags, ensure_ascii=False) if thread.tags else None,
        "archive_claimed_posts": thread.claimed_post_count,
        "archive_featured": "true" if thread.is_featured else None,
        "archive_reported": "true" if thread.is_reported else None,
    }


def _post_fields(thread: ArchivedThread, post: ArchivedPost, date: ExportDate) -> dict[str, Any]:
    earlier = [
        {
            "edited_at": instant_text(version.edited_at) if version.edited_at else None,
            "subject": version.subject,
            "html": version.body_html,
        }
        for version in post.versions[:-1]
    ]
    return {
        "archive_post_id": post.original_id,
        "archive_author": author_name(post),
        "archive_subject": own_subject(thread, post),
        "archive_date_printed": post.posted_at_text,
        "archive_date_estimated": "true" if date.is_estimated else None,
        "archive_edited": instant_text(post.edited_at) if post.edited_at else None,
        "archive_earlier_versions": json.dumps(earlier, ensure_ascii=False) if earlier else None,
        "archive_found_valuable": f"{post.found_valuable} of {post.rated_by}" if post.found_valuable is not None else None,
        "archive_gone_later": "true" if post.is_gone else None,
        "archive_url": origin(thread, post),
        "archive_captured_at": instant_text(post.capture.captured_at) if post.capture and post.capture.captured_at else None,
    }


def _fields(of: str, id_: int, fields: dict[str, Any]) -> Iterator[Row]:
    for name, value in fields.items():
        if value is not None:
            yield Row(f"{of}_custom_fields", {f"{of}_id": id_, "name": name, "value": str(value)})
