"""Databases for tests of exports: made-up threads with addresses and capture times, loaded from a WARC as from an archive."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from archive import load
from fetch_servers.pywb_archive import write_warc
from fetch_servers.wiki import Archived
from pages import DATES, Written, named_page

HOST = "hostile.wetpaint.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A capture of a thread page."""

    number: int
    posts: tuple[Written, ...]
    title: str = "Boats"
    host: str = HOST
    timestamp: str = "20110815150311"
    claimed: int | None = None

    @property
    def archived(self) -> Archived:
        page = named_page(*self.posts, title=escape(self.title), claimed=self.claimed)
        url = f"http://{self.host}/thread/{self.number}/title"
        return Archived(url=url, timestamp=self.timestamp, payload=page.encode())


def by(name: str, body: str, dates: str = DATES) -> Written:
    """A post by a member of that name; `body` is HTML, `name` is text."""
    account = f'<a class="WPC-action" href="/account/{escape(name)}">{escape(name)}</a>'
    return Written(author=account, body=body, dates=dates)


def load_wiki(db: Path, captures: Iterable[Archived]) -> None:
    warc = db.with_suffix(".warc.gz")
    write_warc(warc, captures)
    load(db, warc)


# What breaks mail formats, Fossil's artifacts, and Markdown, as titles, names and bodies.
HOSTILE_NAMES = (
    'Älice "Al" O\'Neill',
    "a/b<c>&d",
    "back\\slash\\s and \\n",
    "=?utf-8?Q?=66orged?=",
    "x@y.example, Bcc: z@y.example",
    "日本語の名前",
    "nobody",
    "D 2001-01-01T00:00:00",
)
HOSTILE_TITLES = (
    "From here to \\eternity\\n H card",
    "=?utf-8?B?Zm9yZ2Vk?= and <script>alert(1)</script>",
    'Ünï “quoted” & "plain" ' + "very " * 30 + "long",
    "x" * 300,
)
HOSTILE_BODIES = (
    "From the start of a line<br>From another<br>&gt;From a third<br>.<br>-- <br>after the dashes",
    "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(2)&gt; [link](javascript:alert(3)) <b>bold</b>",
    "Z 0123456789abcdef0123456789abcdef<br>W 5<br>hello<br>U admin<br>P 0000",
    "=46rom =3D = =<br>" + "longword" * 200 + "<br>tail ",
    "# no heading<br>* no list<br>1. no list<br>[no-page] (^no footnote) [^1] ``code`` ~~no~~ a_b_c <br>| a | b |<br>|---|---|",
    "```pikchr<br>box<br>```<br>&amp;lt;b&amp;gt; &amp;amp;amp; \\* \\[ \\\\ `",
    "äöü 日本語 \U0001f600 \u2028 \x85 \u202eright\u202c",
    '<a href="http://example.org/a_b?c=1&amp;d=(2)">a [label] (x)</a> http://example.org/x_y_z_ &lt;http://e.example/&gt;',
    "<blockquote>quoted <i>words</i></blockquote>answer",
)


def load_hostile(db: Path) -> None:
    """Threads whose every title, name and body tries to be something else; `db` must not exist."""
    load_wiki(
        db,
        [
            Saved(
                number=100 + number,
                title=title,
                posts=tuple(
                    by(HOSTILE_NAMES[(number + nth) % len(HOSTILE_NAMES)], body) for nth, body in enumerate(HOSTILE_BODIES)
                ),
            ).archived
            for number, title in enumerate(HOSTILE_TITLES)
        ],
    )
