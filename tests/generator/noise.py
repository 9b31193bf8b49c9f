"""What surrounds the thread in unknown skins: furniture of the evidence, ads, menus."""

from random import Random
from typing import Final

from . import words
from .named_chrome import related
from .pen import Pen

WRAPPERS: Final = (
    ("<div>", "</div>"),
    ("<div><div>", "</div></div>"),
    ("<center>", "</center>"),
    ("<table><tr><td>", "</td></tr></table>"),
    ('<table><tr><td width="20">&nbsp;</td><td>', "</td></tr></table>"),
    ("", ""),
)
PLACES: Final = (
    'id="siteHeader"',
    'id="gNav"',
    'id="leftColumn"',
    'id="footer"',
    'id="adsTop"',
    'class="ads"',
    'class="side box"',
    "",
)


def wrapped(rng: Random, html: str) -> str:
    """Up to three useless elements around it."""
    for _ in range(rng.randint(0, 3)):
        before, after = rng.choice(WRAPPERS)
        html = f"{before}\n{html}\n{after}"
    return html


def noise(pen: Pen, most: int) -> str:
    """Some furniture, before or after the thread.

    Never between posts or between the thread's header and its first post: there any line
    might be an author.
    """
    makers = (_menu, _sign_in, _ad, _search, _script, related)
    chosen = pen.rng.sample(makers, pen.rng.randint(0, min(most, len(makers))))
    return "\n".join(make(pen) for make in chosen)


def columned(pen: Pen, html: str) -> str:
    """The page beside a menu in a layout table, or as it is."""
    if pen.rng.random() < 0.6:
        return html
    return f"<table><tr><td>{_menu(pen)}</td>\n<td>{html}</td></tr></table>"


def _placed(rng: Random, html: str) -> str:
    return f"<div {rng.choice(PLACES)}>{html}</div>"


def _menu(pen: Pen) -> str:
    links = [f'<a href="/page/{text.replace(" ", "+")}">{text}</a>' for text in words.NAV]
    if pen.rng.random() < 0.5:
        return _placed(pen.rng, " | ".join(links))
    return _placed(pen.rng, "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>")


def _sign_in(pen: Pen) -> str:
    lines = pen.rng.choice(words.SIGN_IN)
    return _placed(pen.rng, pen.line_break.join(map(pen.label, lines)))


def _ad(pen: Pen) -> str:
    return _placed(pen.rng, f'<a href="http://ads.example.net/">{pen.rng.choice(words.ADS)}</a>')


def _search(pen: Pen) -> str:
    return _placed(pen.rng, '<form action="/search"><input name="q"> <input type="submit"></form>')


def _script(pen: Pen) -> str:
    return f"<script>var seen = {pen.rng.randint(1, 99)}; // Keyword tags: None\n</script>"
