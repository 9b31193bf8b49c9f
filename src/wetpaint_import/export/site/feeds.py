"""The newest posts -> Atom feeds with the threading of RFC 4685. Undated posts are in none: no time is made up for them."""

import heapq
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from wetpaint_import.archive import ArchivedPost, ArchivedThread
from wetpaint_import.export.site.folder_links import FolderLinks
from wetpaint_import.web.wording import iso, wiki_name

# Entries of a feed.
_NEWEST = 50
# What XML 1.0 cannot hold.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


class _Entry(NamedTuple):
    """Compares by time, then by id: the same posts are kept in whatever order they come."""

    at: datetime
    post_id: int
    thread: ArchivedThread
    post: ArchivedPost


class Feeds:
    """Takes threads one by one and keeps the newest posts of each wiki and of all."""

    def __init__(self, title: str, base_url: str) -> None:
        self._title = title
        self._base_url = base_url
        self._newest: dict[int | None, list[_Entry]] = defaultdict(list)

    def add(self, thread: ArchivedThread) -> None:
        for post in thread.posts:
            if post.posted_at is not None:
                entry = _Entry(post.posted_at, post.id, thread, post)
                self._keep(None, entry)
                self._keep(thread.wiki.id if thread.wiki else 0, entry)

    def _keep(self, wiki_id: int | None, entry: _Entry) -> None:
        kept = self._newest[wiki_id]
        if len(kept) < _NEWEST:
            heapq.heappush(kept, entry)
        elif entry[:2] > kept[0][:2]:
            heapq.heapreplace(kept, entry)

    def write(self, folder: Path, links: FolderLinks, wiki_ids: list[int]) -> int:
        """Writes the feed of all and one for each wiki; returns how many."""
        for wiki_id in (None, *wiki_ids):
            below = links if wiki_id is None else links.below()
            path = links.feed(wiki_id) or ""
            entries = sorted(self._newest[wiki_id], key=lambda entry: entry[:2], reverse=True)
            title = self._title if wiki_id is None or not entries else _wiki_title(entries[0].thread)
            (folder / path).write_text(self._feed(title, path, entries, below), encoding="utf-8")
        return 1 + len(wiki_ids)

    def _feed(self, title: str, path: str, entries: list[_Entry], links: FolderLinks) -> str:
        # A feed without entries has no time of its own to tell; the farm's first year stands in its required field.
        updated = max((_updated(entry.post) for entry in entries), default="2006-01-01T00:00:00Z")
        own = f"tag:{_host(entries[0].thread) if entries else 'wiki.invalid'},2006:wetpaint-import/{path}"
        return "".join(
            [
                '<?xml version="1.0" encoding="utf-8"?>\n'
                '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">\n',
                f"<id>{_text(own)}</id>\n<title>{_text(title)}</title>\n<updated>{updated}</updated>\n",
                f'<link rel="self" type="application/atom+xml" href={_value(self._address(links.up + path, links))}/>\n',
                f'<link rel="alternate" type="text/html" href={_value(self._address(links.home(), links))}/>\n',
                "<generator>wetpaint-import</generator>\n",
                *(self._entry(entry, links) for entry in entries),
                "</feed>\n",
            ]
        )

    def _entry(self, entry: _Entry, links: FolderLinks) -> str:
        thread, post = entry.thread, entry.post
        address = self._address(links.post(thread.id, post.id, post.position), links)
        name = post.author.name if post.author else "author not known"
        parent = next((other for other in thread.posts if other.id == post.reply_to_id), None)
        reply = ""
        if parent is not None:
            there = self._address(links.post(thread.id, parent.id, parent.position), links)
            reply = f'<thr:in-reply-to ref={_value(_id(thread, parent))} href={_value(there)} type="text/html"/>\n'
        return (
            f"<entry>\n<id>{_text(_id(thread, post))}</id>\n<title>{_text(post.subject or thread.shown_title)}</title>\n"
            f"<author><name>{_text(name)}</name></author>\n<published>{iso(entry.at)}</published>\n"
            f'<updated>{_updated(post)}</updated>\n<link rel="alternate" type="text/html" href={_value(address)}/>\n{reply}'
            f'<content type="text">{_text(post.body_text)}</content>\n</entry>\n'
        )

    def _address(self, relative: str, links: FolderLinks) -> str:
        return self._base_url + relative.removeprefix(links.up) if self._base_url else relative


def _updated(post: ArchivedPost) -> str:
    times = [at for at in (post.posted_at, post.edited_at) if at is not None]
    return iso(max(times))


def _id(thread: ArchivedThread, post: ArchivedPost) -> str:
    """A tag URI (RFC 4151): the wiki's host had the name in 2006, and our id of a post stays."""
    return f"tag:{_host(thread)},2006:wetpaint-import/post/{post.id}"


def _host(thread: ArchivedThread) -> str:
    return thread.wiki.host if thread.wiki and thread.wiki.host else "wiki.invalid"


def _wiki_title(thread: ArchivedThread) -> str:
    return wiki_name(thread.wiki) if thread.wiki else "Wiki not known"


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


def _value(text: str) -> str:
    return quoteattr(text.translate(_FORBIDDEN))
