"""Sightings are one thread where wiki and id say so, or else title and time, and nothing speaks against it."""

from itertools import permutations

from msgspec.structs import replace

from made_views import HOST, START, moment, post, posts, sighting, thread
from wetpaint_import.merge import by_age, group, merge, signature
from wetpaint_import.model import Location, LocationKind, PageSlice, Sighting


def groups(*seen: Sighting) -> list[list[int]]:
    """The captures by thread; the same in whatever order they come."""
    found = [sorted(s.capture_id for s in members) for members in group(seen)]
    for order in permutations(seen):
        assert [sorted(s.capture_id for s in members) for members in group(order)] == found
    return sorted(found)


def located(title: str) -> Location:
    return Location(title=title, kind=LocationKind.PAGE)


def test_sightings_of_one_id_on_one_wiki_are_one_thread() -> None:
    view = thread(posts(2))
    assert groups(sighting(1, view), sighting(2, thread(posts(3), title="Boats, renamed"))) == [[1, 2]]
    assert groups(sighting(1, view), sighting(2, thread(posts(2), original_id="13"))) == [[1], [2]]
    assert groups(sighting(1, view), sighting(2, view, host="y.wetpaint.com")) == [[1], [2]]


def test_page_without_a_wiki_joins_the_one_wiki_that_has_its_id() -> None:
    view = thread(posts(2))
    assert groups(sighting(1, view), sighting(2, view, host=None)) == [[1, 2]]
    assert groups(sighting(1, view), sighting(2, view, host="y.wetpaint.com"), sighting(3, view, host=None)) == [[1], [2], [3]]


def test_page_without_an_id_joins_the_thread_of_its_title_and_opening_time() -> None:
    view, bare = thread(posts(2)), thread(posts(2), original_id=None)
    assert groups(sighting(1, view), sighting(2, bare)) == [[1, 2]]
    assert groups(sighting(1, view), sighting(2, bare, host=None, is_text=True)) == [[1, 2]]
    assert groups(sighting(1, view), sighting(2, replace(bare, title="  BOATS! "))) == [[1, 2]]
    assert groups(sighting(1, view), sighting(2, replace(bare, title="Kilns"))) == [[1], [2]]
    later = replace(bare, posts=(post(0, posted=moment(77)),))
    assert groups(sighting(1, view), sighting(2, later)) == [[1], [2]]
    assert groups(sighting(1, view), sighting(2, bare, host="y.wetpaint.com")) == [[1], [2]]


def test_page_without_an_id_that_fits_two_threads_joins_neither() -> None:
    view, bare = thread(posts(2)), thread(posts(2), original_id=None)
    assert groups(sighting(1, view), sighting(2, thread(posts(2), original_id="13")), sighting(3, bare)) == [[1], [2], [3]]


def test_another_location_speaks_against_a_page_of_an_unknown_wiki() -> None:
    here = sighting(1, thread(posts(2), location=located("Harbor")))
    bare = thread(posts(2), original_id=None)
    assert groups(here, sighting(2, replace(bare, location=located("Harbor")), host=None)) == [[1, 2]]
    assert groups(here, sighting(2, bare, host=None)) == [[1, 2]]
    assert groups(here, sighting(2, replace(bare, location=located("Kiln")), host=None)) == [[1], [2]]


def test_later_page_of_a_thread_without_an_id_joins_by_its_title() -> None:
    first = sighting(1, thread(posts(20), claimed_post_count=25, page=PageSlice(offset=0, size=20)))
    rest = thread(
        tuple(post(i) for i in range(20, 25)), original_id=None, claimed_post_count=25, page=PageSlice(offset=20, size=20)
    )
    assert signature(rest) is None
    assert groups(first, sighting(2, rest)) == [[1, 2]]
    assert groups(first, sighting(2, replace(rest, title="Kilns"))) == [[1], [2]]


def test_pages_without_any_address_meet_by_title_and_time() -> None:
    bare = thread(posts(2), original_id=None)
    assert groups(sighting(1, bare, host=None), sighting(2, bare, host=None)) == [[1, 2]]
    assert groups(sighting(1, bare), sighting(2, bare, host=None)) == [[1, 2]]
    assert groups(sighting(1, bare), sighting(2, bare, host="y.wetpaint.com")) == [[1], [2]]
    assert groups(sighting(1, bare), sighting(2, bare, host="y.wetpaint.com"), sighting(3, bare, host=None)) == [[1], [2], [3]]


def test_pages_that_say_nothing_of_themselves_stay_apart() -> None:
    mute = thread((post(0, posted=None),), original_id=None, title=None)
    assert groups(sighting(1, mute, host=None), sighting(2, mute, host=None)) == [[1], [2]]
    assert groups(sighting(1, mute), sighting(2, mute)) == [[1], [2]]


def test_same_page_twice_without_any_address_is_one_thread() -> None:
    mute = thread((post(0, posted=None),), original_id=None, title=None)
    assert groups(sighting(1, mute, host=None), sighting(2, mute, host=None, digest=f"{1:064}")) == [[1, 2]]


def test_time_that_nobody_could_read_still_tells_threads_apart() -> None:
    today = thread((post(0, posted=moment(None, "Tuesday, 6:59 PM EDT")),), original_id=None)
    friday = thread((post(0, posted=moment(None, "Friday, 6:59 PM EDT")),), original_id=None)
    assert groups(sighting(1, today), sighting(2, today), sighting(3, friday)) == [[1, 2], [3]]


def test_name_of_a_thread_is_its_id_else_its_title_else_its_page() -> None:
    bare = thread(posts(1), original_id=None)
    mute = thread((post(0, posted=None),), original_id=None, title=None)
    assert merge([sighting(1, thread(posts(1)))]).key == f"{HOST}|id|12"
    assert merge([sighting(1, bare, host=None)]).key == f"|title|boats|{START.isoformat()}"
    assert merge([sighting(1, mute)]).key == f"{HOST}|page|{1:064}"


def test_captures_are_sorted_by_age_and_undated_ones_are_oldest() -> None:
    view = thread(posts(1))
    new, old, undated = sighting(1, view, day=9), sighting(2, view, day=3), sighting(3, view, day=None)
    partial, text = sighting(4, view, day=3, is_partial=True), sighting(5, view, day=3, is_text=True)
    assert [s.capture_id for s in by_age([new, old, undated, partial, text])] == [3, 4, 5, 2, 1]
