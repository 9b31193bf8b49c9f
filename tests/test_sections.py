"""A post ends with its rating, tags and controls, in whatever order a skin prints them; its own words stay in its body."""

import pytest

from pages import DATES, RATING, Written, read, text_page, thread_of

TYPED = ("one", "Keyword tags: lamps", "is what I typed")
FRAMES = [("{}", "<p>{}</p>", "\n\n"), ("<table><tr><td>{}</td></tr></table>", "<div>{}</div>", "\n")]


@pytest.mark.parametrize(("frame", "line", "between"), FRAMES)
def test_tags_in_the_words_of_a_post_are_its_words(frame: str, line: str, between: str) -> None:
    lines = "".join(line.format(text) for text in ("Boats", DATES, *TYPED, RATING))
    thread = thread_of(f"<html><body><h1>Discussion: Boats</h1>{frame.format(lines)}</body></html>")
    assert (thread.posts[0].body_text, thread.tags) == (between.join(TYPED), None)


def test_tags_in_the_words_of_a_text_are_its_words() -> None:
    thread = thread_of(text_page(Written(body="\n".join(TYPED[:2]))))
    assert (thread.posts[0].body_text, thread.tags) == ("\n".join(TYPED[:2]), None)


@pytest.mark.parametrize(("between", "left_over"), [("Watch", []), ("Yes | No", []), ("Odd words", ["Odd words"])])
def test_tags_may_stand_behind_the_controls(between: str, left_over: list[str]) -> None:
    view = read(text_page(Written(body="one", rating=f"{RATING}\n{between}\nKeyword tags: lamps")))
    (thread,) = view.threads
    assert ([post.body_text for post in thread.posts], thread.tags) == (["one"], ("lamps",))
    assert [problem.excerpt for problem in view.problems] == left_over
