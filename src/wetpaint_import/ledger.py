"""A merged thread -> what its pages say existed and no capture shows, with the addresses to try next."""

from collections.abc import Sequence

from wetpaint_import.addresses import page_address
from wetpaint_import.model import Lack, Post, Problem, Sighting, ThreadView

# 20 posts a page (docs/evidence.md §9).
_PAGE = 20


def lacks_of(
    view: ThreadView, posts: Sequence[Post], members: Sequence[Sighting]
) -> tuple[tuple[Lack, ...], tuple[tuple[int, Problem], ...]]:
    """(what is lacking, contradictions with the capture that shows them)."""
    expected = _expected(view, posts, members)
    have = {post.view.position for post in posts}
    absent = [position for position in range(expected) if position not in have]
    lacks = [_lack(view, first, last) for first, last in _runs(absent)]
    findings = []
    newest = next((m for m in reversed(members) if m.view.claimed_post_count is not None), None)
    shown = sum(not post.is_gone for post in posts)
    claimed = newest.view.claimed_post_count if newest is not None else None
    if newest is not None and claimed is not None and shown > claimed and len(members) > 1:
        message = f"the newest count says {claimed} posts, but all captures together show {shown}"
        findings.append((newest.capture_id, Problem(code="count-mismatch", message=message)))
    return tuple(lacks), tuple(findings)


def _expected(view: ThreadView, posts: Sequence[Post], members: Sequence[Sighting]) -> int:
    """How many posts must have existed: the largest of what was ever claimed, numbered, or promised by paging."""
    claimed = [member.view.claimed_post_count or 0 for member in members]
    numbered = [post.view.number + 1 for post in posts if post.view.number is not None]
    paged = [member.view.page.last_offset + 1 for member in members if member.view.page and member.view.page.last_offset]
    return max([0, *claimed, *numbered, *paged, 1 if view.original_id else 0])


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring positions as (first, last), cut where a page of the thread ends: each page has an address of its own."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1 and position % _PAGE:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs


def _lack(view: ThreadView, first: int, last: int) -> Lack:
    return Lack(what=posts_between(first, last), url=page_address(view.url, first // _PAGE * _PAGE), post_count=last - first + 1)


def posts_between(first: int, last: int) -> str:
    """The posts at these positions (both included) by the numbers that pages print: the opening post has none."""
    if first:
        return f"post {first}" if first == last else f"posts {first} to {last}"
    replies = {0: "", 1: " and reply 1"}.get(last, f" and replies 1 to {last}")
    return f"the opening post{replies}"
