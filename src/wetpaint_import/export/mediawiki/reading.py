"""MediaWiki's XML -> its pages one after the other, and a talk page's text -> its posts: what `--check` compares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from wetpaint_import.export.mediawiki.dump import XML_NAMESPACE, base36_sha1
from wetpaint_import.export.mediawiki.signature import Signature, read_signature

_ANCHOR = re.compile(r'^(:*)<span id="post-([0-9]+)"></span>(.*)$', re.MULTILINE)
_LAST_LINE = re.compile(r'^:*<small class="wetpaint-origin">(.*)</small> (\[\[User:.*)$', re.MULTILINE)
_LOST = re.compile(r'^:?<span class="wetpaint-lost">.*$', re.MULTILINE)
_CATEGORY = re.compile(r"^\[\[Category:([^|\[\]]+)\]\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRevision:
    """`is_sound`: length and digest in the file are those of the text."""

    timestamp: str
    contributor: str
    comment: str
    text: str
    is_sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    id: int
    title: str
    namespace: int
    revisions: tuple[ReadRevision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPost:
    """`body` is wikitext; `signature` None = the block does not end with one."""

    id: int
    depth: int
    subject: str
    body: str
    origin: str
    signature: Signature | None


def read_pages(path: Path) -> Iterator[ReadPage]:
    """Raises `etree.XMLSyntaxError` where the file is no XML to its end."""
    with path.open("rb") as file:
        for _, page in etree.iterparse(
            file, tag=f"{{{XML_NAMESPACE}}}page", resolve_entities=False, no_network=True, huge_tree=True
        ):
            yield ReadPage(
                id=_number(_text(page, "id")),
                title=_text(page, "title"),
                namespace=_number(_text(page, "ns")),
                revisions=tuple(_revision(element) for element in page.iterchildren(f"{{{XML_NAMESPACE}}}revision")),
            )
            page.clear()
            while (before := page.getprevious()) is not None:
                before.getparent().remove(before)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1


def _revision(element: etree._Element) -> ReadRevision:
    text = element.find(f"{{{XML_NAMESPACE}}}text")
    content = (text.text or "") if text is not None else ""
    data = content.encode()
    sha1 = base36_sha1(data)
    is_sound = text is not None and text.get("bytes") == str(len(data)) and text.get("sha1") == sha1 == _text(element, "sha1")
    return ReadRevision(
        timestamp=_text(element, "timestamp"),
        contributor=_text(element, "contributor/username"),
        comment=_text(element, "comment"),
        text=content,
        is_sound=is_sound,
    )


def _text(element: etree._Element, path: str) -> str:
    found = element.find("/".join(f"{{{XML_NAMESPACE}}}{name}" for name in path.split("/")))
    return (found.text or "") if found is not None else ""


def read_posts(wikitext: str) -> list[ReadPost]:
    """The posts of a page in their order; no literal text can look like the anchor of one."""
    anchors = list(_ANCHOR.finditer(wikitext))
    ends = [anchor.start() for anchor in anchors[1:]] + [len(wikitext)]
    return [_post(anchor, wikitext[anchor.end() : end]) for anchor, end in zip(anchors, ends)]


def _post(anchor: re.Match[str], rest: str) -> ReadPost:
    last = _LAST_LINE.search(rest)
    return ReadPost(
        id=int(anchor[2]),
        depth=len(anchor[1]),
        subject=anchor[3].removeprefix("'''").removesuffix("'''"),
        body=(rest[: last.start()] if last else rest).strip("\n"),
        origin=last[1] if last else "",
        signature=read_signature(last[2]) if last else None,
    )


def lost_lines(wikitext: str) -> int:
    return len(_LOST.findall(wikitext))


def categories(wikitext: str) -> list[str]:
    return _CATEGORY.findall(wikitext)
