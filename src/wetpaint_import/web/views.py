"""What each page shows, as frozen values: rows and archived threads, put together and counted, before any markup.

Instants are aware UTC, `None` = the pages do not say. Names are already as people want them shown, withheld ones gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wetpaint_import.archive import ArchivedPost, ArchivedThread, ArchivedVersion, LostPosts, Person, Place, Wiki

# Wiki id of the threads whose wiki no page tells.
UNKNOWN_WIKI = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """One page of a list that goes over several; `total` counts the list's lines."""

    page: int = 1
    pages: int = 1
    total: int = 0


@dataclass(frozen=True, slots=True)
class MonthCount:
    """`month` is the number of months since year 0: year * 12 + month - 1."""

    month: int
    posts: int


@dataclass(frozen=True, slots=True)
class TagRef:
    id: int
    name: str
    threads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A thread as it stands in lists. `missing` counts the posts that are known to be lacking.

    `starter` as in `ArchivedThread`; without `has_starter_page` no link may lead to them.
    """

    id: int
    title: str
    wiki_id: int
    place: Place | None
    starter: Person | None
    posts: int
    missing: int
    first_posted_at: datetime | None
    last_posted_at: datetime | None
    is_featured: bool = False
    is_locked: bool = False
    has_starter_page: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorLine:
    person: Person
    posts: int
    threads: int
    first_posted_at: datetime | None
    last_posted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    place: Place
    threads: int
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over some threads. `undated` are posts without an instant, `unnamed` those of which no page names the author."""

    threads: int
    posts: int
    authors: int
    missing_posts: int
    incomplete_threads: int
    undated: int
    unnamed: int
    edited: int
    first_posted_at: datetime | None
    last_posted_at: datetime | None

    @property
    def share(self) -> float:
        """How much of the posts that are known to have been there is here: 0 to 1."""
        expected = self.posts + self.missing_posts
        return self.posts / expected if expected else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiLine:
    wiki: Wiki
    figures: Figures
    months: tuple[MonthCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    figures: Figures
    months: tuple[MonthCount, ...]
    wikis: tuple[WikiLine, ...]
    years: tuple[tuple[str, int], ...]
    busiest: tuple[ThreadLine, ...]
    authors: tuple[AuthorLine, ...]
    tags: tuple[TagRef, ...]
    unseen_threads: int
    counted_threads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiView:
    """`places`, `authors` and `tags` only on the first page of the list of threads."""

    line: WikiLine
    places: tuple[PlaceLine, ...]
    authors: tuple[AuthorLine, ...]
    tags: tuple[TagRef, ...]
    threads: tuple[ThreadLine, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """Threads that have something in common: `kind` is `place`, `tag` or `year`; `id` is its id, for a year the year.

    `authors` and `tags` tell who wrote most in a year, and on what; empty for other kinds and on later pages.
    """

    kind: str
    id: int | str
    title: str
    wiki: Wiki | None
    place: Place | None
    years: tuple[tuple[str, int], ...]
    authors: tuple[AuthorLine, ...]
    tags: tuple[TagRef, ...]
    threads: tuple[ThreadLine, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRef:
    """A post as others point to it."""

    id: int
    position: int
    author: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two states of a post that follow each other."""

    before: ArchivedVersion
    after: ArchivedVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class PostItem:
    """A post with what the rest of its thread says of it. `body_html` is that of the load: `bodies.py` makes it fit to show."""

    post: ArchivedPost
    quoted: PostRef | None
    reply_to: PostRef | None
    replies: tuple[PostRef, ...]
    changes: tuple[Change, ...]
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """One page of a thread: posts in order, and `LostPosts` where posts are known to be lacking.

    `known` holds the archive's threads by wiki's host and platform's id, so that links between them stay inside.
    """

    thread: ArchivedThread
    tags: tuple[TagRef, ...]
    items: tuple[PostItem | LostPosts, ...]
    people: tuple[AuthorLine, ...]
    page: int
    pages: tuple[int, ...]
    known: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """Of the posts on this page, for narrowing a search down."""
        return sorted({item.post.posted_at.year for item in self.items if isinstance(item, PostItem) and item.post.posted_at})

    @property
    def authors(self) -> list[str]:
        """The names of those who wrote on this page; the anonymous are nobody."""
        people = (item.post.author for item in self.items if isinstance(item, PostItem))
        return sorted({person.name for person in people if person is not None and not person.is_anonymous})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredPost:
    """A post as it stands on its author's page."""

    post_id: int
    position: int
    thread_id: int
    thread_title: str
    subject: str | None
    posted_at: datetime | None
    posted_at_text: str | None
    excerpt: str
    wiki_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorView:
    """`begun`: threads of which only lists say that the author began them, cut at some length; `begun_count` counts all."""

    line: AuthorLine
    months: tuple[MonthCount, ...]
    wikis: tuple[Wiki, ...]
    tags: tuple[TagRef, ...]
    posts: tuple[AuthoredPost, ...]
    begun: tuple[ThreadLine, ...]
    begun_count: int
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorsView:
    authors: tuple[AuthorLine, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsView:
    tags: tuple[TagRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureLine:
    """`place` is where the saved page lay, None where that is not given out. `threads` are those that the capture shows.

    `has_raw`: the database keeps its bytes.
    """

    id: int
    url: str | None
    captured_at: datetime | None
    source: str
    place: str | None
    sha256: str
    page_kind: str
    layout: str
    state: str
    has_raw: bool
    problems: tuple[str, ...]
    threads: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturesView:
    captures: tuple[CaptureLine, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    code: str
    count: int
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """`thread` None: nothing but links speak of the thread."""

    thread: tuple[int, str] | None
    what: str
    url: str | None
    posts: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """What the archive rests on. `gaps` is cut at some length; `gap_count` counts all."""

    figures: Figures
    wikis: tuple[WikiLine, ...]
    captures_by_source: tuple[tuple[str, int], ...]
    captures_by_kind: tuple[tuple[str, int], ...]
    captures: int
    quarantined: int
    first_captured_at: datetime | None
    last_captured_at: datetime | None
    problems: tuple[ProblemLine, ...]
    gaps: tuple[GapLine, ...]
    gap_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """A value, what the page printed for it, by which rule and in which capture it was read."""

    field: str
    value: str
    printed: str | None
    rule: str
    capture_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPost:
    post: PostRef
    fields: tuple[FieldSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainView:
    """The posts of one page of a thread, or one post; `thread_fields` are those of the thread itself."""

    thread: ArchivedThread
    page: int
    pages: tuple[int, ...]
    thread_fields: tuple[FieldSource, ...]
    posts: tuple[ExplainedPost, ...]
    captures: tuple[CaptureLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`snippet` is plain text in pieces; each second piece is what was found."""

    post_id: int
    thread_id: int
    position: int
    title: str
    author: Person | None
    posted_at: datetime | None
    posted_at_text: str | None
    wiki_host: str | None
    snippet: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A way to narrow a search down; `href` asks for it, or takes it back where `is_chosen`."""

    label: str
    count: int | None
    href: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """A search that a server answered. `facets` are groups with a heading; `previous` and `following` are addresses or None.

    `hidden` are names and values that the form sends along, so that the chosen facets stay.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    facets: tuple[tuple[str, tuple[Facet, ...]], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    message: str | None = None
    previous: str | None = None
    following: str | None = None
