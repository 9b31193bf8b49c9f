"""A skin nobody has seen: names, order and line style that one page keeps throughout."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from . import parts, words
from .body_markup import body_html
from .pen import Pen, random_pen
from .truth import AuthorTruth, PostTruth, ThreadTruth

ROLES: Final = ("post", "author", "subject", "date", "body", "rating", "tags", "controls", "page")
AuthorPlace = Literal["line", "before", "after", "nowhere"]
LineStyle = Literal["blocks", "breaks", "paragraphs", "spans"]
LINE_STYLES: Final[tuple[LineStyle, ...]] = ("blocks", "breaks", "paragraphs", "spans")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """`classes` has a class attribute or "" for each role."""

    pen: Pen
    classes: dict[str, str]
    author_place: AuthorPlace
    author_twice: bool
    line_style: LineStyle
    rating_in_body: bool  # the rating ends the body's last line
    has_controls: bool
    id_attribute: str  # "id" or "name" of an element that holds the post's id

    def element(self, tag: str, role: str, content: str) -> str:
        """An element with the role's class; nothing for no content."""
        return f"<{tag}{self.classes[role]}>{content}</{tag}>" if content else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The HTML of one post, cut into what stands on lines of its own; "" = not there."""

    author: str
    subject: str
    date: str
    body: str
    rating: str
    tags: str
    controls: str


def random_skin(rng: Random, truth: ThreadTruth, *, cells: bool) -> Skin:
    """`cells`: the shape has room for authors in a cell of their own.

    Elsewhere authors stand on the line above the subject: after the post they could not be
    told from the next post's.
    """
    place: AuthorPlace = "nowhere"
    if truth.posts[0].author is not None:
        place = rng.choice(("line", "before", "after")) if cells else "line"
    return Skin(
        pen=random_pen(rng, truth),
        classes=_classes(rng),
        author_place=place,
        author_twice=rng.random() < 0.3,
        line_style=rng.choice(LINE_STYLES),
        rating_in_body=rng.random() < 0.2,
        has_controls=rng.random() < 0.3,
        id_attribute=rng.choice(("id", "name")),
    )


def post_parts(skin: Skin, truth: ThreadTruth, post: PostTruth) -> Parts:
    """One post in this skin."""
    pen = skin.pen
    body, rating = body_html(pen, post), parts.rating_html(pen, post)
    if skin.rating_in_body:
        body, rating = f"{body} {rating}", ""
    return Parts(
        author=_author(skin, post.author) if post.author else "",
        subject=_subject(skin, post),
        date=parts.date_html(pen, post),
        body=body,
        rating=rating,
        tags=parts.tags_html(pen, truth) if post.position == 0 else "",
        controls='<a href="#">Reply</a>' if skin.has_controls else "",
    )


def content(skin: Skin, post: Parts) -> str:
    """The post's lines below each other, without an author who has a cell."""
    named = _named_lines(skin, post)
    return _WRAPPERS[skin.line_style](skin, [(role, html) for role, html in named if html])


def _named_lines(skin: Skin, post: Parts) -> list[tuple[str, str]]:
    return [
        ("author", post.author if skin.author_place == "line" else ""),
        ("subject", post.subject),
        ("date", post.date),
        ("body", post.body),
        ("rating", post.rating),
        ("tags", post.tags),
        ("controls", post.controls),
    ]


def _blocks(skin: Skin, lines: list[tuple[str, str]]) -> str:
    return "\n".join(skin.element("div", role, html) for role, html in lines)


def _paragraphs(skin: Skin, lines: list[tuple[str, str]]) -> str:
    """Bodies may hold blocks, which a `p` may not."""
    return "\n".join(skin.element("div" if role == "body" else "p", role, html) for role, html in lines)


def _breaks(skin: Skin, lines: list[tuple[str, str]]) -> str:
    return skin.pen.line_break.join(html for _, html in lines)


def _spans(skin: Skin, lines: list[tuple[str, str]]) -> str:
    wrapped = [html if role == "body" else skin.element("span", role, html) for role, html in lines]
    return skin.pen.line_break.join(wrapped)


_WRAPPERS: Final[dict[LineStyle, Callable[[Skin, list[tuple[str, str]]], str]]] = {
    "blocks": _blocks,
    "breaks": _breaks,
    "paragraphs": _paragraphs,
    "spans": _spans,
}


def _classes(rng: Random) -> dict[str, str]:
    """Made-up class names, or none at all."""
    if rng.random() < 0.3:
        return dict.fromkeys(ROLES, "")
    names = iter(rng.sample(sorted({words.made_word(rng, 2) for _ in range(40)}), len(ROLES)))
    return {role: f' class="{next(names)}"' for role in ROLES}


def _subject(skin: Skin, post: PostTruth) -> str:
    line = skin.pen.scattered(post.head)
    if post.original_id is None:
        return skin.pen.rng.choice((line, f"<b>{line}</b>"))
    tag = "a" if skin.id_attribute == "name" else "b"
    return f'<{tag} {skin.id_attribute}="post{post.original_id}">{line}</{tag}>'


def _author(skin: Skin, author: AuthorTruth) -> str:
    """Picture and name; the name once or, as the evidence's renderings, twice."""
    pen = skin.pen
    if author.name is None:
        return author.printed
    name = author.printed
    picture = ""
    if author.avatar_url:
        address = pen.address(author.avatar_url, "im_")
        picture = f'<img src="{address}" alt="{name}" width="40"> '
    if author.profile_url:
        profile = pen.address(author.profile_url)
        name = f'<a href="{profile}">{name}</a>'
        picture = picture and f'<a href="{profile}">{picture.strip()}</a> '
    twice = f"{pen.line_break}{name}" if skin.author_twice else ""
    return f"{picture}{name}{twice}"
