"""Threads -> rows of the tables, by column name; instants as aware datetimes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from msgspec import structs

from wetpaint_import.archive import ArchivedPost, ArchivedThread, ArchivedVersion, Person
from wetpaint_import.export.attribution import origin
from wetpaint_import.export.lost_posts import LostPosts, with_lost_posts


@dataclass(slots=True)
class Counted:
    """Rows that went by, and the authors seen on the way with their posts."""

    rows: Counter[str] = field(default_factory=Counter)
    authors: dict[int, Person] = field(default_factory=dict)
    posts_by_author: Counter[int] = field(default_factory=Counter)

    def see(self, thread: ArchivedThread) -> None:
        self.rows["threads"] += 1
        self.rows["posts"] += len(thread.posts)
        for post in thread.posts:
            self.rows["earlier_versions"] += max(len(post.versions) - 1, 0)
            if post.author is not None:
                self.authors[post.author.id] = post.author
                self.posts_by_author[post.author.id] += 1


def thread_row(thread: ArchivedThread) -> dict[str, Any]:
    wiki, place = thread.wiki, thread.place
    return {
        "id": thread.id,
        "original_id": thread.original_id,
        "wiki_id": wiki.id if wiki else None,
        "wiki_host": wiki.host if wiki else None,
        "wiki_name": wiki.name if wiki else None,
        "title": thread.title,
        "url": thread.url,
        "location_kind": place.kind if place else None,
        "location_title": place.title if place else None,
        "location_url": place.url if place else None,
        "starter_name": thread.starter.name if thread.starter else None,
        "starter_kind": _kind(thread.starter),
        "claimed_post_count": thread.claimed_post_count,
        "post_count": len(thread.posts),
        "is_featured": thread.is_featured,
        "is_locked": thread.is_locked,
        "is_reported": thread.is_reported,
        "tags": list(thread.tags),
        "addresses": list(thread.addresses),
        "lost_posts": [{"first": lost.first, "last": lost.last} for lost in with_lost_posts(thread) if isinstance(lost, LostPosts)],
        "missing": [asdict(gap) for gap in thread.gaps],
    }


def post_rows(thread: ArchivedThread) -> Iterator[dict[str, Any]]:
    """The thread's posts by position."""
    for post in thread.posts:
        yield {
            "id": post.id,
            "thread_id": thread.id,
            "original_id": post.original_id,
            "wiki_host": thread.wiki.host if thread.wiki else None,
            "thread_title": thread.title,
            "position": post.position,
            "number": post.number,
            "subject": post.subject,
            "author_id": post.author.id if post.author else None,
            "author_name": post.author.name if post.author else None,
            "author_kind": _kind(post.author),
            "posted_at": post.posted_at,
            "posted_at_text": post.posted_at_text,
            "edited_at": post.edited_at,
            "edited_at_text": post.edited_at_text,
            "body_text": post.body_text,
            "body_html": post.body_html,
            "quotes": [asdict(quote) for quote in post.quotes],
            "links": [structs.asdict(link) for link in post.links],
            "images": [structs.asdict(image) for image in post.images],
            "tags": list(thread.tags),
            "found_valuable": post.found_valuable,
            "rated_by": post.rated_by,
            "reply_to_id": post.reply_to_id,
            "reply_to_basis": post.reply_to_basis,
            "is_gone": post.is_gone,
            "last_seen_at": post.last_seen_at,
            "url": origin(thread, post),
            "capture_id": post.capture.id if post.capture else None,
            "captured_at": post.capture.captured_at if post.capture else None,
            "earlier_versions": _earlier(post),
        }


def author_rows(counted: Counted) -> Iterator[dict[str, Any]]:
    """Those who wrote what went by, by id."""
    for id_, author in sorted(counted.authors.items()):
        yield {
            "id": id_,
            "name": author.name,
            "kind": _kind(author),
            "wiki_host": author.wiki_host,
            "profile_url": author.profile_url,
            "avatar_url": author.avatar_url,
            "post_count": counted.posts_by_author[id_],
        }


def _earlier(post: ArchivedPost) -> list[dict[str, Any]]:
    return [_version(version) for version in post.versions[:-1]]


def _version(version: ArchivedVersion) -> dict[str, Any]:
    return {
        "subject": version.subject,
        "body_html": version.body_html,
        "edited_at": version.edited_at,
        "url": version.capture.url,
        "captured_at": version.capture.captured_at,
    }


def _kind(author: Person | None) -> str:
    if author is None:
        return "unknown"
    if author.is_anonymous:
        return "anonymous"
    return "withheld" if author.is_withheld else "registered"
