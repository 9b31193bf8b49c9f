"""Random threads over time -> sightings: what captures of one thread show while it grows, is edited, loses posts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from generator.make_thread import make_thread
from generator.skins import render
from generator.times import Clock
from generator.truth import KINDS, Kind, PostTruth, ThreadTruth
from made_lists import Row, account, list_page
from wetpaint_import.addresses import read_address
from wetpaint_import.model import Capture, Sighting
from wetpaint_import.parse import Options, parse

ZONE: Final = "America/New_York"
CLOCK: Final = Clock(zone=ZoneInfo(ZONE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One capture: what the thread was then, in which form it was saved, and what the parser sees."""

    truth: ThreadTruth
    kind: Kind
    sighting: Sighting


def whole_thread(rng: Random, posts: int) -> ThreadTruth:
    """A thread of one page whose address is known and whose dates are printed in full."""
    truth = make_thread(rng, posts=posts, address="outside", zone=ZONE, weekdays=0.0, tricky_title=0.0)
    return replace(truth, claimed_post_count=posts)


def shot(truth: ThreadTruth, kind: Kind, capture_id: int, at: datetime | None, rng: Random | None = None) -> Shot:
    """The thread as a capture of time `at` shows it; None = nobody knows when."""
    payload = render(replace(truth, captured_at=at), kind, rng or Random(capture_id)).encode()
    view = parse(Capture(payload=payload, source="file", place="page", url=truth.given_url, captured_at=at), Options())
    (thread,) = view.threads
    seen = Sighting(
        capture_id=capture_id,
        digest=sha256(payload).hexdigest(),
        captured_at=at,
        host=read_address(view.url).host if view.url else None,
        is_text=view.layout == "text",
        is_partial=False,
        view=thread,
    )
    return Shot(truth=truth, kind=kind, sighting=seen)


# Who lists name, as a cell of theirs: two accounts of which one took another name, a bare name, the anonymous, nobody.
STARTERS: Final = (
    account("first_hand", "Tern"),
    account("first_hand", "Tern of the North"),
    account("second_hand"),
    "second_hand",
    "Anonymous",
    "",
)
STARTER_NAMES: Final = ("Tern", "Tern of the North", "second_hand", "second_hand", None, None)


def list_url(truth: ThreadTruth) -> str:
    return f"http://{truth.wiki.host}/page/All+threads"


def listing(truth: ThreadTruth, starter: str) -> str:
    """A content page of its wiki that lists the thread."""
    return list_page([Row(truth.original_id or "", starter, truth.title, truth.total - 1)])


def list_shot(truth: ThreadTruth, starter: str, capture_id: int, at: datetime | None) -> Sighting:
    """What a list of threads shows of the thread; `starter` is a cell."""
    payload = listing(truth, starter).encode()
    view = parse(Capture(payload=payload, source="file", place="list", url=list_url(truth), captured_at=at), Options())
    (thread,) = view.threads
    host = read_address(view.url).host if view.url else None
    return Sighting(
        capture_id=capture_id,
        digest=sha256(payload).hexdigest(),
        captured_at=at,
        host=host,
        is_text=False,
        is_partial=True,
        view=thread,
    )


def grown_to(truth: ThreadTruth, count: int) -> ThreadTruth:
    """The thread when it had `count` posts."""
    return replace(truth, posts=truth.posts[:count], total=count, claimed_post_count=count)


def edited(truth: ThreadTruth, position: int, text: str) -> ThreadTruth:
    """The thread after a post was rewritten, an hour after it was last touched."""
    post = truth.posts[position]
    at = (post.edited_at or post.posted_at) + timedelta(hours=1)
    new = replace(post, body=((text,),), quote=None, edited_at=at, edited_at_text=CLOCK.text(at))
    return replace(truth, posts=(*truth.posts[:position], new, *truth.posts[position + 1 :]))


def without(truth: ThreadTruth, position: int) -> ThreadTruth:
    """The thread after a reply was taken away; those behind it are numbered anew."""
    kept = [post for post in truth.posts if post.position != position]
    posts = tuple(replace(post, position=i, number=i or None) for i, post in enumerate(kept))
    return replace(truth, posts=posts, total=len(posts), claimed_post_count=len(posts))


def nameless(truth: ThreadTruth) -> ThreadTruth:
    """The thread as a mirror shows it that drops all authors."""
    return replace(truth, posts=tuple(replace(post, author=None) for post in truth.posts))


def history(seed: int) -> list[Shot]:
    """A thread of a few posts that grows and is edited, captured two to six times in random forms."""
    rng = Random(seed)
    full = whole_thread(rng, rng.randint(1, 6))
    count = rng.randint(1, full.total)
    start = full.posts[-1].posted_at + timedelta(days=30)
    shots: list[Shot] = []
    for step in range(rng.randint(2, 6)):
        if rng.random() < 0.5:
            count = rng.randint(count, full.total)
        if rng.random() < 0.5:
            full = edited(full, rng.randrange(count), f"Written anew, for the {step}. time: see the table of tides.")
        truth = grown_to(full, count)
        shown = nameless(truth) if rng.random() < 0.2 else truth
        shots.append(shot(shown, rng.choice(KINDS), step + 1, start + timedelta(days=step), rng))
    return shots


def state_of(post: PostTruth) -> tuple[str, datetime | None]:
    """What tells two versions of a post apart."""
    return post.body_text, post.edited_at
