"""The posts of a thread stand in the order of their places, whichever of its pages was saved first."""

from made_views import post, posts, sighting, thread
from wetpaint_import.merge import merge
from wetpaint_import.model import PageSlice


def test_page_that_was_saved_before_the_one_in_front_of_it_stands_behind_it() -> None:
    last = thread((post(20, "late"), post(21, "later")), claimed_post_count=22, page=PageSlice(offset=20, size=20))
    first = thread(posts(20), claimed_post_count=22, page=PageSlice(offset=0, size=20))
    merged = merge((sighting(1, last), sighting(2, first)))
    assert [each.view.position for each in merged.posts] == list(range(22))
    assert [each.view.body_text for each in merged.posts[20:]] == ["late", "later"]
    assert merged.missing == ()
