"""Who wrote a post is known by doubling, link, menu, picture or place; a page that names nobody gives nobody."""

import pytest

from pages import DATES, RATING, Written, named_page, read, thread_of
from wetpaint_import.model import AuthorKind, ThreadView

BOATS = [(None, "Boats", "one"), (1, "RE: Boats", "two")]


def page(*parts: str, count: int = 2) -> str:
    return f"<html><body><h1>Discussion: Boats</h1><p>Showing {count} posts</p>{''.join(parts)}</body></html>"


def said(thread: ThreadView) -> list[tuple[int | None, str | None, str]]:
    return [(post.number, post.subject, post.body_text) for post in thread.posts]


def names(thread: ThreadView) -> list[str | None]:
    return [post.author.name if post.author else None for post in thread.posts]


@pytest.mark.parametrize(
    ("block", "name"),
    [
        ("<p>ann</p><p>ann</p>", "ann"),
        ("<p><b>ann</b><i>ann</i></p>", "ann"),
        ("<p>Ann B Ann B</p>", "Ann B"),
        ("<p>by ann</p>", "ann"),
        ("<p>Posted by: ann</p>", "ann"),
        ("<p>ann</p>", "ann"),
        ("<p><a href='/account/ann'>ann</a></p>", "ann"),
        ("<p><a href='/account/ann'>Ann</a> <a href='/account/ann'>B</a></p>", "Ann B"),
        ("<p class='WPC-action'>ann</p>", "ann"),
        ("<p><a href='/account/ann'><img src='/a.gif' alt='ann'></a></p>", "ann"),
        ("<p><a href='/account/ann'><img src='/a.gif'></a></p>", "ann"),
        ("<p><img class='imageSm' src='/a.gif' alt='ann'></p>", "ann"),
        ("<p><a href='/account/ann'>12</a></p>", None),
        ("<p class='WPC-action'>more</p>", None),
        ("<p>What a long line this is, far too long for a name.</p>", None),
        ("<p>http://y.example/</p>", None),
        ("<p>Reply</p>", None),
        ("", None),
    ],
)
def test_author_is_known_by_doubling_link_menu_picture_or_place(block: str, name: str | None) -> None:
    posts = "".join(
        f"<table><tr><td>{block}</td><td><p>{head}</p><p>{DATES}</p><p>{body}</p><p>{RATING}</p></td></tr></table>"
        for head, body in (("Boats", "one"), ("1. RE: Boats", "two"))
    )
    thread = thread_of(page(posts))
    assert (said(thread), names(thread)) == (BOATS, [name, name])


@pytest.mark.parametrize(
    "block",
    [
        "<p>Posted Anonymously</p>",
        "<p>Anonymous</p>",
        "<p>203.0.113.7</p>",
        "<p>by 203.0.113.7</p>",
        "<p><a href='/account/203.0.113.7'><img src='/a.gif'></a></p>",
        "<p><img class='imageSm' src='/a.gif' alt='Anonymous'></p>",
    ],
)
def test_anonymous_stands_for_nobody(block: str) -> None:
    posts = "".join(
        f"<table><tr><td>{block}</td><td><p>{head}</p><p>{DATES}</p><p>{body}</p><p>{RATING}</p></td></tr></table>"
        for head, body in (("Boats", "one"), ("1. RE: Boats", "two"))
    )
    for post in thread_of(page(posts)).posts:
        assert post.author is not None
        assert (post.author.name, post.author.kind, post.author.profile_url) == (None, AuthorKind.ANONYMOUS, None)


@pytest.mark.parametrize(("name", "author"), [("Ann B", None), ("by Ann B", "Ann B"), ("Ann", "Ann")])
def test_words_above_the_only_post_are_no_name_for_certain(name: str, author: str | None) -> None:
    view = read(page(f"<div><p>{name}</p><p>Boats</p><p>{DATES}</p><p>one</p><p>{RATING}</p></div>", count=1))
    assert names(view.threads[0]) == [author]
    assert [problem.excerpt for problem in view.problems] == ([] if author else [name])


def test_post_without_words_has_the_author_whose_picture_stands_there() -> None:
    posts = "".join(
        f"<div><p><a href='/account/{name}'><img src='/{name}.gif' alt='{name}'></a></p>"
        f"<p>{head}</p><p>{DATES}</p>{body}<p>{RATING}</p></div>"
        for name, head, body in (("ann", "Boats", "<p>one</p>"), ("bob", "1. RE: Boats", ""))
    )
    thread = thread_of(page(posts))
    assert (said(thread), names(thread)) == ([BOATS[0], (1, "RE: Boats", "")], ["ann", "bob"])


def test_authors_behind_their_posts_without_elements_of_their_own() -> None:
    posts = "<br>".join(
        f"{head}<br>{DATES}<br>{body}<br>{RATING}<br><a href='/account/{name}'>{name}</a>"
        for name, head, body in (("ann", "Boats", "one"), ("bob", "1. RE: Boats", "two"), ("cid", "2. RE: Boats", "three"))
    )
    thread = thread_of(page(f"<div>{posts}</div>", count=3))
    assert names(thread) == ["ann", "bob", "cid"]


@pytest.mark.parametrize("end", ["", "<br>© 2010", "</div><div>Kilns for sale"])
def test_names_between_posts_are_of_the_next_ones_where_none_stands_behind_the_last(end: str) -> None:
    posts = "<br>".join(
        f"{block}{head}<br>{DATES}<br>{body}<br>{RATING}"
        for block, head, body in (
            ("", "Boats", "one"),
            ("<a href='/account/ann'>ann</a><br>", "1. RE: Boats", "two"),
            ("<a href='/account/bob'>bob</a><br>", "2. RE: Boats", "three"),
        )
    )
    assert names(thread_of(page(f"<div>{posts}{end}</div>", count=3))) == [None, "ann", "bob"]


def test_picture_of_an_author_is_no_picture_of_the_post() -> None:
    posts = [
        Written(
            body="one",
            author="<a href='/account/ann'><img class='imageSm' src='/ann.gif' alt='ann'></a><a href='/account/ann'>ann</a>",
        )
    ]
    (post,) = thread_of(named_page(*posts)).posts
    assert post.author is not None
    assert (post.author.avatar_url, post.author.profile_url) == (
        "http://x.wetpaint.com/ann.gif",
        "http://x.wetpaint.com/account/ann",
    )
    assert post.images == ()


@pytest.mark.parametrize("said_twice", ["Good idea; who writes the first draft?", "Me too, at last!"])
def test_sentence_that_a_post_says_twice_is_no_name(said_twice: str) -> None:
    bodies = ("<p>one</p>", f"<p>{said_twice}</p><p>{said_twice}</p><p>two</p>")
    posts = (
        f"<div><p>{head}</p><p>{DATES}</p>{body}<p>{RATING}</p></div>"
        for head, body in zip(("Boats", "1. RE: Boats"), bodies, strict=True)
    )
    thread = thread_of(page(*posts))
    assert (thread.posts[1].body_text, names(thread)) == (f"{said_twice}\n\n{said_twice}\n\ntwo", [None, None])
