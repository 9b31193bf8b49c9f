"""Furniture of pages with the known ids (evidence §2): wiki -> what stands round the thread."""

from random import Random
from typing import Final
from urllib.parse import quote_plus

from . import words
from .pen import Pen
from .truth import ThreadTruth

TOOLTIP: Final = (
    "Related Content lists up to 15 pages and threads of this site that share words with this"
    " one. It is put together by a program, so it may err."
)


def page_head(rng: Random, wiki_key: str) -> str:
    """Style sheets and scripts that betray the engine."""
    skin = rng.choice(("skin1", "blue_harbor", "default"))
    asset = f"/scripts/wpcss/wiki/{wiki_key}/skin/{skin}"
    user = rng.choice(("true", "false"))
    return (
        f'<link rel="stylesheet" type="text/css" href="{asset}/main.css">\n'
        f'<script type="text/javascript">var IS_WETPAINT_USER = {user};\n'
        f"function wetpaintLoad() {{ return 'Do you find this valuable?'; }}</script>\n"
    )


def with_chrome(pen: Pen, truth: ThreadTruth, content: str, *, full: bool = False) -> str:
    """The thread inside the site's frame; `full` leaves no part out."""
    rng = pen.rng

    def coin(odds: float) -> bool:
        return rng.random() < odds or full

    inner = f'<div id="WPC-bodyContentContainer">\n{content}\n</div>'
    if coin(0.8):
        inner = f'<div id="pageContentInner">\n{inner}\n</div>'
    links = related(pen) if coin(0.6) else ""
    beside, below = rng.choice((("", links), (links, "")))
    side = beside + (_ads(rng, "ads adsleft") if coin(0.5) else "")
    left = f'<div id="leftColumn"><ul>{_items(pen, words.NAV)}</ul>{side}</div>'
    middle = f'<div id="allContentInner">\n{inner}\n{below}</div>'
    columns = rng.choice((f"{left}\n{middle}", f"{middle}\n{left}"))
    if coin(0.4):
        columns = f"<table><tr><td>{left}</td>\n<td>{middle}</td></tr></table>"
    top = f'<div id="adsTop">{_ads(rng, "ads")}</div>' if coin(0.5) else ""
    bottom = f'<div id="promotedFooter">{rng.choice(words.ADS)}</div>\n' if coin(0.5) else ""
    outer = f'<div id="outer">\n{columns}\n</div>'
    return f"{_header(pen, truth)}\n{top}{outer}\n{bottom}{_footer(pen)}"


def related(pen: Pen) -> str:
    """Links to other threads, which are no posts of this one."""
    rng = pen.rng
    links = []
    for title in words.pick(rng, words.RELATED, 5):
        address = f"http://{pen.host}/thread/{rng.randint(6_000_000, 7_000_000)}/{words.slug(title)}"
        links.append(f'<li><a href="{pen.address(address)}">{title}</a></li>')
    hint = f"{words.RELATED_HINT} <span>{TOOLTIP}</span>"
    return f'<div id="relatedContent"><h3>Related Content {hint}</h3><ul>{"".join(links)}</ul></div>'


def forms(rng: Random, draft: str) -> str:
    """What a signed-in reader can write in; `draft` is half an answer, not a post."""
    editor = (
        '<div id="postEditor" style="display:none"><form action="#">'
        f'<textarea id="edit_postQuote"></textarea><textarea id="edit_postText">{draft}</textarea>'
        '<input type="button" id="edit_postSubmit" value="Save">'
        '<input type="button" id="edit_postCancel" value="Cancel"></form></div>'
    )
    writer = (
        '<form name="threadFormElement" action="#"><textarea id="threadFormBody"></textarea>'
        '<input type="checkbox" id="notifyMeCbx">Tell me when somebody answers'
        '<input type="button" id="threadFormSubmitButton" value="Post">'
        '<a id="closeThreadButton" href="#">Close</a></form>'
    )
    return rng.choice((writer, editor + writer))


def _header(pen: Pen, truth: ThreadTruth) -> str:
    rng = pen.rng
    sign_in = " ".join(pen.label(text) for text in rng.choice(words.SIGN_IN))
    nav = "".join(f"<li><span>{link}</span></li>" for link in _links(pen, words.NAV))
    return (
        f'<div id="siteHeader"><a href="/">{pen.label(truth.wiki.name)}</a></div>\n'
        f'<div id="gNav"><div id="userBrand">{pen.label(truth.wiki.name)}</div>'
        f'<ul id="gnMain">{nav}</ul><div id="gnAccount">{sign_in}</div>'
        f'<form id="gnSearch"><input name="q"></form>'
        f'<div id="gnPromoLinks"><a href="/promo">{rng.choice(words.ADS)}</a></div></div>'
    )


def _footer(pen: Pen) -> str:
    rng = pen.rng
    links = " | ".join(_links(pen, ("About", "Terms of Use", "Privacy", "Help")))
    return (
        f'<div id="footer">{links}<br>{rng.choice(words.SIGN_IN)[0]}</div>\n'
        "<script type='text/javascript'>wetpaintLoad();</script>"
    )


def _links(pen: Pen, texts: tuple[str, ...]) -> list[str]:
    base = f"http://{pen.host}/page/"
    return [f'<a href="{pen.address(base + quote_plus(text))}">{text}</a>' for text in texts]


def _items(pen: Pen, texts: tuple[str, ...]) -> str:
    return "".join(f"<li>{link}</li>" for link in _links(pen, texts))


def _ads(rng: Random, css_class: str) -> str:
    return f'<div class="{css_class}">{rng.choice(words.ADS)}</div>'
