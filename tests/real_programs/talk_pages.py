"""A wiki with imported threads -> its talk pages and their posts, as its own tables and its own parser give them."""

from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml import html as lxml_html

from real_programs.mediawiki import MediaWiki

_ADDRESSES: Final = ("http://", "https://", "ftp://", "mailto:", "//")


@dataclass(slots=True)
class ShownPost:
    """A post as a browser shows it; `depth` counts the boxes of indentation round it, `link` is the page its author leads to."""

    depth: int
    text: str = ""
    origin: str = ""
    signature: str = ""
    link: str = ""

    def add(self, part: str, text: str | None) -> None:
        if text:
            setattr(self, part, getattr(self, part) + text)


@dataclass(slots=True)
class TalkPage:
    """`name` is the title without its namespace; `history` has author, time and summary of each revision, oldest first."""

    name: str
    wikitext: str
    html: str = ""
    posts: dict[int, ShownPost] = field(default_factory=dict)
    history: list[tuple[str, str, str]] = field(default_factory=list)
    categories: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")


def read_talk_pages(wiki: MediaWiki, *, namespace: int = 1) -> dict[int, TalkPage]:
    """All pages of the namespace by the wiki's page id."""
    pages = {
        int(str(id_)): TalkPage(str(name), str(text))
        for id_, name, text in wiki.query(
            "SELECT page_id, page_title, old_text FROM page JOIN slots ON slot_revision_id = page_latest"
            " JOIN content ON content_id = slot_content_id JOIN text ON old_id = substr(content_address, 4)"
            " WHERE page_namespace = ? ORDER BY page_id",
            [namespace],
        )
    }
    for id_, author, at, comment in wiki.query(
        "SELECT rev_page, actor_name, rev_timestamp, comment_text FROM revision JOIN actor ON actor_id = rev_actor"
        " JOIN revision_comment_temp ON revcomment_rev = rev_id JOIN comment ON comment_id = revcomment_comment_id"
        " ORDER BY rev_page, rev_timestamp, rev_id"
    ):
        if page := pages.get(int(str(id_))):
            page.history.append((str(author), str(at), str(comment)))
    for id_, category in wiki.query("SELECT cl_from, cl_to FROM categorylinks"):
        if page := pages.get(int(str(id_))):
            page.categories.add(str(category).replace("_", " "))
    for page, shown in zip(pages.values(), wiki.parse([page.wikitext for page in pages.values()]), strict=True):
        page.html = shown
        page.posts = shown_posts(shown)
    return pages


def shown_posts(html: str) -> dict[int, ShownPost]:
    """The posts of a rendered page, by the id in their anchors."""
    posts: dict[int, ShownPost] = {}
    at: ShownPost | None = None
    part = "text"
    for event, element in etree.iterwalk(lxml_html.fromstring(f"<div>{html}</div>"), events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            if element.tag == "span" and element.get("id", "").startswith("post-"):
                at = posts[int(element.get("id", "")[5:])] = ShownPost(sum(1 for _ in element.iterancestors("dd")))
                part = "text"
            elif element.tag == "small" and element.get("class") == "wetpaint-origin":
                part = "origin"
            elif element.tag == "span" and element.get("class") == "wetpaint-lost":
                at = None
            elif element.tag == "a" and part == "signature" and at and not at.link:
                at.link = element.get("title", "")
            if at:
                at.add(part, element.text)
        elif at:
            if element.get("class") == "wetpaint-origin":
                part = "signature"
            at.add(part, element.tail)
    return posts


def shown_text(body_html: str) -> str:
    """What a body says, a picture as the link that stands for it: its description, or `image`."""
    body = lxml_html.fromstring(f"<div>{body_html}</div>")
    for image in list(body.iter("img")):
        is_shown = image.get("src", "").startswith(_ADDRESSES)
        image.text = image.get("alt") or ("image" if is_shown else "")
        link = next(image.iterancestors("a"), None)
        if link is not None and link.get("href") and "".join(map(str, link.itertext())).strip() == image.text.strip():
            image.text += " (link)"
    return "".join(map(str, body.itertext()))
