"""A page of a thread -> JSON-LD for machines: a `DiscussionForumPosting` with its `Comment`s; what is not known is left out."""

import json
from typing import Any

from wetpaint_import.archive import ArchivedPost, Person
from wetpaint_import.export.site.folder_links import FolderLinks
from wetpaint_import.web.views import PostItem, ThreadView
from wetpaint_import.web.wording import archived, author_href, iso

_Object = dict[str, Any]


def thread_json_ld(view: ThreadView, links: FolderLinks, base_url: str) -> str:
    """`base_url` is where the site will stand, with a slash at the end; empty = addresses stay relative to the page."""
    thread = view.thread
    posts = [item for item in view.items if isinstance(item, PostItem)]
    opening = next((item for item in posts if item.post.position == 0), None)
    content: _Object = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": _address(links.thread(thread.id), links, base_url),
        "url": _address(links.thread(thread.id, view.page), links, base_url),
        "headline": thread.shown_title,
        "identifier": thread.original_id,
        "keywords": [tag.name for tag in view.tags] or None,
        "commentCount": sum(post.position > 0 for post in thread.posts),
        "isPartOf": _wiki(view, links, base_url),
        "sameAs": thread.url,
    }
    if opening is not None:
        content |= _post(opening, view, links, base_url)
    content["comment"] = [
        {"@type": "Comment"} | _post(item, view, links, base_url) for item in posts if item is not opening
    ] or None
    return json.dumps(_known(content), ensure_ascii=False, separators=(",", ":"))


def _post(item: PostItem, view: ThreadView, links: FolderLinks, base_url: str) -> _Object:
    post = item.post
    address = _address(links.post(view.thread.id, post.id, post.position), links, base_url)
    shown = {} if post.position == 0 else {"@id": address, "url": address, "name": post.subject}
    parent = item.reply_to
    return _known(
        shown
        | {
            "position": post.position,
            "text": post.body_text,
            "author": _person(post.author, links, base_url),
            "datePublished": iso(post.posted_at) if post.posted_at else None,
            "dateModified": iso(post.edited_at) if post.edited_at else None,
            "parentItem": {"@id": _address(links.post(view.thread.id, parent.id, parent.position), links, base_url)}
            if parent
            else None,
            "interactionStatistic": _rating(post),
            "archivedAt": archived(item.address, post.capture.captured_at if post.capture else None),
        }
    )


def _person(person: Person | None, links: FolderLinks, base_url: str) -> _Object | None:
    """Only somebody with a name is a person; nobody is made up for the others."""
    href = author_href(person, links)
    if person is None or href is None:
        return None
    return {"@type": "Person", "name": person.name, "url": _address(href, links, base_url)}


def _rating(post: ArchivedPost) -> _Object | None:
    if post.found_valuable is None:
        return None
    return {
        "@type": "InteractionCounter",
        "interactionType": "https://schema.org/LikeAction",
        "userInteractionCount": post.found_valuable,
    }


def _wiki(view: ThreadView, links: FolderLinks, base_url: str) -> _Object | None:
    wiki = view.thread.wiki
    if wiki is None:
        return None
    return {"@type": "WebSite", "name": wiki.name or wiki.host, "url": _address(links.wiki(wiki.id), links, base_url)}


def _address(relative: str, links: FolderLinks, base_url: str) -> str:
    return base_url + relative.removeprefix(links.up) if base_url else relative


def _known(content: _Object) -> _Object:
    return {name: value for name, value in content.items() if value is not None}
