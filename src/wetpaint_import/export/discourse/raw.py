"""A post -> its text for Discourse: Markdown that survives the importer's decoding of entities, a placeholder for its quote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from wetpaint_import.archive import ArchivedPost, ArchivedThread, Person
from wetpaint_import.export.attribution import author_name, origin, printed_date
from wetpaint_import.export.discourse.ids import UNKNOWN_AUTHOR, row_id
from wetpaint_import.export.lost_posts import LostPosts
from wetpaint_import.markup.markdown import escape_markdown, to_markdown
from wetpaint_import.markup.markdown_text import destination
from wetpaint_import.page.html_flow import flatten

_EMPTY: Final = "*This post has no text in the archive.*"
_TAG_OR_SPACE: Final = r"(?:\s|<[^>]*>)*"
_OPENING: Final = re.compile(rf'^({_TAG_OR_SPACE})"')
_CLOSING: Final = re.compile(rf'"({_TAG_OR_SPACE})$')


@dataclass(frozen=True, slots=True)
class Raw:
    """`quotes` are what the importer puts in place of the placeholders that stand in `text`."""

    text: str
    quotes: tuple[Mapping[str, str | int], ...] = ()


def user_id(author: Person | None) -> int:
    return UNKNOWN_AUTHOR if author is None else row_id(author.id)


def post_raw(thread: ArchivedThread, post: ArchivedPost, *, with_attribution: bool) -> Raw:
    """The subject if it is one of the post's own, the quote, the text, and who wrote it where."""
    quote, body_html = _quote_and_rest(post)
    own = own_subject(thread, post)
    subject = f"**{escape_markdown(own, entity_decoded_once=True)}**" if own else ""
    body = _markdown(body_html)
    ending = _attribution_line(thread, post) if with_attribution else ""
    found: tuple[Mapping[str, str | int], ...] = ()
    if quote:
        opening, found = _quote_opening(thread, post, subject + quote + body + ending)
        quote = f"{opening}\n{quote}\n[/quote]"
    elif not body:
        body = _EMPTY
    return Raw("\n\n".join(filter(None, (subject, quote, body, ending))), found)


def lost_raw(thread: ArchivedThread, lost: LostPosts) -> Raw:
    """What stands in place of lost posts."""
    address = next((gap.url for gap in thread.gaps if gap.url), thread.url)
    where = f'<br>It stood at <a href="{escape(address)}">{escape(address)}</a>.' if address else ""
    return Raw(_markdown(f"<i>{escape(lost.text)}</i>{where}"))


def own_subject(thread: ArchivedThread, post: ArchivedPost) -> str | None:
    """A reply's subject, unless it only repeats the thread's title."""
    if post.position == 0 or not post.subject or _bare(post.subject) == _bare(thread.title or ""):
        return None
    return post.subject


def _bare(subject: str) -> str:
    return re.sub(r"^(?:re:\s*)+", "", " ".join(subject.casefold().split()))


def _markdown(html: str) -> str:
    return to_markdown(html, entity_decoded_once=True, inline_html=True)


def _quote_and_rest(post: ArchivedPost) -> tuple[str, str]:
    """The Markdown of the quote of an earlier post with which the body begins, and the HTML of all else; '' where there is none."""
    if not post.quotes:
        return "", post.body_html
    tree = LexborHTMLParser(flatten(post.body_html), is_fragment=True)
    node = tree.css_first("blockquote")
    inner = (node.inner_html or "") if node is not None else ""
    if node is None or not _OPENING.match(inner) or not _CLOSING.search(inner):
        return "", post.body_html
    quote = _markdown(_CLOSING.sub(r"\1", _OPENING.sub(r"\1", inner)))
    node.decompose()
    return quote, tree.html or ""


def _quote_opening(thread: ArchivedThread, post: ArchivedPost, text: str) -> tuple[str, tuple[Mapping[str, str | int], ...]]:
    """A word that stands nowhere in `text`, for which the importer writes `[quote="NAME, post:…, topic:…"]`."""
    source_id = post.quotes[0].source_post_id
    source = next((other for other in thread.posts if other.id == source_id), None)
    if source is None:
        return "[quote]", ()
    number = 0
    while (word := f"wetpaintquote{post.id}x{number}") in text:
        number += 1
    # The first versions of the importer look for the user's id under `id`.
    user = user_id(source.author)
    return word, ({"placeholder": word, "post_id": row_id(source.id), "user_id": user, "id": user},)


def _attribution_line(thread: ArchivedThread, post: ArchivedPost) -> str:
    parts = [f"{author_name(post)}, {printed_date(post)}"]
    if post.edited_at is not None:
        parts.append(f"edited {post.edited_at_text}")
    if post.found_valuable is not None:
        parts.append(f"{post.found_valuable} of {post.rated_by} found this valuable")
    if post.capture and post.capture.captured_at:
        parts.append(f"captured {post.capture.captured_at:%Y-%m-%d}")
    line = f"<small>{escape_markdown(' · '.join(parts), entity_decoded_once=True)}</small>"
    address = origin(thread, post) or ""
    if address.lower().startswith(("http://", "https://")):
        line += f" · [original page]({destination(address, entity_decoded_once=True)})"
    return line
