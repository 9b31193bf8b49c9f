"""What a caller may set of a random thread."""

from typing import Final, Literal, TypedDict

from .truth import Address


class Knobs(TypedDict, total=False):
    """Numbers from 0 to 1 are odds; None = chosen at random."""

    posts: int | None  # in the whole thread; more than 20 make pages of 20
    page: int | None  # which of them, from 1
    authors: Literal["printed", "none"] | None  # the same for all posts of a page
    anonymous: float  # of the printed authors
    moderator: float  # that the page shows IP addresses for anonymous posters
    edited: float
    rated: float
    quotes: float
    links: float
    images: float
    embeds: float
    lists: float
    dated_prose: float
    phrases: float
    pasted_heads: float
    tags: tuple[str, ...] | Literal["missing"] | None  # () prints "None"
    tricky_title: float
    flags: float  # of each visible flag
    ids: float  # that post ids show
    zone: str | None  # a name of times.ZONES
    weekdays: float  # that recent dates print as weekdays
    address: Address | None


DEFAULTS: Final[Knobs] = {
    "posts": None,
    "page": None,
    "authors": None,
    "anonymous": 0.2,
    "moderator": 0.1,
    "edited": 0.2,
    "rated": 0.25,
    "quotes": 0.2,
    "links": 0.25,
    "images": 0.12,
    "embeds": 0.04,
    "lists": 0.1,
    "dated_prose": 0.06,
    "phrases": 0.06,
    "pasted_heads": 0.05,
    "tags": None,
    "tricky_title": 0.4,
    "flags": 0.15,
    "ids": 0.5,
    "zone": None,
    "weekdays": 0.15,
    "address": None,
}
