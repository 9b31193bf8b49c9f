"""A thread -> the text of its file: front matter with all that is known of it, then the posts to read."""

from collections.abc import Iterator
from html import escape
from typing import Any

from wetpaint_import.archive import ArchivedPost, ArchivedThread, LostPosts, with_lost_posts
from wetpaint_import.export.attribution import author_name, origin, printed_date
from wetpaint_import.export.markdown.front_matter import to_front_matter
from wetpaint_import.export.tables import post_rows, thread_row
from wetpaint_import.markup import escape_markdown, to_markdown
from wetpaint_import.people import People

# Columns of a post that its place in the file, or its text, tells already.
_IN_TEXT = frozenset(
    "thread_id wiki_host thread_title author_id body_text body_html quotes links images tags capture_id last_seen_at"
    " earlier_versions".split()
)


def thread_page(thread: ArchivedThread, people: People) -> str:
    parts = [to_front_matter(front_matter(thread)), f"# {escape_markdown(thread.shown_title)}\n"]
    for entry in with_lost_posts(thread):
        parts.append(f"*{entry.text}*\n" if isinstance(entry, LostPosts) else _post(thread, entry, people))
    return "\n".join(parts)


def front_matter(thread: ArchivedThread) -> dict[str, Any]:
    """As in the table of threads, with the posts' own rows below."""
    values = thread_row(thread)
    del values["wiki_id"]
    location = {name: values.pop(f"location_{name}") for name in ("kind", "title", "url")}
    values["location"] = {name: value for name, value in location.items() if value is not None} or None
    values["posts"] = [_known(row) for row in post_rows(thread)]
    return values


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """What the pages say; `is_gone` only where it is so."""
    return {name: value for name, value in row.items() if name not in _IN_TEXT and value is not None and value is not False}


def marker(post_id: int) -> str:
    """The line with which a post begins, and to which links lead: `FILE.md#post-34`."""
    return f'<a id="post-{post_id}"></a>'


def _post(thread: ArchivedThread, post: ArchivedPost, people: People) -> str:
    lines = [marker(post.id), ""]
    if heading := _heading(thread, post):
        lines += [f"## {heading}", ""]
    lines += [to_markdown(f"<p>{' · '.join(_attribution(thread, post))}</p>"), ""]
    # Marks that fall away may bring together what was no name before: jane<b></b>doe.
    if body := people.redact(to_markdown(post.body_html)):
        lines += [body, ""]
    return "\n".join(lines)


def _heading(thread: ArchivedThread, post: ArchivedPost) -> str | None:
    """None for an opening post, over which the thread's title stands."""
    if post.position == 0 and post.subject in (None, thread.title):
        return None
    number = f"{post.number}. " if post.number is not None else ""
    return number + escape_markdown(post.subject or f"Post {post.position}")


def _attribution(thread: ArchivedThread, post: ArchivedPost) -> Iterator[str]:
    """As HTML: whose it is, when by print, where it stood."""
    yield f"<b>{escape(author_name(post))}</b>"
    yield escape(printed_date(post))
    if post.edited_at is not None:
        yield f"edited {escape(post.edited_at_text or '')}"
    if post.found_valuable is not None:
        yield f"found valuable by {post.found_valuable} of {post.rated_by}"
    if post.is_gone:
        yield "gone from later captures"
    if address := origin(thread, post):
        yield f'<a href="{escape(address)}">original</a>'
    if post.capture and post.capture.captured_at:
        yield f"captured {post.capture.captured_at:%Y-%m-%d}"
