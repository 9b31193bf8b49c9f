"""A made-up wiki as people would browse it: quotes, edits over captures, gaps, pictures, a long thread, and hostile posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from archive import load
from export_cases import Page, write_pages_warc

HOST = "tidepool.wetpaint.com"
# Runs where a script of a post runs; tests look for it.
MARK = "wasHacked"
SCRIPT = f"<script>window.{MARK} = 1</script>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A post; `author` None = anonymous, empty = the page names nobody. `body` is HTML."""

    author: str | None
    body: str
    rating: str = "Do you find this valuable?"
    edited_after: int = 0  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A thread as one capture shows it."""

    number: int
    title: str
    notes: Sequence[Note]
    begun: datetime
    place: str = "Rock Pools"
    tags: Sequence[str] = ()
    claimed: int | None = None
    captured: str = "2012-03-04T10:20:30Z"
    minutes: int = 47
    host: str = HOST

    @property
    def url(self) -> str:
        return f"http://{self.host}/thread/{self.number}/talk"

    def page(self) -> Page:
        rows = "".join(self._row(position, note) for position, note in enumerate(self.notes))
        count = self.claimed or len(self.notes)
        place = escape(self.place)
        html = (
            f"<html><head><title>{escape(self.title)} - Tide Pool Wiki</title></head><body>"
            f'<div>Location: <a href="/page/{place.replace(" ", "+")}">{place}</a></div>'
            f"<h1>Discussion:&nbsp;{escape(self.title)}</h1><p>Showing&nbsp;{count}&nbsp;posts</p>"
            f'<table id="threadList">{rows}</table></body></html>'
        )
        return Page(self.url, self.captured, html.encode())

    def _row(self, position: int, note: Note) -> str:
        at = self.begun + timedelta(minutes=self.minutes * position)
        posted, edited = _printed(at), _printed(at + timedelta(minutes=note.edited_after))
        head = f"{position}. RE: {escape(self.title)}" if position else escape(self.title)
        tags = ", ".join(f'<a href="/search/tag/{escape(tag)}">{escape(tag)}</a>' for tag in self.tags) or "None"
        below = "" if position else f'<div class="below">Keyword tags: {tags}</div>'
        return (
            f'<tr><td>{_account(note.author)}</td><td><a name="post{self.number}{position:04}"></a><b>{head}</b>'
            f'<div>{posted} | Post edited: {edited}</div><div class="threadText">{note.body}</div>'
            f'<div class="threadRater">{note.rating}</div>{below}</td></tr>'
        )


def _account(name: str | None) -> str:
    if name is None:
        return "<em>Posted Anonymously</em>"
    return f'<a class="WPC-action" href="/account/{escape(name)}">{escape(name)}</a>' if name else ""


def _printed(at: datetime) -> str:
    return f"{at:%b} {at.day} {at.year}, {at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'} EDT"


_GLASS = (
    "Three weeks of low water and I have still not found a blenny that sits still. I have tried the small bucket, the large one and"
    " lying on my front with my sleeve in the pool.<br><br>What do you use? I can spend a little, but nothing that minds salt."
)
_BOX = (
    "A box with a pane of glass in the bottom. Press it on the water and the glare is gone.<br><br><b>What you need</b><ul>"
    "<li>a wooden box, about a foot square</li><li>a pane of window glass</li><li>putty, and patience</li></ul>"
    'Here is mine: <img src="http://image.wetpaint.com/image/1/boxWithGlass0001/GW400H300" alt="my viewing box">'
)
_WARNING = (
    '<blockquote>"A box with a pane of glass in the bottom. Press it on the water and the glare is gone."</blockquote>'
    "It works, but sand the edge of the pane first. I have a scar to show for it."
)


_SPIDER = (
    "Sea spider. Look below the ledge with a torch.<br><pre>time   seen\n04:10  1\n04:40  3</pre>You need a box for that:"
    ' <a href="/thread/710001/talk">here is how</a>.'
)
_PRESSED = f'<a href="javascript:window.{MARK}=7">press</a> <a href="http://a.example/?q=%22%3E&amp;x=%3Cimg%3E">fine</a>'
_PICTURE = f'<img src="http://dead.example/x.gif" onerror="window.{MARK}=5" alt="&lt;img src=x onerror=window.{MARK}=6&gt;">'
_FRAMED = (
    '<iframe src="http://dead.example/frame"></iframe><style>body{display:none}</style>--><!--'
    f'<b title="<img src=x onerror=window.{MARK}=8>">bold</b>'
)
_WRITTEN = f"Plain words, then {SCRIPT} and &lt;script&gt;window.{MARK}=4&lt;/script&gt;."


def _lens(second: str, edited_after: int, captured: str, *, with_last: bool = True) -> Talk:
    notes = [
        Note(author="BlennyWatch", body=_GLASS, rating="4 out of 5 found this valuable. Do you?"),
        Note(author="old_harbour_kate", body=_BOX, rating="7 out of 7 found this valuable. Do you?"),
        Note(author="Tomasz Wrona", body=_WARNING),
        Note(author="BlennyWatch", body=second, edited_after=edited_after),
        Note(author=None, body="i just use a jam jar lol"),
    ]
    if with_last:
        notes.append(
            Note(
                author="old_harbour_kate",
                body='<blockquote>"i just use a jam jar lol"</blockquote>And so did I, for years. See also'
                ' <a href="http://glassbottoms.example/how?size=12&amp;unit=in">this page on glass-bottomed boxes</a>.',
            )
        )
    return Talk(
        number=710001, title="How do you look into a rock pool?", notes=notes, begun=datetime(2009, 5, 3, 9, 12),
        tags=("rock pools", "home-made", "glass"), captured=captured,
    )  # fmt: skip


def talks() -> list[Talk]:
    """The wiki, capture by capture."""
    first = "I built one on Sunday. Eleven blennies and a butterfish before noon. Putty takes two days to dry, not one."
    later = "I built one on Saturday. Eleven blennies, two gobies and a butterfish before noon. Putty takes three days to dry!"
    history = [
        _lens(first, 0, "2009-06-01T08:00:00Z", with_last=False),
        _lens(later, 95, "2010-02-11T19:30:00Z"),
        _lens(later + "<br><br>EDIT: the box is still tight after one winter.", 4000, "2012-03-04T10:20:30Z"),
    ]
    return [*history, *_others(), _long(), hostile()]


def _others() -> list[Talk]:
    return [
        Talk(
            number=710002, title="Rota for the spring count", place="Spring Count", tags=("count", "volunteers"), claimed=9,
            begun=datetime(2010, 3, 20, 18, 5), notes=[
                Note(author="old_harbour_kate", body="Same as last year: two to a transect. Tomasz Wrona has the key to the shed."),
                Note(author="Tomasz Wrona", body="I take the north ledge. I have the long ladder."),
                Note(author="BlennyWatch", body="South gully for me. Is the tide table on the page the right one? It says 4:40."),
            ],
        ),
        Talk(
            number=710003, title="What ate my anemone?", tags=("rock pools", "anemones"), begun=datetime(2011, 8, 1, 7, 30), notes=[
                Note(author="wader_in_chief", body="It was there on Tuesday, as wide as my hand. Today: a ring on the rock."),
                Note(author="old_harbour_kate", body=_SPIDER),
                Note(author="", body="Or it walked. They do, you know: a few inches a day."),
            ],
        ),
    ]  # fmt: skip


def _long() -> Talk:
    names = ("BlennyWatch", "old_harbour_kate", "Tomasz Wrona", "wader_in_chief", "Ines", "p.lobster", "MudlarkMeg")
    finds = ("a cowrie", "two top shells", "a hermit crab in a thimble", "half a plate, blue", "nothing but weed", "a pipefish")
    notes = [
        Note(
            author=names[i * 5 % 7],
            body=f"Low water, day {i + 1}: {finds[i * 7 % 6]} below the {'north' if i % 2 else 'south'} ledge.",
        )
        for i in range(230)
    ]
    return Talk(
        number=710004, title="One find a day", place="Finds", tags=("finds", "rock pools"), notes=notes,
        begun=datetime(2010, 5, 1, 12, 0), minutes=900,
    )  # fmt: skip


def hostile() -> Talk:
    """What tries to get out of its place: in a name, a title, a tag, a place and in bodies."""
    return Talk(
        number=710666, title=f'</script>{SCRIPT}"\'><img src=x onerror=window.{MARK}=2>{"m" * 120}', place=f"{SCRIPT}{'p' * 90}",
        tags=(f"{SCRIPT}", '" onmouseover="1', "t" * 90), begun=datetime(2011, 6, 14, 13, 0), notes=[
            Note(author=f'"><svg onload=window.{MARK}=3>{"w" * 90}', body=_WRITTEN),
            Note(author="Ines", body=_PICTURE),
            Note(author="Ines", body=_PRESSED),
            Note(author="Ines", body=f'<pre>{"long " * 60}</pre>{"x" * 300}'),
            Note(author="Ines", body=_FRAMED),
        ],
    )  # fmt: skip


def demo_database(folder: Path, *more: Talk) -> Path:
    """A new database of the wiki."""
    folder.mkdir(parents=True, exist_ok=True)
    warc = folder / "tidepool.warc.gz"
    write_pages_warc(warc, [talk.page() for talk in (*talks(), *more)])
    db = folder / "tidepool.db"
    load(db, warc)
    return db
