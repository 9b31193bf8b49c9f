"""HTML -> what a reader sees of it, read by lxml: its lines, links and images. The judge of all serializers."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from lxml import etree, html

BLOCKS: Final = frozenset(
    "blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul".split()
)
_SPACES: Final = re.compile(r"\s+")


@dataclass
class Shown:
    """`lines`: text without space at its ends or two spaces together; every block and every `<br>` ends a line."""

    lines: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    verbatim: list[str] = field(default_factory=list)


def shown(markup: str) -> Shown:
    root = html.fragment_fromstring(f"<div>{markup}</div>")
    result = Shown()
    pieces: list[str] = []
    _visit(root, pieces, result)
    result.lines = [normal(line) for line in "".join(pieces).split("\n") if normal(line)]
    result.tags.discard("div")
    return result


def normal(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _visit(element: etree._Element, pieces: list[str], result: Shown) -> None:
    tag = str(element.tag)
    result.tags.add(tag)
    result.attributes |= {str(name) for name in element.attrib}
    block = tag in BLOCKS or tag == "br"
    if block:
        pieces.append("\n")
    if tag == "img":
        result.images.append((plain_address(element.get("src", "")), normal(element.get("alt", ""))))
    if tag == "pre":
        result.verbatim.append("".join(str(text) for text in element.itertext()))
    start = len(pieces)
    pieces.append(_text(element.text, tag))
    for child in element:
        _visit(child, pieces, result)
        pieces.append(_text(child.tail, tag))
    if tag == "a" and element.get("href"):
        _add_link(result, plain_address(element.get("href", "")), "".join(pieces[start:]))
    if block:
        pieces.append("\n")


def _text(text: str | None, tag: str) -> str:
    return text or "" if tag == "pre" else _SPACES.sub(" ", text or "")


def _add_link(result: Shown, address: str, label: str) -> None:
    if label := normal(label):
        result.links.append((address, label))


def plain_address(address: str) -> str:
    """An address in one of its many equal spellings."""
    return unquote(address).strip()


def by_address(links: list[tuple[str, str]]) -> dict[str, str]:
    """What shows as a link, by address; spaces apart. Addresses that are text in the HTML may be links after it: of other hosts."""
    found: dict[str, str] = {}
    for address, label in links:
        if "host.example" in address:
            found[address] = found.get(address, "") + label.replace(" ", "")
    return found
