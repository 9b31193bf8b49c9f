"""Text renderings of both families (evidence §0): truth -> text."""

from dataclasses import dataclass
from random import Random
from typing import Final

from . import words
from .parts import showing_text
from .reduce import shown_in
from .truth import PostTruth, ThreadTruth

NBSP: Final = "\N{NO-BREAK SPACE}"
# Hidden or icon labels that family A glues to the title; no flags (evidence §3).
FLAG_TEXT: Final = "Reported This is a featured thread"
RATING_END: Final = (f" {NBSP} {NBSP} ", "", " ")
COMPOSER: Final = "Anonymous  (Get credit for your thread)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """What one text page does throughout."""

    rng: Random
    rating_glued: float  # odds that the rating ends the last line of the body
    gap: tuple[str, ...]  # between posts
    edit_tags: str
    author_bars: bool  # family B: lone `|` lines round author cells
    author_twice: bool
    apart: bool  # family B: labels above their values


def render_text_a(truth: ThreadTruth, rng: Random) -> str:
    """Family A: glued pieces, bullets, each name twice, labels beside their values."""
    truth = shown_in(truth, "text_a")
    habits = _habits(rng, twice=True, bars=False, apart=False)
    glued = FLAG_TEXT if rng.random() < 0.9 else ""
    sign_in = rng.choice((f"• {words.SIGN_IN[3][0]}", "", "", "• Sign in or"))
    menu = [f"• {text}" for text in words.NAV] if rng.random() < 0.2 else []
    lines = [*menu, sign_in, ""]
    if truth.location is not None:
        lines += [f"Location: {truth.location}", ""]
    lines += [f"Discussion:{NBSP}{truth.title}{glued}", "", *_showing(truth)]
    return _page(rng, [*lines, *_posts(habits, truth), *_after(habits, truth)])


def render_text_b(truth: ThreadTruth, rng: Random) -> str:
    """Family B: no label text after the title, lone `|` lines, values below their labels."""
    truth = shown_in(truth, "text_b")
    habits = _habits(rng, twice=rng.random() < 0.6, bars=True, apart=rng.random() < 0.5)
    lines = list(rng.choice(words.SIGN_IN))
    menu = ["| " + " | ".join(words.NAV) + " |"] if rng.random() < 0.2 else []
    lines += menu
    if truth.location is not None:
        lines += _labelled(habits, "Location:", truth.location)
    lines += [*_labelled(habits, "Discussion:", truth.title), *_showing(truth)]
    return _page(rng, [*lines, *_posts(habits, truth), *_after(habits, truth)])


def _habits(rng: Random, *, twice: bool, bars: bool, apart: bool) -> _Habits:
    return _Habits(
        rng=rng,
        rating_glued=rng.choice((0.0, 0.3, 1.0)),
        gap=rng.choice(((), ("",), ("",), ("", ""))),
        edit_tags=rng.choice(("", "", " (edit keyword tags)")),
        author_bars=bars,
        author_twice=twice,
        apart=apart,
    )


def _page(rng: Random, lines: list[str]) -> str:
    """Lines to text; some extractors end them as Windows does."""
    return rng.choice(("\n", "\n", "\n", "\r\n")).join([*lines, ""])


def _labelled(habits: _Habits, label: str, value: str) -> list[str]:
    return [label, value] if habits.apart else [f"{label}{NBSP}{value}"]


def _showing(truth: ThreadTruth) -> list[str]:
    if truth.claimed_post_count is None:
        return []
    return [showing_text(truth).replace(" ", NBSP), ""]


def _posts(habits: _Habits, truth: ThreadTruth) -> list[str]:
    lines: list[str] = []
    for post in truth.posts:
        lines += [*_author(habits, post), post.head, post.date_line, *_body(habits, post)]
        if post.position == 0:
            lines += _tags(habits, truth)
        lines += habits.gap
    return lines


def _author(habits: _Habits, post: PostTruth) -> list[str]:
    if post.author is None:
        return []
    twice = habits.author_twice and post.author.kind == "registered"
    names = [post.author.printed] * (2 if twice else 1)
    return ["|", *names, "|"] if habits.author_bars else names


def _body(habits: _Habits, post: PostTruth) -> list[str]:
    """The body and its rating, which stands alone or ends the last line ([SEED])."""
    rating = post.rating_line + habits.rng.choice(RATING_END)
    *lines, last = post.body_text.split("\n")
    if habits.rng.random() < habits.rating_glued:
        return [*lines, f"{last} {rating}"]
    return [*lines, last, rating]


def _tags(habits: _Habits, truth: ThreadTruth) -> list[str]:
    """The tags line. Family B always has the value below the label (evidence §0)."""
    tags = truth.tags_text
    if tags is None:
        return []
    if habits.author_bars:
        return ["Keyword tags:", tags + habits.edit_tags]
    return [f"Keyword tags: {tags}{habits.edit_tags}"]


def _after(habits: _Habits, truth: ThreadTruth) -> list[str]:
    """Furniture below the last post; between posts it might be read as authors."""
    rng = habits.rng
    lines: list[str] = []
    if truth.page is not None:
        lines.append("Previous 1 2 3 Next Last" if truth.page.offset else "1 2 3 Next Last")
    if rng.random() < 0.3:
        lines += [COMPOSER]
    if rng.random() < 0.3:
        titles = [f"• {title}" for title in words.pick(rng, words.RELATED, 4)]
        lines += ["", f"Related Content {words.RELATED_HINT}", *titles]
    return lines
