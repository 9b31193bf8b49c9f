"""What exports and the web show of an archive: frozen values, names already as people want them shown, withheld ones gone."""

from dataclasses import dataclass
from datetime import datetime

from wetpaint_import.model import Image, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiki:
    id: int
    host: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a thread hangs; `kind` is page, forum, account, photo or video."""

    id: int
    kind: str
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author as shown. `id` is the lowest id of the accounts that `authors.toml` makes one person.

    `is_withheld`: the name is not to be shown; all withheld authors of a wiki are one person with the name `[withheld]`.
    """

    id: int
    name: str
    wiki_host: str | None
    profile_url: str | None = None
    avatar_url: str | None = None
    is_anonymous: bool = False
    is_withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureNote:
    """The capture that a post or thread is best seen in: for attribution."""

    id: int
    url: str | None
    captured_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedVersion:
    """A distinct state of a post, oldest first; `captured_at` is of the first capture that shows it."""

    id: int
    subject: str | None
    body_html: str
    edited_at: datetime | None
    capture: CaptureNote


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedQuote:
    text: str
    source_post_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPost:
    """One post. `author` None = the pages name no author. Instants are aware UTC; None = the pages do not say.

    `versions` holds the earlier states and the present one (the last); one element where the post never changed.
    """

    id: int
    original_id: str | None
    position: int
    number: int | None
    subject: str | None
    author: Person | None
    posted_at: datetime | None
    posted_at_text: str | None
    edited_at: datetime | None
    edited_at_text: str | None
    body_html: str
    body_text: str
    quotes: tuple[ArchivedQuote, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    found_valuable: int | None
    rated_by: int | None
    reply_to_id: int | None
    reply_to_basis: str | None
    last_seen_at: datetime | None
    is_gone: bool
    versions: tuple[ArchivedVersion, ...]
    capture: CaptureNote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is known to be missing of a thread, and where to look for it."""

    what: str
    url: str | None
    post_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedThread:
    """A thread with its posts in order. `addresses` are all original addresses under which captures or links show it.

    `listed_starter` is who lists of threads say began it; None = no list does.
    """

    id: int
    original_id: str | None
    title: str | None
    url: str | None
    wiki: Wiki | None
    place: Place | None
    claimed_post_count: int | None
    is_featured: bool | None
    is_locked: bool | None
    is_reported: bool | None
    tags: tuple[str, ...]
    posts: tuple[ArchivedPost, ...]
    gaps: tuple[Gap, ...]
    addresses: tuple[str, ...]
    listed_starter: Person | None = None

    @property
    def opening_author(self) -> Person | None:
        """None = no page shows the opening post, or none names its author."""
        return next((post.author for post in self.posts if post.position == 0), None)

    @property
    def starter(self) -> Person | None:
        """Who began it: the author of the opening post, where a page shows that, else who lists say did."""
        return self.opening_author or self.listed_starter

    @property
    def unseen_starter(self) -> Person | None:
        """Who began it, where no post tells it and lists alone do."""
        return None if self.opening_author else self.listed_starter

    @property
    def shown_title(self) -> str:
        """The title; where no page says it, words that say so with the thread's id."""
        return self.title or f"(title not known, thread {self.id})"
