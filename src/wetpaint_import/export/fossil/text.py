"""A state of a post -> its text in Fossil: a subject of its own, the body, and a line that says whose and whence it is."""

import re
from collections.abc import Iterable

from wetpaint_import.archive import ArchivedPost, ArchivedThread, ArchivedVersion
from wetpaint_import.export.attribution import author_name, origin, printed_date
from wetpaint_import.export.dates import ExportDate
from wetpaint_import.export.fossil.body import literal, to_fossil_wiki
from wetpaint_import.export.lost_posts import LostPosts
from wetpaint_import.export.one_line import one_line
from wetpaint_import.people import People

_ANSWER = re.compile(r"^(?:re:\s*)+", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
# Begins the line under each post, which is ours and not its author's.
NOTE = "<p><small>— "


def post_text(
    thread: ArchivedThread,
    post: ArchivedPost,
    version: ArchivedVersion | None,
    date: ExportDate,
    people: People,
    *,
    is_opening: bool,
) -> str:
    """Never empty: an empty text would be Fossil's way of deleting a post."""
    body = to_fossil_wiki(version.body_html if version else post.body_html)
    subject = version.subject if version else post.subject
    heading = "" if is_opening or not _is_own(subject, thread) else f"<p><b>{literal(one_line(subject))}</b></p>"
    facts = _post_facts(thread, post, version, date) + (_thread_facts(thread) if is_opening else [])
    return "\n".join(filter(None, (heading, body, _note(facts, people))))


def lost_text(thread: ArchivedThread, lost: LostPosts, people: People) -> str:
    facts = [thread.url, "the date is an estimate", *(_thread_facts(thread) if lost.first == 0 else [])]
    return f"<p>{literal(lost.text)}</p>\n{_note(facts, people)}"


def _note(facts: Iterable[str | None], people: People) -> str:
    return NOTE + " · ".join(_shown(people.redact(one_line(fact))) for fact in facts if fact) + "</small></p>"


def _shown(fact: str) -> str:
    """A fact that is a web address becomes a link."""
    shown = literal(fact)
    return f'<a href="{shown.replace(" ", "%20")}">{shown}</a>' if _WEB.match(fact) else shown


def _is_own(subject: str | None, thread: ArchivedThread) -> bool:
    """Whether the subject says more than the thread's title; Fossil has none for answers."""
    return bool(subject) and _ANSWER.sub("", one_line(subject)) != _ANSWER.sub("", one_line(thread.title))


def _post_facts(thread: ArchivedThread, post: ArchivedPost, version: ArchivedVersion | None, date: ExportDate) -> list[str]:
    capture = version.capture if version else post.capture
    edited_at = version.edited_at if version else post.edited_at
    facts = [
        author_name(post),
        printed_date(post),
        "the date is an estimate" if date.is_estimated else None,
        f"edited {edited_at:%Y-%m-%d %H:%M}" if edited_at else None,
        (capture.url if capture else None) or origin(thread, post),
        f"captured {capture.captured_at:%Y-%m-%d}" if capture and capture.captured_at else None,
        f"found valuable by {post.found_valuable} of {post.rated_by or '?'}" if post.found_valuable is not None else None,
        "later captures show it no more" if post.is_gone else None,
    ]
    return [fact for fact in facts if fact]


def _thread_facts(thread: ArchivedThread) -> list[str]:
    """With a number that tells the thread from all others: two equal artifacts would be one."""
    is_known = thread.wiki is not None and thread.original_id is not None
    facts = [f"thread {thread.original_id}" if is_known else f"thread {thread.id} of the archive"]
    if thread.unseen_starter:
        facts.append(f"started by {thread.unseen_starter.name}")
    if thread.place:
        facts.append(f"from the {thread.place.kind} {thread.place.title or thread.place.url or ''}")
    if thread.tags:
        facts.append("tags: " + ", ".join(thread.tags))
    flags = {"featured": thread.is_featured, "locked": thread.is_locked, "reported": thread.is_reported}
    return facts + [flag for flag, is_set in flags.items() if is_set]
