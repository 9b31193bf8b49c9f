"""Sections -> posts: every field of a post from its stretch of the page, each with the rule by which it was read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from wetpaint_import.dates import read_moment
from wetpaint_import.grammar.authors import Candidate
from wetpaint_import.grammar.claims import FURNITURE, Claims
from wetpaint_import.grammar.page_authors import read_authors
from wetpaint_import.grammar.sections import Section
from wetpaint_import.model import Author, Moment, PostView, Problem
from wetpaint_import.page.body import read_body
from wetpaint_import.page.flow import Flow
from wetpaint_import.page.names import Mark

# `WPC-action_editThreadPost` and `WPC-action_deleteThread` plus a suffix (docs/evidence.md §4).
_ACTION_ID = re.compile(r"^WPC-action_(?:edit|delete|reply)Thread(?:Post)?\D*(\d+)$")
# Per-post anchors are in no source; these are the forms that such a name could have.
_ANCHOR_ID = re.compile(
    r"^(?:[a-z_-]*(?:post|reply|msg|message|comment|anchor|row|text|thread|id)|a|p|t)?[-_]?(\d{3,})$", re.IGNORECASE
)
_HREF_ID = re.compile(r"(?:#(?:post|p|reply)?[-_]?|[?&](?:post|postId|threadPostId|post_id)=)(\d{2,})$", re.IGNORECASE)
# Clocks of the site and of the archive differ by a little.
_CLOCK_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the reading of posts depends on besides the page. `base` is the page's own address."""

    base: str | None
    captured_at: datetime | None
    default_zone: tzinfo | None
    thread_id: str | None
    offset: int | None


def read_posts(flow: Flow, sections: Sequence[Section], claims: Claims, context: Context) -> tuple[list[PostView], list[Problem]]:
    """The posts of a page in order, and what is doubtful about their times."""
    authors = read_authors(flow, sections, context.base)
    problems: list[Problem] = []
    posts: list[PostView] = []
    for section, candidate in zip(sections, authors, strict=True):
        for line in candidate.lines if candidate else ():
            claims.take_rest(line, "author")
        position = _position(section, posts, context)
        posts.append(_read_post(flow, section, candidate, position, context, problems))
    _check_order(posts, problems)
    return posts, problems


def _position(section: Section, earlier: list[PostView], context: Context) -> int:
    if section.head.number is not None:
        return section.head.number
    if not earlier:
        return (context.offset or 0) if section.head.is_reply else 0
    return earlier[-1].position + 1


def _read_post(
    flow: Flow,
    section: Section,
    candidate: Candidate | None,
    position: int,
    context: Context,
    problems: list[Problem],
) -> PostView:
    head = section.head
    rules = [("subject", "line above the dates"), ("body_text", "between dates and rating")]
    if any(segment.line.marks & Mark.BODY for segment in section.body):
        rules[1] = ("body_text", ".threadText")
    if head.number is not None:
        rules.append(("number", "printed before the subject"))
    author: Author | None = None
    if candidate is not None:
        author = candidate.author
        rules.append(("author", candidate.rule))
    posted = _moment(head.posted_text, "posted", context, problems)
    edited = _moment(head.edited_text, "edited", context, problems, quiet=head.edited_text == head.posted_text)
    rules += [(f"{name}_at", moment.basis) for name, moment in (("posted", posted), ("edited", edited)) if moment]
    body = read_body(flow, section.body, section.first_token, section.last_token, context.base)
    rating = section.rating.groupdict() if section.rating else {}
    if rating.get("found"):
        rules.append(("found_valuable", "rating line"))
    original_id, id_rule = _original_id(flow, section, context.thread_id)
    if original_id:
        rules.append(("original_id", id_rule))
    return PostView(
        position=position,
        number=head.number,
        subject=head.subject,
        author=author,
        posted=posted,
        edited=edited,
        body_text=body.text,
        body_html=body.html,
        quotes=body.quotes,
        links=body.links,
        images=body.images,
        found_valuable=int(rating["found"]) if rating.get("found") else None,
        rated_by=int(rating["of"]) if rating.get("of") else None,
        original_id=original_id,
        rules=tuple(rules),
    )


def _moment(text: str | None, which: str, context: Context, problems: list[Problem], *, quiet: bool = False) -> Moment | None:
    if text is None:
        return None
    moment, problem = read_moment(text, context.captured_at, context.default_zone)
    if problem is not None and not quiet:
        problems.append(Problem(code=problem.code, message=f"{which}: {problem.message}", excerpt=text))
    if (
        moment.at
        and context.captured_at
        and moment.at > context.captured_at
        and moment.at - context.captured_at > _CLOCK_SLACK
        and not quiet
    ):
        problems.append(Problem(code="impossible-time", message=f"{which} after the page was captured", excerpt=text))
    return moment


def _check_order(posts: list[PostView], problems: list[Problem]) -> None:
    for post in posts:
        if post.posted and post.edited and post.posted.at and post.edited.at and post.edited.at < post.posted.at:
            problems.append(Problem(code="impossible-time", message="edited before it was posted", excerpt=post.edited.text))
    if not posts or posts[0].position != 0 or posts[0].posted is None or posts[0].posted.at is None:
        return
    opened = posts[0].posted.at
    for post in posts[1:]:
        if post.posted and post.posted.at and post.posted.at < opened:
            problems.append(
                Problem(code="impossible-time", message="a reply is dated before the opening post", excerpt=post.posted.text)
            )


def _original_id(flow: Flow, section: Section, thread_id: str | None) -> tuple[str | None, str]:
    """The platform's id of the post: from the ids of its edit links, its anchors, or links to it; never from its body."""
    anchors: list[str] = []
    hrefs: list[str] = []
    for element in flow.numbered_between(section.start_token, section.stop_token):
        if section.first_token <= element.opened <= section.last_token and not element.marks & Mark.CONTROLS:
            continue
        for name in ("id", "name"):
            value = element.attribute(name)
            if value and (match := _ACTION_ID.match(value)):
                if match[1] != thread_id:
                    return match[1], "id of its edit link"
            elif value and (match := _ANCHOR_ID.match(value)):
                anchors.append(match[1])
        href = element.attribute("href") if element.tag == "a" else None
        if href and (match := _HREF_ID.search(href)):
            hrefs.append(match[1])
    for found, rule in ((anchors, "anchor"), (hrefs, "link to the post")):
        own = [value for value in found if value != thread_id]
        if own:
            return own[0], rule
    return None, ""


def claim_controls(flow: Flow, claims: Claims) -> None:
    """What is left of the elements that the page marks as controls, ratings, menus or paging is furniture."""
    marks = Mark.CONTROLS | Mark.RATING | Mark.PAGING | flow.furniture
    for line in flow.lines:
        if line.marks & marks:
            claims.take(line.index, FURNITURE)
