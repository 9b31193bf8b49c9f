"""Made-up captures of a made-up wiki over several years, with all that makes archives hard."""

import base64
import gzip
import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

HOST = "harborlights.wetpaint.com"
_WORDS = "lighthouse keeper lamp tide harbor fog signal boat rope storm mail island ferry gull chart compass anchor".split()


@dataclass(frozen=True, kw_only=True)
class Archived:
    """One capture as an archive holds it: payload as it went over the wire then."""

    url: str
    timestamp: str
    payload: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=(("Content-Type", "text/html; charset=utf-8"), ("Server", "Apache")))

    @property
    def date(self) -> str:
        stamp = self.timestamp
        return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:14]}Z"

    @property
    def digest(self) -> str:
        return base64.b32encode(hashlib.sha1(self.payload, usedforsecurity=False).digest()).decode()

    @property
    def reason(self) -> str:
        return {200: "OK", 302: "Found", 404: "Not Found"}[self.status]


def thread_page(number: int, year: int, *, links: Iterable[str] = (), posts: int = 6) -> bytes:
    """A page of some kilobytes that looks like one of the farm's, the same for the same numbers."""
    chance = random.Random(number * 10_000 + year)
    rows = []
    for position in range(posts):
        text = " ".join(chance.choice(_WORDS) for _ in range(60))
        rows.append(
            f'<tr><td><div class="threadText">{text}</div>Jul {position + 1} {year}, 3:0{position} PM EDT'
            f" | Post edited: Jul {position + 1} {year}, 3:0{position} PM EDT</td></tr>"
        )
    named = "".join(f'<li><a href="{link}">more</a></li>' for link in links)
    return (
        f"<html><head><title>Thread {number} – café</title></head><body>"
        f'<table id="threadList">{"".join(rows)}</table><ul class="paging">{named}</ul><!-- synthetic --></body></html>'
    ).encode()


def thread_url(number: int, offset: int = 0, host: str = HOST) -> str:
    tail = f"?offset={offset}&maxResults=20" if offset else ""
    return f"http://{host}/thread/{number}/the+lamp+room+{number}{tail}"


def many_threads(count: int, *, first: int = 100, host: str = HOST) -> list[Archived]:
    """`count` captures, three of each thread over the years, every third of them equal to the one before."""
    found: list[Archived] = []
    for index in range(count):
        number, nth = first + index // 3, index % 3
        year = 2008 + nth
        shown = 2008 if nth == 1 else year
        stamp = f"{year}0{nth + 3}12{number % 24:02}1503"
        found.append(Archived(url=thread_url(number, host=host), timestamp=stamp, payload=thread_page(number, shown)))
    return found


PARKED = b"<html><body><h1>harborlights.wetpaint.com</h1>This domain is for sale. Sponsored listings</body></html>"


def wiki_captures() -> list[Archived]:
    """Threads with further pages, other forms of addresses, lists, content pages, repeats, redirects, errors, a parked end."""
    paged = thread_url(7)
    second = thread_url(7, 20)
    lost = thread_url(7, 40)
    thread_list = thread_page(1, 2009, links=[paged, thread_url(404)])
    zipped = gzip.compress(thread_page(9, 2010), mtime=0)
    return [
        Archived(url=paged, timestamp="20080312101503", payload=thread_page(7, 2008, links=[second, lost, "/page/Lamps"])),
        Archived(url=paged, timestamp="20090312101503", payload=thread_page(7, 2009, links=[second, lost])),
        Archived(url=paged, timestamp="20091111111111", payload=thread_page(7, 2009, links=[second, lost])),
        Archived(url=paged, timestamp="20150101000000", payload=PARKED),
        Archived(url=second, timestamp="20090312101510", payload=thread_page(71, 2009)),
        Archived(url=f"http://{HOST}/thread/7/the+lamp+room+7?t=anon", timestamp="20090401000000", payload=thread_page(7, 2010)),
        Archived(url=thread_url(71), timestamp="20100101000000", payload=thread_page(710, 2010)),
        Archived(
            url=thread_url(9),
            timestamp="20100708090000",
            payload=zipped,
            headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Made-By", "Caf\xe9")),
        ),
        Archived(url=f"http://{HOST}/thread", timestamp="20090101000000", payload=thread_list),
        Archived(url=f"http://{HOST}/forum/Boats+%26+Ropes", timestamp="20090102000000", payload=thread_page(2, 2009)),
        Archived(url=f"http://{HOST}/account/gull_44/thread/15/hello", timestamp="20090103000000", payload=thread_page(15, 2009)),
        Archived(url=f"http://{HOST}/photo/3/thread/16/nice", timestamp="20090103000001", payload=thread_page(16, 2009)),
        Archived(url=f"http://{HOST}/account/gull_44", timestamp="20090103000000", payload=b"<html>a profile</html>"),
        Archived(url=f"http://{HOST}/page/Lamps", timestamp="20090104000000", payload=thread_page(3, 2009, links=[paged])),
        Archived(
            url=thread_url(20),
            timestamp="20140101000000",
            payload=b"",
            status=302,
            headers=(("Location", "http://harborlights.example.org/thread/20/the+lamp+room+20"),),
        ),
        Archived(url=thread_url(21), timestamp="20140101000000", payload=b"<html>Page not found</html>", status=404),
    ]


def discussions(captures: Iterable[Archived]) -> list[Archived]:
    """Those that a fetch of the whole wiki shall bring: no profile, no content page, no error page."""
    return [one for one in captures if ("/thread" in one.url or "/forum" in one.url) and one.status != 404]
