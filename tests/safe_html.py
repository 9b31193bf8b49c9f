"""A post's HTML -> what in it could harm a reader: our own judgement, from the HTML alone, of what the sanitiser lets through."""

import re
from typing import Final

from lxml import etree, html

ALLOWED: Final = {
    **dict.fromkeys(
        "b i u em strong br blockquote h2 h3 h4 ul li table tbody thead tr p div pre code hr s strike sub sup small big center"
        " dl dt dd".split(),
        frozenset[str](),
    ),
    "a": frozenset({"href", "rel"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "font": frozenset({"color", "size", "face"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "ol": frozenset({"start"}),
}
# They say something about any element, and do nothing.
HARMLESS: Final = {"title", "lang"}
SCHEMES: Final = {"http", "https", "mailto", "ftp"}
# A browser opens a tag wherever `<` is followed by a letter, `/`, `!` or `?`.
_TAG: Final = re.compile(r"<([/!?]?)([a-zA-Z][^\s>/]*)?")
# What browsers leave out of an address: controls and spaces at its beginning, tabs and line ends anywhere (WHATWG URL).
_IGNORED: Final = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
_SCHEME: Final = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")


def harms(body_html: str) -> list[str]:
    """All that should not be there, in words; [] for safe HTML."""
    found = [f"tag {match[0]!r}" for match in _TAG.finditer(body_html) if not _is_allowed(match)]
    if re.search(r"[\x00\ud800-\udfff]", body_html):
        return [*found, "a character that no page can hold"]
    # lxml knows no control characters; a browser shows nothing for them.
    tree = html.fragment_fromstring(re.sub(r"[\x01-\x08\x0b-\x1f\ufffe\uffff]", "", body_html), create_parent="div")
    for element in tree.iterdescendants():
        found += _harms_of(element)
    return found


def _is_allowed(match: re.Match[str]) -> bool:
    return match[2] is not None and match[1] in ("", "/") and match[2] in ALLOWED


def _harms_of(element: etree._Element) -> list[str]:
    tag = element.tag
    if not isinstance(tag, str) or tag not in ALLOWED:
        return [f"element {tag!r}"]
    found = []
    for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
        if name not in ALLOWED[tag] | HARMLESS:
            found.append(f"attribute {name!r} of {tag}")
        if name in ("href", "src") and (scheme := _SCHEME.match(_IGNORED.sub("", value))) and scheme[1].lower() not in SCHEMES:
            found.append(f"address {value!r} of {tag}")
    return found
