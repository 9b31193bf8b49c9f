"""Discourse: whatever names, gaps, quotes and texts an archive holds, the importer's rules drop and rename nothing."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discourse_facts import FIRST_RESERVED_ID
from discourse_importer import Forum, clean_tag, fix_name
from rendered_markdown import shown_text
from wetpaint_import.archive import Archive
from wetpaint_import.db.connection import create_or_open
from wetpaint_import.errors import ExportError
from wetpaint_import.export import check, export
from wetpaint_import.export.discourse import TARGET
from wetpaint_import.export.discourse.ids import lost_posts, row_id, wiki_category
from wetpaint_import.export.discourse.names import TagNames, category_names, category_slugs, display_name, usernames
from wetpaint_import.markup import to_markdown

SETTINGS = {"categories": "locations", "attribution": "line"}
# Names that Discourse mends in different ways, and letters that fold together.
NAMES = st.one_of(
    st.sampled_from(
        [
            "Ann",
            "ann",
            "ÄNN",
            "system",
            "staff",
            "a.json",
            "__x__",
            "-.-",
            "日本",
            'q"]uote',
            "x" * 80,
            "a, post:1, topic:2",
            "\\0\\1",
        ]
    ),
    st.text(min_size=1, max_size=30).filter(str.strip),
)
# Pieces of what Markdown, HTML, BBCode and the importer's decoding take for something else than text.
PIECES = st.sampled_from(
    ["&amp;", "&amp;lt;", "&lt;b&gt;", "&amp;copy", "&#38;#60;", "[quote]", "[/quote]", '[quote="ann, post:1"]',
     "wetpaintquote101x0",
     "*", "_", "`", "```", "# ", "1. ", "- ", "> ", "|", "\\", "~~", "<br>", "<b>bold</b>", "http://x.example/a_b?c=1&amp;d=2",
     "@ann", ":)", "word", " ", "\n", "<blockquote>deep</blockquote>", "[upload|1]", "&nbsp;", "\t", "<pre> x\n  y</pre>",
     '<a href="http://x.example/(a b)">l]ink</a>']
)  # fmt: skip
BODIES = st.lists(PIECES, max_size=12).map("".join)


@dataclass(frozen=True)
class MadePost:
    position: int
    author: int | None
    body: str
    is_dated: bool
    quotes: int | None


@st.composite
def threads(draw: st.DrawFn) -> list[MadePost]:
    """Posts with gaps between them; a quoting post begins with the words of an earlier one."""
    made: list[MadePost] = []
    for position in sorted(draw(st.sets(st.integers(0, 40), max_size=5))):
        quotes = draw(st.sampled_from([None, *range(len(made))]))
        author = draw(st.sampled_from([None, 0, 1, 2, 3]))
        made.append(MadePost(position, author, draw(BODIES), draw(st.booleans()), quotes))
    return made


def fill(conn: sqlite3.Connection, names: Sequence[str], tags: Sequence[str], made: Sequence[Sequence[MadePost]]) -> None:
    """Rows as a load would make them, with names and texts that no page could be made to show."""
    conn.execute("INSERT INTO wikis (id, host) VALUES (1, 'one.wetpaint.com'), (2, 'two.wetpaint.com')")
    for id_, name in enumerate(names, 1):
        conn.execute("INSERT INTO authors (id, wiki_id, name, kind, key) VALUES (?, 1, ?, 'registered', ?)", (id_, name, f"a{id_}"))
    for id_, tag in enumerate(dict.fromkeys(tags), 1):
        conn.execute("INSERT INTO tags (id, name) VALUES (?, ?)", (id_, tag))
    for place in (1, 2):
        conn.execute(
            "INSERT INTO locations (id, wiki_id, kind, title, key) VALUES (?, 1, 'page', ?, ?)", (place, names[place], f"l{place}")
        )
    post_id = 100
    for thread_id, posts in enumerate(made, 1):
        # Two wikis use the same ids; titles are as odd as names.
        wiki, original = 1 + thread_id % 2, str(500 + thread_id // 2)
        host = ("one", "two")[wiki - 1]
        conn.execute(
            "INSERT INTO threads (id, wiki_id, location_id, original_id, title, url, claimed_post_count, is_locked, key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (thread_id, wiki, 1 + thread_id % 2 if wiki == 1 else None, original, names[thread_id % len(names)],
             f"http://{host}.wetpaint.com/thread/{original}/x", 12, thread_id % 2, f"t{thread_id}"),
        )  # fmt: skip
        conn.executemany("INSERT INTO thread_tags VALUES (?, ?)", [(thread_id, tag) for tag in range(1, len(set(tags)) + 1)])
        # Later posts first: ids do not go by position where pages were found in another order.
        ids = {post.position: post_id + len(posts) - index for index, post in enumerate(posts)}
        post_id += len(posts)
        for post in posts:
            source = posts[post.quotes] if post.quotes is not None else None
            quoted = f'<blockquote>"{escape("words of " + str(source.position))}"</blockquote>' if source else ""
            conn.execute(
                "INSERT INTO posts (id, thread_id, position, author_id, posted_at, body_html, body_text, reply_to_id, key)"
                " VALUES (?, ?, ?, ?, ?, ?, '', ?, ?)",
                (ids[post.position], thread_id, post.position, None if post.author is None else post.author + 1,
                 "2010-01-01T00:00:00Z" if post.is_dated else None, quoted + post.body, ids[source.position] if source else None,
                 str(post.position)),
            )  # fmt: skip
            if source:
                sql = "INSERT INTO quotes (post_id, position, text, source_post_id) VALUES (?, 0, ?, ?)"
                conn.execute(sql, (ids[post.position], f"words of {source.position}", ids[source.position]))
    conn.commit()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(NAMES, min_size=4, max_size=6),
    tags=st.lists(NAMES, max_size=4),
    made=st.lists(threads(), min_size=1, max_size=4),
)
def test_every_archive_arrives_whole(names: list[str], tags: list[str], made: list[list[MadePost]]) -> None:
    with TemporaryDirectory() as folder, closing(create_or_open(Path(folder) / "a.db").conn) as conn:
        fill(conn, names, tags, made)
        archive = Archive(conn)
        out = Path(folder) / "out"
        export(archive, TARGET, out, SETTINGS)
        assert check(archive, TARGET, out, SETTINGS) == []
        forum = Forum(out / "discourse.db")
    assert forum.dropped == []
    assert forum.changed == []
    assert len({user.id for user in forum.users.values()}) == len({post.author for posts in made for post in posts})
    for thread_id, posts in enumerate(made, 1):
        topic = forum.topics[thread_id]
        found = [post for post in topic.posts if "archive_lost_posts" not in post.fields]
        assert [post.fields.get("archive_date_estimated") for post in found] == [
            None if post.is_dated else "true" for post in posts
        ]
        for post, wanted in zip(found, posts, strict=True):
            words = f"words of {posts[wanted.quotes].position}".replace(" ", "") if wanted.quotes is not None else ""
            shown = shown_text(post.raw)
            assert shown_text(wanted.body, is_html=True) in shown
            if words:
                number = found[wanted.quotes or 0].number
                assert f"post:{number},topic:{topic.id},username:" in shown
                assert f"]{words}[/quote]" in shown
                assert post.reply_to == (number if number != 1 else None)


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, max_size=8))
def test_names_given_to_discourse_are_distinct_and_need_no_mending(names: list[str]) -> None:
    users, categories, slugs, tags = usernames(), category_names(), category_slugs(), TagNames()
    given_users = [users.give(id_, name) for id_, name in enumerate(names, 1)]
    assert given_users == [fix_name(name) for name in given_users]
    assert len({name.lower() for name in given_users} - {"system", "staff"}) == len(names)
    assert all(len(name) <= 58 for name in given_users)
    given_categories = [categories.give(id_, name) for id_, name in enumerate(names, 1)]
    assert len({name.lower() for name in given_categories}) == len(names)
    assert all(0 < len(name) <= 50 and name == name.strip() for name in given_categories)
    given_slugs = [slugs.give(id_, name) for id_, name in enumerate(names, 1)]
    assert len(set(given_slugs)) == len(names)
    assert all(slug.strip("-") == slug and not slug.isdigit() for slug in given_slugs)
    given_tags = [tags.give(id_, name) for id_, name in enumerate(names, 1)]
    assert given_tags == [clean_tag(tag) for tag in given_tags]
    assert all(given_tags)
    assert all(not set('"[],\\\n') & set(display_name(name)) for name in names)


@settings(max_examples=400, deadline=None)
@given(BODIES)
def test_a_body_shows_the_same_text_after_one_decoding_of_entities(body: str) -> None:
    raw = to_markdown(body, entity_decoded_once=True, inline_html=True)
    assert shown_text(unescape(raw)) == shown_text(body, is_html=True)


def test_an_id_that_the_importer_would_take_for_a_private_messages_ends_the_export() -> None:
    largest = (1 << 28) - 1
    assert row_id(largest) == largest
    assert max(wiki_category(largest), lost_posts(largest, None), lost_posts(1, largest)) < FIRST_RESERVED_ID
    with pytest.raises(ExportError, match="too large"):
        row_id(largest + 1)
