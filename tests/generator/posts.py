"""The posts of a random thread: rng, knobs, times -> PostTruths."""

from collections.abc import Iterator
from itertools import count, repeat
from random import Random

from .authors import random_authors
from .bodies import BodyOdds, make_body, make_quote
from .knobs import Knobs
from .times import Schedule
from .truth import AuthorTruth, PostTruth, WikiTruth


def random_posts(
    rng: Random,
    knobs: Knobs,
    wiki: WikiTruth,
    title: str,
    schedule: Schedule,
) -> tuple[PostTruth, ...]:
    """All posts of the thread; each may quote or copy from those before it."""
    authors = _authors(rng, knobs, wiki)
    ids = _ids(rng, shown=rng.random() < knobs["ids"])
    odds = _body_odds(knobs)
    moments, clock = schedule.moments, schedule.clock
    dates = [clock.text(at) for at, _ in moments]
    posts: list[PostTruth] = []
    for index, (at, edited) in enumerate(moments):
        quoted = posts and rng.random() < knobs["quotes"]
        rated_by = rng.randint(1, 12) if rng.random() < knobs["rated"] else None
        post = PostTruth(
            position=index,
            number=index or None,
            subject=f"RE: {title}" if index else title,
            author=next(authors),
            original_id=next(ids),
            posted_at=at,
            posted_at_text=clock.text(at),
            edited_at=edited,
            edited_at_text=clock.text(edited or at),
            body=make_body(rng, odds, wiki, posts, dates),
            quote=make_quote(rng, posts) if quoted else None,
            found_valuable=rng.randint(0, rated_by) if rated_by else None,
            rated_by=rated_by,
        )
        posts.append(post)
    return tuple(posts)


def _authors(rng: Random, knobs: Knobs, wiki: WikiTruth) -> Iterator[AuthorTruth | None]:
    if (knobs["authors"] or rng.choice(("printed", "printed", "none"))) == "none":
        return repeat(None)
    moderator = rng.random() < knobs["moderator"]
    return random_authors(rng, wiki, anonymous=knobs["anonymous"], moderator=moderator)


def _ids(rng: Random, *, shown: bool) -> Iterator[str | None]:
    for number in count(rng.randint(2_000_000, 80_000_000), 7):
        yield str(number) if shown else None


def _body_odds(knobs: Knobs) -> BodyOdds:
    return BodyOdds(
        links=knobs["links"],
        images=knobs["images"],
        embeds=knobs["embeds"],
        lists=knobs["lists"],
        dated_prose=knobs["dated_prose"],
        phrases=knobs["phrases"],
        pasted_heads=knobs["pasted_heads"],
    )
