"""A page's bytes -> whether a withheld name stands in them, in any of the spellings that a browser would show."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote_plus

from wetpaint_import.people import People, without_marks

_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def names_in_page(payload: bytes, addresses: Iterable[str], encoding: str, people: People) -> bool:
    return bool(people.withheld) and any(people.leaks(text) for text in _readings(payload, addresses, encoding))


def _readings(payload: bytes, addresses: Iterable[str], encoding: str) -> Iterator[str]:
    for address in addresses:
        yield address
        yield unquote_plus(address)
    for text in _decoded(payload, encoding):
        yield text
        plain = unescape(text)
        yield plain
        yield unquote_plus(plain)
        # Names in parts (jane<b></b>doe), and in scripts.
        yield unescape(_TAG.sub(" ", without_marks(text)))
        yield _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), plain)


def _decoded(payload: bytes, encoding: str) -> Iterator[str]:
    for name in dict.fromkeys((encoding.lower(), "utf-8", "cp1252")):
        try:
            yield payload.decode(name, "replace")
        except LookupError:
            continue
