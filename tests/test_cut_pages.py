"""A page that is cut off shows its whole posts, tells the cut, and invents nothing."""

import html
import re

import pytest

from fixture_cases import Case, all_cases, view_of
from mutations import cuts_of
from pages import RATING, Written, named_page, read, text_page
from wetpaint_import.encoding import decode
from wetpaint_import.model import PageView, PostView
from wetpaint_import.parse import parse

CUTS = 12
THREADS = [
    case
    for case in all_cases()
    if (truth := case.truth())["page_kind"] == "thread" and truth["state"] == "read" and case.page.stat().st_size < 20_000
]
each_thread = pytest.mark.parametrize("case", THREADS, ids=lambda case: case.name)
THREE = (Written(body="The first words."), Written(body="The second words."), Written(body="The third words."))


def posts_of(view: PageView) -> list[PostView]:
    return [post for thread in view.threads for post in thread.posts]


def codes_of(view: PageView) -> set[str]:
    return {problem.code for problem in view.problems}


def words_of(post: PostView) -> tuple[int | None, str | None, str]:
    return post.number, post.posted.text if post.posted else None, post.body_text


# Bodies that hold a pasted post or a rating phrase of their own: a cut right behind it looks like the post's end.
_UNDECIDABLE = {"skin-rehosted-mirror", "text-a-pasted-post", "text-a-rating-phrase-in-body"}


@each_thread
def test_cut_page_shows_posts_of_the_whole_page_only(case: Case) -> None:
    if case.name in _UNDECIDABLE:
        return
    whole = {words_of(post) for post in posts_of(view_of(case))}
    wrong = {}
    for cut in cuts_of(case, CUTS):
        view = parse(cut, case.options())
        source = decode(cut.payload, cut.charset).text
        wrong[len(cut.payload)] = [
            words_of(post)
            for post in posts_of(view)
            if words_of(post) not in whole and not _may_be_whole(view) and not _seems_whole(post, source)
        ]
    assert {at: posts for at, posts in wrong.items() if posts} == {}


def _may_be_whole(view: PageView) -> bool:
    """A text of one post, without rating, that claims no more: nothing in it tells that it was longer."""
    return view.layout == "text" and len(posts_of(view)) == 1 and view.threads[0].claimed_post_count in (None, 1)


def _seems_whole(post: PostView, source: str) -> bool:
    """A post that asks within its body what the rating asks: cut behind that, it ends as whole posts do."""
    return _folded(f"{post.body_text}{RATING}") in _folded(source)


@each_thread
def test_cut_page_that_lost_posts_says_so(case: Case) -> None:
    whole = view_of(case)
    if any(thread.claimed_post_count is None for thread in whole.threads):
        # Between two posts of such a page nothing tells that more followed.
        return
    for cut in cuts_of(case, CUTS):
        view = parse(cut, case.options())
        is_short = view.page_kind == "thread" and len(posts_of(view)) < len(posts_of(whole))
        assert not is_short or codes_of(view) - {"unplaced-text"}


@each_thread
def test_cut_page_invents_no_date_and_no_name(case: Case) -> None:
    for cut in cuts_of(case, CUTS):
        source = decode(cut.payload, cut.charset).text
        printed = _folded(html.unescape(re.sub(r"<(?!img)[^>]*>", "", source, flags=re.IGNORECASE)))
        for post in posts_of(parse(cut, case.options())):
            texts = [moment.text for moment in (post.posted, post.edited) if moment]
            texts += [post.author.name] if post.author and post.author.name else []
            assert [text for text in texts if _folded(text) not in printed] == []


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("end", ["The second wo", "The second words.</div><div class='threadRater'>Do you fi"])
def test_post_that_is_cut_in_html_is_left_out(end: str) -> None:
    page = named_page(*THREE)
    view = read(page[: page.index("The second words.")] + end)
    assert [post.body_text for post in posts_of(view)] == ["The first words."]
    assert codes_of(view) == {"truncated"}


@pytest.mark.parametrize("end", ["", "The third", "The third words.", "The third words.\nDo you fi"])
def test_post_that_is_cut_in_a_text_is_left_out(end: str) -> None:
    page = text_page(*THREE)
    view = read(page[: page.index("The third words.")] + end)
    assert [post.body_text for post in posts_of(view)] == ["The first words.", "The second words."]
    assert codes_of(view) == {"truncated"}


@pytest.mark.parametrize("count", [1, 2])
def test_text_that_ends_between_posts_is_told(count: int) -> None:
    view = read(text_page(*THREE[:count], claimed=3))
    assert len(posts_of(view)) == count
    assert codes_of(view) & {"truncated", "count-mismatch"}


def test_html_that_ends_between_posts_is_truncated_and_not_miscounted() -> None:
    page = named_page(*THREE)
    view = read(page[: page.index("<tr>", page.index("The second words."))])
    assert len(posts_of(view)) == 2
    assert codes_of(view) == {"truncated"}


def test_whole_page_without_its_last_line_is_not_truncated() -> None:
    view = read(named_page(*THREE).removesuffix("</body></html>"))
    assert len(posts_of(view)) == 3
    assert codes_of(view) == set()
