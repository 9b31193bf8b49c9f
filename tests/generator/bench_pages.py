"""Pages for benchmarks: number and seed -> about 50 KB with the known names and full chrome.

Fast rather than varied: the nesting is always the same, the text never.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Final

from . import words
from .bench_text import names, paragraphs
from .frame import framed
from .make_thread import make_thread
from .named_chrome import page_head, with_chrome
from .pen import HIDERS, Pen
from .times import MONTHS
from .truth import WikiTruth

POSTS: Final = 20  # a page's worth (evidence §9)
FIRST_ID: Final = 1_000_000
WORDS: Final = (130, 300)  # least and most a post
SUMMER: Final = 100  # days from May on, so that EDT holds
MARKS: Final = ("@@TITLE@@", "@@CONTENT@@")


def bench_page(i: int, seed: int) -> bytes:
    """Page `i` of the seed's endless row; every thread of its own, 20 posts each."""
    rng = Random(f"{seed} {i}")
    wiki = words.WIKIS[i % len(words.WIKIS)]
    title = _title(rng)
    before, between, after = _shell(wiki)
    rows = "".join(_rows(rng, wiki, title, i))
    location = rng.choice(words.NAV)
    content = (
        f'<div>Location: <a href="/page/{location.replace(" ", "+")}">{location}</a></div>\n'
        f'<h1>Discussion:&nbsp;{title}<span style="display:none">Reported</span>'
        '<span style="display:none">This is a featured thread</span></h1>\n'
        f"<p>Showing&nbsp;{POSTS}&nbsp;posts</p>\n"
        f'<table id="threadList" cellspacing="0">\n{rows}</table>'
    )
    return f"{before}{title}{between}{content}{after}".encode()


def bench_url(i: int, seed: int) -> str:
    """The address of the page."""
    wiki = words.WIKIS[i % len(words.WIKIS)]
    slug = words.slug(_title(Random(f"{seed} {i}")))
    return f"http://{wiki.host}/thread/{FIRST_ID + i}/{slug}"


def _title(rng: Random) -> str:
    """Letters and spaces only; the first thing drawn from a page's rng."""
    return " ".join(words.made_word(rng, 3) for _ in range(rng.randint(2, 6))).capitalize()


@dataclass(slots=True)
class _Stamp:
    """A moment in Eastern summer time that moves on from post to post."""

    moment: datetime

    def text(self) -> str:
        at = self.moment
        half = "AM" if at.hour < 12 else "PM"
        time = f"{at.hour % 12 or 12}:{at.minute:02} {half} EDT"
        return f"{MONTHS[at.month - 1]} {at.day} {at.year}, {time}"

    def move(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)


def _rows(rng: Random, wiki: WikiTruth, title: str, i: int) -> list[str]:
    people = rng.sample(names(), rng.randint(2, 9))
    start = datetime(rng.randint(2007, 2012), 5, 1, tzinfo=UTC)
    stamp = _Stamp(start + timedelta(minutes=rng.randrange(SUMMER * 24 * 60)))
    rows = []
    quotable = ""
    for number in range(POSTS):
        body = paragraphs(rng, rng.randint(*WORDS))
        post_id = (FIRST_ID + i) * 100 + number
        head = f"{number}. RE: {title}" if number else title
        author = f'<td class="who">{_author(wiki, post_id, rng.choice(people))}</td>'
        post = f"<div><b>{head}</b></div>\n{_dates(rng, stamp, post_id)}\n"
        quote = f'<blockquote>"{quotable}"</blockquote>' if number and rng.random() < 0.2 else ""
        text = f'<div class="threadText">{quote}{_body(rng, body)}</div>\n'
        tags = "" if number else '<div class="below">Keyword tags: None</div>'
        rows.append(f"<tr>{author}\n<td>\n{post}{text}{_rater(rng)}\n{tags}</td></tr>\n")
        quotable = body[0]
        stamp.move(rng.randint(1, 600))
    return rows


def _author(wiki: WikiTruth, post_id: int, name: str) -> str:
    profile = f"http://{wiki.host}/account/{name}"
    picture = f"http://image.wetpaint.com/image/1/{name:x<22.22}4096/GW48H48"
    return (
        f'<a name="post{post_id}"></a>\n'
        f'<a class="WPC-action" href="{profile}"><img class="imageSm" src="{picture}"'
        f' alt="{name}"></a>\n<a class="WPC-action" href="{profile}">{name}</a>'
    )


def _dates(rng: Random, stamp: _Stamp, post_id: int) -> str:
    posted = edited = stamp.text()
    if rng.random() < 0.2:
        edited = _Stamp(stamp.moment + timedelta(minutes=rng.randint(1, 90))).text()
    controls = (
        '<a href="#">Reply</a>'
        f' <a id="WPC-action_editThreadPost{post_id}" href="#">Edit</a>'
        f' <a id="WPC-action_deleteThread{post_id}" href="#">Delete</a>'
    )
    dates = f"<div>{posted} | Post edited: {edited}</div>"
    return f'<div>{dates}<div class="threadModify">{controls}</div></div>'


def _body(rng: Random, body: list[str]) -> str:
    extra = ""
    chance = rng.random()
    if chance < 0.15:
        address = words.web_address(rng).replace("&", "&amp;")
        extra = f'<br>See <a class="external" rel="nofollow" href="{address}">this page</a>.'
    elif chance < 0.2:
        address, _ = words.image_address(rng, sized=True)
        extra = f'<br><img src="{address}" alt="">'
    return "<br><br>".join(body) + extra


def _rater(rng: Random) -> str:
    phrase = "Do you find this valuable?"
    if rng.random() < 0.25:
        voters = rng.randint(1, 9)
        phrase = f"{rng.randint(0, voters)}&nbsp; out of {voters} found this valuable. Do you?"
    return f'<div class="threadRater">{phrase}&nbsp; &nbsp; </div>'


@cache
def _shell(wiki: WikiTruth) -> tuple[str, str, str]:
    """What stands before the title, between title and thread, and after it."""
    rng = Random(wiki.host)
    blank = make_thread(rng, posts=1, address="none", tags="missing")
    truth = replace(blank, wiki=wiki, title=MARKS[0])
    pen = Pen(
        rng=rng,
        host=wiki.host,
        line_break="<br>",
        entities="raw",
        relative=True,
        archive=None,
        hider=HIDERS[0],
        split=0.0,
        wrap=0.0,
    )
    chrome = with_chrome(pen, truth, MARKS[1], full=True)
    page = framed(pen, truth, page_head(rng, words.made_word(rng, 3)), chrome)
    before, _, rest = page.partition(MARKS[0])
    between, _, after = rest.partition(MARKS[1])
    return before, between, after
