"""How one HTML page is written: escapes, line breaks, addresses, split text."""

import re
from dataclasses import dataclass
from html import escape
from html.entities import codepoint2name
from random import Random
from typing import Final, Literal

from .truth import ThreadTruth

ARCHIVE: Final = "http://web.archive.org/web/"
NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")
# Everything a page can do so that an element does not show; the class needs HIDING_CSS.
HIDERS: Final = (
    'style="display:none"',
    'style="color: red; display: none;"',
    'style="visibility: hidden"',
    "hidden",
    'class="offLabel"',
)
HIDING_CSS: Final = "<style type='text/css'>.offLabel { display: none } b { color: #333 }</style>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Habits that a page keeps from top to bottom, and the page's rng."""

    rng: Random
    host: str
    line_break: str
    entities: Literal["raw", "named", "numeric"]
    relative: bool  # own addresses without host
    archive: str | None  # 14 digits: addresses are rewritten as the Wayback Machine does
    hider: str
    split: float  # odds that a printed line is split over inline elements
    wrap: float  # odds that a space in a body is a line break or no-break space

    def label(self, text: str) -> str:
        """Text of one line, every space kept."""
        escaped = escape(text, quote=False)
        if self.entities == "raw" or escaped.isascii():
            return escaped
        return NON_ASCII.sub(self._entity, escaped)

    def text(self, text: str) -> str:
        """Running text; some spaces become source line breaks or no-break spaces."""
        first, *rest = self.label(text).split(" ")
        return first + "".join(self._space(word) + word for word in rest)

    def scattered(self, text: str) -> str:
        """A printed line, sometimes over several inline elements, cut even within words."""
        if len(text) < 4 or self.rng.random() >= self.split:
            return self.label(text)
        cuts = sorted(self.rng.sample(range(1, len(text)), self.rng.randint(1, 2)))
        bounds = zip([0, *cuts], [*cuts, len(text)], strict=True)
        tag = self.rng.choice(("span", "font", "b", "i"))
        parts = [self.label(text[start:end]) for start, end in bounds]
        return parts[0] + "".join(f"<{tag}>{part}</{tag}>" for part in parts[1:])

    def address(self, url: str, kind: str = "") -> str:
        """The value of a href or src; `kind` is the archive's mark for images and embeds."""
        if url.startswith("http") and self.archive:
            return escape(f"{ARCHIVE}{self.archive}{kind}/{url}")
        own = f"http://{self.host}/"
        if self.relative and url.startswith(own):
            return escape(url.removeprefix(own[:-1]))
        return escape(url)

    def _entity(self, found: re.Match[str]) -> str:
        code = ord(found[0])
        name = codepoint2name.get(code)
        return f"&{name};" if name and self.entities == "named" else f"&#{code};"

    def _space(self, word: str) -> str:
        if not word or self.rng.random() >= self.wrap:
            return " "
        return self.rng.choice(("\n", "\n", "\n    ", "&nbsp;"))


def random_pen(rng: Random, truth: ThreadTruth) -> Pen:
    """A pen for one page.

    Addresses are rewritten only where the capture's time comes from outside, else a reader
    might rightly take it from them. They are relative only where the page's address is known.
    """
    outside = truth.address == "outside"
    archived = outside and truth.captured_at is not None and rng.random() < 0.25
    stamp = truth.captured_at.strftime("%Y%m%d%H%M%S") if truth.captured_at else None
    return Pen(
        rng=rng,
        host=truth.wiki.host,
        line_break=rng.choice(("<br>", "<br>", "<br/>", "<br />", "<br>\n", '<br clear="all">')),
        entities=rng.choice(("raw", "raw", "named", "numeric")),
        relative=outside and rng.random() < 0.6,
        archive=stamp if archived else None,
        hider=rng.choice(HIDERS),
        split=rng.choice((0.0, 0.0, 0.3, 1.0)),
        wrap=rng.choice((0.0, 0.02, 0.1)),
    )
