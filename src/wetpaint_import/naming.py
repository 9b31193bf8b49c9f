"""Captures that name somebody -> the names they show, newest last, and which capture tells best who it is."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from wetpaint_import.addresses import first_address
from wetpaint_import.model import Author, Naming, PostView, Sighting, ThreadView
from wetpaint_import.same_posts import account_of

_View = TypeVar("_View", PostView, ThreadView)


def namings(named: Sequence[tuple[Sighting, Author | None]]) -> list[Naming]:
    """Each name that captures (oldest first) show, those of one account with the addresses that any of them gives; newest last."""
    newest: dict[Author, Sighting] = {}
    for sighting, author in reversed(named):
        if author is not None:
            newest.setdefault(author, sighting)
    of_account: dict[str, list[Author]] = defaultdict(list)
    for author in newest:
        of_account[account_of(author)].append(author)
    profiles = {account: first_address(author.profile_url for author in same) for account, same in of_account.items()}
    avatars = {account: first_address(author.avatar_url for author in same) for account, same in of_account.items()}
    by_name: dict[tuple[str, str | None], Naming] = {}
    for shown, sighting in newest.items():
        account = account_of(shown)
        author = replace(shown, profile_url=profiles[account], avatar_url=avatars[account])
        naming = Naming(author=author, shown_at=sighting.captured_at, capture_id=sighting.capture_id)
        by_name.setdefault((account_of(author), author.name), naming)
    return list(reversed(by_name.values()))


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
