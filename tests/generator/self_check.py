"""The generator's check of itself: every page must show its truth.

Run as `python -m tests.generator.self_check`; says nothing about any parser.
"""

import re
import sys
from random import Random
from typing import Final
from urllib.parse import urljoin

from .make_thread import make_thread
from .parts import FLAG_LABELS, showing_text
from .pen import ARCHIVE
from .reduce import expected_for, shown_in
from .skins import render
from .truth import KINDS, ImageTruth, Kind, LinkTruth, PostTruth, ThreadTruth, lines_text
from .visible import seen

PAGES: Final = 500  # of each kind
CONTROLS: Final = r"(?:\s|Reply|Edit|Delete)*"


def check_page(seed: int, kind: Kind) -> None:
    """Raises ValueError if the page does not show its truth, or the seed does not fix it."""
    full, page = _made(seed, kind)
    if _made(seed, kind) != (full, page):
        message = "not deterministic"
        raise ValueError(message)
    truth = shown_in(full, kind)
    if kind in ("named", "unknown"):
        text, addresses, labels = seen(page)
        _check_addresses(truth, addresses)
        _check_flags(truth, text, labels)
    else:
        text = page.replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ")
    text = _spaced(text)
    _check_header(truth, text)
    at = 0
    for post in truth.posts:
        at = _check_post(post, text, at)
    expected_for(full, kind)


def main() -> None:
    """All kinds; the last line says how many pages were good."""
    for kind in KINDS:
        for seed in range(PAGES):
            try:
                check_page(seed, kind)
            except ValueError as error:
                error.add_note(f"{kind} page of seed {seed}")
                raise
    sys.stdout.write(f"{PAGES} pages of each of {len(KINDS)} kinds show their truth\n")


def _made(seed: int, kind: Kind) -> tuple[ThreadTruth, str]:
    rng = Random(seed)
    truth = make_thread(rng)
    return truth, render(truth, kind, rng)


def _spaced(text: str) -> str:
    return re.sub(r" +\n", "\n", re.sub(" +", " ", text))


def _find(text: str, wanted: str, start: int = 0) -> int:
    """Where the lines stand as whole lines from `start` on, or ValueError."""
    found = f"\n{text}\n".find(f"\n{wanted}\n", start)
    if found < 0:
        message = f"not shown: {wanted!r}"
        raise ValueError(message)
    return found


def _check_header(truth: ThreadTruth, text: str) -> None:
    for label, value in (("Location:", truth.location), ("Discussion:", truth.title)):
        if value is not None and f"{label} {value}" not in text:
            _find(text, f"{label}\n{value}")
    if truth.claimed_post_count is not None:
        _find(text, showing_text(truth))
    if truth.tags is not None and not re.search(rf"^Keyword tags:\s{re.escape(truth.tags_text or '')}", text, re.MULTILINE):
        message = f"no tags line with {truth.tags_text!r}"
        raise ValueError(message)


def _check_post(post: PostTruth, text: str, start: int) -> int:
    """Head, dates, quote, body, rating in order, and nothing else between them."""
    at = _find(text, post.head, start)
    at = _find(text, post.date_line, at) + len(post.date_line)
    if post.author and post.author.printed not in text:
        message = f"no author {post.author.printed}"
        raise ValueError(message)
    quote = f'"{lines_text(post.quote)}"' if post.quote else ""
    wanted = (quote, post.body_text, _spaced(post.rating_line))
    pattern = CONTROLS + r"\s*".join(map(re.escape, wanted))
    if re.compile(pattern).match(text, at) is None:
        message = f"post {post.position} shows {text[at : at + 500]!r}\nnot {wanted!r}"
        raise ValueError(message)
    return at


def _check_addresses(truth: ThreadTruth, addresses: list[str]) -> None:
    shown = {_plain(truth, address) for address in addresses}
    for post in truth.posts:
        wanted = [
            piece.url
            for piece in post.pieces()
            if isinstance(piece, ImageTruth) or (isinstance(piece, LinkTruth) and piece.form != "bare")
        ]
        if post.author:
            wanted += filter(None, (post.author.profile_url, post.author.avatar_url))
        if missing := set(wanted) - shown:
            message = f"addresses not in the page: {missing}"
            raise ValueError(message)


def _plain(truth: ThreadTruth, address: str) -> str:
    if address.startswith(ARCHIVE):
        return address.removeprefix(ARCHIVE).partition("/")[2]
    return urljoin(truth.given_url or "", address)


def _check_flags(truth: ThreadTruth, text: str, labels: list[str]) -> None:
    line = text[text.index("Discussion:") :].partition("\n")[0]
    ending = line.removeprefix("Discussion:").lstrip().removeprefix(truth.title)
    flags = (truth.is_reported, truth.is_featured)
    for is_set, label in zip(flags, FLAG_LABELS, strict=True):
        if (label in ending or label in labels) != bool(is_set):
            message = f"flag {label!r} should be {is_set}: {line!r}"
            raise ValueError(message)


if __name__ == "__main__":
    main()
