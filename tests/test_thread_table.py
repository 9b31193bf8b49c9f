"""Tables and lists of threads give each thread's title, starter, count and opening post, in every form of row that is known."""

from datetime import UTC, datetime

import pytest

from pages import RATING, read
from wetpaint_import.model import AuthorKind, ThreadView

PAGE = "http://x.wetpaint.com/page/Kilns"
LIST = "http://x.wetpaint.com/thread"
LAST = "Aug 2 2010, 1:00 PM EDT by bob"
STARTED = "Jul 18 2010, 12:27 PM EDT"
HEAD = "| Started By | Thread Subject | Replies | Last Post |\n| --- | --- | --- | --- |\n"
HEAD_A = "Started By Thread Subject Replies Last Post\n"
BLOCK = f"Thread started: {STARTED}  Watch\nThe words.\n{RATING}\nKeyword tags: lamps\nShow Last Reply\n"
COLUMNS = "<tr><th>Started By</th><th>Thread Subject</th><th>Replies</th><th>Last Post</th></tr>"
ROW = f"<tr><td>ann</td><td><a href='/thread/12/kiln'>Kiln</a></td><td>3</td><td>{LAST}</td></tr>"


def threads(page: str, url: str | None = PAGE) -> tuple[ThreadView, ...]:
    return read(page, url=url).threads


def told(thread: ThreadView) -> tuple[str | None, str | None, int | None, int]:
    """Starter, title, count, and how many posts are shown."""
    return (thread.starter.name if thread.starter else None, thread.title, thread.claimed_post_count, len(thread.posts))


def table(*rows: str) -> str:
    return f"<html><body><p>Our kilns.</p><table>{COLUMNS}{''.join(rows)}</table></body></html>"


@pytest.mark.parametrize(
    "page",
    [
        f"{HEAD}| ann | Kiln | 3 | {LAST} |\n",
        f"{HEAD}|ann|Kiln|3|{LAST}|\n",
        f"<p>Started By<b>Thread Subject</b>RepliesLast Post</p><p>ann</p><p>Kiln</p><p>3</p><p>{LAST}</p>",
        f"Started By\nThread Subject\nReplies\nLast Post\nann\nKiln\n3\n{LAST}\n",
        table(ROW),
        table(ROW.replace("<td>ann</td>", "<td><a href='/account/ann'>ann</a></td>")),
        table(ROW.replace("<td>ann</td>", "<td>ann</td><td><a href='#'>Watch</a></td>")),
        table(f"<tr><td>ann <a href='/thread/12/kiln'>Kiln</a></td><td>Replies: 3 Last Post: {LAST}</td></tr>"),
        table(f"<tr><td>ann</td><td>Kiln Replies: 3 Last Post: {LAST}</td></tr>"),
        table(f"<tr><td>ann</td><td>Kiln</td><td>Replies: 3 Last Post: {LAST}</td></tr>"),
    ],
)
def test_row_is_read_from_its_last_cell_to_the_left(page: str) -> None:
    (thread,) = threads(page)
    assert told(thread)[1:] == ("Kiln", 4, 0)


def test_row_names_its_starter_and_its_address() -> None:
    (thread,) = threads(table(ROW.replace("<td>ann</td>", "<td><a href='/account/ann'>ann</a></td>")))
    assert told(thread)[0] == "ann"
    assert (thread.original_id, thread.url) == ("12", "http://x.wetpaint.com/thread/12/kiln")


@pytest.mark.parametrize("row", [f"|ann| |Kiln|3|{LAST}|", f"|ann|Kiln|3| |{LAST}|", f"||ann|Kiln|3|{LAST}||"])
def test_empty_cell_of_a_text_is_no_cell(row: str) -> None:
    (thread,) = threads(f"{HEAD}{row}\n")
    assert told(thread) == ("ann", "Kiln", 4, 0)


def test_row_of_a_text_may_lack_its_starter() -> None:
    first, second = threads(f"{HEAD}| Kiln | 3 | {LAST} |\n{BLOCK}| ann | Lids | 0 | {LAST} |\n")
    assert (told(first), told(second)) == ((None, "Kiln", 4, 1), ("ann", "Lids", 1, 0))
    assert first.posts[0].author is None


@pytest.mark.parametrize("name", ["Anonymous", "Posted Anonymously", "203.0.113.7"])
def test_nameless_starter_stands_for_nobody(name: str) -> None:
    for page in (f"{HEAD}| {name} | Kiln | 3 | {LAST} |\n", table(ROW.replace("ann", name))):
        (thread,) = threads(page)
        assert thread.starter is not None
        assert (thread.starter.name, thread.starter.kind) == (None, AuthorKind.ANONYMOUS)


@pytest.mark.parametrize(
    "row",
    [
        f"<div><span>ann</span> <span><a href='/thread/12/kiln'>Kiln</a></span> <span>3</span> <span>{LAST}</span></div>",
        f"<div><b><i>ann</i></b> <b><a href='/thread/12/kiln'>Kiln</a></b> <b>3</b> <b>{LAST[:12]}<i>{LAST[12:]}</i></b></div>",
    ],
)
def test_row_that_a_skin_sets_in_one_line_has_a_cell_for_each_element(row: str) -> None:
    (thread,) = threads(f"<html><body><div>Started By Thread Subject Replies Last Post</div>{row}</body></html>")
    assert told(thread) == ("ann", "Kiln", 4, 0)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (f"Anonymous Kiln shelves 3 {LAST}", (None, "Kiln shelves", 4)),
        (f"bob Kiln shelves 0 {LAST}", ("bob", "Kiln shelves", 1)),
        (f"ann Kiln shelves 3 {LAST}", (None, None, 4)),
        (f"ann 2009 12 {LAST}", (None, None, 13)),
    ],
)
def test_row_of_a_text_in_one_line_is_split_only_where_that_is_certain(
    row: str, wanted: tuple[str | None, str | None, int]
) -> None:
    view = read(HEAD_A + row + "\n" + BLOCK, url=PAGE)
    (thread,) = view.threads
    assert told(thread)[:3] == wanted
    assert ("ambiguous-row" in [problem.code for problem in view.problems]) is (wanted[1] is None)


def test_line_that_only_looks_like_a_row_is_none() -> None:
    assert threads(f"{HEAD_A}Seen on {LAST}\nAnonymous Kiln 3 {LAST}\n")[0].title == "Kiln"
    assert len(threads(f"{HEAD_A}Seen on {LAST}\nAnonymous Kiln 3 {LAST}\n")) == 1


@pytest.mark.parametrize(
    "block",
    [
        BLOCK,
        BLOCK.replace("\nThe", "\n\nWatch\nThe"),
        BLOCK.replace(f" {STARTED}  Watch", f"\n{STARTED}"),
        BLOCK.replace(f"\n{RATING}", f" {RATING}"),
        BLOCK.replace("tags: lamps", "tags:\nlamps"),
        f"| {BLOCK.replace(chr(10), ' ').strip()} | | | |\n",
        f"|\n{BLOCK}|\n",
    ],
)
def test_opening_post_stands_below_its_row(block: str) -> None:
    first, second = threads(f"{HEAD}| ann | Kiln | 3 | {LAST} |\n{block}| bob | Lids | 0 | {LAST} |\n")
    assert (told(first), told(second)) == (("ann", "Kiln", 4, 1), ("bob", "Lids", 1, 0))
    (post,) = first.posts
    assert (post.position, post.number, post.subject, post.body_text, post.edited) == (0, None, "Kiln", "The words.", None)
    assert post.posted is not None
    assert (post.posted.text, post.posted.at) == (STARTED, datetime(2010, 7, 18, 16, 27, tzinfo=UTC))
    assert post.author is not None
    assert post.author.name == "ann"
    assert first.tags == ("lamps",)


def test_opening_post_in_a_page_has_its_links_and_tags() -> None:
    block = (
        f"<tr><td colspan='4'>Thread started: {STARTED} <a href='#'>Watch</a><div>See <a href='/page/A'>this</a>.</div>"
        f"<div>1  out of 2 found this valuable. Do you?</div>"
        "<div>Keyword tags: <a href='/s?tags=a'>tall lamps</a> <a href='/s?tags=b'>tides</a></div>"
        "<div><a href='#'>Show Last Reply</a></div></td></tr>"
    )
    (thread,) = threads(table(ROW, block))
    (post,) = thread.posts
    assert (post.body_text, post.found_valuable, post.rated_by) == ("See this.", 1, 2)
    assert [link.url for link in post.links] == ["http://x.wetpaint.com/page/A"]
    assert thread.tags == ("tall lamps", "tides")


def test_opening_post_without_rating_or_tags_ends_with_the_next_row() -> None:
    (first, second) = threads(
        f"{HEAD}| ann | Kiln | 3 | {LAST} |\nThread started: {STARTED}\nThe words.\n| bob | Lids | 0 | {LAST} |\n"
    )
    assert (told(first)[3], first.tags) == (1, None)
    assert first.posts[0].body_text.startswith("The words.")
    assert second.claimed_post_count == 1


def test_opening_post_whose_date_cannot_be_read_is_a_problem() -> None:
    view = read(f"{HEAD}| ann | Kiln | 3 | {LAST} |\n{BLOCK.replace('EDT', 'IST')}", url=PAGE)
    assert [problem.code for problem in view.problems] == ["ambiguous-zone"]
    assert view.threads[0].posts[0].posted is not None
    assert view.threads[0].posts[0].posted.at is None


def test_opening_post_without_a_date_has_none() -> None:
    (thread,) = threads(f"{HEAD}| ann | Kiln | 3 | {LAST} |\n{BLOCK.replace(f' {STARTED}  Watch', '')}")
    (post,) = thread.posts
    assert (post.body_text, post.posted, thread.tags) == ("The words.", None, ("lamps",))
    assert "posted_at" not in dict(post.rules)


def test_opening_post_may_be_empty() -> None:
    (thread,) = threads(f"{HEAD}| ann | Kiln | 3 | {LAST} |\n{BLOCK.replace('The words.' + chr(10), '')}")
    assert [post.body_text for post in thread.posts] == [""]


@pytest.mark.parametrize("label", ["featured", "locked", "reported"])
def test_flags_of_a_row_are_its_icons(label: str) -> None:
    flagged, plain = threads(
        table(ROW.replace("<a href", f"<img src='/i.gif' alt='This thread is {label}'><a href"), ROW.replace("12/kiln", "13/lids"))
    )
    assert getattr(flagged, f"is_{label}") is True
    assert getattr(plain, f"is_{label}") is None


def test_list_of_threads_needs_no_head() -> None:
    page = f"<html><body><table id='threadList'>{ROW}</table></body></html>"
    view = read(page, url=LIST)
    assert (view.page_kind, [told(thread)[1:] for thread in view.threads]) == ("thread_list", [("Kiln", 4, 0)])
    assert read(page, url=None).page_kind == "thread_list"


def test_table_within_a_page_makes_it_a_content_page() -> None:
    page = table(ROW).replace("<p>Our kilns.", "<p>Our kilns.</p><p>Latest page update: made by ann")
    assert read(page, url=None).page_kind == "content_page"
    assert read(table(ROW, f"<tr><td>{BLOCK}</td></tr>"), url=None).page_kind == "content_page"


def test_index_of_forums_lists_no_threads() -> None:
    forums = f"<tr><td><a href='/forum/Kilns'>Kilns</a></td><td>12</td><td>144</td><td>{LAST}</td></tr>"
    view = read(f"<html><body><table>{forums}</table></body></html>", url="http://x.wetpaint.com/forum")
    assert (view.page_kind, view.state, view.threads) == ("thread_list", "read", ())


def test_counts_alone_are_no_row() -> None:
    assert threads(table(f"<tr><td>{LAST}</td></tr>")) == ()
    assert [told(thread)[1:] for thread in threads(table(f"<tr><td>3</td><td>{LAST}</td></tr>", ROW))] == [("Kiln", 4, 0)]
