"""Rules -> Netlify's `_redirects`."""

from collections.abc import Iterator
from typing import Final

from wetpaint_import.export.redirects.rules import ANY_HOST, Rules

FILE_NAME = "netlify/_redirects"
# Kinds of places below which threads had addresses too; their names are decoration.
_HOLDERS: Final = ("account", "photo", "video")


def redirects(rules: Rules) -> Iterator[str]:
    """A number that means one thread only needs no host; other hosts must be aliases of the site at Netlify."""
    yield "# For the folder that Netlify publishes. Netlify hands the old query on, which does no harm."
    holders = _holders(rules)
    for (host, number), new in rules.by_number.items():
        if host == ANY_HOST or (ANY_HOST, number) not in rules.by_number:
            prefixes = ("",) if host == ANY_HOST else (f"http://{host}", f"https://{host}")
            for path in (f"/thread/{number}", *(f"/{holder}/:name/thread/{number}" for holder in holders.get(number, ()))):
                for prefix in prefixes:
                    yield f"{prefix}{path} {_target(new)} 301"
                    yield f"{prefix}{path}/* {_target(new)} 301"
    for (host, uri), new in rules.exact.items():
        path, _, query = uri.partition("?")
        # Netlify knows only queries of the form name=value.
        if "*" not in path and "/:" not in path and all(part.count("=") == 1 for part in query.split("&") if query):
            wanted = query.split("&") if query else []
            for scheme in ("http", "https"):
                yield " ".join([f"{scheme}://{host}{path}", *wanted, _target(new), "301"])


def _holders(rules: Rules) -> dict[str, list[str]]:
    """By number, the kinds of places below which its thread is known."""
    found: dict[str, list[str]] = {}
    for known in rules.known:
        holder, number = known.asked.uri[1:].partition("/")[0].lower(), known.asked.number
        if number and holder in _HOLDERS and holder not in found.setdefault(number, []):
            found[number].append(holder)
    return found


def _target(new: str) -> str:
    """In a target, a `:` begins a placeholder and a `*` stands for the rest of the path."""
    scheme, rest = new.split("://", 1)
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{path.replace(':', '%3A').replace('*', '%2A')}"
