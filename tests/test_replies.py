"""A quote links its post to the nearest earlier post that says what is quoted; nothing else makes a reply."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from made_views import START, moment, post, sighting, thread
from wetpaint_import.merge import merge
from wetpaint_import.model import Post, PostView
from wetpaint_import.words import fold_words

# Few words, so that the end of one is often another.
TEXTS = st.lists(st.sampled_from(["b", "ab", "Ab", "ße", "e\u0301b", "b,", "ab\n"]), max_size=8).map(" ".join)


def replies(*views: PostView) -> list[Post]:
    return list(merge([sighting(1, thread(views))]).posts)


def test_quote_links_a_reply_to_the_nearest_earlier_post_that_says_so() -> None:
    opening, one, two, three = replies(
        post(0, "Bring the long lamp and the ladder."),
        post(1, "I said: bring the long lamp!"),
        post(2, "Which?", quotes=("Bring  the LONG lamp",)),
        post(3, "Neither.", quotes=("bring the short lamp",)),
    )
    assert (two.reply_to, two.reply_to_basis, two.quote_sources) == (one.key, "quote", (one.key,))
    assert (three.reply_to, three.reply_to_basis, three.quote_sources) == (None, None, (None,))
    assert (opening.reply_to, one.reply_to) == (None, None)


def test_quote_of_a_word_or_two_links_only_to_a_post_that_says_nothing_else() -> None:
    *_, last = replies(post(0, "Yes, of course."), post(1, "Yes!"), post(2, "Why yes?", quotes=("yes",)))
    assert last.reply_to == "at:" + (START + timedelta(minutes=10)).isoformat()
    *_, last = replies(post(0, "Yes, of course."), post(1, "No."), post(2, "Why yes?", quotes=("yes",)))
    assert last.reply_to is None


def test_quote_without_words_or_of_a_part_of_a_word_links_to_nothing() -> None:
    *_, last = replies(post(0, "..."), post(1, "Why?", quotes=("...",)))
    assert last.reply_to is None
    *_, last = replies(post(0, "We sailed to the islands together."), post(1, "Where?", quotes=("sailed to the island",)))
    assert last.reply_to is None


def test_no_quote_is_linked_to_a_later_post() -> None:
    first, _ = replies(post(0, "Hm.", quotes=("bring the long lamp",)), post(1, "Bring the long lamp"))
    assert first.reply_to is None


def test_quote_of_what_the_earlier_post_said_before_it_was_edited_links_to_it() -> None:
    quoting = post(1, "I do.", quotes=("who has the long ladder",))
    before = sighting(1, thread((post(0, "Who has the long ladder?"), quoting)))
    after = sighting(2, thread((post(0, "Found it, thanks.", edited=moment(99)), quoting)))
    opening, reply = merge([before, after]).posts
    assert opening.view.body_text == "Found it, thanks."
    assert reply.reply_to == opening.key


@given(
    said=st.lists(TEXTS, min_size=1, max_size=3),
    cut=st.integers(0, 20),
    length=st.integers(0, 20),
    other=TEXTS,
    which=st.booleans(),
)
def test_quote_links_exactly_where_its_words_stand_in_a_row(
    said: list[str], cut: int, length: int, other: str, which: bool
) -> None:
    quote = said[0][cut : cut + length] if which else other
    *earlier, last = replies(*(post(i, text) for i, text in enumerate(said)), post(len(said), "Oh.", quotes=(quote,)))
    words = fold_words(quote)
    folded = [f" {fold_words(text)} " for text in said]
    holds = [f" {words} " == text if words.count(" ") < 2 else f" {words} " in text for text in folded]
    expected = next(
        (post.key for post, is_source in zip(reversed(earlier), reversed(holds), strict=True) if words and is_source), None
    )
    assert last.reply_to == expected
