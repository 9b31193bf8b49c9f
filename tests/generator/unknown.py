"""Pages in random skins with none of the known names round the posts: truth -> HTML."""

import re
from random import Random

from . import parts
from .frame import framed
from .noise import columned, noise, wrapped
from .shapes import CELL_SHAPES, LINE_SHAPES
from .skin import Skin, post_parts, random_skin
from .truth import ThreadTruth

UNCLOSED_CELL = re.compile("</(?:td|tr|li|dt|dd)>")
# A paragraph ends by itself only before such a tag.
UNCLOSED_PARAGRAPH = re.compile(r"</p>(?=\s*<(?:p|div|/div|/td|/dd|/li)\b)")
TAG_NAME = re.compile("</?[a-z][a-z0-9]*")
PLAIN_ATTRIBUTE = re.compile(r'(?<=\s)(\w+)="([A-Za-z0-9]+)"')


def render_unknown(truth: ThreadTruth, rng: Random) -> str:
    """One page. Every post has subject, date line, body and rating line, in this order."""
    cells = rng.random() < 0.5
    shape = rng.choice(CELL_SHAPES if cells else LINE_SHAPES)
    skin = random_skin(rng, truth, cells=cells)
    posts = shape(skin, [post_parts(skin, truth, post) for post in truth.posts])
    paging = parts.paging_html(skin.pen, truth)
    pager = f"<div>{paging}</div>" if paging else ""
    thread = f"{_header(skin, truth)}\n{wrapped(rng, posts)}\n{pager}"
    composer = rng.choice(("", "", "<div>Anonymous&nbsp; (Get credit for your thread)</div>"))
    inner = wrapped(rng, f"{thread}\n{composer}")
    body = f"{noise(skin.pen, 4)}\n{columned(skin.pen, inner)}\n{noise(skin.pen, 3)}"
    return _worn(rng, framed(skin.pen, truth, "", body))


def _header(skin: Skin, truth: ThreadTruth) -> str:
    """Location, title and count, each on a line of its own."""
    pen = skin.pen
    lines = [
        parts.location_html(pen, truth),
        parts.discussion_html(pen, truth),
        parts.showing_html(pen, truth),
    ]
    shown = list(filter(None, lines))
    match pen.rng.randrange(3):
        case 0:
            return "\n".join(f"<div>{line}</div>" for line in shown)
        case 1:
            return f"<div>{pen.line_break.join(shown)}</div>"
        case _:
            cells = "\n".join(f"<tr><td>{line}</td></tr>" for line in shown)
            return f"<table>{cells}</table>"


def _worn(rng: Random, html: str) -> str:
    """The same page in the spelling of older hands: upper case, no end tags, no quotes."""
    if rng.random() < 0.3:
        html = UNCLOSED_PARAGRAPH.sub("", html)
        html = UNCLOSED_CELL.sub("", html)
    if rng.random() < 0.3:
        html = TAG_NAME.sub(lambda tag: tag[0].upper(), html)
    if rng.random() < 0.3:
        html = PLAIN_ATTRIBUTE.sub(r"\1=\2", html)
    return html
