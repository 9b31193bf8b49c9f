"""A finished export and the archive -> what in its XML is not as the database says, page by page, post by post."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from lxml import etree

from wetpaint_import.archive import Archive, ArchivedPost
from wetpaint_import.export.lost_posts import LostPosts, with_lost_posts
from wetpaint_import.export.mediawiki.dump import timestamp
from wetpaint_import.export.mediawiki.history import Revision
from wetpaint_import.export.mediawiki.page_text import CATEGORY, heading, storable
from wetpaint_import.export.mediawiki.reading import (
    ReadPage,
    ReadPost,
    ReadRevision,
    categories,
    lost_lines,
    read_pages,
    read_posts,
)
from wetpaint_import.export.mediawiki.settings import Wanted, read_settings
from wetpaint_import.export.mediawiki.signature import label, unsigned
from wetpaint_import.export.mediawiki.titles import category
from wetpaint_import.export.mediawiki.users import Users
from wetpaint_import.export.mediawiki.writing import PAGES, Page, pages
from wetpaint_import.export.target import Difference
from wetpaint_import.markup import to_wikitext

# Characters of a text that a difference shows.
_SHOWN = 200


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:
    wanted = read_settings(settings)
    users = Users(archive, wanted.user_prefix)
    found: list[Difference] = []
    try:
        written = read_pages(folder / PAGES)
        for expected, page in zip_longest(pages(archive, wanted, users), written):
            found += _page(expected, page, wanted, users)
    except (etree.XMLSyntaxError, OSError) as error:
        found.append(Difference(PAGES, "XML that can be read to its end", str(error)))
    return found


def _page(expected: Page | None, page: ReadPage | None, wanted: Wanted, users: Users) -> Iterator[Difference]:
    if expected is None:
        yield Difference("page", "none", page.title if page else "")
        return
    thread = expected.thread
    name = f"thread {thread.id}"
    if page is None:
        yield Difference(name, expected.title, "no page")
        return
    yield from _unequal(f"{name}: title", expected.title, page.title)
    yield from _unequal(f"{name}: namespace", str(wanted.namespace.id), str(page.namespace))
    for number, (revision, read) in enumerate(zip_longest(expected.history.revisions(), page.revisions), 1):
        yield from _revision(f"{name}, revision {number}", revision, read)
    text = page.revisions[-1].text if page.revisions else ""
    yield from _unequal(f"{name}: categories", _lines([CATEGORY, *map(category, thread.tags)]), _lines(categories(text)))
    lost = sum(isinstance(item, LostPosts) for item in with_lost_posts(thread))
    yield from _unequal(f"{name}: marks of lost posts", str(lost), str(lost_lines(text)))
    for post, read_post in zip_longest(thread.posts, read_posts(text)):
        yield from _post(expected, users, post, read_post)


def _revision(name: str, expected: Revision | None, found: ReadRevision | None) -> Iterator[Difference]:
    if expected is None or found is None:
        yield Difference(name, "none" if expected is None else expected.comment, "none" if found is None else found.comment)
        return
    yield from _unequal(f"{name}: time", timestamp(expected.at), found.timestamp)
    yield from _unequal(f"{name}: contributor", expected.contributor, found.contributor)
    yield from _unequal(f"{name}: summary", storable(expected.comment), found.comment)
    yield from _unequal(f"{name}: text", expected.text, found.text)
    if not found.is_sound:
        yield Difference(f"{name}: digest and length", "those of its text", "others")


def _post(page: Page, users: Users, post: ArchivedPost | None, found: ReadPost | None) -> Iterator[Difference]:
    """The last state of a post as a reader of the page sees it."""
    if post is None or found is None:
        at = f"thread {page.thread.id}: post"
        yield Difference(at, "none" if post is None else str(post.id), "none" if found is None else str(found.id))
        return
    name = f"post {post.id}"
    user = users.of(post.author)
    yield from _unequal(f"{name}: id", str(post.id), str(found.id))
    yield from _unequal(f"{name}: body", storable(unsigned(to_wikitext(post.body_html, depth=found.depth))).strip("\n"), found.body)
    yield from _unequal(f"{name}: subject", storable(heading(page.thread, post, post.subject)), found.subject)
    signature = found.signature
    yield from _unequal(
        f"{name}: author", f"{storable(label(user))} ({user.page})", f"{signature.name} ({signature.page})" if signature else "none"
    )
    minute = page.history.dates[post.id].at.replace(second=0, microsecond=0)
    yield from _unequal(f"{name}: time", timestamp(minute), timestamp(signature.at) if signature else "none")


def _unequal(what: str, expected: str, found: str) -> Iterator[Difference]:
    if expected != found:
        yield Difference(what, expected[:_SHOWN], found[:_SHOWN])


def _lines(names: list[str]) -> str:
    return ", ".join(sorted(set(names)))
