"""Which row goes on standing for which post, when captures are found later: no post is lost, and no id comes to mean another."""

from msgspec.structs import replace

from made_views import moment, post, posts, sighting, thread
from wetpaint_import.db.post_ids import KnownPost, rows_of
from wetpaint_import.merge import merge
from wetpaint_import.model import PageSlice, Post, PostView, Sighting


def merged(*seen: Sighting) -> list[Post]:
    return list(merge(seen).posts)


def as_rows(found: list[Post]) -> list[KnownPost]:
    """The rows that a load has written, with ids from 1."""
    return [
        KnownPost(id=i, key=post.key, position=post.view.position, number=post.view.number, body_text=post.view.body_text)
        for i, post in enumerate(found, 1)
    ]


def bodies_by_row(before: list[Post], after: list[Post]) -> dict[int, str]:
    kept = rows_of(after, as_rows(before))
    return {kept[post.key]: post.view.body_text for post in after if post.key in kept}


def twins() -> tuple[PostView, PostView]:
    """Two posts of one minute."""
    return post(1, "one", posted=moment(10)), post(2, "two", posted=moment(10))


def test_two_posts_of_one_minute_never_share_a_row() -> None:
    one, two = twins()
    text = sighting(2, thread((post(0), two)))
    page = sighting(
        1,
        thread((post(0), replace(one, original_id="7"), replace(two, original_id="8"))),
    )
    before, after = merged(text), merged(text, page)
    kept = rows_of(after, as_rows(before))
    assert sorted(kept.values()) == [1, 2]
    assert bodies_by_row(before, after) == {1: "The words of post 0.", 2: "two"}


def test_a_row_stays_with_its_post_when_one_of_the_same_minute_is_found_before_it() -> None:
    first, second = post(19, "one", posted=moment(5)), post(20, "two", posted=moment(5))
    late = sighting(2, thread((second,), claimed_post_count=21, page=PageSlice(offset=20, size=20)))
    early = sighting(1, thread((*posts(19), first), claimed_post_count=21, page=PageSlice(offset=0, size=20)))
    assert bodies_by_row(merged(late), merged(late, early)) == {1: "two"}


def test_an_edited_post_keeps_its_row_by_its_number() -> None:
    one, two = twins()
    edited = post(1, "one, but better", posted=moment(10), edited=moment(90))
    before = merged(sighting(1, thread((post(0), one, two))))
    after = merged(sighting(1, thread((post(0), one, two))), sighting(2, thread((post(0), edited, two))))
    assert bodies_by_row(before, after) == {1: "The words of post 0.", 2: "one, but better", 3: "two"}


def test_a_time_that_a_newer_parser_reads_otherwise_does_not_move_the_row() -> None:
    before = merged(sighting(1, thread((post(0), post(1, "same words")))))
    after = merged(sighting(1, thread((post(0), post(1, "same words", posted=moment(400))))))
    assert bodies_by_row(before, after)[2] == "same words"
