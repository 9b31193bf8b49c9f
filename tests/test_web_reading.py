"""What pages show, read from a database: counts agree with its rows, paging loses nothing, and withheld names are in no value."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import FIXTURES, load
from demo_wiki import demo_database
from wetpaint_import.archive import Archive, LostPosts, Selection
from wetpaint_import.people import WITHHELD, read_people
from wetpaint_import.web.reading import Reader
from wetpaint_import.web.views import PostItem

LENS, ROTA, ANEMONE, LONG, HOSTILE = range(1, 6)
_FIELDS = "position number subject posted_at edited_at body_html found_valuable original_id".split()


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_database(tmp_path_factory.mktemp("reading"))


@pytest.fixture
def conn(db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as opened:
        yield opened


@pytest.fixture
def reader(conn: sqlite3.Connection) -> Reader:
    return Reader(Archive(conn))


def _count(conn: sqlite3.Connection, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])


def test_the_figures_are_those_of_the_rows(conn: sqlite3.Connection, reader: Reader) -> None:
    figures = reader.home().figures
    assert figures.posts == _count(conn, "SELECT count(*) FROM posts")
    assert figures.threads == _count(conn, "SELECT count(*) FROM threads")
    assert figures.authors == _count(conn, "SELECT count(*) FROM authors WHERE kind = 'registered'")
    assert (figures.missing_posts, figures.incomplete_threads) == (6, 1)
    assert figures.unnamed == 1
    assert figures.edited == _count(conn, "SELECT count(*) FROM posts WHERE edited_at IS NOT NULL") == 1
    assert figures.share == figures.posts / (figures.posts + 6)
    assert sum(month.posts for month in reader.home().months) == figures.posts - figures.undated


def test_figures_agree_over_many_wikis_with_gaps_and_undated_posts(tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES)
    with closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        reader = Reader(Archive(conn))
        home = reader.home()
        assert sum(line.figures.posts for line in home.wikis) == home.figures.posts == _count(conn, "SELECT count(*) FROM posts")
        assert sum(threads for _, threads in home.years) == home.figures.threads
        unseen = "FROM missing WHERE thread_id IS NULL AND thread_count IS"
        assert home.unseen_threads == _count(conn, f"SELECT count(*) {unseen} NULL") > 0
        assert home.counted_threads == _count(conn, f"SELECT sum(thread_count) {unseen} NOT NULL") > 0
        assert home.figures.undated == _count(conn, "SELECT count(*) FROM posts WHERE posted_at IS NULL") > 0
        threads: list[int] = []
        for line in home.wikis:
            view = reader.wiki(line.wiki.id)
            assert view is not None
            threads += [thread.id for thread in view.threads]
        assert sorted(threads) == reader.archive.thread_ids
        assert reader.captures() is not None


def test_who_wrote_most_in_a_year_and_on_what(reader: Reader) -> None:
    view = reader.year("2011")
    assert view is not None
    assert [(line.person.name, line.posts) for line in view.authors][:1] == [("Ines", 4)]
    assert "anemones" in [tag.name for tag in view.tags]
    assert [thread.id for thread in view.threads] == [HOSTILE, ANEMONE]


def test_a_long_thread_is_cut_by_position_and_loses_no_post(reader: Reader) -> None:
    pages = [reader.thread(LONG, page) for page in (1, 2, 3)]
    positions = [item.post.position for view in pages if view for item in view.items if isinstance(item, PostItem)]
    assert positions == list(range(230))
    assert [len(view.items) for view in pages if view] == [100, 100, 30]
    assert pages[0] is not None
    assert pages[0].pages == (1, 2, 3)
    assert reader.thread(LONG, 4) is None


def test_a_gap_stands_where_the_posts_would(reader: Reader) -> None:
    view = reader.thread(ROTA)
    assert view is not None
    assert [item.post.position if isinstance(item, PostItem) else (item.first, item.last) for item in view.items] == [
        0,
        1,
        2,
        (3, 8),
    ]
    assert isinstance(view.items[-1], LostPosts)


def test_quotes_replies_and_versions_are_put_together(reader: Reader) -> None:
    view = reader.thread(LENS)
    assert view is not None
    items = [item for item in view.items if isinstance(item, PostItem)]
    assert items[2].quoted is not None
    assert (items[2].quoted.position, [ref.position for ref in items[1].replies]) == (1, [2])
    assert [len(item.changes) for item in items] == [0, 0, 0, 2, 0, 0]
    assert [line.person.name for line in view.people] == ["BlennyWatch", "old_harbour_kate", "Tomasz Wrona"]


def test_an_author_s_posts_are_all_there_newest_first(conn: sqlite3.Connection, reader: Reader) -> None:
    ids = [id_ for (id_,) in conn.execute("SELECT id FROM authors WHERE name = 'Ines'")]
    view = reader.author(ids[0])
    assert view is not None
    assert view.line.posts == len(view.posts) == 37
    times = [post.posted_at for post in view.posts if post.posted_at]
    assert times == sorted(times, reverse=True)
    assert reader.author(ids[0], 2) is None


def test_what_is_not_there_is_none(reader: Reader) -> None:
    nothing: list[object] = [
        reader.wiki(99),
        reader.place(99),
        reader.tag(99),
        reader.year("1999"),
        reader.author(99),
        reader.thread(99),
    ]
    nothing += [reader.explain(99), reader.capture(99), reader.wiki(1, 0), reader.wiki(1, 2), reader.authors(2)]
    assert nothing == [None] * 11


def test_the_anonymous_have_no_page(conn: sqlite3.Connection, reader: Reader) -> None:
    (anonymous,) = conn.execute("SELECT id FROM authors WHERE kind = 'anonymous'").fetchone()
    assert reader.author(anonymous) is None
    assert anonymous not in reader.author_ids()


def test_every_value_names_the_capture_and_rule_that_the_database_names(conn: sqlite3.Connection, reader: Reader) -> None:
    view = reader.explain(LENS)
    assert view is not None
    for explained in view.posts:
        told = {field.field: (field.capture_id, field.rule) for field in explained.fields}
        row = conn.execute(f"SELECT {', '.join(_FIELDS)} FROM posts WHERE id = ?", [explained.post.id]).fetchone()  # noqa: S608
        rows = conn.execute("SELECT field, capture_id, rule FROM provenance WHERE post_id = ?", [explained.post.id])
        known = {field: (capture, rule) for field, capture, rule in rows}
        for name, value in zip(_FIELDS, row, strict=True):
            assert told.get(name) == (known[name] if value is not None else None), name


def test_one_post_can_be_explained_alone(reader: Reader) -> None:
    view = reader.explain(LENS, post_id=3)
    assert view is not None
    assert [entry.post.id for entry in view.posts] == [3]


def test_a_selection_shows_nothing_of_other_threads(conn: sqlite3.Connection) -> None:
    reader = Reader(Archive(conn, Selection((("thread", str(ROTA)),))))
    home = reader.home()
    assert (home.figures.threads, home.figures.posts, home.figures.missing_posts) == (1, 3, 6)
    assert [line.id for line in home.busiest] == [ROTA]
    assert [tag.name for tag in home.tags] == ["count", "volunteers"]
    assert sorted(line.person.name for line in home.authors) == ["BlennyWatch", "Tomasz Wrona", "old_harbour_kate"]
    assert reader.thread(LENS) is None
    assert reader.explain(LENS) is None
    sources = reader.sources()
    assert (sources.captures, sources.gap_count) == (1, 1)
    listed = reader.captures()
    assert listed is not None
    assert [capture.threads for capture in listed.captures] == [((ROTA, "Rota for the spring count"),)]


def test_a_withheld_name_is_in_no_value_of_any_page(conn: sqlite3.Connection) -> None:
    people = read_people("", ["Tomasz Wrona", "BlennyWatch", "volunteers"])
    reader = Reader(Archive(conn, people=people), show_places=True)
    views: list[object] = [reader.home(), reader.sources(), reader.tags(), reader.authors(), reader.captures(), reader.year("2010")]
    views += [reader.thread(id_, page) for id_ in reader.archive.thread_ids for page in (1, 2, 3)]
    views += [reader.explain(id_, page) for id_ in reader.archive.thread_ids for page in (1, 2, 3)]
    views += [reader.author(id_) for id_ in reader.author_ids()] + [reader.wiki(1)]
    views += [reader.tag(tag.id) for tag in reader.tallies.tags()] + [reader.place(id_) for id_ in reader.place_ids()]
    shown = repr([view for view in views if view is not None])
    assert WITHHELD in shown
    assert [name for name in ("Tomasz", "BlennyWatch", "volunteers") if name in shown] == []
    assert "old_harbour_kate" in shown


def test_two_accounts_of_one_person_are_one_author(conn: sqlite3.Connection) -> None:
    people = read_people('[people]\n"Kate" = ["old_harbour_kate", "MudlarkMeg"]')
    reader = Reader(Archive(conn, people=people))
    lines = {line.person.name: line for line in reader.tallies.authors()}
    assert lines["Kate"].posts == _count(
        conn, "SELECT count(*) FROM posts JOIN authors ON authors.id = author_id WHERE name IN ('old_harbour_kate', 'MudlarkMeg')"
    )
    view = reader.author(lines["Kate"].person.id)
    assert view is not None
    assert len(view.posts) == lines["Kate"].posts
    assert "MudlarkMeg" not in lines


def test_places_on_somebody_s_disk_are_told_only_where_asked(conn: sqlite3.Connection) -> None:
    told = Reader(Archive(conn), show_places=True).capture(1)
    untold = Reader(Archive(conn)).capture(1)
    assert told is not None
    assert untold is not None
    assert "tidepool.warc.gz" in (told.captures[0].place or "")
    assert untold.captures[0].place is None
