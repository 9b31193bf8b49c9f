"""Where things stand -> addresses: what a site must say of itself, so that the same templates fit `serve` and a folder of files."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands round every page. `csp` goes into a `meta` element, for sites whose server sends no such header.

    `scripts` are names of assets that are loaded after the common ones; `further` are entries of the menu, (words, address).
    """

    title: str = "Discussion archive"
    csp: str | None = None
    further: tuple[tuple[str, str], ...] = ()


class Links(Protocol):
    """Addresses as they stand in `href`, from the page that is being written. Ids are ours; pages count from 1."""

    @property
    def frame(self) -> Frame: ...

    def home(self) -> str: ...

    def asset(self, name: str) -> str:
        """Of a file in `web/static`."""
        ...

    def search(self, query: str = "") -> str:
        """The search page, where `query` is asked at once."""
        ...

    def year(self, year: str, page: int = 1) -> str:
        """The threads that began in `year` (four digits, or `undated`)."""
        ...

    def authors(self, page: int = 1) -> str: ...

    def tags(self) -> str: ...

    def sources(self) -> str: ...

    def about(self) -> str: ...

    def feed(self, wiki_id: int | None = None) -> str | None:
        """The Atom feed of a wiki or of all; None where there is none."""
        ...

    def wiki(self, wiki_id: int, page: int = 1) -> str:
        """`wiki_id` 0 stands for the threads whose wiki is not known."""
        ...

    def place(self, place_id: int, page: int = 1) -> str: ...

    def thread(self, thread_id: int, page: int = 1) -> str: ...

    def post(self, thread_id: int, post_id: int, position: int) -> str:
        """The post on its thread's page."""
        ...

    def author(self, person_id: int, page: int = 1) -> str: ...

    def tag(self, tag_id: int, page: int = 1) -> str: ...

    def captures(self, page: int = 1) -> str:
        """The list of all captures."""
        ...

    def capture(self, capture_id: int) -> str:
        """What is known of a capture."""
        ...

    def raw(self, capture_id: int) -> str | None:
        """The page as it was saved; None where raw pages are not given out."""
        ...

    def explain(self, thread_id: int, post_id: int, position: int) -> str:
        """Where each value of the post comes from."""
        ...

    def explained(self, thread_id: int, page: int = 1) -> str:
        """The same of all posts on a page of the thread."""
        ...
