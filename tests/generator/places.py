"""Where a thread hangs and how its page's address is known."""

from dataclasses import dataclass
from random import Random
from typing import Final
from urllib.parse import quote_plus

from . import words
from .truth import Address, LocationKind, WikiTruth

ADDRESSES: Final[tuple[Address, ...]] = ("outside", "outside", "canonical", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`title` None = no location line is printed; `path` stands before `/thread`."""

    title: str | None
    kind: LocationKind
    path: str
    url: str
    address: Address


def random_place(rng: Random, wiki: WikiTruth, *, paged: bool, address: Address | None) -> Place:
    """Where the thread hangs, and how the page's address is known.

    The address says what kind of location it is and which slice is shown, so it is known
    from outside wherever that matters, whatever the knob says. Forums have no thread address
    of their own (evidence §1), so that kind is not made.
    """
    title = rng.choice(words.LOCATIONS)
    kind: LocationKind = rng.choice(("page", "page", "page", "page", "account", "photo", "video"))
    number = rng.randint(1000, 99999)
    if kind == "page":
        known: Address = rng.choice(ADDRESSES) if address is None else address
        shown = title if rng.random() < 0.9 else None
        url = f"http://{wiki.host}/page/{quote_plus(title)}"
        return Place(title=shown, kind=kind, path="", url=url, address="outside" if paged else known)
    if kind == "account":
        title = words.username(rng)
    path = f"/{kind}/{title if kind == 'account' else number}"
    url = f"http://{wiki.host}{path}"
    return Place(title=title, kind=kind, path=path, url=url, address="outside")
