"""Captures that name somebody -> the names they show, newest last, and which capture tells best who it is."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from wetpaint_import.addresses import first_address
from wetpaint_import.model import Author, Naming, PostView, Sighting, ThreadView
from wetpaint_import.same_posts import account_of

_View = TypeVar("_View", PostView, ThreadView)


def namings(named: Sequence[tuple[Sighting, Author | None]]) -> list[Naming]:
    """Each name that captures (oldest first) show, those of one account with the addresses that any of them gives; newest last."""
    by_name: dict[tuple[str, str | None], Naming] = {}
    for sighting, shown in named:
        if shown is None:
            continue
        same = [author for _, author in named if author and account_of(author) == account_of(shown)]
        author = replace(
            shown,
            profile_url=first_address(a.profile_url for a in same),
            avatar_url=first_address(a.avatar_url for a in same),
        )
        name = account_of(author), author.name
        by_name.pop(name, None)
        by_name[name] = Naming(author=author, shown_at=sighting.captured_at, capture_id=sighting.capture_id)
    return list(by_name.values())


def own_and_others(author: Author | None, found: Sequence[Naming]) -> tuple[Naming | None, tuple[Naming, ...]]:
    """The naming of `author` as such, and those under other names."""
    own = next((naming for naming in found if author and is_same_name(author, naming.author)), None)
    return own, tuple(naming for naming in found if naming is not own)


def best_named(known: Sequence[tuple[Sighting, _View]], author_of: Callable[[_View], Author | None]) -> tuple[Sighting, _View]:
    """The newest capture; of those that show the same name as it, rather one that links to the account."""
    newest = author_of(known[-1][1])
    linked = [
        member
        for member in known
        if (author := author_of(member[1])) and author.profile_url and is_same_name(author, newest)
    ]  # fmt: skip
    return (linked or known)[-1]


def is_same_name(one: Author, other: Author | None) -> bool:
    return other is not None and (account_of(one), one.name) == (account_of(other), other.name)
