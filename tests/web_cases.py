"""Values of the web layer for tests: all that a test does not name is as plain as can be."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import html

from wetpaint_import.archive import ArchivedPost, ArchivedThread, ArchivedVersion, CaptureNote, Person, Wiki
from wetpaint_import.archive.values import ArchivedQuote
from wetpaint_import.export.site.folder_links import FolderLinks
from wetpaint_import.web.links import Frame
from wetpaint_import.web.thread_pages import thread_views
from wetpaint_import.web.views import PostItem, ThreadView

LINKS = FolderLinks(Frame(title="An archive"), "../")
ANN = Person(id=4, name="Ann", wiki_host="x.wetpaint.com")
CAPTURE = CaptureNote(id=9, url="http://x.wetpaint.com/thread/12/boats", captured_at=datetime(2011, 8, 15, tzinfo=UTC))


def version(body_html: str, **fields: Any) -> ArchivedVersion:  # noqa: ANN401
    plain: dict[str, Any] = {"id": 1, "subject": "Boats", "body_html": body_html, "edited_at": None, "capture": CAPTURE}
    return ArchivedVersion(**{**plain, **fields})


def post(position: int = 0, body_html: str = "Some words.", **fields: Any) -> ArchivedPost:  # noqa: ANN401
    plain: dict[str, Any] = {
        "id": 100 + position, "original_id": None, "position": position, "number": position or None, "subject": "RE: Boats",
        "author": ANN, "posted_at": datetime(2010, 7, 18, 16, 27, tzinfo=UTC), "posted_at_text": "Jul 18 2010, 12:27 PM EDT",
        "edited_at": None, "edited_at_text": None, "body_html": body_html, "body_text": body_html, "quotes": (), "links": (),
        "images": (), "found_valuable": None, "rated_by": None, "reply_to_id": None, "reply_to_basis": None, "last_seen_at": None,
        "is_gone": False, "versions": (version(body_html),), "capture": CAPTURE,
    }  # fmt: skip
    return ArchivedPost(**{**plain, **fields})


def thread(*posts: ArchivedPost, **fields: Any) -> ArchivedThread:  # noqa: ANN401
    plain: dict[str, Any] = {
        "id": 7, "original_id": "12", "title": "Boats", "url": "http://x.wetpaint.com/thread/12/boats",
        "wiki": Wiki(id=1, host="x.wetpaint.com", name=None), "place": None, "claimed_post_count": None, "is_featured": None,
        "is_locked": None, "is_reported": None, "tags": (), "posts": posts, "gaps": (), "addresses": (),
    }  # fmt: skip
    return ArchivedThread(**{**plain, **fields})


def parsed(content: bytes | str) -> Any:  # noqa: ANN401
    """A page, or a piece of one, for XPath."""
    return html.document_fromstring(content)


@dataclass(frozen=True, slots=True)
class Shown:
    """The first page of a thread, and its item of one post."""

    view: ThreadView
    item: PostItem


def shown(of: ArchivedThread, post_id: int = 100, known: dict[tuple[str, str], int] | None = None) -> Shown:
    (view, *_) = thread_views(of, (), known or {})
    (item,) = (item for item in view.items if isinstance(item, PostItem) and item.post.id == post_id)
    return Shown(view, item)


def quoting(position: int, source: int | None, body_html: str) -> ArchivedPost:
    return post(position, body_html, quotes=(ArchivedQuote(text="words", source_post_id=source),), reply_to_id=source)
