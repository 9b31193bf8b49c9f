"""Authors of a thread's posts: rng and odds -> AuthorTruths."""

from collections.abc import Iterator
from random import Random

from . import words
from .truth import AuthorTruth, WikiTruth


def random_authors(rng: Random, wiki: WikiTruth, *, anonymous: float, moderator: bool) -> Iterator[AuthorTruth]:
    """Without end: a few people who write in turn, with looks that all share on one page."""
    linked = rng.random() < 0.7
    pictured = rng.random() < 0.7
    names = {words.username(rng) for _ in range(rng.randint(1, 5))}
    people = [_person(rng, wiki, name, linked=linked, pictured=pictured) for name in sorted(names)]
    while True:
        yield (_anonymous(rng, moderator=moderator) if rng.random() < anonymous else rng.choice(people))


def _anonymous(rng: Random, *, moderator: bool) -> AuthorTruth:
    """Moderators see the address in place of the anonymous name (evidence §6)."""
    printed = words.ip_address(rng) if moderator else "Posted Anonymously"
    return AuthorTruth(name=None, kind="anonymous", printed=printed)


def _person(rng: Random, wiki: WikiTruth, name: str, *, linked: bool, pictured: bool) -> AuthorTruth:
    avatar, _ = words.image_address(rng, sized=True)
    return AuthorTruth(
        name=name,
        kind="registered",
        printed=name,
        profile_url=f"http://{wiki.host}/account/{name}" if linked else None,
        avatar_url=avatar if pictured else None,
    )
