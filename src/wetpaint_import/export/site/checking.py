"""A finished site -> what in it is not as the database says: every post field by field, and links that lead nowhere."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree, html

from wetpaint_import.archive import Archive, ArchivedPost, ArchivedThread, LostPosts, with_lost_posts
from wetpaint_import.export.attribution import author_name
from wetpaint_import.export.site.writing import site_links
from wetpaint_import.export.target import Difference
from wetpaint_import.web.bodies import shown_body
from wetpaint_import.web.tallies import is_listed
from wetpaint_import.web.thread_pages import page_numbers, thread_views
from wetpaint_import.web.views import PostItem, ThreadView
from wetpaint_import.web.wording import iso

_Object = dict[str, Any]


def check_site(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:
    """Reads every page of the site back."""
    checking = _Checking(archive, folder, settings)
    found = [difference for thread in archive.threads() for difference in checking.thread(thread)]
    return found + list(_dead_links(folder))


class _Checking:
    def __init__(self, archive: Archive, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._links = site_links(archive, settings)

    def thread(self, thread: ArchivedThread) -> Iterator[Difference]:
        """A thread's pages: what people see, and what machines read."""
        gaps = 0
        items = {
            item.post.id: (view, item) for view in thread_views(thread, ()) for item in view.items if isinstance(item, PostItem)
        }
        missing = set(items)
        for number in page_numbers(thread):
            name = self._links.thread(thread.id, number)
            if not (self._folder / name).is_file():
                yield Difference(f"page {name}", "there", "lacking")
                continue
            page = _parsed((self._folder / name).read_bytes())
            if page is None:
                yield Difference(f"page {name}", "a page", "nothing")
                continue
            yield from _compared(f"title of {name}", thread.shown_title, _text(page.find(".//h1")))
            gaps += len(page.xpath("//div[@class='gap']"))
            structured = _structured(page)
            for shown in page.xpath("//article[@data-post]"):
                post_id = int(text) if (text := shown.get("data-post")).isdecimal() else 0
                if post_id not in missing:
                    yield Difference(f"post {text} in {name}", "not there, or once", "there")
                    continue
                missing.remove(post_id)
                view, item = items[post_id]
                yield from self._post(view, item, shown)
                yield from _machine_read(item.post, structured.get(item.post.position, []), name)
        expected = sum(isinstance(entry, LostPosts) for entry in with_lost_posts(thread))
        yield from _compared(f"gaps of thread {thread.id}", str(expected), str(gaps))
        for post_id in sorted(missing):
            yield Difference(f"post {post_id} of thread {thread.id}", "on a page", "lacking")

    def _post(self, view: ThreadView, item: PostItem, shown: html.HtmlElement) -> Iterator[Difference]:
        post = item.post
        what = f"post {post.id}"
        yield from _compared(f"position of {what}", str(post.position), shown.get("data-position") or "")
        yield from _compared(f"author of {what}", author_name(post), _text(shown.find(".//h2/*")))
        times = shown.xpath(".//h2//time/@datetime")
        yield from _compared(f"time of {what}", iso(post.posted_at) if post.posted_at else "", times[0] if times else "")
        printed = _text(shown.find(".//h2/span[@class='post-time']"))
        yield from _compared(f"printed time of {what}", post.posted_at_text or printed, printed)
        body = _parsed(f"<div>{shown_body(item, view, self._links.below())}</div>".encode())
        yield from _compared(f"body of {what}", _text(body), _text(shown.find("./div[@class='body']")))
        states = 1 + len(shown.xpath(".//details[@class='versions']/div"))
        yield from _compared(f"versions of {what}", str(len(post.versions) or 1), str(states))


def _machine_read(post: ArchivedPost, entries: list[_Object], name: str) -> Iterator[Difference]:
    """The post in the page's JSON-LD; posts of one position are told apart by their text."""
    entry = next((entry for entry in entries if entry.get("text") == post.body_text), entries[0] if entries else {})
    named = post.author if post.author is not None and is_listed(post.author) else None
    what = f"JSON-LD of post {post.id} in {name}"
    yield from _compared(f"text, {what}", post.body_text, entry.get("text", ""))
    yield from _compared(f"author, {what}", named.name if named else "", entry.get("author", {}).get("name", ""))
    yield from _compared(f"datePublished, {what}", iso(post.posted_at) if post.posted_at else "", entry.get("datePublished", ""))
    yield from _compared(f"dateModified, {what}", iso(post.edited_at) if post.edited_at else "", entry.get("dateModified", ""))


def _structured(page: html.HtmlElement) -> dict[int, list[_Object]]:
    """The posts of the page's JSON-LD by position."""
    found: dict[int, list[_Object]] = {}
    for script in page.xpath("//script[@type='application/ld+json']"):
        try:
            content = json.loads(script.text)
            for entry in (content, *content.get("comment", ())):
                if "position" in entry:
                    found.setdefault(entry["position"], []).append(entry)
        except (ValueError, TypeError, AttributeError):
            # Damaged: its posts are then found to be lacking.
            continue
    return found


def _compared(what: str, expected: str, found: str) -> Iterator[Difference]:
    if _words(expected) != _words(found):
        yield Difference(what, expected, found)


def _words(text: str) -> list[str]:
    return text.split()


def _parsed(page: bytes) -> html.HtmlElement | None:
    """Bytes, as lxml takes no text with control characters; None where they hold nothing."""
    try:
        return html.document_fromstring(page, parser=_PARSER)
    except etree.ParserError:
        return None


# No limit on depth: bodies nest as their writers pleased.
_PARSER = html.HTMLParser(encoding="utf-8", huge_tree=True)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext()))


def _dead_links(folder: Path) -> Iterator[Difference]:
    """Links within the site to a file or a place in it that is not there."""
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    anchors: dict[str, frozenset[str]] = {}
    # File and place that are linked -> the first page that does so.
    wanted: dict[tuple[str, str], str] = {}
    for name in sorted(there):
        if name.endswith(".html"):
            if (page := _parsed((folder / name).read_bytes())) is None:
                continue
            anchors[name] = frozenset(map(str, page.xpath("//@id")))
            for address in dict.fromkeys(map(str, page.xpath("//@href | //@src"))):
                if linked := _linked(name, address):
                    wanted.setdefault(linked, name)
    for (target, fragment), name in sorted(wanted.items()):
        if target not in there or (fragment and fragment not in anchors.get(target, frozenset())):
            yield Difference(f"link in {name}", "leads somewhere", f"{target}#{fragment}" if fragment else target)


def _linked(name: str, address: str) -> tuple[str, str] | None:
    """The file, from the site's root, and the place in it that `address` names on the page `name`; None: it leads elsewhere."""
    if ":" in address.split("/", 1)[0] or address.startswith("//"):
        return None
    path, _, fragment = address.partition("#")
    path = path.partition("?")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name, unquote(fragment)
