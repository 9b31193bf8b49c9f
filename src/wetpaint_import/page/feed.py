"""A saved RSS feed -> what it tells of its wiki: the name; a feed lists updated pages, never posts (docs/evidence.md §10)."""

import re
from dataclasses import dataclass

_FEED = re.compile(rb"<(?:rss|rdf:RDF|feed)[\s>]", re.IGNORECASE)
# The channel's title is `{Wiki} - Recently Updated Pages`.
_TITLE = re.compile(r"^(?P<wiki>.+?)\s+-\s+Recently Updated", re.IGNORECASE)
_WETPAINT = re.compile(r"wetpaint|wikifoundry", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """`wiki_name` is None where the feed's title has another form; `address` is the wiki's, as the feed links it."""

    is_wetpaint: bool
    wiki_name: str | None
    address: str | None


def read_feed(payload: bytes) -> Feed | None:
    """The feed in `payload`; None if it is none. Entities and outside references are not followed."""
    if not _FEED.search(payload[:2000]):
        return None
    # Imported here: few pages are feeds, and it takes room in every process.
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or not isinstance(root.tag, str) or etree.QName(root).localname.lower() not in ("rss", "rdf", "feed"):
        return None
    channel = {
        etree.QName(element).localname: (element.text or "").strip()
        for element in root.iterfind("./*/*")
        if isinstance(element.tag, str) and len(element) == 0
    }
    title = _TITLE.match(channel.get("title", ""))
    made_by = channel.get("generator", "") + channel.get("webMaster", "")
    return Feed(
        is_wetpaint=_WETPAINT.search(made_by) is not None,
        wiki_name=title["wiki"] if title else None,
        address=channel.get("link") or None,
    )
