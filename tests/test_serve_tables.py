"""Datasette's tables and SQL: all that the database holds, to read, with words on it, and nothing more."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from made_wikis import Saved, by, load_wiki
from serving import Served, serving
from wetpaint_import.serve.metadata import metadata
from wetpaint_import.serve.questions import QUESTIONS
from wetpaint_import.serve.schema_notes import schema_notes

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Signs that mean something in the address of a database.
    path = tmp_path_factory.mktemp("tables") / "a #1 50% ?wiki.db"
    posts = (by("ann", "a kiln <i>and</i> http://clay.example/x"), by("bob", "<blockquote>a kiln</blockquote>yes"), by("ann", "so"))
    load_wiki(path, [Saved(number=7, posts=posts, title="Clay").archived])
    return path


@pytest.fixture(scope="module")
def served(db: Path) -> Iterator[Served]:
    with serving(db) as running:
        yield running


def _rows(db: Path, sql: str) -> list[tuple[Any, ...]]:
    conn = sqlite3.connect(f"file:{quote(str(db))}?mode=ro", uri=True)
    found = conn.execute(sql).fetchall()
    conn.close()
    return found


def _asked(served: Served, sql: str, **parameters: str) -> list[dict[str, object]]:
    page = served.get(f"/archive.json?{urlencode({'sql': sql, '_shape': 'array', **parameters})}")
    found: list[dict[str, object]] = json.loads(page.body)
    return found


def _names(db: Path, kind: str) -> list[str]:
    return [name for (name,) in _rows(db, f"SELECT name FROM sqlite_master WHERE type = '{kind}'")]  # noqa: S608


def test_every_table_and_view_can_be_looked_at(served: Served, db: Path) -> None:
    names = [*_names(db, "table"), *_names(db, "view")]
    assert {"posts", "post_details", "pages"} <= set(names)
    for name in names:
        page = served.get(f"/archive/{name}")
        assert page.status == 200, name
        assert f"<h1>{name}" in page.text, name


def test_tables_and_columns_say_what_they_hold(served: Served) -> None:
    page = served.get("/archive/posts").text
    assert "0 = opening post" in page
    assert "sanitised, safe to show; quote included" in page
    assert "One row an account and wiki" in served.get("/archive/authors").text


def test_front_page_of_the_tables_hides_those_of_the_program(served: Served) -> None:
    page = served.get("/archive").text
    for name in ("posts", "threads", "post_details", "captures"):
        assert f'href="/archive/{name}"' in page, name
    for name in ("pages", "sightings", "rule_sets", "posts_fts_data"):
        assert f'href="/archive/{name}"' not in page, name
    assert 'href="/archive/pages"' in served.get("/archive?_show_hidden=1").text


def test_metadata_names_only_tables_and_columns_that_are_there(db: Path) -> None:
    tables = metadata("archive")["databases"]["archive"]["tables"]
    assert set(tables) <= {*_names(db, "table"), *_names(db, "view")}
    for name, said in tables.items():
        columns = {column for _, column, *_ in _rows(db, f"PRAGMA table_info({name})")}
        named = {*said.get("columns", {}), *said.get("facets", ()), *filter(None, [said.get("label_column"), said.get("fts_pk")])}
        assert named <= columns, name


def test_every_table_has_words_of_the_schema() -> None:
    notes = schema_notes()
    assert notes["posts"].columns["subject"] == "without number; for the opening post the thread's title"
    assert notes["thread_details"].columns["posts"] == "that are there"
    assert notes["thread_details"].columns["last_author_name"].startswith("of that post")
    assert notes["author_details"].description.startswith("One row an author and wiki")
    assert notes["locations"].description == "Where threads hang."
    assert notes["locations"].columns["kind"] == "one of page, forum, account, photo, video"


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_has_an_answer(served: Served, name: str) -> None:
    page = served.get(f"/archive/{name}?{urlencode({'year': '', 'author': 'ann', 'words': 'kiln'})}")
    assert page.status == 200
    assert f"<h1>{QUESTIONS[name].title}</h1>" in page.text
    assert "alert" not in page.text


def test_newcomer_finds_who_wrote_most_in_2010_and_on_what(served: Served) -> None:
    assert ">Who wrote most (in a year)?</a>" in served.get("/archive").text
    first = json.loads(served.get("/archive/who_wrote_most.json?year=2010&_shape=array").body)[0]
    assert (first["name"], first["posts"]) == ("ann", 2)
    on_what = json.loads(served.get("/archive/on_what.json?year=2010&author=ann&_shape=array").body)
    assert [(row["title"], row["posts"]) for row in on_what] == [("Clay", 2)]
    assert json.loads(served.get("/archive/who_wrote_most.json?year=2009&_shape=array").body) == []


def test_ids_and_names_lead_to_the_archives_pages(served: Served) -> None:
    page = served.get("/archive/who_wrote_most?year=").text
    assert '<a href="/author/1">ann</a>' in page
    assert '<a href="/thread/1">Clay</a>' in served.get("/archive/posts").text
    assert 'href="/post/1"' in served.get("/archive/posts/1").text


def test_tables_are_searched_with_the_archives_own_index(served: Served) -> None:
    for table in ("posts", "post_details"):
        found = json.loads(served.get(f"/archive/{table}.json?_search=so&_shape=array").body)
        assert len(found) == 1, table


def test_packed_pages_are_given_out_nowhere(served: Served) -> None:
    assert [row["body"] for row in _asked(served, "SELECT body FROM pages")] == [None]
    for table in ("pages", "sightings"):
        page = served.get(f"/archive/{table}").text
        assert "packed" in page
        assert ".blob" not in page
    sha256 = _asked(served, "SELECT sha256 FROM pages")[0]["sha256"]
    assert b"\x28\xb5\x2f\xfd" not in served.get(f"/archive/pages/{sha256}.blob?_blob_column=body").body


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM posts",
        "UPDATE posts SET subject = 'x'",
        "INSERT INTO settings VALUES ('a', 'b')",
        "ATTACH DATABASE '{folder}/other.db' AS other",
        "PRAGMA query_only = 0",
        "SELECT load_extension('x')",
        "WITH a AS (SELECT 1) DELETE FROM posts",
        "SELECT writefile('{folder}/x', 'y')",
        "VACUUM INTO '{folder}/copy.db'",
        "SELECT * FROM nowhere",
        "SELECT",
    ],
)
def test_sql_only_reads(served: Served, db: Path, sql: str) -> None:
    before = _rows(db, "SELECT count(*), group_concat(subject) FROM posts")
    page = served.get(f"/archive?sql={quote(sql.format(folder=db.parent))}")
    assert page.status == 400
    assert "raceback" not in page.text
    assert _rows(db, "SELECT count(*), group_concat(subject) FROM posts") == before
    assert not [path for path in db.parent.iterdir() if path.name in ("copy.db", "other.db", "x")]


def test_sql_that_takes_too_long_is_ended_and_others_are_answered(served: Served) -> None:
    page = served.get(f"/archive?sql={quote(_ENDLESS)}")
    assert page.status == 400
    assert "took too long" in page.text
    assert "<script" not in page.text.partition("<main")[2]
    assert served.get("/archive/posts").status == 200


def test_sql_cannot_fill_the_memory(served: Served) -> None:
    page = served.get(f"/archive.json?sql={quote('SELECT length(zeroblob(900000000))')}")
    assert (page.status, json.loads(page.body)["ok"]) == (400, False)


def test_large_results_are_cut_and_say_so(served: Served) -> None:
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n"
    page = served.get(f"/archive.json?{urlencode({'sql': sql})}")
    answer = json.loads(page.body)
    assert (len(answer["rows"]), answer["truncated"]) == (1000, True)


def test_rows_can_be_had_as_json_and_csv(served: Served) -> None:
    assert len(json.loads(served.get("/archive/posts.json?_shape=array").body)) == 3
    page = served.get("/archive/posts.csv?_stream=on")
    assert page.headers["content-type"].startswith("text/plain")
    assert len(list(csv.reader(io.StringIO(page.text, newline="")))) == 4


def test_database_itself_cannot_be_taken_away(served: Served) -> None:
    assert served.get("/archive.db").status in (403, 404)


def test_errors_as_json_where_json_was_asked_for(served: Served) -> None:
    page = served.get("/archive/no_table.json")
    assert page.status == 404
    assert page.headers["content-type"].startswith("application/json")
    assert json.loads(page.body)["ok"] is False


def test_datasettes_own_pages_are_only_those_that_tell_of_the_data(served: Served) -> None:
    assert json.loads(served.get("/-/metadata.json").body)["title"] == "Discussion archive"
    assert "datasette" in json.loads(served.get("/-/versions.json").body)
    for path in ("/-/databases", "/-/databases.json", "/-/threads", "/-/plugins.json", "/-/actor.json", "/-/messages", "/-/logout",
                 "/-/allow-debug", "/-/patterns", "/-/static/app.css", "/_internal", "/_memory"):  # fmt: skip
        assert served.get(path).status in (403, 404), path


def test_tables_hold_what_the_database_holds(served: Served, db: Path) -> None:
    expected = _rows(db, "SELECT body_text FROM posts ORDER BY id")
    assert len(expected) == 3
    assert [(row["body_text"],) for row in _asked(served, "SELECT body_text FROM posts ORDER BY id")] == expected
