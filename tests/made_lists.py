"""Tables of threads, as content pages show them, for tests of what lists alone tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from fetch_servers.wiki import Archived
from made_wikis import HOST

_COLUMNS = "<tr><th>Started By</th><th>Thread Subject</th><th>Replies</th><th>Last Post</th></tr>"


def account(name: str, shown: str | None = None) -> str:
    """A cell that links to the account `name`."""
    return f'<a href="/account/{escape(name)}">{escape(shown or name)}</a>'


@dataclass(frozen=True, slots=True)
class Row:
    """`starter` is HTML; the thread's address is `/thread/NUMBER/title` of the page's wiki."""

    number: int | str
    starter: str
    title: str = "Boats"
    replies: int = 1

    @property
    def markup(self) -> str:
        link = f"<a href='/thread/{self.number}/title'>{escape(self.title)}</a>"
        last = "Aug 2 2010, 1:00 PM EDT by bob"
        return f"<tr><td>{self.starter}</td><td>{link}</td><td>{self.replies}</td><td>{last}</td></tr>"


def list_page(rows: Sequence[Row]) -> str:
    table = "".join(row.markup for row in rows)
    return f"<html><body><p>Our boats.</p><table>{_COLUMNS}{table}</table></body></html>"


def listed(*rows: Row, timestamp: str = "20110815150311", host: str = HOST) -> Archived:
    """A capture of a content page that lists these threads."""
    return Archived(url=f"http://{host}/page/Boats", timestamp=timestamp, payload=list_page(rows).encode())
