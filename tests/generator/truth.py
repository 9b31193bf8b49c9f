"""What a generated thread page shows: frozen values -> the form of expected.json."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | None"
Kind = Literal["named", "unknown", "text_a", "text_b"]
KINDS: tuple[Kind, ...] = ("named", "unknown", "text_a", "text_b")

# How the page's own address is known: handed to the parser, printed as canonical link, or
# not at all.
Address = Literal["outside", "canonical", "none"]
LocationKind = Literal["page", "account", "photo", "video"]
AuthorKind = Literal["registered", "anonymous"]
# "script" is a javascript: link, whose text shows but which is no link of the post.
LinkForm = Literal["anchor", "bare", "embed", "script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiTruth:
    """The site; `host` without scheme."""

    name: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTruth:
    """A link in a body; `text` is what shows ("" for an embed)."""

    url: str
    text: str
    form: LinkForm = "anchor"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageTruth:
    """An image in a body; `original_url` only on Wetpaint's image hosts."""

    url: str
    original_url: str | None
    alt: str


Piece = str | LinkTruth | ImageTruth
Line = tuple[Piece, ...]
Lines = tuple[Line, ...]


def piece_text(piece: Piece) -> str:
    """The piece as a reader sees it."""
    match piece:
        case str():
            return piece
        case LinkTruth():
            return piece.text
        case ImageTruth():
            return ""


def line_text(line: Line) -> str:
    """The line as a reader sees it, stripped at both ends."""
    return "".join(map(piece_text, line)).strip()


def lines_text(lines: Lines) -> str:
    """The lines as a reader sees them, without leading and trailing blank lines."""
    return "\n".join(map(line_text, lines)).strip("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorTruth:
    """`printed` stands in the author's place; an IP address there means anonymous."""

    name: str | None
    kind: AuthorKind
    printed: str
    profile_url: str | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTruth:
    """One post; `number` is None for the opening post, `author` None = none printed."""

    position: int
    number: int | None
    subject: str
    author: AuthorTruth | None
    original_id: str | None
    posted_at: datetime
    posted_at_text: str
    edited_at: datetime | None
    edited_at_text: str
    body: Lines
    quote: Lines | None
    found_valuable: int | None
    rated_by: int | None

    @property
    def head(self) -> str:
        """The subject line as printed."""
        return self.subject if self.number is None else f"{self.number}. {self.subject}"

    @property
    def date_line(self) -> str:
        """Both times as printed."""
        return f"{self.posted_at_text} | Post edited: {self.edited_at_text}"

    @property
    def rating_line(self) -> str:
        """The rating as printed; two spaces before "out" (evidence §7)."""
        if self.found_valuable is None:
            return "Do you find this valuable?"
        return f"{self.found_valuable}  out of {self.rated_by} found this valuable. Do you?"

    @property
    def body_text(self) -> str:
        """The body without markup and quote."""
        return lines_text(self.body)

    def pieces(self) -> Iterator[Piece]:
        """Quote first, then body."""
        for line in (*(self.quote or ()), *self.body):
            yield from line

    def to_expected(self) -> dict[str, Json]:
        """One of expected.json's posts."""
        author = self.author
        pieces = list(self.pieces())
        return {
            "position": self.position,
            "number": self.number,
            "subject": self.subject,
            "author": {"name": author.name, "kind": author.kind} if author else None,
            "original_id": self.original_id,
            "posted_at": utc_text(self.posted_at),
            "posted_at_text": self.posted_at_text,
            "edited_at": utc_text(self.edited_at),
            "edited_at_text": self.edited_at_text,
            "body_text": self.body_text,
            "quotes": [] if self.quote is None else [{"text": lines_text(self.quote)}],
            "links": [
                {"url": piece.url, "text": piece.text}
                for piece in pieces
                if isinstance(piece, LinkTruth) and piece.form != "script"
            ],
            "images": [
                {"url": piece.url, "original_url": piece.original_url, "alt": piece.alt}
                for piece in pieces
                if isinstance(piece, ImageTruth)
            ],
            "found_valuable": self.found_valuable,
            "rated_by": self.rated_by,
            "profile_url": author.profile_url if author else None,
            "avatar_url": author.avatar_url if author else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTruth:
    """Which slice of a paged thread the page shows."""

    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadTruth:
    """One page of one thread; all an HTML page may show of it.

    `tags` None = no tags line (reads as no tags); `total` counts the whole thread's posts,
    `claimed_post_count` is `total` if a "Showing" line is printed. `is_locked` is left out:
    the label of a locked thread is unknown (evidence §3), so its truth would be a guess.
    """

    wiki: WikiTruth
    address: Address
    url: str | None
    captured_at: datetime | None
    original_id: str | None
    title: str
    location: str | None
    location_kind: LocationKind | None
    location_url: str | None
    total: int
    claimed_post_count: int | None
    is_featured: Literal[True] | None
    is_reported: Literal[True] | None
    tags: tuple[str, ...] | None
    tag_separator: Literal[" ", ", "]
    page: PageTruth | None
    posts: tuple[PostTruth, ...]

    @property
    def given_url(self) -> str | None:
        """The address to hand to the parser beside the page."""
        return self.url if self.address == "outside" else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Printed IP addresses, which may stand nowhere in any output."""
        authors = (post.author for post in self.posts if post.author)
        return tuple(sorted({a.printed for a in authors if a.printed[0].isdigit()}))

    @property
    def tags_text(self) -> str | None:
        """The value of the tags line as printed; None = no such line."""
        if self.tags is None:
            return None
        return self.tag_separator.join(self.tags) or "None"

    def to_expected(self) -> dict[str, Json]:
        """Everything in the form of expected.json."""
        page = self.page
        thread: dict[str, Json] = {
            "original_id": self.original_id,
            "title": self.title,
            "location": self.location,
            "location_kind": self.location_kind,
            "claimed_post_count": self.claimed_post_count,
            "is_featured": self.is_featured,
            "is_locked": None,
            "is_reported": self.is_reported,
            "tags": list(self.tags or ()),
            "page": {"offset": page.offset, "size": page.size} if page else None,
            "posts": [post.to_expected() for post in self.posts],
        }
        return {
            "page_kind": "thread",
            "state": "read",
            "url": self.url,
            "captured_at": utc_text(self.captured_at),
            "problem_codes": [],
            "threads": [thread],
        }


def utc_text(instant: datetime | None) -> str | None:
    """The contract's form of a time."""
    if instant is None:
        return None
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
