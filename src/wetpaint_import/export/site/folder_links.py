"""Ids -> files of the static site and relative addresses to them: names by id, so no two collide and none is illegal anywhere."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from wetpaint_import.web.captures import CAPTURES_PER_PAGE
from wetpaint_import.web.links import Frame
from wetpaint_import.web.thread_pages import page_of


def numbered(stem: str, page: int) -> str:
    """`t/12.html`, `t/12-2.html`."""
    return f"{stem}.html" if page == 1 else f"{stem}-{page}.html"


@dataclass(frozen=True, slots=True)
class FolderLinks:
    """Links from a page that lies `up` (`""` for the root, `"../"` one folder down) from the root."""

    frame: Frame
    up: str = ""

    def below(self) -> "FolderLinks":
        """The same for pages that lie in a folder of the root."""
        return replace(self, up="../")

    def home(self) -> str:
        return f"{self.up}index.html"

    def asset(self, name: str) -> str:
        return f"{self.up}assets/{name}"

    def search(self, query: str = "") -> str:
        return f"{self.up}search.html" + (f"?q={quote(query)}" if query else "")

    def year(self, year: str, page: int = 1) -> str:
        return self.up + numbered(f"y/{quote(year)}", page)

    def authors(self, page: int = 1) -> str:
        return self.up + numbered("authors", page)

    def tags(self) -> str:
        return f"{self.up}tags.html"

    def sources(self) -> str:
        return f"{self.up}sources.html"

    def about(self) -> str:
        return f"{self.up}about.html"

    def feed(self, wiki_id: int | None = None) -> str | None:
        return f"{self.up}feed.xml" if wiki_id is None else f"{self.up}w/{wiki_id}.xml"

    def wiki(self, wiki_id: int, page: int = 1) -> str:
        return self.up + numbered(f"w/{wiki_id}", page)

    def place(self, place_id: int, page: int = 1) -> str:
        return self.up + numbered(f"l/{place_id}", page)

    def thread(self, thread_id: int, page: int = 1) -> str:
        return self.up + numbered(f"t/{thread_id}", page)

    def post(self, thread_id: int, post_id: int, position: int) -> str:
        return f"{self.thread(thread_id, page_of(position))}#p{post_id}"

    def author(self, person_id: int, page: int = 1) -> str:
        return self.up + numbered(f"a/{person_id}", page)

    def tag(self, tag_id: int, page: int = 1) -> str:
        return self.up + numbered(f"k/{tag_id}", page)

    def captures(self, page: int = 1) -> str:
        return f"{self.up}c/{page}.html"

    def capture(self, capture_id: int) -> str:
        return f"{self.captures((capture_id - 1) // CAPTURES_PER_PAGE + 1)}#c{capture_id}"

    def raw(self, capture_id: int) -> str | None:  # noqa: ARG002  (raw pages hold scripts and all names; they stay in the database)
        return None

    def explain(self, thread_id: int, post_id: int, position: int) -> str:
        return f"{self.explained(thread_id, page_of(position))}#p{post_id}"

    def explained(self, thread_id: int, page: int = 1) -> str:
        return self.up + numbered(f"x/{thread_id}", page)
