"""Merging of hand-made sightings: which posts are one post, which capture wins, what was taken away, what is missing."""

from datetime import timedelta
from itertools import permutations

import pytest
from msgspec.structs import replace

from made_views import ANONYMOUS, HOST, START, moment, person, post, posts, sighting, thread
from wetpaint_import.merge import merge
from wetpaint_import.model import Author, Location, LocationKind, PageSlice, PostView, Sighting, Thread


def one_thread(*seen: Sighting) -> Thread:
    """The thread that the captures show together; the same in whatever order they come."""
    merged = merge(seen)
    for order in permutations(seen):
        assert merge(order) == merged
    return merged


def bodies(merged: Thread) -> list[str]:
    return [each.view.body_text for each in merged.posts]


# Which posts are one post


def test_posts_of_one_id_are_one_post_whatever_else_changed() -> None:
    before = post(1, "before", original_id="77", posted=moment(None, "Tuesday, 6:59 PM EDT"))
    after = post(1, "after", original_id="77", posted=moment(10))
    merged = one_thread(sighting(1, thread((post(0), before))), sighting(2, thread((post(0), after))))
    assert bodies(merged)[1:] == ["after"]
    assert merged.posts[1].view.posted == moment(10)


def test_posts_of_different_ids_are_different_posts() -> None:
    one, two = post(1, "same", original_id="77"), post(1, "same", original_id="78")
    merged = one_thread(sighting(1, thread((post(0), one))), sighting(2, thread((post(0), two))))
    assert [each.view.original_id for each in merged.posts] == [None, "77", "78"]


def test_posts_of_one_minute_are_told_apart_by_number_and_text() -> None:
    first, second = post(1, "one", posted=moment(10)), post(2, "two", posted=moment(10))
    whole = sighting(1, thread((post(0), first, second)))
    merged = one_thread(whole, sighting(2, thread((post(0), first, second))))
    assert bodies(merged)[1:] == ["one", "two"]
    renumbered = sighting(2, thread((post(0), replace(second, number=1, position=1))))
    merged = one_thread(whole, renumbered)
    assert bodies(merged)[1:] == ["one", "two"]
    assert [each.is_gone for each in merged.posts] == [False, True, False]


def test_posts_of_one_minute_on_two_pages_of_a_thread_are_two() -> None:
    first, second = post(19, "one", posted=moment(5)), post(20, "two", posted=moment(5))
    early = thread((*posts(19), first), claimed_post_count=21, page=PageSlice(offset=0, size=20))
    late = thread((second,), claimed_post_count=21, page=PageSlice(offset=20, size=20))
    merged = one_thread(sighting(1, early), sighting(2, late))
    assert bodies(merged)[19:] == ["one", "two"]
    assert [each.view.position for each in merged.posts] == list(range(21))


def test_post_that_could_be_either_of_two_of_its_minute_is_a_third() -> None:
    both = (post(0), post(1, "one", posted=moment(10)), post(2, "two", posted=moment(10)))
    third = post(7, "three", posted=moment(10))
    merged = one_thread(sighting(1, thread(both)), sighting(2, thread((third,), page=PageSlice(offset=0, size=20))))
    assert sorted(bodies(merged)[1:]) == ["one", "three", "two"]


def test_posts_of_one_minute_that_two_people_wrote_are_two() -> None:
    ann, bob = post(1, "yes", author=person("ann")), post(1, "yes", author=person("bob"), subject="RE: Another")
    merged = one_thread(sighting(1, thread((post(0), ann))), sighting(2, thread((post(0), bob))))
    assert [each.view.author for each in merged.posts[1:]] == [person("ann"), person("bob")]


def test_post_without_an_instant_is_known_by_its_place_and_text() -> None:
    undated = post(1, "yes", posted=moment(None, "Tuesday, 6:59 PM EDT"))
    dated = post(1, "yes", posted=moment(10))
    other = post(1, "no", posted=moment(None, "Friday, 6:59 PM EDT"))
    assert len(one_thread(sighting(1, thread((post(0), undated))), sighting(2, thread((post(0), dated)))).posts) == 2
    assert len(one_thread(sighting(1, thread((post(0), undated))), sighting(2, thread((post(0), other)))).posts) == 3
    assert (
        len(one_thread(sighting(1, thread((post(0), replace(undated, posted=None)))), sighting(2, thread((post(0), dated)))).posts)
        == 2
    )


def test_opening_post_that_every_page_repeats_is_one_post() -> None:
    first = thread(posts(20), claimed_post_count=22, page=PageSlice(offset=0, size=20, last_offset=20))
    second = thread((post(0), post(20), post(21)), claimed_post_count=22, page=PageSlice(offset=20, size=20, last_offset=20))
    merged = one_thread(sighting(1, first), sighting(2, second))
    assert [each.view.position for each in merged.posts] == list(range(22))
    assert len({each.key for each in merged.posts}) == 22


# Versions, and which capture wins


def test_versions_of_an_edited_post_stand_oldest_first() -> None:
    before, after = post(1, "before"), post(1, "after", edited=moment(30))
    seen = [sighting(i, thread((post(0), view))) for i, view in ((1, before), (2, before), (3, after))]
    edited = one_thread(*seen).posts[1]
    assert [(version.body_html, version.edited_at, version.capture_ids) for version in edited.versions] == [
        ("before", None, (1, 2)),
        ("after", START + timedelta(minutes=30), (3,)),
    ]
    assert edited.view.body_text == "after"


def test_edit_that_the_text_does_not_show_is_a_version_all_the_same() -> None:
    seen = [sighting(i, thread((post(0, "same", edited=moment(minutes)),))) for i, minutes in ((1, 0), (2, 45))]
    (opening,) = one_thread(*seen).posts
    assert [version.edited_at for version in opening.versions] == [None, START + timedelta(minutes=45)]


def test_text_rendering_adds_no_version_and_takes_no_page_away() -> None:
    page = post(1, "my answer", body_html="<blockquote>an earlier word</blockquote>my answer", quotes=("an earlier word",))
    text = post(1, '"an earlier word"\nmy   answer', body_html='"an earlier word"<br>my answer', author=person("ann"))
    merged = one_thread(sighting(1, thread((post(0), page))), sighting(2, thread((post(0), text)), is_text=True))
    answer = merged.posts[1]
    assert (answer.view.body_text, answer.view.body_html, answer.view.quotes) == (page.body_text, page.body_html, page.quotes)
    assert answer.view.author == person("ann")
    assert [version.capture_ids for version in answer.versions] == [(1, 2)]


def test_mirror_without_authors_takes_none_away() -> None:
    named = thread((post(0, author=person("ann")), post(1, author=ANONYMOUS)))
    merged = one_thread(sighting(1, named), sighting(2, thread(posts(2))))
    assert [each.view.author for each in merged.posts] == [person("ann"), ANONYMOUS]


def test_author_with_an_account_is_kept_over_the_bare_name() -> None:
    linked = replace(person("ann"), profile_url="http://x.wetpaint.com/account/ann")
    merged = one_thread(sighting(1, thread((post(0, author=linked),))), sighting(2, thread((post(0, author=person("ann")),))))
    assert merged.posts[0].view.author == linked


def test_instant_once_read_is_kept_over_a_time_that_cannot_be_read() -> None:
    text = "Sunday, 12:27 PM EDT"
    read = post(0, original_id="7", posted=moment(0, text))
    unread = post(0, original_id="7", posted=moment(None, text))
    merged = one_thread(sighting(1, thread((read,))), sighting(2, thread((unread,))))
    assert merged.posts[0].view.posted == moment(0, text)


def test_ratings_flags_and_tags_are_the_newest_known() -> None:
    old = thread((post(0, found_valuable=1, rated_by=2),), tags=("a", "b"), is_featured=True)
    new = thread((post(0, found_valuable=3, rated_by=4),), tags=None, is_locked=True)
    last = thread((post(0),))
    merged = one_thread(sighting(1, old), sighting(2, new), sighting(3, last))
    view = merged.posts[0].view
    assert (view.found_valuable, view.rated_by) == (3, 4)
    assert (merged.view.tags, merged.view.is_featured, merged.view.is_locked, merged.view.is_reported) == (
        ("a", "b"),
        True,
        True,
        None,
    )
    assert {source.field: source.capture_id for source in merged.sources if source.field in ("tags", "is_locked")} == {
        "tags": 1,
        "is_locked": 2,
    }
    assert {source.field: source.capture_id for source in merged.posts[0].sources}["rated_by"] == 2


def test_row_of_a_table_adds_its_thread_but_does_not_overrule_the_threads_page() -> None:
    row = sighting(2, thread((post(0),), claimed_post_count=9), is_partial=True)
    assert merge([row]).view.claimed_post_count == 9
    merged = one_thread(sighting(1, thread(posts(3))), row)
    assert merged.view.claimed_post_count == 3
    assert not any(each.is_gone for each in merged.posts)
    assert len(merged.posts) == 3


def test_thread_without_an_address_gets_one_from_its_wiki_and_id() -> None:
    assert merge([sighting(1, thread(posts(1)))]).view.url == f"http://{HOST}/thread/12"
    assert merge([sighting(1, thread(posts(1), url="http://x/thread/12/a"))]).view.url == "http://x/thread/12/a"
    assert merge([sighting(1, thread(posts(1)), host=None)]).view.url is None


# Taken away, and missing


def gone(merged: Thread) -> list[str]:
    return [each.view.body_text for each in merged.posts if each.is_gone]


def renumbered(*views: PostView) -> tuple[PostView, ...]:
    return tuple(replace(view, position=i, number=i or None) for i, view in enumerate(views))


def test_post_that_a_later_whole_capture_lacks_was_taken_away() -> None:
    opening, one, two, three = posts(4)
    merged = one_thread(sighting(1, thread(posts(4))), sighting(2, thread(renumbered(opening, two, three))))
    assert bodies(merged) == [opening.body_text, one.body_text, two.body_text, three.body_text]
    assert [each.view.position for each in merged.posts] == [0, 1, 2, 3]
    assert gone(merged) == [one.body_text]
    assert merged.view.claimed_post_count == 3
    assert merged.missing == ()
    assert merged.findings == ()
    assert merged.posts[1].last_seen_at == START + timedelta(days=1)


def test_post_that_was_seen_more_than_once_can_be_taken_away_too() -> None:
    opening, one, two = posts(3)
    merged = one_thread(sighting(1, thread(posts(3))), sighting(2, thread(posts(3))), sighting(3, thread(renumbered(opening, two))))
    assert gone(merged) == [one.body_text]
    assert merged.posts[1].last_seen_at == START + timedelta(days=2)


def test_capture_of_a_part_takes_no_post_away() -> None:
    whole = sighting(1, thread(posts(4)))
    for part in (
        sighting(2, thread(posts(2), claimed_post_count=4)),
        sighting(2, thread(posts(2), page=PageSlice(offset=0, size=20))),
        sighting(2, thread(posts(2)), is_partial=True),
        sighting(2, thread(posts(2)), day=None),
    ):
        assert gone(one_thread(whole, part)) == []


def test_capture_that_does_not_say_how_many_posts_there_are_takes_none_away() -> None:
    cut_off = sighting(2, thread(posts(2), claimed_post_count=None))
    assert gone(one_thread(sighting(1, thread(posts(4))), cut_off)) == []


def test_post_that_came_back_is_not_gone() -> None:
    seen = [sighting(i, thread(posts(count))) for i, count in ((1, 3), (2, 2), (3, 3))]
    assert gone(one_thread(*seen)) == []


@pytest.mark.parametrize(
    ("have", "missing"),
    [
        ((0, 1, 2), []),
        ((0, 1), [("posts 40 to 44", 40, 5)]),
        ((0, 2), [("posts 20 to 39", 20, 20)]),
        ((2,), [("the opening post and replies 1 to 19", 0, 20), ("posts 20 to 39", 20, 20)]),
    ],
)
def test_pages_that_no_capture_shows_are_missing(have: tuple[int, ...], missing: list[tuple[str, int, int]]) -> None:
    pages = [tuple(post(i) for i in range(20 * n, min(20 * n + 20, 45))) for n in range(3)]
    url = f"http://{HOST}/thread/12/boats"
    seen = [
        sighting(n + 1, thread(pages[n], claimed_post_count=45, page=PageSlice(offset=20 * n, size=20, last_offset=40), url=url))
        for n in have
    ]
    merged = one_thread(*seen)
    assert [(lack.what, lack.url, lack.post_count) for lack in merged.missing] == [
        (what, f"{url}?offset={offset}&maxResults=20" if offset else url, count) for what, offset, count in missing
    ]
    assert [each.view.position for each in merged.posts] == [i for n in have for i in range(20 * n, min(20 * n + 20, 45))]


def test_single_post_that_is_missing_is_named() -> None:
    merged = merge([sighting(1, thread((post(0), post(2)), claimed_post_count=3, url="http://x/thread/12/a"))])
    assert [(lack.what, lack.url, lack.post_count) for lack in merged.missing] == [("post 1", "http://x/thread/12/a", 1)]


def test_opening_post_alone_is_missing() -> None:
    merged = merge([sighting(1, thread((post(1),), claimed_post_count=2), host=None)])
    assert [(lack.what, lack.url, lack.post_count) for lack in merged.missing] == [("the opening post", None, 1)]


def test_thread_of_which_a_list_only_gives_the_count_lacks_all_its_posts() -> None:
    merged = merge([sighting(1, thread((), claimed_post_count=3), is_partial=True)])
    assert [(lack.what, lack.post_count) for lack in merged.missing] == [("the opening post and replies 1 to 2", 3)]
    assert merged.posts == ()
    of_two = merge([sighting(1, thread((), claimed_post_count=2), is_partial=True)])
    assert [(lack.what, lack.post_count) for lack in of_two.missing] == [("the opening post and reply 1", 2)]


def test_posts_that_only_a_number_or_the_paging_promises_are_missing_too() -> None:
    numbered = merge([sighting(1, thread((post(0), post(3)), claimed_post_count=None))])
    assert [lack.what for lack in numbered.missing] == ["posts 1 to 2"]
    paged = merge([sighting(1, thread(posts(20), claimed_post_count=None, page=PageSlice(offset=0, size=20, last_offset=40)))])
    assert [lack.what for lack in paged.missing] == ["posts 20 to 39", "post 40"]


def test_more_posts_than_the_newest_count_are_a_contradiction() -> None:
    more = thread((*posts(2), post(2), post(3)), claimed_post_count=None)
    merged = one_thread(sighting(1, more), sighting(2, thread(posts(2), claimed_post_count=3)))
    assert [(capture_id, problem.code) for capture_id, problem in merged.findings] == [(2, "count-mismatch")]


def test_row_of_a_table_that_counts_fewer_posts_than_there_are_is_a_contradiction_too() -> None:
    row = sighting(2, thread((), claimed_post_count=2), is_partial=True)
    merged = one_thread(sighting(1, thread(posts(4))), row)
    assert [(capture_id, problem.code) for capture_id, problem in merged.findings] == [(2, "count-mismatch")]


# Which of two captures of the same bytes counts


def test_same_bytes_at_one_time_are_put_in_order_by_their_address() -> None:
    one = sighting(1, thread(posts(1), url="http://x.wetpaint.com/thread/12"), day=None, digest="d")
    two = sighting(2, thread(posts(1), url="http://y.example.org/thread/12"), day=None, digest="d")
    swapped = [replace(two, capture_id=1), replace(one, capture_id=2)]
    assert merge([one, two]).view.url == merge(swapped).view.url


def test_place_where_a_thread_hung_before_is_kept_with_its_address() -> None:
    home = Location(title="Home", kind=LocationKind.PAGE, url=f"http://{HOST}/page/Home")
    attic = Location(title="Attic", kind=LocationKind.PAGE)
    merged = one_thread(sighting(1, thread(posts(1), location=home)), sighting(2, thread(posts(1), location=attic)))
    assert merged.view.location == attic
    assert merged.other_locations == (home,)


# Who wrote it


def test_opening_post_of_a_renamed_author_is_one_post_whatever_it_says() -> None:
    before = sighting(1, thread((post(0, "Hi.", author=person("bob")),)))
    after = sighting(2, thread((post(0, "Hi all.", author=person("robert"), edited=moment(50)),)))
    assert bodies(one_thread(before, after)) == ["Hi all."]


def _named(author: Author, day: float, capture_id: int, original_id: str | None = None) -> Sighting:
    long = "a text of more than eight words that nobody else would write in one minute"
    reply = post(1, long, author=author, original_id=original_id)
    return sighting(capture_id, thread((post(0), reply)), day=day)


@pytest.mark.parametrize("original_id", ["77", None])
def test_author_who_took_another_name_has_the_newest_and_the_other_is_noticed(original_id: str | None) -> None:
    before, after = _named(person("bob"), 1, 1, original_id), _named(person("robert"), 2, 2, original_id)
    reply = one_thread(before, after).posts[1]
    assert reply.author is not None
    assert reply.author.author.name == "robert"
    assert [(naming.author.name, naming.capture_id) for naming in reply.other_names] == [("bob", 1)]


def test_names_of_one_account_are_one_author_with_the_address_of_any_capture() -> None:
    linked = replace(person("Bob the baker"), profile_url=f"http://{HOST}/account/bob")
    bare = replace(person("bob"), profile_url=None, avatar_url=None)
    reply = one_thread(_named(linked, 1, 1), _named(bare, 2, 2)).posts[1]
    assert reply.author is not None
    assert reply.author.author.profile_url == linked.profile_url
