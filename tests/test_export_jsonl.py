"""JSON Lines: every line as its schema says, every value as the database says, and readable by the tools that people use."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import jsonschema  # type: ignore[import-untyped]
import pandas as pd
import pytest

from archive import rows, run
from export_cases import database, export, fixture_pages, random_pages
from made_wikis import HOSTILE_BODIES, HOSTILE_TITLES, Saved, by, load_hostile, load_wiki
from wetpaint_import.export.jsonl import TARGET

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages() + random_pages(12))


@pytest.fixture(scope="module")
def out(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "jsonl"
    export(db, "jsonl", folder)
    return folder


@pytest.fixture(scope="module")
def hostile_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    load_hostile(folder / "a.db")
    export(folder / "a.db", "jsonl", folder / "out")
    return folder / "out"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


@pytest.mark.parametrize("table", ["posts", "threads", "authors"])
def test_every_line_is_as_its_schema_says(out: Path, hostile_out: Path, table: str) -> None:
    for folder in (out, hostile_out):
        schema = json.loads((folder / f"{table}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        found = lines(folder / f"{table}.jsonl")
        assert found
        for row in found:
            validator.validate(row)


def test_the_schema_refuses_a_line_with_a_column_too_few_too_many_or_of_another_type(out: Path) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((out / "posts.schema.json").read_text()))
    row = lines(out / "posts.jsonl")[0]
    without = {name: value for name, value in row.items() if name != "subject"}
    for broken in (
        without,
        {**row, "colour": 1},
        {**row, "position": "0"},
        {**row, "posted_at": "May 2009"},
        {**row, "author_kind": "?"},
    ):
        assert not validator.is_valid(broken)


def test_posts_are_those_of_the_database_value_by_value(db: Path, out: Path) -> None:
    names = (
        "id thread_id original_id wiki_host thread_title position number subject author_id author_name author_kind posted_at"
        " posted_at_text edited_at edited_at_text body_text body_html found_valuable rated_by reply_to_id reply_to_basis"
    ).split()
    expected = rows(
        db,
        "SELECT posts.id, posts.thread_id, posts.original_id, wikis.host, threads.title, position, number, subject, author_id,"
        " CASE authors.kind WHEN 'anonymous' THEN 'anonymous' ELSE authors.name END, coalesce(authors.kind, 'unknown'), posted_at,"
        " posted_at_text, edited_at, edited_at_text, body_text, body_html, found_valuable, rated_by, reply_to_id, reply_to_basis"
        " FROM posts JOIN threads ON threads.id = thread_id LEFT JOIN wikis ON wikis.id = threads.wiki_id"
        " LEFT JOIN authors ON authors.id = author_id ORDER BY thread_id, position, posts.id",
    )
    assert [tuple(row[name] for name in names) for row in lines(out / "posts.jsonl")] == expected


@pytest.mark.parametrize(
    ("column", "sql"),
    [
        ("quotes", "SELECT post_id, text, source_post_id FROM quotes ORDER BY post_id, position"),
        ("links", "SELECT post_id, url, text FROM links ORDER BY post_id, position"),
        ("images", "SELECT post_id, url, original_url, alt FROM images ORDER BY post_id, position"),
    ],
)
def test_what_hangs_on_posts_is_there_in_order(db: Path, out: Path, column: str, sql: str) -> None:
    found = [(post["id"], *part.values()) for post in lines(out / "posts.jsonl") for part in post[column]]
    expected = rows(db, sql)
    assert expected
    assert sorted(found, key=lambda part: part[0]) == expected


def test_threads_are_those_of_the_database_with_tags_and_addresses(db: Path, out: Path) -> None:
    names = (
        "id original_id wiki_id title url claimed_post_count post_count is_featured is_locked is_reported location_kind"
        " location_title location_url"
    ).split()
    found = lines(out / "threads.jsonl")
    expected = rows(
        db,
        "SELECT threads.id, original_id, threads.wiki_id, threads.title, threads.url, claimed_post_count,"
        " (SELECT count(*) FROM posts WHERE thread_id = threads.id), is_featured, is_locked, is_reported, kind, locations.title,"
        " locations.url FROM threads LEFT JOIN locations ON locations.id = location_id ORDER BY threads.id",
    )
    assert [tuple(row[name] for name in names) for row in found] == expected
    tags = rows(db, "SELECT thread_id, name FROM thread_tags JOIN tags ON tags.id = tag_id ORDER BY thread_id, name")
    assert tags
    assert [(row["id"], tag) for row in found for tag in row["tags"]] == tags
    assert all(row["url"] in row["addresses"] for row in found if row["url"])


def test_lost_posts_are_told(out: Path) -> None:
    """A thread of which only the third page was captured lacks the first forty posts."""
    lost = [row for row in lines(out / "threads.jsonl") if row["lost_posts"]]
    assert lost
    for row in lost:
        positions = {post["position"] for post in lines(out / "posts.jsonl") if post["thread_id"] == row["id"]}
        gone = {position for gap in row["lost_posts"] for position in range(gap["first"], gap["last"] + 1)}
        assert not positions & gone
        assert positions | gone == set(range(max(positions | gone) + 1))


def test_authors_are_those_of_the_posts(out: Path) -> None:
    posts = lines(out / "posts.jsonl")
    authors = {row["id"]: row for row in lines(out / "authors.jsonl")}
    assert set(authors) == {post["author_id"] for post in posts if post["author_id"] is not None}
    for id_, author in authors.items():
        assert author["post_count"] == sum(post["author_id"] == id_ for post in posts)
        assert {post["author_name"] for post in posts if post["author_id"] == id_} == {author["name"]}


def test_the_report_tells_registered_authors_from_rows_for_the_anonymous(db: Path, tmp_path: Path) -> None:
    done = run("export", "jsonl", "--db", db, "--out", tmp_path / "out")
    authors = lines(tmp_path / "out" / "authors.jsonl")
    registered = [row for row in authors if row["kind"] == "registered"]
    assert len(registered) < len(authors)
    told = " ".join(done.stdout.split())
    assert f": {len(authors)} authors, " in told
    assert f" by {len(registered)} registered authors. " in told


def test_undated_posts_have_no_date(db: Path, out: Path) -> None:
    undated = rows(db, "SELECT id FROM posts WHERE posted_at IS NULL ORDER BY thread_id, position")
    assert undated
    assert [(post["id"],) for post in lines(out / "posts.jsonl") if post["posted_at"] is None] == undated


def test_an_edited_post_keeps_its_earlier_states(tmp_path: Path) -> None:
    history = [Saved(number=1, posts=(by("ann", body),), timestamp=f"201{year}0101000000") for year, body in enumerate("abc")]
    load_wiki(tmp_path / "a.db", [saved.archived for saved in history])
    export(tmp_path / "a.db", "jsonl", tmp_path / "out")
    (post,) = lines(tmp_path / "out" / "posts.jsonl")
    versions = rows(tmp_path / "a.db", "SELECT body_html FROM post_versions ORDER BY id")
    assert [(version["body_html"],) for version in post["earlier_versions"]] + [(post["body_html"],)] == versions
    assert [version["captured_at"][:4] for version in post["earlier_versions"]] == ["2010", "2011"]


def test_no_text_ends_a_line_early_for_any_reader(hostile_out: Path) -> None:
    text = (hostile_out / "posts.jsonl").read_text(encoding="utf-8")
    assert "\\u2028" in text
    assert len(text.splitlines()) == len(text.split("\n")) - 1 == len(HOSTILE_TITLES) * len(HOSTILE_BODIES)


def test_duckdb_reads_the_same(db: Path, out: Path) -> None:
    count = rows(db, "SELECT count(*), count(posted_at), count(DISTINCT thread_id), sum(length(body_text)) FROM posts")
    sql = "SELECT count(*), count(posted_at), count(DISTINCT thread_id), sum(length(body_text))::BIGINT FROM read_json(?)"
    assert duckdb.execute(sql, [str(out / "posts.jsonl")]).fetchall() == count
    assert duckdb.execute("SELECT count(*) FROM read_json(?)", [str(out / "threads.jsonl")]).fetchall() == rows(
        db, "SELECT count(*) FROM threads"
    )


def test_pandas_reads_the_same(db: Path, out: Path) -> None:
    posts = pd.read_json(out / "posts.jsonl", lines=True, dtype=False)
    assert [(len(posts), posts["posted_at"].notna().sum(), posts["body_text"].str.len().sum())] == rows(
        db, "SELECT count(*), count(posted_at), sum(length(body_text)) FROM posts"
    )


def test_the_check_names_post_and_column_of_a_changed_value(db: Path, tmp_path: Path) -> None:
    export(db, "jsonl", tmp_path / "out")
    path = tmp_path / "out" / "posts.jsonl"
    posts = lines(path)
    posts[3]["subject"] = "forged"
    del posts[7]
    path.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    done = run("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--check", "--json")
    assert done.returncode == 6
    found = {difference["what"]: difference["found"] for difference in json.loads(done.stdout)}
    first, gone = lines_of(db)[3], lines_of(db)[7]
    assert found[f"post {first}, subject"] == "'forged'"
    assert found[f"post {gone}"] == "no such row"


def lines_of(db: Path) -> list[int]:
    return [id_ for (id_,) in rows(db, "SELECT id FROM posts ORDER BY thread_id, position, id")]


def test_the_check_survives_a_line_that_is_no_json(db: Path, tmp_path: Path) -> None:
    export(db, "jsonl", tmp_path / "out")
    path = tmp_path / "out" / "threads.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"id"', b'{"id', 1))
    done = run("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--check")
    assert done.returncode == 6
    assert "threads.jsonl, line 1: expected a JSON object" in done.stdout
    assert "author" not in done.stdout


def test_what_it_says_to_do_next_works(out: Path, tmp_path: Path) -> None:
    for step in TARGET.next_steps(out, {}):
        program, *arguments = shlex.split(step)
        start = {"python": [sys.executable], "sqlite-utils": [sys.executable, "-m", "sqlite_utils"]}[program]
        done = subprocess.run([*start, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "posts.db", "SELECT count(*) FROM posts") == [(len(lines(out / "posts.jsonl")),)]
