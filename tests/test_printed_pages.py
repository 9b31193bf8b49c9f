"""Thread pages are read by what is printed, in whatever cells, lines and order a skin sets it."""

from datetime import UTC, datetime

import pytest

from pages import DATE, DATES, RATING, URL, Written, named_page, read, text_page, thread_of
from wetpaint_import.model import LocationKind, ThreadView

LATER = "Jul 18 2010, 1:30 PM EDT"
TOP = "<h1>Discussion: Boats</h1><p>Showing 2 posts</p>"


def page(*parts: str, top: str = TOP) -> str:
    return f"<html><body>{top}{''.join(parts)}</body></html>"


def said(thread: ThreadView) -> list[tuple[int | None, str | None, str]]:
    return [(post.number, post.subject, post.body_text) for post in thread.posts]


def names(thread: ThreadView) -> list[str | None]:
    return [post.author.name if post.author else None for post in thread.posts]


BOATS = [(None, "Boats", "one"), (1, "RE: Boats", "two")]


# Heads


@pytest.mark.parametrize(
    "posts",
    [
        f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p><p>1. RE: Boats</p><p>{DATES}</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats {DATES}</p><p>one</p><p>{RATING}</p><p>1. RE: Boats {DATES}</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p><p>1.</p><p>RE: Boats</p><p>{DATES}</p><p>two</p><p>{RATING}</p>",
        f"<p>{DATES}</p><p>Boats</p><p>one</p><p>{RATING}</p><p>{DATES}</p><p>1. RE: Boats</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats</p><p>{DATE}</p><p>Post edited: {DATE}</p><p>one</p><p>{RATING}</p>"
        f"<p>1. RE: Boats</p><p>{DATE}</p><p>Post edited:</p><p>{DATE}</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats</p><p>{DATE}</p><p>|</p><p>Post edited: {DATE}</p><p>one</p><p>{RATING}</p>"
        f"<p>1. RE: Boats</p><p>{DATE}</p><p>|</p><p>Post edited: {DATE}</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats</p><p>{DATE}</p><p>one</p><p>{RATING}</p><p>1. RE: Boats</p><p>{DATE}</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats</p><p>{DATES}</p><p>one</p><p>3 out of 3</p><p>found this valuable. Do you?</p>"
        f"<p>1. RE: Boats</p><p>{DATES}</p><p>two</p><p>{RATING}</p>",
        f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING} Yes | No</p>"
        f"<p>1. RE: Boats</p><p>{DATES}</p><p>two</p><p>{RATING} Yes / No</p>",
        f"<p>Boats</p><p>{DATES}</p><p><a href='#'>Reply</a></p><p>one</p><p>{RATING}</p><p>Reply | Edit | Delete</p>"
        f"<p>1. RE: Boats</p><p>{DATES}</p><p>two</p><p><a href='#'>Edit</a></p><p>{RATING}</p>",
    ],
    ids=[
        "lines",
        "one line",
        "number apart",
        "dates first",
        "dates apart",
        "bars between",
        "posted alone",
        "rating apart",
        "icons",
        "controls",
    ],
)
def test_head_is_found_wherever_a_skin_sets_its_parts(posts: str) -> None:
    assert said(thread_of(page(posts))) == BOATS


@pytest.mark.parametrize(
    "line", ["<a href='/account/{name}'>{name}</a> <b>{head}</b>", "<b>{head}</b> <a href='/account/{name}'>{name}</a>"]
)
def test_subject_and_author_may_share_a_line(line: str) -> None:
    posts = "".join(
        f"<div><div>{line.format(name=name, head=head)}</div><div>{DATES}</div><p>{body}</p><p>{RATING}</p></div>"
        for name, head, body in (("ann", "Boats", "one"), ("bob", "1. RE: Boats", "two"))
    )
    thread = thread_of(page(posts))
    assert (said(thread), names(thread)) == (BOATS, ["ann", "bob"])


def test_author_subject_and_dates_may_share_a_line() -> None:
    posts = "".join(
        f"<div><a href='/account/{name}'>{name}</a> <b>{head}</b> <i>{DATES}</i></div><div>{body}</div><div>{RATING}</div>"
        for name, head, body in (("ann", "Boats", "one"), ("bob", "1. RE: Boats", "two"))
    )
    assert said(thread_of(page(posts))) == BOATS


@pytest.mark.parametrize("count", [1, 2])
def test_page_without_a_header_is_read_by_what_its_replies_answer(count: int) -> None:
    heads = ["3. Phase", *(f"{number}. RE: 3. Phase" for number in range(1, count + 1))]
    posts = "".join(f"<p>{head}</p><p>{DATES}</p><p>words</p><p>{RATING}</p>" for head in heads)
    replies = [(number, "RE: 3. Phase", "words") for number in range(1, count + 1)]
    assert said(thread_of(page(posts, top=""))) == [(None, "3. Phase", "words"), *replies]


def test_reply_alone_on_a_later_page_keeps_its_number() -> None:
    thread = thread_of(
        page(f"<p>21. RE: Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top="<h1>Discussion: Boats</h1>"),
        url=f"{URL}?offset=20",
    )
    assert [(post.position, post.number) for post in thread.posts] == [(21, 21)]
    assert thread.page is not None
    assert (thread.page.offset, thread.page.size) == (20, 20)


def test_reply_without_a_number_stands_at_the_offset_of_its_page() -> None:
    later = f"{LATER} | Post edited: {LATER}"
    posts = f"<p>RE: Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p><p>RE: Boats</p><p>{later}</p><p>two</p><p>{RATING}</p>"
    thread = thread_of(page(posts, top="<h1>Discussion: Boats</h1>"), url=f"{URL}?offset=20&maxResults=20")
    assert [(post.position, post.number) for post in thread.posts] == [(20, None), (21, None)]


def test_date_of_a_form_that_only_a_date_library_knows_is_still_a_head() -> None:
    dates = "18 July 2010 12:27 PM EDT | Post edited: 18 July 2010 12:27 PM EDT"
    thread = thread_of(text_page(Written(body="one", dates=dates), Written(body="two", dates=dates)))
    assert said(thread) == BOATS
    assert thread.posts[0].posted is not None
    assert thread.posts[0].posted.at == datetime(2010, 7, 18, 16, 27, tzinfo=UTC)


@pytest.mark.parametrize("number", [1, 7])
def test_head_that_a_body_quotes_is_no_post(number: int) -> None:
    quoted = f"Ann wrote:\n{number}. RE: Boats\n{DATES}\nnever\nThat is not so."
    last = Written(body=quoted, dates=f"{LATER} | Post edited: {LATER}")
    assert [number for number, _, _ in said(thread_of(text_page(Written(body="one"), Written(body="two"), last)))] == [None, 1, 2]


@pytest.mark.parametrize("dates", ["an hour ago | Post edited: an hour ago", "Post edited: yesterday"])
def test_post_whose_dates_nobody_knows_is_not_read_into_the_one_before(dates: str) -> None:
    view = read(text_page(Written(body="one"), Written(body="two", dates=dates)))
    assert view.state == "quarantined" or [body for thread in view.threads for _, _, body in said(thread)] == ["one", "two"]
    assert view.problems


def test_end_of_a_rating_without_its_beginning_is_no_rating() -> None:
    posts = f"<p>Boats</p><p>{DATES}</p><p>one</p><p>everybody</p><p>found this valuable. Do you?</p>"
    (post,) = thread_of(page(posts, top="<h1>Discussion: Boats</h1>")).posts
    assert (post.body_text, post.found_valuable) == ("one\n\neverybody\n\nfound this valuable. Do you?", None)


def test_whole_post_in_one_line_is_read() -> None:
    view = read(f"<html><body>1. RE: Boats {DATES} one {RATING}</body></html>")
    assert [said(thread) for thread in view.threads] == [[(1, "RE: Boats", "one")]]


def test_subject_far_too_long_is_none() -> None:
    view = read(page(f"<p>{'x' * 500}</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top="<h1>Discussion: Boats</h1>"))
    assert [post.subject for thread in view.threads for post in thread.posts] in ([], [None])


# The header


@pytest.mark.parametrize(
    ("top", "title", "location"),
    [
        ("<p>Location: Harbor</p><h1>Discussion: Boats</h1>", "Boats", "Harbor"),
        ("<p>Location:</p><p>Harbor</p><p>Discussion:</p><p>Boats</p>", "Boats", "Harbor"),
        ("<p>Location:</p><p>Discussion: Boats</p>", "Boats", None),
        ("<p>Location:</p><p>|</p><p>Harbor</p><p>Discussion: Boats</p>", "Boats", "Harbor"),
        ("<h1>Discussion: BoatsReported This is a featured thread</h1>", "Boats", None),
        ("<h1>Discussion: Boats</h1><p>Showing</p><p>1 post</p>", "Boats", None),
    ],
)
def test_header_is_read_beside_or_below_its_labels(top: str, title: str, location: str | None) -> None:
    thread = thread_of(page(f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top=top))
    assert (thread.title, thread.location.title if thread.location else None) == (title, location)


def test_label_without_a_value_gives_none() -> None:
    thread = thread_of(page(f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top="<p>Discussion:</p><p>Showing 1 post</p>"))
    assert (thread.title, thread.claimed_post_count) == ("Boats", 1)


def test_title_that_no_post_repeats_loses_only_certain_labels() -> None:
    posts = f"<p>Another subject</p><p>{DATES}</p><p>one</p><p>{RATING}</p>"
    assert thread_of(page(posts, top="<h1>Discussion: BoatsReported This is a featured thread</h1>"), url=None).title == "Boats"
    assert thread_of(page(posts, top="<h1>Discussion: What I Reported</h1>"), url=None).title == "What I Reported"


@pytest.mark.parametrize(
    ("top", "flags"),
    [
        ("<h1>Discussion: Boats</h1><p>This is a featured thread</p>", (True, None, None)),
        ("<h1>Discussion: Boats</h1><p>Reported</p>", (None, True, None)),
        ("<h1>Discussion: Boats</h1><p>This thread is locked</p>", (None, None, True)),
        ("<h1>Discussion: Boats<img src='/l.gif' alt='Locked'></h1>", (None, None, True)),
        ("<h1><img src='/f.gif' title='This is a featured thread'>Discussion: Boats</h1>", (True, None, None)),
        ("<h1>Discussion: Boats <span>Reported</span> <span>This is a featured thread</span></h1>", (None, None, None)),
        ("<h1>Discussion: Boats<span hidden>Reported</span></h1>", (None, None, None)),
        ("<style>.off{display:none}</style><h1>Discussion: Boats<span class='off'>Reported</span></h1>", (None, None, None)),
        ("<h1>Discussion: Boats<img src='/l.gif' alt='Locked' style='visibility: hidden'></h1>", (None, None, None)),
    ],
)
def test_flags_are_only_what_a_reader_sees(top: str, flags: tuple[bool | None, ...]) -> None:
    thread = thread_of(page(f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top=top))
    assert (thread.is_featured, thread.is_reported, thread.is_locked) == flags
    assert thread.title == "Boats"


def test_style_sheet_of_one_page_hides_nothing_on_the_next() -> None:
    label = f"<h1>Discussion: Boats<span class='off'>Reported</span></h1><p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>"
    hidden, shown = (f"<html><head>{head}</head><body>{label}</body></html>" for head in ("<style>.off{display:none}</style>", ""))
    for _ in range(2):
        assert thread_of(hidden).is_reported is None
        assert thread_of(shown).is_reported is True


def test_page_of_very_many_different_tags_is_read_like_any_other() -> None:
    links = "".join(f"<a href='/page/{number}'></a>" for number in range(25_000))
    for _ in range(2):
        assert said(thread_of(named_page(Written(body="one"), Written(body=f"two{links}")))) == BOATS


@pytest.mark.parametrize(
    ("href", "kind"),
    [
        ("/page/Harbor", LocationKind.PAGE),
        ("/forum/Harbor", LocationKind.FORUM),
        ("/account/ann/", LocationKind.ACCOUNT),
        ("/photo/7/", LocationKind.PHOTO),
        ("/video/7/", LocationKind.VIDEO),
    ],
)
def test_kind_of_a_location_is_told_by_its_link(href: str, kind: LocationKind) -> None:
    top = f"<p>Location: <a href='{href}'>Harbor</a></p><h1>Discussion: Boats</h1>"
    location = thread_of(page(f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top=top)).location
    assert location is not None
    assert (location.title, location.kind, location.url) == ("Harbor", kind, f"http://x.wetpaint.com{href}")


# Ratings, tags, times, ids


@pytest.mark.parametrize(
    ("rating", "found"),
    [
        (RATING, (None, None)),
        ("1  out of 3 found this valuable. Do you?", (1, 3)),
        ("1 out of 3 found this valuable.", (1, 3)),
        ("Do you find this valuable? Yes No", (None, None)),
    ],
)
def test_rating_is_read_in_both_forms(rating: str, found: tuple[int | None, int | None]) -> None:
    for written in (text_page(Written(body="one", rating=rating)), named_page(Written(body="one", rating=rating))):
        (post,) = thread_of(written).posts
        assert ((post.found_valuable, post.rated_by), post.body_text) == (found, "one")


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ("Keyword tags: None", ()),
        ("Keyword tags: None (edit keyword tags)", ()),
        ("Keyword tags: lamps tides", ("lamps", "tides")),
        ("Keyword tags: tall lamps, tides, tall lamps", ("tall lamps", "tides")),
        ("Keyword tags:\nlamps tides", ("lamps", "tides")),
        ("Keyword tags: | lamps tides |", ("lamps", "tides")),
        ("", None),
    ],
)
def test_tags_of_a_text_are_split_at_commas_else_at_spaces(tags: str, wanted: tuple[str, ...] | None) -> None:
    assert thread_of(text_page(Written(body="one", rating=f"{RATING}\n{tags}"), Written(body="two"))).tags == wanted


def test_tags_of_a_page_are_one_a_link() -> None:
    tags = (
        "Keyword tags: <a href='/search?tags=a'>tall lamps</a>, <a href='/search?tags=b'>tides</a>"
        " <a href='/edit'>edit keyword tags</a>"
    )
    written = named_page(Written(body="one")).replace("</td></tr>", f"<div>{tags}</div></td></tr>")
    assert thread_of(written).tags == ("tall lamps", "tides")


def test_tags_in_cells_of_their_own() -> None:
    tags = "<p>Keyword tags:</p><p><a href='/search?tags=a'>tall lamps</a></p><p><a href='/search?tags=b'>tides</a></p>"
    posts = f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>{tags}<p>1. RE: Boats</p><p>{DATES}</p><p>two</p><p>{RATING}</p>"
    thread = thread_of(page(posts))
    assert (thread.tags, said(thread)) == (("tall lamps", "tides"), BOATS)


def test_tags_may_stand_before_the_rating() -> None:
    opening = f"<p>Boats</p><p>{DATES}</p><p>one</p><p>Keyword tags: None</p><p>{RATING}</p>"
    thread = thread_of(page(opening, f"<p>1. RE: Boats</p><p>{DATES}</p><p>two</p><p>{RATING}</p>"))
    assert (thread.tags, said(thread)) == ((), BOATS)


def test_tags_end_a_post_that_has_no_rating() -> None:
    posts = f"<p>Boats</p><p>{DATES}</p><p>one</p><p>Keyword tags: lamps</p><p>1. RE: Boats</p><p>{DATES}</p><p>two</p>"
    thread = thread_of(page(posts))
    assert (thread.tags, said(thread)) == (("lamps",), BOATS)


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        (f"{LATER} | Post edited: {DATE}", "impossible-time"),
        ("Jul 18 2010, 12:27 PM EST | Post edited: Jul 18 2010, 12:27 PM EST", "impossible-time"),
        ("Jul 18 2010, 12:27 PM IST | Post edited: Jul 18 2010, 12:27 PM IST", "ambiguous-zone"),
        ("Jul 18 2010, 12:27 PM | Post edited: Jul 18 2010, 12:27 PM", "ambiguous-zone"),
        ("Tuesday, 6:59 PM EDT | Post edited: Tuesday, 6:59 PM EDT", "undated-post"),
    ],
)
def test_doubtful_time_is_a_problem_told_once(dates: str, code: str) -> None:
    assert [problem.code for problem in read(text_page(Written(body="one", dates=dates))).problems] == [code]


def test_time_after_the_capture_or_before_the_opening_post_is_impossible() -> None:
    opened = datetime(2010, 7, 18, 16, 27, tzinfo=UTC)
    early = "Jul 18 2009, 12:27 PM EDT | Post edited: Jul 18 2009, 12:27 PM EDT"
    for view in (
        read(text_page(Written(body="one")), captured_at=datetime(2010, 7, 18, 16, 0, tzinfo=UTC)),
        read(text_page(Written(body="one"), Written(body="two", dates=early))),
    ):
        assert [problem.code for problem in view.problems] == ["impossible-time"]
        assert view.threads[0].posts[0].posted is not None
        assert view.threads[0].posts[0].posted.at == opened
    assert read(text_page(Written(body="one")), captured_at=opened).problems == ()


@pytest.mark.parametrize(
    ("markup", "original_id"),
    [
        ("<a name='4711'></a>", "4711"),
        ("<a id='post_4711'></a>", "4711"),
        ("<a id='WPC-action_editThreadPost4711' href='#'>Edit</a>", "4711"),
        ("<a id='WPC-action_deleteThread_4711' href='#'>Delete</a>", "4711"),
        (f"<a href='{URL}#post4711'>link to this</a>", "4711"),
        ("<a id='WPC-action_editThreadPost12' href='#'>Edit</a>", None),
        ("<a id='WPC-action_editThreadPost12' href='#'>Edit</a><a name='4711'></a>", "4711"),
        ("<a name='12'></a>", None),
        ("<a name='top'></a>", None),
    ],
)
def test_id_of_a_post_is_taken_from_its_anchors_and_links(markup: str, original_id: str | None) -> None:
    written = named_page(Written(body="one", author=markup), Written(body="<a name='9999'></a><a href='#post8888'>two</a>"))
    assert [post.original_id for post in thread_of(written).posts] == [original_id, None]


def test_id_of_the_thread_is_no_id_of_a_post() -> None:
    url = "http://x.wetpaint.com/thread/4711/boats"
    assert thread_of(named_page(Written(body="one", author="<a name='4711'></a>")), url=url).posts[0].original_id is None


# Chrome


POST = f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>"


def test_chrome_round_the_posts_is_known_and_anything_else_is_told() -> None:
    related = f"Related Content (what's this? {'Related pages and threads. ' * 30})"
    chrome = f"<p>Home | Photos | Members</p><p>Sign in or</p><p>{related}</p>"
    assert read(page(POST, top=f"{chrome}<h1>Discussion: Boats</h1>")).problems == ()
    view = read(page(POST, top="<p>We close in May!</p><h1>Discussion: Boats</h1>"))
    assert [(problem.code, problem.excerpt) for problem in view.problems] == [("unplaced-text", "We close in May!")]


def test_long_text_that_no_field_takes_is_told_in_pieces() -> None:
    top = f"<p>{'We close in May! ' * 300}</p><h1>Discussion: Boats</h1>"
    view = read(page(f"<p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p>", top=top))
    assert [problem.code for problem in view.problems] == ["unplaced-text"] * 3
    assert "".join(problem.excerpt or "" for problem in view.problems) == ("We close in May! " * 300).strip()


def test_post_without_rating_ends_where_the_chrome_begins() -> None:
    view = read(text_page(Written(body="one", rating=""), Written(body="two", rating="")) + "Sign in or\nHome\n© 2010")
    assert said(view.threads[0]) == BOATS


def test_page_in_a_form_or_a_left_column_is_read_all_the_same() -> None:
    for wrapper in ("<form>{}</form>", "<div id='leftColumn'>{}</div>"):
        written = named_page(Written(body="one"), Written(body="two"))
        inside = written.replace("<body>", "<body>" + wrapper.split("{}", maxsplit=1)[0]).replace(
            "</body>", wrapper.split("{}")[1] + "</body>"
        )
        assert said(thread_of(inside)) == BOATS


@pytest.mark.parametrize("depth", [600, 5_000])
def test_deep_nesting_is_flattened_and_no_text_is_lost(depth: int) -> None:
    for opening in ("<div>", "<div><p>x</p>", "<div><span>", "<div><hr>"):
        written = named_page(Written(body="one"), Written(body="two")).replace("<h1>", opening * depth + "<h1>")
        assert said(thread_of(written)) == BOATS
    view = read(named_page(Written(body="one"), Written(body="<div>" * depth + "two" + "</div>" * depth + "<br>three")))
    assert said(view.threads[0])[1][2].startswith("two")
    assert "three" in "".join(part.text for part in view.placed)
