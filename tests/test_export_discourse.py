"""Discourse: the importer's file is what its source asks for, and by its rules, replayed, everything of the archive arrives.

No Discourse runs here: `discourse_facts.py` and `discourse_importer.py` hold what was read in its source.
"""

import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive import FIXTURES, load, rows, run, write_pages
from discourse_facts import COLUMNS, FIRST_RESERVED_ID, LENGTHS, OWN_ROUTES, QUERIES, REFERENCES
from discourse_importer import SYSTEM_USER, Forum, Topic
from made_wikis import HOSTILE_NAMES, Saved, by, load_hostile
from made_wikis import load_wiki as load_captures
from pages import Written
from rendered_markdown import shown_text

# A day between any two posts, so that order and time cannot be mixed up.
QUOTING = (
    by("ann", "The boat is green and it leaks."),
    by("ben", '<blockquote>"The boat is <b>green</b> and it leaks."</blockquote>Paint it &amp;amp; caulk it.'),
    by("ann", '<blockquote>"Paint it &amp;amp; caulk it."</blockquote>With [quote] what, @ben?'),
)


def load_wiki(db: Path, captures: list[Saved]) -> None:
    load_captures(db, [saved.archived for saved in captures])


def export(db: Path, out: Path, *options: str) -> dict[str, Any]:
    done = run("export", "discourse", "--db", db, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fixtures, random threads, hostile ones, two wikis with the same thread ids and names: all in one database."""
    folder = tmp_path_factory.mktemp("made")
    db = folder / "a.db"
    load_hostile(db)
    load_wiki(db, [
        Saved(number=100, title="Same id elsewhere", host="other.wetpaint.com", posts=QUOTING),
        Saved(number=7, title="Half lost", host="other.wetpaint.com", posts=QUOTING, claimed=9),
        Saved(number=8, title="Quiet", host="quiet.wetpaint.com", posts=(by("ann", "C and C++"), by("ÄNN", "x"))),
        Saved(number=9, title="RE: RE: boats", host="quiet.wetpaint.com", posts=(by("none", ":)"), Written(body="No author."))),
    ])  # fmt: skip
    write_pages(folder / "random", 40)
    load(db, FIXTURES, folder / "random")
    return db


@pytest.fixture(scope="module")
def exported(made: Path) -> Path:
    out = made.parent / "out"
    export(made, out)
    return out


@pytest.fixture(scope="module")
def forum(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Forum:
    return Forum(Path(shutil.copy(exported / "discourse.db", tmp_path_factory.mktemp("forum") / "import.db")))


def select(out: Path, sql: str) -> list[tuple[Any, ...]]:
    return rows(out / "discourse.db", sql)


def threads(db: Path, forum: Forum) -> Iterator[tuple[int, Topic]]:
    for (id_,) in rows(db, "SELECT id FROM threads ORDER BY id"):
        yield id_, forum.topics[id_]


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_that_the_importer_names_is_there(exported: Path, table: str) -> None:
    select(exported, f"SELECT {', '.join(COLUMNS[table].split())} FROM {table}")  # noqa: S608


@pytest.mark.parametrize("query", QUERIES)
def test_the_importers_larger_queries_run(exported: Path, query: str) -> None:
    select(exported, query)


def test_ids_are_small_positive_integers_and_lead_somewhere(exported: Path) -> None:
    for table in ("users", "categories", "topics", "posts", "tags"):
        ids = [id_ for (id_,) in select(exported, f"SELECT id FROM {table}")]  # noqa: S608
        assert ids, table
        assert all(isinstance(id_, int) and 0 < id_ < FIRST_RESERVED_ID for id_ in ids), table
    for table, column, other in REFERENCES:
        lost = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {other})"  # noqa: S608
        assert select(exported, lost) == [], (table, column)


def test_texts_fit_into_the_forums_columns(exported: Path) -> None:
    for table, column in LENGTHS:
        texts = [text for (text,) in select(exported, f"SELECT {column} FROM {table}")]  # noqa: S608
        assert all(0 < len(text.strip()) <= LENGTHS[table, column] for text in texts), (table, column)
    for table in COLUMNS:
        for row in select(exported, f"SELECT * FROM {table}"):  # noqa: S608
            assert not any(isinstance(value, str) and "\0" in value for value in row), table


def test_nothing_says_what_nobody_knows(exported: Path) -> None:
    """No e-mail (equal ones would merge people), no likes (ratings name nobody), no private topics, no rights."""
    assert select(exported, "SELECT count(*) FROM likes") == [(0,)]
    assert select(exported, "SELECT count(*) FROM users WHERE email IS NOT NULL OR admin OR moderator OR anonymized") == [(0,)]
    assert select(exported, "SELECT count(*) FROM topics WHERE private_message IS NOT NULL") == [(0,)]
    assert select(exported, "SELECT count(*) FROM posts WHERE like_count IS NOT NULL") == [(0,)]


def test_permalinks_begin_with_no_slash_and_with_none_of_discourses_own_paths(exported: Path) -> None:
    urls = [url for (url,) in select(exported, "SELECT url FROM permalinks")]
    assert urls
    assert [url for url in urls if url.startswith(("/", *OWN_ROUTES)) or "?" in url] == []


def test_the_importer_drops_nothing_and_renames_nobody(forum: Forum) -> None:
    assert forum.dropped == []
    assert forum.changed == []


def test_every_post_arrives_once_in_order_with_author_and_date(made: Path, forum: Forum) -> None:
    sql = (
        "SELECT posts.id, author_id, authors.kind, authors.name, posted_at, reply_to_id FROM posts"
        " LEFT JOIN authors ON authors.id = author_id WHERE thread_id = ? ORDER BY position, posts.id"
    )
    names = {user.id: user.name for user in forum.users.values()}
    accounts: dict[int, set[object]] = {}
    for id_, topic in threads(made, forum):
        found = [post for post in topic.posts if "archive_lost_posts" not in post.fields]
        wanted = rows(made, sql, id_)
        assert [post.imported_id for post in found] == [row[0] for row in wanted]
        for post, (_, author_id, kind, name, posted_at, reply_to) in zip(found, wanted, strict=True):
            shown = "author not known" if author_id is None else "anonymous" if kind == "anonymous" else name
            assert re.sub(r'[\s"\[\]\\,]+', " ", shown).strip() == names[post.user_id]
            assert post.fields["archive_author"] == shown
            accounts.setdefault(post.user_id, set()).add(author_id)
            if posted_at:
                assert post.created_at == datetime.fromisoformat(posted_at).replace(tzinfo=UTC)
            assert ("archive_date_estimated" in post.fields) == (posted_at is None)
            parent = next((other.number for other in topic.posts if other.imported_id == reply_to), None)
            assert post.reply_to == (parent if parent != 1 else None)
    assert all(len(ids) == 1 for ids in accounts.values()), "two accounts became one user"


def test_lost_posts_leave_a_note_in_their_place(made: Path, forum: Forum) -> None:
    (half_lost,) = (topic for topic in forum.topics.values() if topic.title == "Half lost")
    notes = [(post.number, post.raw, post.user_id) for post in half_lost.posts if "archive_lost_posts" in post.fields]
    assert [(number, user) for number, _, user in notes] == [(4, SYSTEM_USER)]
    assert "Posts 3 to 8 of this thread are not in the archive." in notes[0][1]
    for id_, topic in threads(made, forum):
        (claimed,) = rows(made, "SELECT claimed_post_count FROM threads WHERE id = ?", id_)[0]
        stretches = [post.fields["archive_lost_posts"].split("-") for post in topic.posts if "archive_lost_posts" in post.fields]
        lost = sum(int(last) - int(first) + 1 for first, last in stretches)
        assert len(topic.posts) - len(stretches) + lost >= (claimed or 1)


def test_topics_hang_below_their_wiki_and_place_with_title_tags_and_flags(made: Path, forum: Forum) -> None:
    categories = {category.id: category for category in forum.categories.values()}
    sql = (
        "SELECT threads.id, host, wikis.name, locations.title, threads.title, is_locked FROM threads"
        " LEFT JOIN wikis ON wikis.id = threads.wiki_id LEFT JOIN locations ON locations.id = location_id"
    )
    for id_, host, wiki_name, place, title, locked in rows(made, sql):
        topic = forum.topics[id_]
        category = categories[topic.category_id]
        wiki = categories[category.parent_id] if category.parent_id else category
        assert wiki.name == (wiki_name or host or "Wiki not known")[:50]
        assert (category is wiki) == (place is None)
        if place:
            assert category.name.startswith(place[:36].strip())
        assert topic.title == (" ".join(title.split())[:255].strip() if title else f"(title not known, thread {id_})")
        assert topic.closed == bool(locked)
        tags = rows(made, "SELECT name FROM tags JOIN thread_tags ON tag_id = tags.id WHERE thread_id = ?", id_)
        assert len(topic.tags) == len({"-".join(name.lower().split()) for (name,) in tags})
        assert set(json.loads(topic.fields.get("archive_tags", "[]"))) == {name for (name,) in tags}
        assert {tag.partition("-")[0] for tag in topic.tags} == {re.split(r"\W", name.lower().lstrip("<"))[0] for (name,) in tags}


def test_every_old_address_leads_to_its_topic(made: Path, exported: Path, forum: Forum) -> None:
    entries = [json.loads(line) for line in (exported / "addresses.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [entry["id"] for entry in entries] == [id_ for id_, _ in threads(made, forum)]
    shared = Counter(entry["original_id"] for entry in entries)
    tried = 0
    for entry in entries:
        topic = ("topic_id", forum.topics[entry["id"]].id)
        assert forum.found("/" + entry["new"]) == topic
        for address in entry["old"]:
            parts = urlsplit(address)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            assert forum.found(f"/{parts.netloc}{path}") == topic
            # Without the host the id alone must tell, or nothing is told.
            assert forum.found(path) == (topic if shared[entry["original_id"]] == 1 else None)
            tried += 1
    assert tried > 200
    assert shared["100"] == 2
    for stranger in ("/thread/4242424242/x", "/page/thread", "/thread/", "/threads/100", "/x/thread/100/y"):
        assert forum.found(stranger) is None


def test_texts_survive_the_importers_decoding_and_show_what_the_pages_show(made: Path, forum: Forum) -> None:
    bodies = rows(made, "SELECT posts.id, body_html FROM posts")
    assert len(bodies) > 500
    for id_, body_html in bodies:
        raw = forum.posts[id_].raw
        # The marks round a quote are Discourse's own there.
        wanted = shown_text(body_html, is_html=True).replace('"', "")
        found = re.sub(r"^(.*?)\[quote[^\]]*\](.*?)\[/quote\]", r"\1\2", shown_text(raw).replace('"', ""))
        assert wanted in found, (id_, body_html, raw)


def test_quotes_name_the_quoted_post_and_close(forum: Forum) -> None:
    (topic,) = (topic for topic in forum.topics.values() if topic.title == "Same id elsewhere")
    ann, ben = topic.posts[0], topic.posts[1]
    names = {user.id: (user.username, user.name) for user in forum.users.values()}
    username, name = names[ann.user_id]
    assert name == "ann"
    opening = f'[quote="ann, post:1, topic:{topic.id}, username:{username}"]'
    assert ben.raw.startswith(f"{opening}\nThe boat is **green** and it leaks.\n[/quote]\n\nPaint it ")
    assert topic.posts[2].raw.startswith(f'[quote="ben, post:2, topic:{topic.id}, username:{names[ben.user_id][0]}"]\n')
    assert "\\[quote\\] what" in topic.posts[2].raw
    quoting = [post for post in forum.posts.values() if post.raw.startswith("[quote")]
    assert all(post.raw.count("\n[/quote]") == 1 for post in quoting)
    assert len(quoting) > 5


def test_members_keep_their_names_or_the_nearest_that_discourse_takes(forum: Forum) -> None:
    users = {user.name: user.username for user in forum.users.values()}
    assert users["Älice Al O'Neill"] == "Alice_Al_O_Neill"
    assert users["日本語の名前"] == "member"
    assert users["none"] == "none"
    both = sorted(user.username for user in forum.users.values() if user.name in ("ann", "ÄNN"))
    assert len(both) == len(set(map(str.lower, both))) == 3
    assert len(HOSTILE_NAMES) == 8


def test_categories_can_be_wikis_alone_and_attribution_only_fields(made: Path, tmp_path: Path) -> None:
    export(made, tmp_path / "out", "--categories", "wikis", "--attribution", "fields")
    assert select(tmp_path / "out", "SELECT count(*) FROM categories WHERE parent_category_id IS NOT NULL") == [(0,)]
    assert select(tmp_path / "out", "SELECT count(*) FROM posts WHERE raw LIKE '%original page%'") == [(0,)]
    assert select(tmp_path / "out", "SELECT count(*) FROM post_custom_fields WHERE name = 'archive_url'")[0][0] > 30
    assert Forum(tmp_path / "out" / "discourse.db").dropped == []


def test_posts_that_turn_up_later_change_no_id_number_or_date_of_others(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    day = [f"Jul {day} 2010, 12:27 PM EDT" for day in range(1, 30)]
    posts = [by(f"m{n}", f"Words {n} of the thread.", dates=f"{day[n]} | Post edited: {day[n]}") for n in range(4)]
    fixed = "SELECT id, topic_id, post_number, created_at, reply_to_post_id FROM posts WHERE user_id IS NOT NULL"
    load_wiki(db, [Saved(number=5, posts=tuple(posts[:2]), claimed=4)])
    export(db, tmp_path / "before")
    load_wiki(db, [Saved(number=5, posts=tuple(posts), timestamp="20120101000000"), Saved(number=6, title="New", posts=QUOTING)])
    export(db, tmp_path / "after")
    before, after = select(tmp_path / "before", fixed), select(tmp_path / "after", fixed)
    assert (len(before), len(after)) == (2, 7)
    assert set(before) < set(after)


def test_the_same_database_gives_the_same_bytes(made: Path, exported: Path, tmp_path: Path) -> None:
    export(made, tmp_path / "again")
    for file in sorted(exported.iterdir()):
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name


def test_check_finds_what_was_changed(made: Path, exported: Path, tmp_path: Path) -> None:
    assert run("export", "discourse", "--db", made, "--out", exported, "--check").returncode == 0
    shutil.copytree(exported, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "discourse.db")) as conn, conn:
        conn.execute("UPDATE posts SET raw = raw || '!' WHERE id = (SELECT min(id) FROM posts)")
        conn.execute("DELETE FROM topic_tags WHERE topic_id = (SELECT min(topic_id) FROM topic_tags)")
        conn.execute("INSERT INTO likes VALUES (1, 1, '2010-01-01')")
    done = run("export", "discourse", "--db", made, "--out", tmp_path / "out", "--check", "--json")
    assert done.returncode == 6
    whats = [difference["what"] for difference in json.loads(done.stdout)]
    assert "file discourse.db" in whats
    assert "posts 1, raw" in whats
    assert "rows of likes" in whats
    assert any(what.startswith("topic_tags ") for what in whats)


def test_a_withheld_name_is_nowhere(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    posts = (
        by("jane_d", "I am jane_d, see <a href='http://x.example/account/jane_d'>me</a>."),
        by("ben", '<blockquote>"I am jane_d, see me."</blockquote>Hello Jane_D!'),
    )
    load_wiki(db, [Saved(number=5, title="jane_d asks", posts=posts)])
    export(db, tmp_path / "out", "--withhold", "jane_d")
    written = b"".join(file.read_bytes() for file in sorted((tmp_path / "out").iterdir()))
    assert b"jane" not in written.lower()
    again = ("export", "discourse", "--db", db, "--out", tmp_path / "out", "--check", "--withhold", "jane_d")
    assert run(*again).returncode == 0
    forum = Forum(tmp_path / "out" / "discourse.db")
    assert forum.dropped == []
    assert sorted(user.username for user in forum.users.values()) == ["ben", "withheld"]


@pytest.mark.parametrize("name", ["thread", "archive", "quotes", "page", "name", "anonymous", "original"])
def test_a_withheld_name_may_be_a_word_of_the_format(tmp_path: Path, name: str) -> None:
    db = tmp_path / "a.db"
    posts = (by(name, "Nothing."), by("ben", '<blockquote>"Nothing."</blockquote>Much.'))
    load_wiki(db, [Saved(number=5, posts=posts)])
    export(db, tmp_path / "out", "--withhold", name)
    forum = Forum(tmp_path / "out" / "discourse.db")
    assert forum.dropped == []
    (topic,) = forum.topics.values()
    assert forum.found(f"archive/thread/{next(iter(forum.topics))}") == ("topic_id", topic.id)
    assert sorted(user.username for user in forum.users.values()) == ["ben", "withheld"]
