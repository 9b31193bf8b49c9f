"""A wiki that is still there: pages that name each other, a robots.txt, and members' pages that need a cookie."""

from dataclasses import dataclass, field

from fetch_servers.loopback import Answer, Asked
from fetch_servers.wiki import thread_page

SESSION = "session=only-for-members"


@dataclass
class LiveSite:
    """`pages` by target; `secret` ones only with the session's cookie. `robots` None: there is no robots.txt."""

    pages: dict[str, bytes] = field(default_factory=dict)
    secret: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    robots: bytes | None = None

    def __call__(self, asked: Asked) -> Answer:
        if asked.target == "/robots.txt":
            return Answer(status=404, body=b"none") if self.robots is None else Answer(body=self.robots)
        if asked.target in self.moved:
            return Answer(status=301, headers=(("Location", self.moved[asked.target]),))
        if asked.target in self.secret:
            if SESSION not in asked.headers.get("Cookie", ""):
                return Answer(status=403, body=b"members only")
            return self._page(self.secret[asked.target])
        if asked.target in self.pages:
            return self._page(self.pages[asked.target])
        return Answer(status=404, body=b"no such page")

    def _page(self, body: bytes) -> Answer:
        return Answer(headers=(("Content-Type", "text/html"), ("Set-Cookie", "session=a-new-secret; path=/")), body=body)


def small_site() -> LiveSite:
    """A thread list of two pages, three threads, one of them with a second page; links to elsewhere and to nowhere."""
    listed = [
        "/thread/1/one",
        "/thread/2/two?t=anon",
        "/thread?offset=20&maxResults=20",
        "/page/Home",
        "http://elsewhere.invalid/thread/9/x",
    ]
    listed_next = ["/thread/3/three", "/thread/1/another+slug", "/thread/4/gone"]
    return LiveSite(
        pages={
            "/thread": thread_page(1, 2020, links=listed),
            "/thread?offset=20&maxResults=20": thread_page(2, 2020, links=listed_next),
            "/thread/1/one": thread_page(3, 2020, links=["?offset=20&maxResults=20"]),
            "/thread/1/one?offset=20&maxResults=20": thread_page(4, 2020, links=["/thread/1/one"]),
            "/thread/2/two?t=anon": thread_page(5, 2020),
            "/thread/3/three": thread_page(6, 2020),
            "/page/Home": thread_page(7, 2020),
        }
    )
