"""The vocabulary: frozen values that pass from one stage to the next.

Capture (bytes and where they come from) -> PageView (what one capture shows) -> Thread (merged from many captures) -> rows.
Everywhere `None` means: the page does not say. All datetimes are aware and in UTC. A name ending in `_text` holds what the
page printed; `rules` says, for each field that a page gave, by which rule it was read (see docs/design.md, "Rules").
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class PageKind(StrEnum):
    THREAD = "thread"
    THREAD_LIST = "thread_list"
    CONTENT_PAGE = "content_page"
    OTHER = "other"


class LocationKind(StrEnum):
    """Where a thread hangs; told by the form of its address."""

    PAGE = "page"
    FORUM = "forum"
    ACCOUNT = "account"
    PHOTO = "photo"
    VIDEO = "video"


class AuthorKind(StrEnum):
    REGISTERED = "registered"
    ANONYMOUS = "anonymous"


class State(StrEnum):
    READ = "read"
    QUARANTINED = "quarantined"


class Problem(Struct, frozen=True, kw_only=True, gc=False):
    """Something about a capture that a careful reader should know; `code` is one of `problem_codes.PROBLEM_CODES`."""

    code: str
    message: str
    excerpt: str | None = None


class Capture(Struct, frozen=True, kw_only=True, gc=False):
    """One saved response: the bytes, and what its container (not the page itself) tells of them.

    `place` is where the bytes lie: path, member of an archive, offset in a WARC file. `url` and `captured_at` are None
    where the container does not tell them; the page itself may (`PageView.url`), and where it does not either, the `told_` ones
    count: those of `--url` and `--captured-at`. `charset` and `media_type` are those of the HTTP header or of the file's name.
    """

    payload: bytes
    source: str
    place: str
    url: str | None = None
    url_basis: str | None = None
    captured_at: datetime | None = None
    captured_at_basis: str | None = None
    media_type: str | None = None
    charset: str | None = None
    told_url: str | None = None
    told_captured_at: datetime | None = None
    problems: tuple[Problem, ...] = ()


class Moment(Struct, frozen=True, kw_only=True, gc=False):
    """A printed date: its text, the instant (None where the text alone cannot settle it) and how that was found."""

    text: str
    at: datetime | None
    basis: str


class Author(Struct, frozen=True, kw_only=True, gc=False):
    """Who a page says wrote a post. `name` is None for the anonymous, who stand for nobody in particular."""

    name: str | None
    kind: AuthorKind
    profile_url: str | None = None
    avatar_url: str | None = None


class Quote(Struct, frozen=True, kw_only=True, gc=False):
    text: str


class Link(Struct, frozen=True, kw_only=True, gc=False):
    url: str
    text: str


class Image(Struct, frozen=True, kw_only=True, gc=False):
    """`original_url` is the address without Wetpaint's size suffix; None on hosts that have no such suffix."""

    url: str
    original_url: str | None
    alt: str


class PostView(Struct, frozen=True, kw_only=True, gc=False):
    """What one capture shows of one post. `position` counts from 0 (the opening post) over the whole thread."""

    position: int
    number: int | None
    subject: str | None
    author: Author | None
    posted: Moment | None
    edited: Moment | None
    body_text: str
    body_html: str
    quotes: tuple[Quote, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    found_valuable: int | None = None
    rated_by: int | None = None
    original_id: str | None = None
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def is_edited(self) -> bool:
        """`Post edited:` is printed on every post: only a different time is an edit (contract)."""
        if self.posted is None or self.edited is None:
            return False
        if self.posted.at is not None and self.edited.at is not None:
            return self.posted.at != self.edited.at
        return self.posted.text != self.edited.text


class Location(Struct, frozen=True, kw_only=True, gc=False):
    title: str | None
    kind: LocationKind
    url: str | None = None


class PageSlice(Struct, frozen=True, kw_only=True, gc=False):
    """Which part of a paged thread a capture shows, in posts. `last_offset`: the furthest page that its paging links name."""

    offset: int
    size: int
    last_offset: int | None = None


class ThreadView(Struct, frozen=True, kw_only=True, gc=False):
    """What one capture shows of one thread. `is_…` are True where a visible mark says so, else None.

    `starter` is who a list says began the thread; on a thread page the opening post says it.
    """

    original_id: str | None
    title: str | None
    location: Location | None
    claimed_post_count: int | None
    tags: tuple[str, ...] | None
    posts: tuple[PostView, ...]
    page: PageSlice | None = None
    url: str | None = None
    starter: Author | None = None
    is_featured: bool | None = None
    is_locked: bool | None = None
    is_reported: bool | None = None
    rules: tuple[tuple[str, str], ...] = ()


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """A link to a thread of the same wiki that stands in a page: proof that the thread existed."""

    url: str
    text: str


class ListCount(Struct, frozen=True, kw_only=True, gc=False):
    """How many threads of a page (`location`) a cut list says there are in all, and where it says they are.

    None where the page's address does not tell the location, or the list gives no link.
    """

    threads: int
    location: str | None
    url: str | None


class Placed(Struct, frozen=True, kw_only=True, gc=False):
    """A visible piece of a page and the field (or `furniture`, `content`, `unplaced`) that took it."""

    text: str
    place: str


class PageView(Struct, frozen=True, kw_only=True, gc=False):
    """What one capture shows, whole. `url` and `captured_at` are the best that the outside or the page itself tells.

    `host` is the wiki's, also where the page's own address is not known but all its links agree.
    """

    page_kind: PageKind
    layout: str
    state: State
    url: str | None
    url_basis: str | None
    captured_at: datetime | None
    captured_at_basis: str | None
    encoding: str | None
    wiki_name: str | None = None
    host: str | None = None
    problems: tuple[Problem, ...] = ()
    threads: tuple[ThreadView, ...] = ()
    mentions: tuple[Mention, ...] = ()
    list_count: ListCount | None = None
    placed: tuple[Placed, ...] = ()


class Sighting(Struct, frozen=True, kw_only=True, gc=False):
    """One capture's view of a thread, as the merger sees it. `host` is the wiki's (after `--same-wiki`), None if unknown.

    `capture_id` is our own id of the capture; `digest` (SHA-256 of the page) puts captures of one moment in a fixed order.
    """

    capture_id: int
    digest: str
    captured_at: datetime | None
    host: str | None
    is_text: bool
    is_partial: bool
    view: ThreadView


class Version(Struct, frozen=True, kw_only=True, gc=False):
    """A distinct state of a post, and the captures that show it, oldest first."""

    subject: str | None
    body_html: str
    edited_at: datetime | None
    capture_ids: tuple[int, ...]


class Source(Struct, frozen=True, kw_only=True, gc=False):
    """Which capture gave which field, by which rule."""

    field: str
    capture_id: int
    rule: str


class Naming(Struct, frozen=True, kw_only=True, gc=False):
    """Who captures say wrote a post or began a thread; `capture_id`, of `shown_at`, is the newest capture that shows this name."""

    author: Author
    shown_at: datetime | None
    capture_id: int


class Post(Struct, frozen=True, kw_only=True, gc=False):
    """A post, merged from all captures that show it. `key` tells it from the other posts of its thread.

    `said` are the texts of all its states. `author` is who wrote it (as in `view`); `other_names` are the other names under which
    captures show the author: a rename.
    """

    key: str
    view: PostView
    versions: tuple[Version, ...]
    sources: tuple[Source, ...]
    last_seen_at: datetime | None
    is_gone: bool
    reply_to: str | None = None
    reply_to_basis: str | None = None
    quote_sources: tuple[str | None, ...] = ()
    said: tuple[str, ...] = ()
    author: Naming | None = None
    other_names: tuple[Naming, ...] = ()


class Lack(Struct, frozen=True, kw_only=True, gc=False):
    """Something that a page says existed and that no capture shows; `url` is where to look first, None if nothing tells."""

    what: str
    url: str | None
    post_count: int


class Thread(Struct, frozen=True, kw_only=True, gc=False):
    """A thread, merged from its sightings; `posts` in order of position.

    `starter` is who lists say began it (as in `view`); `other_starters` are the other names that lists show.
    """

    key: str
    host: str | None
    view: ThreadView
    posts: tuple[Post, ...]
    sources: tuple[Source, ...]
    missing: tuple[Lack, ...]
    other_locations: tuple[Location, ...] = ()
    findings: tuple[tuple[int, Problem], ...] = ()
    starter: Naming | None = None
    other_starters: tuple[Naming, ...] = ()
