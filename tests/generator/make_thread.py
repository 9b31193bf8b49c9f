"""A random thread: rng and knobs -> ThreadTruth."""

from random import Random
from typing import Literal, Unpack

from . import words
from .bodies import PAGE_SIZE
from .knobs import DEFAULTS, Knobs
from .places import random_place
from .posts import random_posts
from .times import random_schedule
from .truth import PageTruth, ThreadTruth


def make_thread(rng: Random, **knobs: Unpack[Knobs]) -> ThreadTruth:
    """One page of one thread; the same rng state and knobs give the same page."""
    set_to: Knobs = {**DEFAULTS, **knobs}
    total = set_to["posts"] or _post_count(rng)
    wiki = rng.choice(words.WIKIS)
    title = _title(rng, set_to["tricky_title"])
    offset = _offset(rng, total, set_to["page"])
    schedule = random_schedule(rng, total, set_to)
    posts = random_posts(rng, set_to, wiki, title, schedule)
    paged = total > PAGE_SIZE
    place = random_place(rng, wiki, paged=paged, address=set_to["address"])
    thread_id = str(rng.randint(700_000, 5_999_999))
    slice_query = f"?offset={offset}&maxResults={PAGE_SIZE}" if offset else ""
    url = f"http://{wiki.host}{place.path}/thread/{thread_id}/{words.slug(title)}{slice_query}"
    known = place.address != "none"
    flagged = rng.random()
    return ThreadTruth(
        wiki=wiki,
        address=place.address,
        url=url if known else None,
        captured_at=schedule.captured_at,
        original_id=thread_id if known else None,
        title=title,
        location=place.title,
        location_kind=place.kind if place.title else None,
        location_url=place.url if place.title else None,
        total=total,
        claimed_post_count=total if paged or rng.random() < 0.9 else None,
        is_featured=True if flagged < set_to["flags"] else None,
        # Never both: together they are the platform's hidden labels, not flags (evidence §3).
        is_reported=True if 1 - flagged < set_to["flags"] else None,
        tags=None if offset else _tags(rng, set_to["tags"]),
        tag_separator=rng.choice((" ", " ", ", ")),
        page=PageTruth(offset=offset, size=PAGE_SIZE) if paged else None,
        posts=posts[offset : offset + PAGE_SIZE],
    )


def _post_count(rng: Random) -> int:
    return rng.choice((1, rng.randint(2, 8), rng.randint(2, 8), rng.randint(2, 20), 20, 45))


def _title(rng: Random, tricky: float) -> str:
    return rng.choice(words.TRICKY_TITLES if rng.random() < tricky else words.TITLES)


def _offset(rng: Random, total: int, page: int | None) -> int:
    pages = -(-total // PAGE_SIZE)
    return PAGE_SIZE * ((page or rng.randint(1, pages)) - 1)


def _tags(rng: Random, tags: tuple[str, ...] | Literal["missing"] | None) -> tuple[str, ...] | None:
    if tags == "missing":
        return None
    if tags is not None:
        return tags
    return rng.choice((None, (), tuple(words.pick(rng, words.TAGS, 4))))
