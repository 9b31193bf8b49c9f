"""A thread page that was read -> the sign of a post that was not: never half a page, never two threads as one."""

import re
from bisect import bisect

from wetpaint_import.grammar import printed
from wetpaint_import.grammar.authors import could_be_name, is_glued, is_named_twice
from wetpaint_import.grammar.claims import Claims
from wetpaint_import.model import PostView, Problem, ThreadView
from wetpaint_import.page.flow import Flow, Line
from wetpaint_import.page.names import Mark

# From the `Discussion:` of a page to the dates of its first post: a count, flags, an author, a subject of two lines.
_LONGEST_HEADER = 12
_LONGEST_DATE = 40
_REPLY_BEHIND_AUTHOR = re.compile(r"(?:^|\s)(?P<number>\d{1,6})\.\s*RE:\s*(?P<subject>\S.*)$", re.IGNORECASE)
# People set two spaces behind a sentence.
_BESIDE_TEXT = re.compile(r"(?:[^\s.!?:]\s{2}|\S\s{3,})(\S.*)$")


def unread_post(flow: Flow, claims: Claims, view: ThreadView, *, is_cut: bool) -> Problem | None:
    """Marked bodies or date lines that nothing took, and bodies that hold what is none of theirs."""
    bodies = [
        element
        for element in flow.elements
        if element.marks & Mark.BODY
        and not (element.parent >= 0 and flow.elements[element.parent].marks & Mark.BODY)
        and not element.marks & (Mark.HIDDEN | flow.furniture)
    ]
    found = len(view.posts) + is_cut
    if len(bodies) > found:
        return _problem(f"{len(bodies)} bodies of posts are marked on this page, but only {found} posts were found")
    numbers = {post.number for post in view.posts}
    for line in flow.lines:
        if ":" not in line.text:
            continue  # most lines; both signs below hold `Post edited:`
        if line.index and _is_unread_head(line.text, flow.lines[line.index - 1].text, numbers, view.title):
            return _problem("a post stands here whose dates cannot be read", line)
        if claims.is_free(line.index) and not flow.is_furniture(line) and printed.EDITED_LABEL.search(line.text):
            return _problem("a post's date line stands where no post was found", line)
    if flow.is_text and any(map(_goes_on_with_dates, view.posts)):
        return _problem("the date line of a post is broken off, and its end stands in the text of the post")
    if flow.is_text and not any(post.author for post in view.posts) and (beside := _displaced_name(flow, claims, view)):
        return beside
    return None if bodies else _swallowed(flow, claims, view, found)


def _problem(message: str, line: Line | None = None) -> Problem:
    return Problem(code="unknown-layout", message=message, excerpt=line.text if line else None)


def _is_unread_head(text: str, above: str, numbers: set[int | None], title: str | None) -> bool:
    """Whether a line of no known date stands below the subject of a reply that was not found."""
    if not printed.EDITED_LABEL.search(text) or printed.DATE_LINE.search(text):
        return False
    match = printed.NUMBERED.match(printed.without_pipes(above))
    if match is None or int(match["number"]) in numbers or not printed.REPLY.match(match["subject"]):
        return False
    return title is None or printed.without_reply_mark(match["subject"]) == title


def _goes_on_with_dates(post: PostView) -> bool:
    if post.edited is None or post.edited.at is not None:
        return False
    whole = f"{post.edited.text} {post.body_text[:_LONGEST_DATE]}"
    return any(
        (date := re.match(printed.DATE_PATTERN, text, re.IGNORECASE)) and date.end() > len(post.edited.text)
        for text in (whole, whole.replace(": ", ":"))
    )


def _displaced_name(flow: Flow, claims: Claims, view: ThreadView) -> Problem | None:
    """Programs that write a table as text set the author's cell beside the body, or between it and its dates."""
    if sum(map(_begins_with_name, view.posts)) > max(1, len(view.posts) // 3):
        return _problem("names of authors stand where the texts of their posts should begin")
    ends = [(line, match[1].strip()) for line in flow.lines if _is_body(claims, line) and (match := _BESIDE_TEXT.search(line.text))]
    dated = [line.index for line in flow.lines if any(place == "dates" for _, _, place in claims.taken.get(line.index, ()))]
    posts = {bisect(dated, line.index) for line, _ in ends}
    is_certain = sum(is_named_twice(end) or is_glued(end) for _, end in ends) > 1
    if is_certain or (len(posts) >= max(2, len(view.posts) // 2) and all(could_be_name(end) for _, end in ends)):
        return _problem("names of authors stand beside the texts of their posts", ends[0][0])
    return None


def _begins_with_name(post: PostView) -> bool:
    lines = post.body_text.split("\n", 3)[:3]
    return is_named_twice(" ".join(" ".join(lines[:2]).split())) or is_named_twice(lines[0])


def _swallowed(flow: Flow, claims: Claims, view: ThreadView, found: int) -> Problem | None:
    """Whole posts within a body, where they are no quotes of it: the page lacks as many, or is followed by another page."""
    dated = [line for line in flow.lines if "dited:" in line.text and printed.DATE_LINE.search(line.text)]
    inside = [line for line in dated if _is_body(claims, line)]
    if not inside or not view.posts:
        return None
    numbers = {post.number for post in view.posts}
    if found < _due(view) and any(_is_missed_reply(flow, line, view.title, numbers) for line in inside):
        return _problem("a post stands within the text of another, and the page shows fewer posts than it says", inside[0])
    if dated[-1] not in inside and printed.without_reply_mark(view.posts[-1].subject or "") == view.title:
        return None  # the thread goes on behind them: somebody quoted another page
    heads = [line.index for line in dated if not _is_body(claims, line)]
    for line in inside:
        above = flow.lines[max(heads[0] if heads else 0, line.index - _LONGEST_HEADER) : line.index]
        if any(printed.DISCUSSION.match(other.text) for other in above) and any(
            printed.SHOWING.match(other.text) for other in above
        ):
            return _problem("another page begins within the text of a post; save each page as a file of its own", line)
    last = max(heads, default=-1)
    foreign = [line for line in inside if line.index > last and not _has_subject_of(flow, line, view.title)]
    between = flow.lines[foreign[0].index : foreign[-1].index] if foreign else []
    if any(printed.rating_of(line.text) for line in between):
        return _problem("several posts of another thread stand within the text of one", foreign[0])
    return None


def _has_subject_of(flow: Flow, dates: Line, title: str | None) -> bool:
    """Whether a post of the thread itself is quoted."""
    above = [line.text.strip() for line in flow.lines[max(0, dates.index - 3) : dates.index]]
    return any(text == title or ((match := _REPLY_BEHIND_AUTHOR.search(text)) and match["subject"] == title) for text in above)


def _is_body(claims: Claims, line: Line) -> bool:
    return any(place == "body" for _, _, place in claims.taken.get(line.index, ()))


def _is_missed_reply(flow: Flow, dates: Line, title: str | None, numbers: set[int | None]) -> bool:
    """Whether a subject of this thread with a number that no post has stands right above the dates."""
    for line in flow.lines[max(0, dates.index - 3) : dates.index]:
        match = _REPLY_BEHIND_AUTHOR.search(line.text)
        if match and match["subject"].strip() == title:
            return int(match["number"]) not in numbers
    return False


def _due(view: ThreadView) -> int:
    claimed = view.claimed_post_count or 0
    return claimed if view.page is None else min(view.page.size, claimed - view.page.offset)
