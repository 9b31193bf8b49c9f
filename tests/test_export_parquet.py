"""Parquet: typed tables that DuckDB and pandas read as the database has them, and no withheld name in their packed pages."""

import json
import shlex
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from archive import rows, run
from export_cases import database, export, fixture_pages, random_pages
from made_wikis import HOSTILE_BODIES, HOSTILE_TITLES, Saved, by, load_hostile, load_wiki
from wetpaint_import.export.jsonl.lines import plain_row, read_lines
from wetpaint_import.export.leaks import leaked
from wetpaint_import.export.parquet import TARGET
from wetpaint_import.people import read_people

pytestmark = pytest.mark.integration
TABLES = ("posts", "threads", "authors")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages() + random_pages(12))


@pytest.fixture(scope="module")
def out(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "parquet"
    export(db, "parquet", folder)
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_those_of_the_json_lines(db: Path, out: Path, tmp_path: Path, table: str) -> None:
    """Which are compared with the database value by value."""
    export(db, "jsonl", tmp_path / "jsonl")
    found = pq.read_table(out / f"{table}.parquet").to_pylist()
    assert found
    assert [plain_row(row) for row in found] == list(read_lines(tmp_path / "jsonl" / f"{table}.jsonl"))


def test_hostile_texts_come_back_as_they_are(tmp_path: Path) -> None:
    load_hostile(tmp_path / "a.db")
    export(tmp_path / "a.db", "parquet", tmp_path / "out")
    found = pq.read_table(tmp_path / "out" / "posts.parquet", columns=["subject", "author_name", "body_text", "body_html"])
    assert found.num_rows == len(HOSTILE_TITLES) * len(HOSTILE_BODIES)
    sql = (
        "SELECT subject, name AS author_name, body_text, body_html FROM posts LEFT JOIN authors ON authors.id = author_id"
        " ORDER BY thread_id, position"
    )
    assert [tuple(row.values()) for row in found.to_pylist()] == rows(tmp_path / "a.db", sql)


def test_columns_are_typed_and_say_what_they_mean(out: Path) -> None:
    schema = pq.read_schema(out / "posts.parquet")
    types = {field.name: field.type for field in schema}
    assert types["posted_at"] == types["captured_at"] == pa.timestamp("us", tz="UTC")
    assert types["id"] == types["rated_by"] == pa.int64()
    assert types["is_gone"] == pa.bool_()
    assert types["body_text"] == pa.string()
    assert types["tags"] == pa.list_(pa.field("element", pa.string(), nullable=False))
    assert [field.name for field in schema if not field.metadata.get(b"description")] == []
    assert not schema.field("id").nullable
    assert schema.field("posted_at").nullable


def test_duckdb_counts_and_joins_the_same(db: Path, out: Path) -> None:
    counts = "SELECT count(*), count(posted_at), count(author_id), sum(length(body_text)) FROM posts"
    found = duckdb.execute(counts.replace("))", "))::BIGINT").replace("FROM posts", f"FROM '{out}/posts.parquet'")).fetchall()
    assert found == rows(db, counts)
    by_thread = (
        "SELECT threads.id, threads.title, count(*) FROM {posts} AS posts JOIN {threads} AS threads ON threads.id = thread_id"
    )
    by_thread += " GROUP BY threads.id, threads.title ORDER BY threads.id"
    in_files = by_thread.format(posts=f"'{out}/posts.parquet'", threads=f"'{out}/threads.parquet'")
    assert duckdb.execute(in_files).fetchall() == rows(db, by_thread.format(posts="posts", threads="threads"))


def test_duckdb_sees_instants_and_lists(db: Path, out: Path) -> None:
    found = duckdb.execute(
        f"SELECT min(epoch(posted_at))::BIGINT, max(epoch(posted_at))::BIGINT FROM '{out}/posts.parquet'"  # noqa: S608
    ).fetchall()
    assert found == rows(db, "SELECT min(unixepoch(posted_at)), max(unixepoch(posted_at)) FROM posts")
    links = duckdb.execute(f"SELECT count(*) FROM (SELECT unnest(links) FROM '{out}/posts.parquet')").fetchall()  # noqa: S608
    assert links == rows(db, "SELECT count(*) FROM links")
    assert links != [(0,)]


def test_pandas_sees_the_same_with_times_in_utc(db: Path, out: Path) -> None:
    posts = pd.read_parquet(out / "posts.parquet")
    assert [(len(posts), posts["posted_at"].notna().sum())] == rows(db, "SELECT count(*), count(posted_at) FROM posts")
    assert str(posts["posted_at"].dtype.tz) == "UTC"  # type: ignore[union-attr]
    first = posts["posted_at"].min().astimezone(UTC)
    assert [(f"{first:%Y-%m-%dT%H:%M:%SZ}",)] == rows(db, "SELECT min(posted_at) FROM posts")
    per_author = posts.dropna(subset=["author_id"]).groupby("author_id").size().to_dict()
    assert list(per_author.items()) == rows(db, "SELECT author_id, count(*) FROM posts WHERE author_id > 0 GROUP BY 1 ORDER BY 1")


def test_large_tables_are_written_in_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wetpaint_import.export.parquet import writing

    monkeypatch.setattr(writing, "_ROWS", 4)
    writer_of = writing._TableWriter  # noqa: SLF001  (the bound is too high to be reached here)
    from wetpaint_import.export.tables import AUTHORS

    author = {"kind": "registered", "wiki_host": None, "profile_url": None, "avatar_url": None, "post_count": 1}
    with writer_of(tmp_path, AUTHORS) as writer:
        writer.add({"id": number, "name": f"a{number}", **author} for number in range(10))
    file = pq.ParquetFile(tmp_path / "authors.parquet")
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [4, 4, 2]
    assert file.metadata.row_group(0).column(1).compression == "ZSTD"
    assert [row["id"] for row in file.read().to_pylist()] == list(range(10))


def test_a_withheld_name_stands_in_no_page_of_the_file(tmp_path: Path) -> None:
    posts = (by("janedoe", "I am janedoe<br>JaneDoe!"), by("ann", '<a href="http://x.wetpaint.com/account/janedoe">her</a>'))
    load_wiki(tmp_path / "a.db", [Saved(number=1, title="About janedoe", posts=posts).archived])
    people = read_people("", ["janedoe"])
    export(tmp_path / "a.db", "parquet", tmp_path / "open")
    # The names are there, and where the bytes are packed only the reader sees them.
    assert {Path(file).stem for file, _ in leaked(tmp_path / "open", people)} >= {"posts", "threads", "authors"}
    export(tmp_path / "a.db", "parquet", tmp_path / "out", "--withhold", "janedoe")
    assert leaked(tmp_path / "out", people) == []
    texts = json.dumps([pq.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist() for name in TABLES], default=str)
    assert "janedoe" not in texts.lower()
    assert texts.count("[withheld]") > 5
    assert '"withheld"' in texts


def test_a_column_that_would_show_a_withheld_name_is_seen_by_the_scan(tmp_path: Path) -> None:
    """Lists, rows in lists and plain columns, each packed."""
    long = "words " * 500
    columns: dict[str, list[Any]] = {
        "plain": [long + "janedoe", ""],
        "list": [[long, "x Ann_Lee x"], None],
        "rows": [[{"text": long, "url": None}, {"text": "by bob@example.org", "url": None}], []],
    }
    pq.write_table(pa.table(columns), tmp_path / "x.parquet", compression="zstd")
    found = leaked(tmp_path, read_people("", ["janedoe", "Ann Lee", "bob", "Carol"]))
    assert found == [("x.parquet", "Ann_Lee"), ("x.parquet", "bob"), ("x.parquet", "janedoe")]


def test_the_check_names_a_changed_value_and_survives_damage(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(db, "parquet", out)
    table = pq.read_table(out / "posts.parquet")
    posts = table.to_pylist()
    posts[5]["author_name"] = "forged"
    pq.write_table(pa.Table.from_pylist(posts, schema=table.schema), out / "posts.parquet")
    done = run("export", "parquet", "--db", db, "--out", out, "--check", "--json")
    assert done.returncode == 6
    differences = {difference["what"]: difference["found"] for difference in json.loads(done.stdout)}
    assert differences[f"post {posts[5]['id']}, author_name"] == "'forged'"
    assert len(differences) == 2
    data = (out / "threads.parquet").read_bytes()
    (out / "threads.parquet").write_bytes(data[: len(data) // 2])
    done = run("export", "parquet", "--db", db, "--out", out, "--check")
    assert done.returncode == 6
    assert "threads.parquet: expected a whole Parquet file" in done.stdout


def test_what_it_says_to_do_next_works(out: Path) -> None:
    for step in TARGET.next_steps(out, {}):
        program, *arguments = shlex.split(step)
        assert program == "python"
        done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        assert done.stdout
