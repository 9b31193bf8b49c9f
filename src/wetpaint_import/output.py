"""A PageView -> the JSON object that `parse FILE` prints (its promised keys: the contract)."""

from datetime import UTC, datetime
from typing import TypeAlias

from wetpaint_import.model import PageView, PostView, ThreadView

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def page_json(view: PageView) -> dict[str, Json]:
    return {
        "page_kind": str(view.page_kind),
        "layout": view.layout,
        "state": str(view.state),
        "url": view.url,
        "url_basis": view.url_basis,
        "captured_at": _time(view.captured_at),
        "captured_at_basis": view.captured_at_basis,
        "encoding": view.encoding,
        "problems": [{"code": p.code, "message": p.message, "excerpt": p.excerpt} for p in view.problems],
        "threads": [_thread(thread) for thread in view.threads],
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _thread(thread: ThreadView) -> dict[str, Json]:
    location = thread.location
    page = thread.page
    return {
        "original_id": thread.original_id,
        "title": thread.title,
        "location": location.title if location else None,
        "location_kind": str(location.kind) if location else None,
        "location_url": location.url if location else None,
        "claimed_post_count": thread.claimed_post_count,
        "is_featured": thread.is_featured,
        "is_locked": thread.is_locked,
        "is_reported": thread.is_reported,
        "starter": {"name": thread.starter.name, "kind": str(thread.starter.kind)} if thread.starter else None,
        "tags": list(thread.tags or ()),
        "page": {"offset": page.offset, "size": page.size} if page else None,
        "posts": [_post(post) for post in thread.posts],
    }


def _post(post: PostView) -> dict[str, Json]:
    author = post.author
    return {
        "position": post.position,
        "number": post.number,
        "subject": post.subject,
        "author": {"name": author.name, "kind": str(author.kind)} if author else None,
        "profile_url": author.profile_url if author else None,
        "avatar_url": author.avatar_url if author else None,
        "original_id": post.original_id,
        "posted_at": _time(post.posted.at) if post.posted else None,
        "posted_at_text": post.posted.text if post.posted else None,
        "posted_at_basis": post.posted.basis if post.posted else None,
        "edited_at": _time(post.edited.at) if post.edited and post.is_edited else None,
        "edited_at_text": post.edited.text if post.edited else None,
        "body_text": post.body_text,
        "body_html": post.body_html,
        "quotes": [{"text": quote.text} for quote in post.quotes],
        "links": [{"url": link.url, "text": link.text} for link in post.links],
        "images": [{"url": image.url, "original_url": image.original_url, "alt": image.alt} for image in post.images],
        "found_valuable": post.found_valuable,
        "rated_by": post.rated_by,
    }
