"""The entries of an address map -> rules: which number or address, on which host, leads where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from wetpaint_import.export.address_map import NewAddress
from wetpaint_import.export.redirects.urls import LONGEST, OldAddress, host_of, new_url, read_old, thread_number
from wetpaint_import.export.target import LeftOut

# Stands for every host that is none of the old ones: whoever gives the old threads a host of their own needs no list of hosts.
ANY_HOST: Final = "*"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """An old address as it was linked and as it is asked for, and where it leads."""

    old: str
    asked: OldAddress
    new: str
    kind: str
    id: int


@dataclass(slots=True)
class Rules:
    """`by_number`: host and a thread's number -> new address. `exact`: host and path with query -> new address, for old addresses
    without a number. `hosts` are those that `ANY_HOST` does not mean: the old ones, and the new site's if its pages look like old
    threads."""

    hosts: list[str] = field(default_factory=list)
    by_number: dict[Key, str] = field(default_factory=dict)
    exact: dict[Key, str] = field(default_factory=dict)
    known: list[Known] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def find(self, host: str, uri: str) -> str | None:
        """Where a request is sent; None = nowhere."""
        if found := self.exact.get((host, uri)):
            return found
        number = thread_number(uri.partition("?")[0])
        return self.by_number.get((host if host in self.hosts else ANY_HOST, number)) if number else None


@dataclass(slots=True)
class _Claim:
    """Who wants an old address; `own`: it was seen so, and not only known as another form."""

    entry: NewAddress
    new: str
    own: bool
    contested: bool = False


def make_rules(entries: Iterable[NewAddress], base: str) -> Rules:
    rules = Rules()
    numbers: dict[Key, _Claim] = {}
    exact: dict[Key, _Claim] = {}
    for entry in entries:
        new = new_url(base, entry.new)
        if len(new) > LONGEST:
            rules.left_out.append(LeftOut(entry.kind, entry.id, "a new address that is longer than servers read"))
            continue
        asked = {old: read_old(old) for old in entry.old}
        first = next((old.host for old in asked.values() if old), None)
        for text, old in asked.items():
            if old is None:
                rules.left_out.append(LeftOut("address", entry.id, "no host in it, or longer than servers read"))
                continue
            rules.known.append(Known(text, old, new, entry.kind, entry.id))
            claim = _Claim(entry, new, own=old.host == first)
            if old.number:
                _claim(numbers, (old.host, old.number), claim)
            else:
                _claim(exact, (old.host, old.uri), claim)
    _settle(rules, rules.by_number, numbers)
    _settle(rules, rules.exact, exact)
    news = {known.new for known in rules.known}
    own_pages = any(thread_number(urlsplit(new).path) for new in news)
    rules.hosts = sorted({host for host, _ in (*numbers, *exact)} | ({host_of(base)} if own_pages else set()))
    _free_new_pages(rules)
    _add_any_host(rules, {number for (_, number), claim in numbers.items() if claim.contested})
    rules.known = [known for known in rules.known if known.new == _found(rules, known.asked)]
    return rules


def _claim(claims: dict[Key, _Claim], key: Key, claim: _Claim) -> None:
    before = claims.setdefault(key, claim)
    if before.entry.id == claim.entry.id and before.entry.kind == claim.entry.kind:
        before.own = before.own or claim.own
    elif claim.own and not before.own:
        claims[key] = claim
    elif claim.own == before.own:
        before.contested = True


def _settle(rules: Rules, into: dict[Key, str], claims: dict[Key, _Claim]) -> None:
    for key, claim in claims.items():
        if claim.contested:
            rules.left_out.append(LeftOut("address", claim.entry.id, "another thread has the same old address"))
        else:
            into[key] = claim.new


def _found(rules: Rules, old: OldAddress) -> str | None:
    return rules.by_number.get((old.host, old.number)) if old.number else rules.exact.get((old.host, old.uri))


def _free_new_pages(rules: Rules) -> None:
    """Takes out what would send a page of the new site elsewhere, or in a circle: where it stands on one of the old hosts."""
    ids = {known.new: known.id for known in rules.known}
    for new, id_ in ids.items():
        host, parts = host_of(new), urlsplit(new)
        uri = parts.path + (f"?{parts.query}" if parts.query else "")
        number = thread_number(parts.path)
        caught = rules.exact.pop((host, uri), None) or (rules.by_number.pop((host, number), None) if number else None)
        if caught:
            rules.left_out.append(LeftOut("address", id_, "the new site has a page of its own at that old address"))


def _add_any_host(rules: Rules, contested: set[str]) -> None:
    """Numbers that mean one thread only, whatever the host."""
    meant: dict[str, set[str]] = {}
    for (_, number), new in rules.by_number.items():
        meant.setdefault(number, set()).add(new)
    for number, news in meant.items():
        if len(news) == 1 and number not in contested:
            rules.by_number[ANY_HOST, number] = next(iter(news))
