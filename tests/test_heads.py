"""What looks like the head of a post is one only where it fits the others of its page."""

import pytest

from pages import DATES, Written, read, text_page, thread_of
from wetpaint_import.model import PageSlice, ThreadView

OTHER = "Jul 1 2009, 1:00 PM EDT"


def said(thread: ThreadView) -> list[tuple[int | None, str | None, str]]:
    return [(post.number, post.subject, post.body_text) for post in thread.posts]


def unrated(*posts: tuple[str, str]) -> str:
    """A page without rating lines: nothing but its head tells where a post begins."""
    rows = "".join(f"<tr><td><b>{head}</b><p>{DATES}</p><i>{body}</i></td></tr>" for head, body in posts)
    return f"<html><body><h1>Discussion: Boats</h1><table>{rows}</table></body></html>"


@pytest.mark.parametrize("first", ["1. Boil water.", "2. Boil water."])
def test_list_right_below_the_dates_is_the_body_and_no_subject(first: str) -> None:
    page = text_page(Written(body=f"{first}\n3. Stir.\n4. Wait."), Written(body="two"))
    thread = thread_of(page.replace(f"\nBoats\n{DATES}", f"\nOars and sails\n{DATES}"))
    assert said(thread) == [(None, "Oars and sails", f"{first}\n3. Stir.\n4. Wait."), (1, "RE: Boats", "two")]


@pytest.mark.parametrize("lead", ["", "one<br>", "one<br>I copied<br>this from<br>another thread:<br>"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_head_quoted_in_a_body_does_not_fill_the_gap_of_a_lost_reply(number: int, lead: str) -> None:
    replies = [(f"{number}. RE: Boats", "two"), (f"{number + 1}. RE: Boats", "three")]
    quoted = f"Kiln<br>{OTHER} | Post edited: {OTHER}<br>Hot."
    view = read(unrated(("Boats", f"{lead}<blockquote>{quoted}</blockquote>"), *replies))
    (thread,) = view.threads
    body = f"{lead}{quoted}".replace("<br>", "\n")
    assert said(thread) == [(None, "Boats", body), (number, "RE: Boats", "two"), (number + 1, "RE: Boats", "three")]
    assert view.problems == ()


def test_page_that_is_cut_off_above_its_first_dates_has_an_opening_post_without_a_subject() -> None:
    thread = thread_of(text_page(Written(body="one"), Written(body="two"), Written(body="three")).partition("\nBoats\n")[2])
    assert said(thread) == [(None, None, "one"), (1, "RE: Boats", "two"), (2, "RE: Boats", "three")]


def test_page_number_that_leads_to_no_thread_is_no_page_of_one() -> None:
    paging = "<a href='#'>Previous</a> 1 <a href='/thread/12/boats?offset=20&maxResults=20'>2</a> <a href='/page/A'>Help</a>"
    page = f"<div class='paging'>{paging}</div>{unrated(('Boats', 'one'), ('1. RE: Boats', 'two'))}"
    thread = thread_of(page, url=None)
    assert thread.original_id == "12"
    assert thread.page == PageSlice(offset=0, size=20, last_offset=20)
