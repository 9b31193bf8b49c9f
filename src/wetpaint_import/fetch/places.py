"""The word that names a source -> the adapter, its rates, and the places that the user has thereby named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wetpaint_import.errors import BlockedError, UsageError
from wetpaint_import.fetch.asking import Asker
from wetpaint_import.fetch.commoncrawl import CommonCrawl
from wetpaint_import.fetch.connection import Place, place_of
from wetpaint_import.fetch.limits import COMMON_CRAWL_RATES, OTHER_RATES, WAYBACK_RATES, Rates
from wetpaint_import.fetch.live import Live
from wetpaint_import.fetch.options import FetchOptions
from wetpaint_import.fetch.pywb import Pywb
from wetpaint_import.fetch.source import Source
from wetpaint_import.fetch.targets import Target
from wetpaint_import.fetch.wayback import Wayback


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceToAsk:
    """`named`: (host, port) that may be private, since the user named them."""

    rates: Rates
    named: frozenset[Place]
    open: Callable[[Asker], Source]


def place_to_ask(options: FetchOptions, targets: Iterable[Target]) -> PlaceToAsk:
    """`wayback`, `commoncrawl`, `live`, the address of a pywb collection, or `wayback:` / `commoncrawl:` and an address
    for another archive of that form. Raises UsageError."""
    kind, _, address = options.source.partition(":")
    if options.source == "live":
        named = frozenset(_place(target.url) for target in targets)
        return PlaceToAsk(rates=OTHER_RATES, named=named, open=Live)
    if options.source == "wayback":
        return PlaceToAsk(rates=WAYBACK_RATES, named=frozenset(), open=Wayback)
    if options.source == "commoncrawl":
        return PlaceToAsk(rates=COMMON_CRAWL_RATES, named=frozenset(), open=lambda asker: CommonCrawl(asker, options.crawls))
    if kind == "wayback":
        named = frozenset({_place(address)})
        return PlaceToAsk(rates=WAYBACK_RATES, named=named, open=lambda asker: Wayback(asker, address))
    if kind == "commoncrawl":
        named = frozenset({_place(address)})
        return PlaceToAsk(
            rates=COMMON_CRAWL_RATES, named=named, open=lambda asker: CommonCrawl(asker, options.crawls, address, address)
        )
    named = frozenset({_place(options.source)})
    return PlaceToAsk(rates=OTHER_RATES, named=named, open=lambda asker: Pywb(asker, options.source))


def _place(address: str) -> Place:
    try:
        return place_of(address)
    except BlockedError as error:
        raise UsageError(f"--source {error}") from error
