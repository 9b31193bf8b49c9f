"""Pages as programs write them down again (mails, text browsers, converters, translations), and files that hold several pages."""

import json
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest

from in_process import run
from making_sources import write
from pages import DATES, RATING, Written, named_page, text_page

LONG = "Which knot for the bridle of a big kite when the line is new and slippery and the wind is strong?"
POSTS = (
    Written(author="dan\ndan", body="I use a larks head, but it slips on the new line.\n\nWhat do you tie?"),
    Written(author="ria\nria", body="Eight.\n1. eight\n2. bowline", rating="2  out of 3 found this valuable. Do you?"),
    Written(author="Posted Anonymously", body="Bowline. See [1] of mine."),
)


def parse(folder: Path, page: str, name: str = "page.txt") -> dict[str, Any]:
    done = run("parse", write(folder / name, page.encode()))
    assert done.returncode in (0, 1, 4), done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def posts_of(shown: dict[str, Any]) -> list[tuple[object, ...]]:
    """(number, author, time, subject, words) of each post, with the thread's title in front."""
    (thread,) = shown["threads"]
    return [
        (thread["title"], post["number"], who(post), post["posted_at"], post["subject"], post["body_text"].split())
        for post in thread["posts"]
    ]


def who(post: dict[str, Any]) -> str | None:
    author = post["author"]
    return str(author["name"] or author["kind"]) if author else None


def authors(shown: dict[str, Any]) -> list[str | None]:
    return [who(post) for thread in shown["threads"] for post in thread["posts"]]


def refused(shown: dict[str, Any]) -> str:
    """The message of a page that was set aside whole."""
    assert shown["threads"] == []
    (problem,) = shown["problems"]
    assert problem["code"] == "unknown-layout"
    return str(problem["message"])


def wrapped(page: str, width: int) -> str:
    lines = (wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""] for line in page.split("\n"))
    return "\n".join("\n".join(line) for line in lines)


def quoted(page: str) -> str:
    return "Dan, I kept this:\n\n" + "\n".join(f"> {line}" for line in page.split("\n"))


@pytest.mark.parametrize("title", ["Boats", LONG])
@pytest.mark.parametrize("width", [72, 50])
def test_wrapped_text_reads_as_the_text_itself(tmp_path: Path, title: str, width: int) -> None:
    page = text_page(*POSTS, title=title).replace("Showing", "\nShowing")
    assert posts_of(parse(tmp_path, wrapped(page, width))) == posts_of(parse(tmp_path, page))


def test_wrapped_title_below_its_label_is_whole(tmp_path: Path) -> None:
    page = text_page(*POSTS, title=LONG).replace("Discussion: ", "Discussion:\n").replace("Showing", "\nShowing")
    assert posts_of(parse(tmp_path, wrapped(page, 60))) == posts_of(parse(tmp_path, page))


def test_subjects_are_whole_where_only_the_higher_numbers_made_them_too_long(tmp_path: Path) -> None:
    page = text_page(*(Written(author="dan\ndan", body=f"b{i}") for i in range(12)), title="T" * 30 + " end")
    assert posts_of(parse(tmp_path, wrapped(page, 45))) == posts_of(parse(tmp_path, page))


@pytest.mark.parametrize("width", [72, 1000])
def test_thread_that_a_mail_quotes_is_read(tmp_path: Path, width: int) -> None:
    page = text_page(*POSTS, title="Boats")
    assert posts_of(parse(tmp_path, quoted(wrapped(page, width)))) == posts_of(parse(tmp_path, page))


def test_marks_of_replies_within_a_body_stay(tmp_path: Path) -> None:
    (post,) = parse(tmp_path, text_page(Written(body="> said before\nyes")))["threads"][0]["posts"]
    assert post["body_text"] == "> said before\nyes"


def side_by_side(title: str = "Boats", left: int = 14) -> str:
    """As text browsers write a table: the author in the middle of its row, before the post's own column."""
    rows = []
    for head, names, body in ((title, "dandan", "one\ntwo"), (f"1. RE: {title}", "Posted Anonymously"[:left], "three\nfour")):
        column = [head, DATES.removesuffix(" PM EDT"), "PM EDT", *body.split("\n"), RATING]
        rows += [f"{names if i == 3 else '':<{left}} {cell}" for i, cell in enumerate(column)]
    return "\n".join([f"Discussion: {title}", "", "Showing 2 posts", "", *rows, "", "Copyright 2010 the members"])


def test_cells_side_by_side_are_told_apart(tmp_path: Path) -> None:
    shown = parse(tmp_path, side_by_side(left=18))
    assert [post[2:] for post in posts_of(shown)] == [
        ("dandan", "2010-07-18T16:27:00Z", "Boats", ["one", "two"]),
        ("anonymous", "2010-07-18T16:27:00Z", "RE: Boats", ["three", "four"]),
    ]


def test_cells_that_cannot_be_told_apart_are_set_aside(tmp_path: Path) -> None:
    page = side_by_side(left=18).replace(" " * 19 + "two", "         two, but farther to the left")
    assert "side by side" in refused(parse(tmp_path, page))


def test_heads_that_are_only_indented_are_no_column(tmp_path: Path) -> None:
    page = text_page(*POSTS)
    indented = page.replace("\nBoats", f"\n{'':12}Boats").replace("1. RE", f"{'':12}1. RE").replace("2. RE", f"{'':12}2. RE")
    assert posts_of(parse(tmp_path, indented.replace("\nJul", f"\n{'':12}Jul"))) == posts_of(parse(tmp_path, page))


def test_table_that_somebody_typed_is_no_column_of_names(tmp_path: Path) -> None:
    page = text_page(Written(body="Wind       Line\nbreeze     thin\ngale       thick"), Written(body="Thanks"))
    assert len(posts_of(parse(tmp_path, page))) == 2


def test_names_beside_the_bodies_are_set_aside(tmp_path: Path) -> None:
    posts = [Written(body=f"a line of text       {name}\nand another") for name in ("dandan", "riaria")]
    assert "beside" in refused(parse(tmp_path, text_page(*posts)))


def test_names_between_dates_and_bodies_are_set_aside(tmp_path: Path) -> None:
    posts = [Written(body=f"{name}\n{name}\na line of text") for name in ("dan", "ria")]
    assert "should begin" in refused(parse(tmp_path, text_page(*posts)))


def test_numbers_of_links_go_if_a_list_at_the_end_has_them(tmp_path: Path) -> None:
    posts = (Written(author="[1]dan [2]dan", body="see [3]here and [9]"), Written(author="[4]ria [5]ria", body="yes"))
    links = "\n".join(f"   {i}. http://x.example.org/{i}" for i in range(1, 6))
    shown = parse(tmp_path, f"{text_page(*posts)}\nReferences\n\n   Visible links\n{links}\n")
    assert authors(shown) == ["dan", "ria"]
    assert shown["threads"][0]["posts"][0]["body_text"] == "see here and [9]"
    assert parse(tmp_path, text_page(POSTS[2]))["threads"][0]["posts"][0]["body_text"] == "Bowline. See [1] of mine."


@pytest.mark.parametrize(
    "first", ["dan dan Boats", "dan\ndan Boats", "dan\tBoats", "dan\ndan\nBoats"], ids=["spaces", "two lines", "tab", "lines"]
)
def test_author_in_the_line_of_the_subject_is_no_part_of_it(tmp_path: Path, first: str) -> None:
    posts = (Written(body="one"), Written(body="two"), Written(body="three"))
    page = text_page(*posts).replace("Boats\nJul", f"{first}\nJul", 1)
    page = page.replace("1. RE:", "ria ria 1. RE:").replace("2. RE:", "Posted Anonymously 2. RE:")
    shown = parse(tmp_path, page)
    assert [post[1:3] + post[4:5] for post in posts_of(shown)] == [
        (None, "dan", "Boats"),
        (1, "ria", "RE: Boats"),
        (2, "anonymous", "RE: Boats"),
    ]


def test_names_that_are_glued_to_themselves_are_halved_only_if_all_are(tmp_path: Path) -> None:
    glued = [Written(author=name, body="b") for name in ("dandan", "couscous")]
    assert authors(parse(tmp_path, text_page(*glued))) == ["dan", "cous"]
    assert authors(parse(tmp_path, text_page(*glued, Written(author="ria", body="b")))) == ["dandan", "couscous", "ria"]
    assert authors(parse(tmp_path, text_page(glued[1], glued[1]))) == ["couscous", "couscous"]


def test_name_behind_the_text_of_its_picture_stands_once(tmp_path: Path) -> None:
    assert authors(parse(tmp_path, text_page(*(Written(author="[dan]dan", body="b") for _ in "ab")))) == ["dan", "dan"]


def test_author_behind_each_post_of_a_text_is_its_own(tmp_path: Path) -> None:
    posts = [Written(body=f"b{i}", rating=f"{RATING}\n{name} {name}") for i, name in enumerate(("dan", "ria", "eve"))]
    assert authors(parse(tmp_path, text_page(*posts))) == ["dan", "ria", "eve"]


def test_line_of_paging_is_no_author(tmp_path: Path) -> None:
    first, *posts = [Written(author="dan", body="b1"), Written(author="ria", body="b2"), Written(author="eve", body="b3")]
    page = text_page(first, *posts).replace("dan\nBoats", "1 2 3 Next Last\nBoats")
    assert authors(parse(tmp_path, page)) == [None, "ria", "eve"]


def test_marks_of_markdown_are_no_part_of_title_subject_and_author(tmp_path: Path) -> None:
    lines = ["Location: [Knots](/page/Knots)", "", "# Discussion: Boats", "", "Showing 2 posts", ""]
    for head, name in (("Boats", "dan"), (r"1\. RE: Boats", "ria")):
        link = f"[![{name}](http://image.wetpaint.com/i.png)](http://x.wetpaint.com/account/{name})"
        lines += [
            f"{link}[{name}](http://x.wetpaint.com/account/{name}) | **{head}**  ",
            DATES,
            "",
            "as **I** wrote",
            "",
            RATING,
            "",
        ]
    shown = parse(tmp_path, "\n".join(lines), "page.md")
    assert [post[:3] + post[4:] for post in posts_of(shown)] == [
        ("Boats", None, "dan", "Boats", ["as", "**I**", "wrote"]),
        ("Boats", 1, "ria", "RE: Boats", ["as", "**I**", "wrote"]),
    ]
    assert shown["threads"][0]["location"] == "Knots"


def test_stars_that_a_title_has_of_its_own_stay(tmp_path: Path) -> None:
    assert parse(tmp_path, text_page(*POSTS, title="**READ** [x] #1"))["threads"][0]["title"] == "**READ** [x] #1"


OTHER = text_page(*(Written(author="sam\nsam", body=f"apple {i}") for i in range(2)), title="Apples")


@pytest.mark.parametrize("second", [OTHER, OTHER.partition("posts\n")[2]], ids=["with its header", "without"])
@pytest.mark.parametrize("count", [1, 12])
def test_two_threads_in_a_file_are_never_one(tmp_path: Path, second: str, count: int) -> None:
    first = text_page(*(Written(author="dan\ndan", body=f"b{i}") for i in range(count)), title="Boats")
    refused(parse(tmp_path, f"{first}\n\n{second}"))


def test_two_pages_of_an_unknown_skin_in_a_file_are_never_one(tmp_path: Path) -> None:
    first = text_page(*(Written(author="dan\ndan", body=f"b{i}") for i in range(2)))
    refused(parse(tmp_path, "".join(f"<p>{line}</p>" for line in (first + OTHER).split("\n")), "page.html"))


def test_page_that_somebody_quotes_within_a_thread_stays_in_its_post(tmp_path: Path) -> None:
    posts = (POSTS[0], Written(author="ria\nria", body=f"I found:\n{OTHER}that was it"), POSTS[2])
    found = posts_of(parse(tmp_path, text_page(*posts)))
    assert [post[2] for post in found] == ["dan", "ria", "anonymous"]
    assert "apple" in str(found[1])


def test_post_within_the_text_of_another_is_told_by_the_count(tmp_path: Path) -> None:
    page = text_page(*POSTS).replace(f"1. RE: Boats\n{DATES}", f"Posted by ria 1. RE: Boats\nria, in the evening, {DATES}")
    refused(parse(tmp_path, page))


def test_date_line_that_breaks_within_a_time_is_whole(tmp_path: Path) -> None:
    page = text_page(*POSTS)
    assert posts_of(parse(tmp_path, page.replace("12:27 PM EDT\n", "12:\n27 PM EDT\n"))) == posts_of(parse(tmp_path, page))


@pytest.mark.parametrize("line", [":::", "::: x", "::", "a :: b"])
def test_colons_alone_are_nobodys_address(tmp_path: Path, line: str) -> None:
    shown = parse(tmp_path, text_page(Written(author=line, body="b"), Written(author=line, body="c")))
    assert "anonymous" not in authors(shown)
    assert "[IP address]" not in json.dumps(shown)


def test_member_whose_name_is_that_of_a_button_keeps_it(tmp_path: Path) -> None:
    linked = [f'<a class="WPC-action" href="http://x.wetpaint.com/account/{name}">{name}</a>' for name in ("dan", "Reply", "watch")]
    assert authors(parse(tmp_path, named_page(*(Written(author=a, body="b") for a in linked)), "p.html")) == [
        "dan",
        "Reply",
        "watch",
    ]


def test_buttons_of_a_post_are_no_text_of_it(tmp_path: Path) -> None:
    (thread,) = parse(tmp_path, text_page(Written(body="Reply Edit Delete\nReply")))["threads"]
    assert thread["posts"][0]["body_text"] == "Reply"


def test_original_behind_a_translation_is_not_said_twice(tmp_path: Path) -> None:
    body = '<span><span class="google-src-text" style="direction: ltr">Hallo</span> Hello</span>'
    (thread,) = parse(tmp_path, named_page(Written(body=body)), "p.html")["threads"]
    assert thread["posts"][0]["body_text"] == "Hello"


def test_utf_8_that_calls_itself_latin_1_is_repaired_with_its_spaces(tmp_path: Path) -> None:
    page = named_page(Written(body="D\xe9j\xe0 vu", rating=f"{RATING}\xa0\xa0"))
    page = page.replace("<body>", '<head><meta charset="iso-8859-1"></head><body>')
    assert parse(tmp_path, page, "p.html")["threads"][0]["posts"][0]["body_text"] == "D\xe9j\xe0 vu"
    twice = text_page(Written(body="D\xe9j\xe0 vu", rating=f"{RATING}\xa0\xa0")).encode().decode("windows-1252")
    assert parse(tmp_path, twice)["threads"][0]["posts"][0]["body_text"] == "D\xe9j\xe0 vu"


def test_discussion_in_another_language_is_told(tmp_path: Path) -> None:
    page = named_page(Written(body="b", dates="M\xe4r 14 2010, 9:05 AM | Beitrag bearbeitet: nie"))
    page = page.replace("Discussion:", "Diskussion:").replace("<body>", "<body><script>var IS_WETPAINT_USER;</script>")
    refused(parse(tmp_path, page, "p.html"))


def test_number_without_a_subject_is_a_number(tmp_path: Path) -> None:
    shown = parse(tmp_path, text_page(*POSTS).replace("2. RE: Boats", "2."))
    post = shown["threads"][0]["posts"][2]
    assert (post["number"], post["subject"] or "") == (2, "")


def test_numbers_in_brackets_stay_where_no_list_of_links_ends_the_text(tmp_path: Path) -> None:
    page = text_page(Written(author="dan\ndan", body="References: see [1] of mine."), *POSTS[1:])
    first = parse(tmp_path, page)["threads"][0]["posts"][0]
    assert first["body_text"] == "References: see [1] of mine."


def test_a_text_that_is_indented_as_a_whole_has_no_columns(tmp_path: Path) -> None:
    page = text_page(*POSTS)
    indented = "\n".join(f"{' ' * 12}{line}" if line else "" for line in page.split("\n"))
    assert posts_of(parse(tmp_path, indented)) == posts_of(parse(tmp_path, page))


def test_a_name_that_stands_once_before_a_title_is_not_split_off(tmp_path: Path) -> None:
    page = text_page(Written(author="", body="Ours float."), title="Boats").replace("\nBoats\n", "\nold Boats\n")
    (post,) = parse(tmp_path, page)["threads"][0]["posts"]
    assert (post["subject"], post["author"]) == ("old Boats", None)
