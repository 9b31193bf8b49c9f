"""Small pages for tests that look at one thing: a thread of a few posts around a given body."""

from dataclasses import dataclass
from datetime import datetime

from wetpaint_import.model import Capture, PageView, PostView, ThreadView
from wetpaint_import.parse import Options, parse

DATE = "Jul 18 2010, 12:27 PM EDT"
DATES = f"{DATE} | Post edited: {DATE}"
RATING = "Do you find this valuable?"
URL = "http://x.wetpaint.com/thread/12/boats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a small page says of one post; `author` stands above the subject."""

    body: str
    dates: str = DATES
    author: str = ""
    rating: str = RATING


def named_page(*posts: Written, title: str = "Boats", claimed: int | None = None) -> str:
    """The thread as HTML with the known names."""
    rows = [
        f"<tr><td>{post.author}</td><td><b>{head}</b><div>{post.dates}</div>"
        f'<div class="threadText">{post.body}</div><div class="threadRater">{post.rating}</div></td></tr>'
        for head, post in zip(_heads(title, len(posts)), posts, strict=True)
    ]
    table = f'<table id="threadList">{"".join(rows)}</table>'
    return f"<html><body><h1>Discussion: {title}</h1><p>{_showing(posts, claimed)}</p>{table}</body></html>"


def text_page(*posts: Written, title: str = "Boats", claimed: int | None = None) -> str:
    """The thread as a text rendering."""
    blocks = [
        "\n".join(filter(None, (post.author, head, post.dates, post.body, post.rating)))
        for head, post in zip(_heads(title, len(posts)), posts, strict=True)
    ]
    return "\n".join([f"Discussion: {title}", _showing(posts, claimed), *blocks, ""])


def _heads(title: str, count: int) -> list[str]:
    return [title, *(f"{number}. RE: {title}" for number in range(1, count))]


def _showing(posts: tuple[Written, ...], claimed: int | None) -> str:
    count = len(posts) if claimed is None else claimed
    return f"Showing {count} post{'' if count == 1 else 's'}"


def read(page: str | bytes, *, url: str | None = URL, captured_at: datetime | None = None, charset: str | None = None) -> PageView:
    """What the parser sees on a page."""
    payload = page if isinstance(page, bytes) else page.encode()
    capture = Capture(payload=payload, source="file", place="page", url=url, captured_at=captured_at, charset=charset)
    return parse(capture, Options(explain=True))


def thread_of(page: str | bytes, *, url: str | None = URL, captured_at: datetime | None = None) -> ThreadView:
    """The one thread of a page that is read."""
    view = read(page, url=url, captured_at=captured_at)
    (thread,) = view.threads
    return thread


def only_post(body: str) -> PostView:
    """The one post of a page with known names whose body is `body` (HTML)."""
    (post,) = thread_of(named_page(Written(body=body))).posts
    return post
