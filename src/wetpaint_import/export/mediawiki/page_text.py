"""A thread -> the wikitext of its talk page, as of any moment: what stands round the posts, and each post's block.

A post begins with an anchor and ends with the line of its origin and its signature; replies stand under their colons.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from wetpaint_import.archive import ArchivedPost, ArchivedThread, CaptureNote
from wetpaint_import.export.attribution import author_name, printed_date
from wetpaint_import.export.dates import ExportDate
from wetpaint_import.export.lost_posts import LostPosts, with_lost_posts
from wetpaint_import.export.mediawiki.signature import sign, unsigned
from wetpaint_import.export.mediawiki.titles import category
from wetpaint_import.export.mediawiki.users import Users
from wetpaint_import.markup import escape_wikitext, to_wikitext
from wetpaint_import.markup.wikitext_text import address

# All pages of an export stand in it, so that they can be listed.
CATEGORY = "Wetpaint discussions"
# Neither XML nor a wiki's tables can hold them; a carriage return becomes a line end, and the page's digest another.
_NOT_STORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A post as it was at some time; `is_last`: as the newest capture shows it."""

    subject: str | None
    body_html: str
    capture: CaptureNote | None
    is_last: bool


class PageText:
    """The parts of one thread's page, all of them storable. Blocks of posts are made once for each state."""

    def __init__(self, thread: ArchivedThread, users: Users, dates: dict[int, ExportDate]) -> None:
        self.thread = thread
        self._users = users
        self._dates = dates
        self.depths = _depths(thread)
        self.lost = _lost_lines(thread)
        self._head = storable(_head(thread))
        names = dict.fromkeys([CATEGORY, *map(category, thread.tags)])
        self._foot = "\n".join(["", "", *(f"[[Category:{name}]]" for name in names)])

    def whole(self, blocks: dict[int, str]) -> str:
        """The page with the blocks of those posts (by id) that are there by now."""
        shown = [blocks[post.id] for post in self.thread.posts if post.id in blocks]
        if not self.thread.posts:
            shown = [self.lost[None]]
        return "\n".join([self._head, *shown]) + self._foot

    def size(self, block_bytes: Collection[int]) -> int:
        """The bytes of the page that holds blocks of these sizes."""
        return len(self._head.encode()) + len(self._foot.encode()) + sum(size + 1 for size in block_bytes)

    def block(self, post: ArchivedPost, state: State) -> str:
        depth = self.depths[post.id]
        prefix = ":" * depth
        before, after = self.lost.get(post.id, ""), self.lost.get(-post.id, "")
        subject = heading(self.thread, post, state.subject)
        bold = f"'''{subject}'''" if subject else ""
        anchor = f'{prefix}<span id="post-{post.id}"></span>{bold}'
        body = unsigned(to_wikitext(state.body_html, depth=depth))
        user = self._users.of(post.author)
        signed = sign(user, self._dates[post.id].at)
        origin = " · ".join(_origin(self.thread, post, state, self._dates[post.id]))
        last = f'{prefix}<small class="wetpaint-origin">{origin}</small> {signed}'
        gap = "\n" if depth else "\n\n"
        return storable(before + gap.join(filter(None, [anchor, body, last])) + after)


def storable(text: str) -> str:
    """`text` as it comes back from the wiki: without what it cannot hold, letters and accents composed (NFC)."""
    return unicodedata.normalize("NFC", _NOT_STORABLE.sub("", text))


def heading(thread: ArchivedThread, post: ArchivedPost, subject: str | None) -> str:
    """A post's number, as others may name it, and its subject; nothing where the section's heading says it already."""
    number = "" if post.number is None else f"{post.number}. "
    if post.position == 0 and subject == thread.title:
        subject = None
    return _literal(f"{number}{subject or ''}")


def _head(thread: ArchivedThread) -> str:
    parts = [f"wiki {_literal(thread.wiki.host)}" if thread.wiki else "", _place(thread)]
    parts += [_link(thread.url, "original address"), f"thread {_literal(thread.original_id)}" if thread.original_id else ""]
    if thread.unseen_starter:
        parts.append(f"started by {_literal(thread.unseen_starter.name)}")
    if thread.claimed_post_count is not None:
        parts.append(f"{thread.claimed_post_count} posts by the page's own count")
    flags = {"featured": thread.is_featured, "locked": thread.is_locked, "reported": thread.is_reported}
    parts += [flag for flag, is_set in flags.items() if is_set]
    if thread.tags:
        parts.append("keyword tags: " + ", ".join(map(_literal, thread.tags)))
    about = " · ".join(filter(None, ["From a Wetpaint discussion", *parts]))
    return f'<div class="wetpaint-thread">{about}</div>\n\n== {_literal(thread.shown_title)} =='


def _place(thread: ArchivedThread) -> str:
    place = thread.place
    if place is None or not (place.title or place.url):
        return ""
    return f"{place.kind} {_link(place.url, place.title or 'address') or _literal(place.title or '')}"


def _origin(thread: ArchivedThread, post: ArchivedPost, state: State, date: ExportDate) -> list[str]:
    """Author, printed date, old address and capture of a post in that state."""
    name = author_name(post)
    account = post.author.profile_url if post.author and not post.author.is_withheld else None
    parts = [f"{_link(account, name) or _literal(name)}, {_literal(printed_date(post))}"]
    if date.is_estimated:
        parts.append("the time in the signature is an estimate")
    if state.is_last and post.edited_at is not None and post.edited_at_text:
        parts.append(f"edited {_literal(post.edited_at_text)}")
    if state.is_last and post.found_valuable is not None and post.rated_by is not None:
        parts.append(f"{post.found_valuable} out of {post.rated_by} found this valuable")
    if state.is_last and post.is_gone:
        parts.append("no longer there in newer captures")
    parts.append(_link((state.capture.url if state.capture else None) or thread.url, "original address"))
    if state.capture and state.capture.captured_at:
        parts.append(f"captured {state.capture.captured_at:%Y-%m-%d}")
    return [part for part in parts if part]


def _depths(thread: ArchivedThread) -> dict[int, int]:
    """How far each post is indented. Deeper than 1 only where a reader of colons sees the post that is really answered."""
    depths: dict[int, int] = {}
    # The posts that the next line can answer, outermost first.
    path: list[int] = []
    for post in thread.posts:
        if post.position == 0 and not path:
            depths[post.id] = 0
            path = [post.id]
            continue
        answered = path.index(post.reply_to_id) + 1 if post.reply_to_id in path else 0
        path = path[:answered] or [id_ for id_ in path if depths[id_] == 0]
        depths[post.id] = max(1, depths[path[-1]] + 1) if path else 1
        path.append(post.id)
    return depths


def _lost_lines(thread: ArchivedThread) -> dict[int | None, str]:
    """Lines for lost posts, by the id of the post that follows; by the negative id of the last post, by None where none is left."""
    lines: dict[int | None, str] = {}
    pending = ""
    last: ArchivedPost | None = None
    for item in with_lost_posts(thread):
        if isinstance(item, LostPosts):
            # Without the colon the first answer would count as the opening post.
            pending += f"{':' if thread.posts else ''}<span class=\"wetpaint-lost\">''{item.text}''</span>\n"
        else:
            if pending:
                lines[item.id] = pending
            pending, last = "", item
    if pending:
        lines[-last.id if last else None] = "\n" + pending.rstrip("\n") if last else pending.rstrip("\n")
    return lines


def _link(url: str | None, label: str) -> str:
    if not url:
        return ""
    if not url.startswith(("http://", "https://")):
        return _literal(f"{label} ({url})")
    return f"[{address(url)} {_literal(label)}]"


def _literal(text: str) -> str:
    return escape_wikitext(text)
