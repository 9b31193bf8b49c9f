"""Reading a database as values: everything that the tables hold, in order, whole threads, with names as people want them shown."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from archive import load, rows
from export_cases import database, fixture_pages
from made_wikis import Saved, by, load_wiki
from wetpaint_import.archive import Archive, ArchivedThread, Selection
from wetpaint_import.archive import reading as archive_reading
from wetpaint_import.errors import UsageError
from wetpaint_import.people import WITHHELD, read_people


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages())


@pytest.fixture(scope="module")
def conn(db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as conn:
        yield conn


@pytest.fixture(scope="module")
def threads(conn: sqlite3.Connection) -> list[ArchivedThread]:
    return list(Archive(conn).threads())


def test_threads_come_whole_in_the_order_of_their_ids(db: Path, threads: list[ArchivedThread]) -> None:
    found = [(thread.id, len(thread.posts)) for thread in threads]
    assert found == rows(db, "SELECT id, (SELECT count(*) FROM posts WHERE thread_id = threads.id) FROM threads ORDER BY id")


def test_batches_make_no_difference(
    conn: sqlite3.Connection, threads: list[ArchivedThread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_reading, "_BATCH", 7)
    assert list(Archive(conn).threads()) == threads


def test_one_thread_is_the_same_as_among_all(conn: sqlite3.Connection, threads: list[ArchivedThread]) -> None:
    archive = Archive(conn)
    assert [archive.thread(thread.id) for thread in threads[:5]] == threads[:5]


def test_columns_of_posts_are_those_of_the_table(db: Path, threads: list[ArchivedThread]) -> None:
    names = (
        "id original_id position number subject posted_at_text edited_at_text body_html body_text found_valuable rated_by".split()
    )
    names += ["reply_to_id", "reply_to_basis"]
    found = [tuple(getattr(post, name) for name in names) for thread in threads for post in thread.posts]
    assert found == rows(db, f"SELECT {', '.join(names)} FROM posts ORDER BY thread_id, position, id")  # noqa: S608
    for name in ("posted_at", "edited_at", "last_seen_at"):
        instants = [getattr(post, name) for thread in threads for post in thread.posts]
        texts = [(None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}",) for at in instants]
        assert texts == rows(db, f"SELECT {name} FROM posts ORDER BY thread_id, position, id")  # noqa: S608
        assert all(at is None or at.utcoffset() is not None for at in instants)


@pytest.mark.parametrize("table", ["quotes", "links", "images"])
def test_what_hangs_on_posts_is_whole_and_in_order(db: Path, threads: list[ArchivedThread], table: str) -> None:
    columns = {"quotes": "text, source_post_id", "links": "url, text", "images": "url, original_url, alt"}[table]
    found = [
        (post.id, *msgspec.to_builtins(part).values())
        for thread in threads
        for post in thread.posts
        for part in getattr(post, table)
    ]
    assert sorted(found, key=lambda part: part[0]) == rows(db, f"SELECT post_id, {columns} FROM {table} ORDER BY post_id, position")  # noqa: S608
    assert found


def test_threads_have_tags_place_wiki_gaps_and_addresses(db: Path, threads: list[ArchivedThread]) -> None:
    tags = rows(db, "SELECT thread_id, name FROM thread_tags JOIN tags ON tags.id = tag_id ORDER BY 1, 2")
    assert [(thread.id, tag) for thread in threads for tag in thread.tags] == tags
    gaps = rows(db, "SELECT thread_id, what, url, post_count FROM missing WHERE thread_id > 0 ORDER BY thread_id, id")
    assert [(thread.id, *asdict(gap).values()) for thread in threads for gap in thread.gaps] == gaps
    assert tags
    assert gaps
    sql = "SELECT threads.id, host, kind, locations.title FROM threads LEFT JOIN wikis ON wikis.id = threads.wiki_id"
    found = [
        (thread.id, thread.wiki and thread.wiki.host, thread.place and thread.place.kind, thread.place and thread.place.title)
        for thread in threads
    ]
    assert found == rows(db, f"{sql} LEFT JOIN locations ON locations.id = location_id ORDER BY threads.id")
    seen = rows(db, "SELECT thread_id, url FROM sightings JOIN captures ON captures.id = capture_id WHERE page_kind = 'thread'")
    known = {thread.id: thread.addresses for thread in threads}
    assert all(url in known[id_] for id_, url in seen)
    assert all(thread.url is None or thread.addresses[0] == thread.url for thread in threads)


def test_a_post_has_all_its_states_and_the_newest_capture_of_the_last(tmp_path: Path) -> None:
    bodies = {"20100101000000": "first", "20110101000000": "second", "20120101000000": "second"}
    load_wiki(
        tmp_path / "a.db",
        [Saved(number=1, posts=(by("ann", body),), timestamp=at).archived for at, body in bodies.items()],
    )
    with closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        (thread,) = Archive(conn).threads()
    (post,) = thread.posts
    assert [version.body_html for version in post.versions] == ["first", "second"]
    assert [f"{version.capture.captured_at:%Y}" for version in post.versions] == ["2010", "2011"]
    assert post.capture is not None
    assert f"{post.capture.captured_at:%Y}" == "2012"
    assert post.body_html == post.versions[-1].body_html


@pytest.mark.parametrize(
    ("only", "condition"),
    [
        (["thread=3"], "id = 3"),
        (["thread=3", "thread=5", "thread=007"], "id IN (3, 5, 7)"),
        (["wiki=allotmentdiary.wetpaint.com"], "wiki_id = (SELECT id FROM wikis WHERE host = 'allotmentdiary.wetpaint.com')"),
        (["wiki=AllotmentDiary.wetpaint.com"], "wiki_id = (SELECT id FROM wikis WHERE host = 'allotmentdiary.wetpaint.com')"),
        (["wiki=x.example", "thread=3"], "0"),
        (["tag=' OR 1=1 --"], "0"),
        (["thread=" + "9" * 40], "0"),
        ([], "1"),
    ],
)
def test_a_selection_takes_what_fits_all_kinds(db: Path, conn: sqlite3.Connection, only: list[str], condition: str) -> None:
    found = Archive(conn, Selection.read(only)).thread_ids
    assert [(id_,) for id_ in found] == rows(db, f"SELECT id FROM threads WHERE {condition} ORDER BY id")  # noqa: S608


def test_a_tag_may_hold_an_equals_sign(conn: sqlite3.Connection) -> None:
    assert Selection.read(["tag=a=b"]).wanted == (("tag", "a=b"),)
    assert Archive(conn, Selection.read(["tag=a=b"])).thread_ids == []


@pytest.mark.parametrize("only", ["", "x", "thread", "thread=", "thread=²", "thread=1.5", "Wiki=x.org", "post=3"])
def test_a_selection_of_nothing_known_is_wrong_usage(only: str) -> None:
    with pytest.raises(UsageError, match="selects nothing"):
        Selection.read([only])


@pytest.fixture(scope="module")
def gossip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("gossip") / "a.db"
    body = 'ann says <a href="http://x.org/ann.html">ann</a><img src="http://x.org/ann.png" alt="ann"><br>a<b>nn</b>'
    one = Saved(number=1, title="About ann", posts=(by("ann", body), by("bea", "<blockquote>ann</blockquote>x"), by("ANN", "x")))
    two = Saved(number=2, title="Her wiki", host="ann.wetpaint.com", posts=(by("bea", "x"), by("Carol", "x"), by("ann_fan", "x")))
    load_wiki(db, [one.archived, two.archived])
    return db


def read(db: Path, authors: str) -> list[ArchivedThread]:
    """By the platform's ids."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as conn:
        return sorted(Archive(conn, people=read_people(authors)).threads(), key=lambda thread: thread.original_id or "")


def test_a_withheld_name_is_in_no_value(gossip: Path) -> None:
    people = read_people('withheld = ["ann"]')
    assert people.leaks(repr(read(gossip, ""))) != []
    threads = read(gossip, 'withheld = ["ann"]')
    assert people.leaks(repr(threads)) == []
    assert {thread.wiki.host for thread in threads if thread.wiki} == {"hostile.wetpaint.com", f"{WITHHELD}.wetpaint.com"}
    assert threads[0].posts[0].body_html.endswith(f"<br>{WITHHELD}")


def test_all_withheld_of_a_wiki_are_one_person_without_profile(gossip: Path) -> None:
    threads = read(gossip, 'withheld = ["ann", "Carol"]')
    authors = [post.author for thread in threads for post in thread.posts]
    names = [author.name for author in authors if author]
    assert names == [WITHHELD, "bea", WITHHELD, "bea", WITHHELD, f"{WITHHELD}_fan"]
    ann, _, capitals, _, carol, fan = authors
    assert ann == capitals
    assert ann is not None
    assert carol is not None
    assert fan is not None
    assert ann.is_withheld
    assert carol.is_withheld
    assert not fan.is_withheld
    assert ann.id != carol.id
    assert ann.profile_url is ann.avatar_url is carol.profile_url is None


def test_joined_accounts_are_one_person_over_all_wikis(gossip: Path) -> None:
    threads = read(gossip, '[people]\n"Bea Lee" = ["bea", "Carol@ann.wetpaint.com", "ann@nowhere.example"]')
    authors = [post.author for thread in threads for post in thread.posts]
    lees = {author for author in authors if author and author.name == "Bea Lee"}
    (lee,) = lees
    assert sum(author == lee for author in authors) == 3
    (lowest,) = rows(gossip, "SELECT min(id) FROM authors WHERE name IN ('bea', 'Carol')")[0]
    assert lee.id == lowest
    assert "ann" in {author.name for author in authors if author}


def test_the_database_itself_is_never_changed(gossip: Path) -> None:
    before = gossip.read_bytes()
    read(gossip, 'withheld = ["ann"]')
    assert gossip.read_bytes() == before


def test_a_page_that_names_no_author_gives_none(tmp_path: Path) -> None:
    mirror = next(page for page in fixture_pages() if "plotneighbors" in page.url)
    db = database(tmp_path, [mirror])
    (thread,) = read(db, "")
    assert {post.author for post in thread.posts} == {None}
    assert thread.wiki is not None
    load(db, tmp_path / "wiki.warc.gz")
    assert read(db, "") == [thread]
