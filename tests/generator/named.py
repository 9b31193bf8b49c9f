"""Pages with the known ids and classes in random plausible nesting: truth -> HTML."""

from dataclasses import dataclass
from random import Random

from . import parts, words
from .body_markup import body_html
from .frame import framed
from .named_chrome import forms, page_head, with_chrome
from .pen import Pen, random_pen
from .truth import AuthorTruth, PostTruth, ThreadTruth


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How this page nests what the names are put on."""

    pen: Pen
    signed_in: bool  # edit links, whose id ends in the post's id
    anchored: bool  # named anchor that holds the post's id
    author_first: bool
    anchors_wrapped: bool  # else the author's links are children of the cell itself
    rater_inside: bool
    dates_with_controls: bool
    content_nested: bool
    id_joint: str


def render_named(truth: ThreadTruth, rng: Random) -> str:
    """One page; everything on it is a field or known furniture."""
    pen = random_pen(rng, truth)
    plan = _random_plan(pen, truth)
    rows = [_row(plan, truth, post) for post in truth.posts]
    paging = parts.paging_html(pen, truth)
    pager = f'<div class="paging">{paging}</div>' if paging else ""
    header = _header(plan, truth)
    top_pager = pager if rng.random() < 0.7 else ""
    draft = rng.choice(words.TITLES)
    composer = rng.choice(("<form>Anonymous&nbsp; (Get credit for your thread)</form>", ""))
    below = forms(rng, draft) if plan.signed_in else composer
    content = f"{header}\n{top_pager}\n{_thread_list(rng, rows)}\n{pager}\n{below}"
    head = page_head(rng, words.made_word(rng, 3))
    return framed(pen, truth, head, with_chrome(pen, truth, content))


def _random_plan(pen: Pen, truth: ThreadTruth) -> _Plan:
    def coin(odds: float = 0.5) -> bool:
        return pen.rng.random() < odds

    has_ids = truth.posts[0].original_id is not None
    signed_in = has_ids and coin()
    return _Plan(
        pen=pen,
        signed_in=signed_in,
        anchored=has_ids and (not signed_in or coin()),
        author_first=coin(0.7),
        anchors_wrapped=coin(0.3),
        rater_inside=coin(0.3),
        dates_with_controls=coin(),
        content_nested=coin(0.3),
        id_joint=pen.rng.choice(("", "_")),
    )


def _header(plan: _Plan, truth: ThreadTruth) -> str:
    pen = plan.pen
    tools = "<div class='menu'>Moderator tools</div>" if truth.secrets else ""
    tag = pen.rng.choice(("h1", "h2", "div"))
    lines = [
        f"<div>{location}</div>" if (location := parts.location_html(pen, truth)) else "",
        f"<{tag}>{parts.discussion_html(pen, truth)}</{tag}>",
        f"<p>{showing}</p>" if (showing := parts.showing_html(pen, truth)) else "",
        pen.rng.choice(("", "<div><a href='#'>Watch</a></div>")),
    ]
    return tools + "\n".join(filter(None, lines))


def _thread_list(rng: Random, rows: list[str]) -> str:
    """`#threadList` is the table, or holds one, or holds one a post; rows are always `tr`."""
    between = ""
    if rng.random() < 0.1:
        between = '<tr><td colspan="2"><hr></td></tr>\n'
    if len(rows) > 1 and rng.random() < 0.15:
        ad = f'<div class="ads adscontent">{rng.choice(words.ADS)}</div>'
        rows = [rows[0], f'<tr><td colspan="2">{ad}</td></tr>\n', *rows[1:]]
    match rng.randrange(4):
        case 0:
            return f'<table id="threadList">\n{between.join(rows)}</table>'
        case 1:
            return f'<table><tbody id="threadList">\n{between.join(rows)}</tbody></table>'
        case 2:
            return f'<div id="threadList"><table>\n{between.join(rows)}</table></div>'
        case _:
            tables = "".join(f"<table>{row}</table>\n" for row in rows)
            return f'<div id="threadList">\n{tables}</div>'


def _row(plan: _Plan, truth: ThreadTruth, post: PostTruth) -> str:
    author = f'<td class="who">{_author(plan, post)}</td>'
    content = f"<td>\n{_content(plan, truth, post)}\n</td>"
    cells = (author, content) if plan.author_first else (content, author)
    return f"<tr>{cells[0]}\n{cells[1]}</tr>\n"


def _author(plan: _Plan, post: PostTruth) -> str:
    """Named anchor, avatar link, name link (evidence §4), or plain text for the nameless."""
    pen, author = plan.pen, post.author
    name = f' name="post{post.original_id}"' if plan.anchored else ' class="mark"'
    anchor = f"<a{name}></a>"
    if author is None:
        return anchor + "&nbsp;"
    if author.printed == "Posted Anonymously":
        return f"{anchor}\n{author.printed}"
    address = pen.address(author.profile_url) if author.profile_url else "javascript:void(0);"
    avatar = f'<a class="WPC-action" href="{address}">{_avatar(pen, author)}</a>'
    name_link = f'<a class="WPC-action" href="{address}">{author.printed}</a>'
    links = f"{anchor}\n{avatar}\n{name_link}"
    return f"<div>{links}</div>" if plan.anchors_wrapped else links


def _avatar(pen: Pen, author: AuthorTruth) -> str:
    if author.avatar_url is None:
        return ""
    return f'<img class="imageSm" src="{pen.address(author.avatar_url, "im_")}" alt="{author.name}">'


def _content(plan: _Plan, truth: ThreadTruth, post: PostTruth) -> str:
    """Subject, dates and controls, body, rater, tags (order of evidence §4)."""
    pen = plan.pen
    rater = f'<div class="threadRater">{parts.rating_html(pen, post)}</div>'
    body = body_html(pen, post)
    controls, dates = _controls(plan, post), parts.date_html(pen, post)
    between = f"<div>{dates}</div>{controls}"
    if plan.dates_with_controls:
        between = f"<div>{controls}<div>{dates}</div></div>"
    tags = parts.tags_html(pen, truth) if post.position == 0 else ""
    text = f'<div class="threadText">{body}{rater if plan.rater_inside else ""}</div>'
    lines = [
        f"<div><b>{pen.scattered(post.head)}</b></div>",
        between,
        text,
        "" if plan.rater_inside else rater,
        f'<div class="below">{tags}</div>' if tags else "",
    ]
    content = "\n".join(filter(None, lines))
    return f'<div class="cell"><div>{content}</div></div>' if plan.content_nested else content


def _controls(plan: _Plan, post: PostTruth) -> str:
    links = ['<a href="#">Reply</a>']
    if plan.signed_in:
        end = f"{plan.id_joint}{post.original_id}"
        links.append(f'<a id="WPC-action_editThreadPost{end}" href="#">Edit</a>')
        links.append(f'<a id="WPC-action_deleteThread{end}" href="#">Delete</a>')
    return f'<div class="threadModify">{" ".join(links)}</div>'
