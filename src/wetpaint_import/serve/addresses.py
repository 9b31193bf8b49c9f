"""Ids -> addresses of this server: the `Links` of its pages."""

import hashlib
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from wetpaint_import.web.links import Frame
from wetpaint_import.web.thread_pages import page_of

ASSETS = "/-/look/"


class ServedLinks:
    """`is_open`: raw pages and tables may be looked at, since nobody's name is withheld."""

    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open

    @property
    def frame(self) -> Frame:
        return Frame(further=(("Tables", "/archive"),) if self.is_open else ())

    def home(self) -> str:
        return "/"

    def asset(self, name: str) -> str:
        return f"{ASSETS}{name}?{_digest(name)}"

    def search(self, query: str = "") -> str:
        return f"/search?q={quote(query)}" if query else "/search"

    def year(self, year: str, page: int = 1) -> str:
        return _paged(f"/year/{year}", page)

    def authors(self, page: int = 1) -> str:
        return _paged("/authors", page)

    def tags(self) -> str:
        return "/tags"

    def sources(self) -> str:
        return "/sources"

    def captures(self, page: int = 1) -> str:
        return _paged("/captures", page)

    def about(self) -> str:
        return "/about"

    def feed(self, wiki_id: int | None = None) -> str | None:  # noqa: ARG002  (no feeds: the archive does not grow by itself)
        return None

    def wiki(self, wiki_id: int, page: int = 1) -> str:
        return _paged(f"/wiki/{wiki_id}", page)

    def place(self, place_id: int, page: int = 1) -> str:
        return _paged(f"/place/{place_id}", page)

    def thread(self, thread_id: int, page: int = 1) -> str:
        return _paged(f"/thread/{thread_id}", page)

    def post(self, thread_id: int, post_id: int, position: int) -> str:
        return f"{self.thread(thread_id, page_of(position))}#p{post_id}"

    def author(self, person_id: int, page: int = 1) -> str:
        return _paged(f"/author/{person_id}", page)

    def tag(self, tag_id: int, page: int = 1) -> str:
        return _paged(f"/tag/{tag_id}", page)

    def capture(self, capture_id: int) -> str:
        return f"/capture/{capture_id}"

    def raw(self, capture_id: int) -> str | None:
        return f"/raw/{capture_id}" if self.is_open else None

    def explain(self, thread_id: int, post_id: int, position: int) -> str:  # noqa: ARG002  (a post's id is enough here)
        return f"/explain/{post_id}"

    def explained(self, thread_id: int, page: int = 1) -> str:
        return _paged(f"/explain/thread/{thread_id}", page)


def _paged(path: str, page: int) -> str:
    return path if page == 1 else f"{path}?page={page}"


def read_asset(name: str) -> bytes | None:
    """A file of the common design, or of that of the tables; None if there is none of that name."""
    for package in ("wetpaint_import.web", "wetpaint_import.serve"):
        file = files(package).joinpath("static", name)
        if file.is_file():
            return file.read_bytes()
    return None


@cache
def _digest(name: str) -> str:
    """Part of an asset's address, so that browsers may keep it until it changes."""
    return hashlib.sha256(read_asset(name) or b"").hexdigest()[:12]
