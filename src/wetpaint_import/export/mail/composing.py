"""A thread of the archive -> its mails, in order: who answers whom, and all that the archive knows as headers."""

import re
from collections.abc import Iterator

from wetpaint_import.archive import Archive, ArchivedPost, ArchivedThread, Person
from wetpaint_import.export.attribution import author_name, origin
from wetpaint_import.export.dates import ExportDate, instant_text
from wetpaint_import.export.entries import dated_entries, parent_of
from wetpaint_import.export.lost_posts import LostPosts
from wetpaint_import.export.mail.values import Mail
from wetpaint_import.export.one_line import one_line
from wetpaint_import.export.wiki_names import WikiNames
from wetpaint_import.markup import to_text

# Message ids in `References` besides that of the opening post: the last before the mail. Programs cut longer lists as they like.
_LAST_REFERENCES = 10
_NOT_IN_URI = re.compile(r"[^\x21-\x7e]|[<>\"\\]")


class Mails:
    """The mails of an archive. Ids come from the database's ids: the same posts give the same mails."""

    def __init__(self, archive: Archive) -> None:
        self._shown = archive.people.redact
        self._wikis = WikiNames(archive)

    def list_name(self, thread: ArchivedThread) -> str:
        return self._wikis.name(thread)

    def of(self, thread: ArchivedThread) -> Iterator[Mail]:
        """The thread's mails, the opening post's (or what stands for it) first."""
        chains: dict[int, tuple[str, ...]] = {}
        root: tuple[str, ...] = ()
        for entry, date in dated_entries(thread):
            answered = parent_of(entry, chains.keys()) if isinstance(entry, ArchivedPost) else None
            above = root if answered is None else chains[answered]
            mail = self._mail(thread, entry, date, above)
            yield mail
            chain = (*above[:1], *above[1:][-_LAST_REFERENCES + 1 :], mail.message_id)
            root = root or chain
            if isinstance(entry, ArchivedPost):
                chains[entry.id] = chain

    def _mail(self, thread: ArchivedThread, entry: ArchivedPost | LostPosts, date: ExportDate, above: tuple[str, ...]) -> Mail:
        name = self._wikis.name(thread)
        post = entry if isinstance(entry, ArchivedPost) else None
        own = f"p{post.id}" if post else f"lost{entry.first}" if isinstance(entry, LostPosts) else ""
        notes = _post_notes(post, date) if post else [("Placeholder", "yes"), ("Date", "estimated")]
        if not above:
            notes += _thread_notes(thread)
        return Mail(
            thread_id=thread.id,
            post_id=post.id if post else None,
            message_id=f"{own}.t{thread.id}@{name}.invalid",
            in_reply_to=above[-1] if above else None,
            references=above,
            at=date.at,
            author=self._line(author_name(post)) or "author not known" if post else "Lost posts",
            address=f"{_mailbox(post.author) if post else 'lost'}@{name}.invalid",
            subject=self._line(_subject(thread, post, is_opening=not above)),
            list_name=name,
            list_title=self._line(self._wikis.title(thread)),
            archived_at=_uri(self._line(origin(thread, post) if post else thread.url)) or None,
            notes=tuple((f"X-Archive-{key}", self._line(value)) for key, value in notes),
            text=self._text(to_text(post.body_html) if post else entry.text if isinstance(entry, LostPosts) else ""),
        )

    def _line(self, text: str | None) -> str:
        return self._shown(one_line(text))

    def _text(self, text: str) -> str:
        """`text` as a body: lines that all end, and no character at which programs written in C stop reading."""
        return self._shown(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").rstrip("\n")) + "\n"


def _subject(thread: ArchivedThread, post: ArchivedPost | None, *, is_opening: bool) -> str:
    if is_opening:
        return (post.subject if post else None) or thread.shown_title
    return (post.subject if post else None) or f"RE: {thread.shown_title}"


def _mailbox(author: Person | None) -> str:
    """The part before the @: no real address, the same for all mails of a person."""
    if author is None:
        return "unknown"
    if author.is_withheld:
        return "withheld"
    return "anonymous" if author.is_anonymous else f"author{author.id}"


def _uri(address: str) -> str:
    """What no address may hold is percent-encoded."""
    return _NOT_IN_URI.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address)


def _post_notes(post: ArchivedPost, date: ExportDate) -> list[tuple[str, str]]:
    facts = {
        "Date": "estimated" if date.is_estimated else None,
        "Printed-Date": post.posted_at_text,
        "Edited": instant_text(post.edited_at) if post.edited_at else None,
        "Printed-Edit-Date": post.edited_at_text if post.edited_at else None,
        "Versions": str(len(post.versions)) if len(post.versions) > 1 else None,
        "Position": str(post.position),
        "Original-Id": post.original_id,
        "Author": "unknown" if post.author is None else "anonymous" if post.author.is_anonymous else None,
        "Author-Profile": post.author.profile_url if post.author else None,
        "Reply-To-Basis": post.reply_to_basis,
        "Found-Valuable": None if post.found_valuable is None else f"{post.found_valuable} of {post.rated_by or '?'}",
        "Captured": instant_text(post.capture.captured_at) if post.capture and post.capture.captured_at else None,
        "Capture": str(post.capture.id) if post.capture else None,
        "Gone": "yes" if post.is_gone else None,
    }
    return [(key, value) for key, value in facts.items() if value is not None]


def _thread_notes(thread: ArchivedThread) -> list[tuple[str, str]]:
    flags = {"featured": thread.is_featured, "locked": thread.is_locked, "reported": thread.is_reported}
    notes = [("Tag", tag) for tag in thread.tags]
    notes += [("Flag", flag) for flag, is_set in flags.items() if is_set]
    if thread.original_id:
        notes.append(("Thread", thread.original_id))
    if thread.claimed_post_count is not None:
        notes.append(("Claimed-Posts", str(thread.claimed_post_count)))
    if thread.unseen_starter:
        notes.append(("Started-By", thread.unseen_starter.name))
    if thread.place:
        notes.append(("Place", ": ".join(filter(None, (thread.place.kind, thread.place.title or thread.place.url)))))
    return notes
