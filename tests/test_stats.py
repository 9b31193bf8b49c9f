"""Figures: right by SQL of our own, readable at 80 columns, and who wrote most in 2010 in three ways."""

import csv
import io
import json
import sqlite3
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from archive import load, rows
from in_process import load_chosen, run
from made_wikis import Saved, by, load_wiki
from pages import named_page


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_chosen(path)
    return path


def stats(db: Path, *arguments: str) -> dict[str, Any]:
    done = run("stats", *arguments, "--db", db, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(db: Path, name: str, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("stats", "--csv", name, *arguments, "--db", db).stdout)))


def test_totals_and_months_are_those_of_the_posts(db: Path) -> None:
    found = stats(db)
    ((posts, threads, edited, undated),) = rows(
        db, "SELECT count(*), count(DISTINCT thread_id), count(edited_at), sum(posted_at IS NULL) FROM posts"
    )
    totals = found["totals"]
    assert (totals["posts"], totals["threads"], totals["edited"], totals["undated"]) == (posts, threads, edited, undated)
    assert sum(row["posts"] for row in found["months"]) == posts - undated
    assert sum(row["posts"] for row in found["wikis"]) == posts
    registered = sum(author["posts"] for author in found["authors"])
    assert registered + totals["by_anonymous"] + totals["by_unknown"] == posts


def test_who_wrote_most_in_2010_and_on_what_has_one_answer_in_three_ways(db: Path) -> None:
    by_stats = stats(db, "--since", "2010", "--until", "2010", "--limit", "1")["authors"][0]
    by_sql = rows(
        db,
        "SELECT author_name, count(*), thread_title FROM post_details WHERE author_kind = 'registered'"
        " AND posted_at LIKE '2010-%' GROUP BY author_name ORDER BY 2 DESC, author_name COLLATE NOCASE LIMIT 1",
    )[0]
    assert (by_stats["name"], by_stats["posts"], by_stats["most_in"][0]["title"]) == by_sql
    assert [topic["tag"] for topic in by_stats["most_on"]] == ["counting", "games"]
    by_search = json.loads(run("search", "--author", by_sql[0], "--since", "2010", "--until", "2010", "--db", db, "--json").stdout)
    assert by_search["total"] == by_sql[1]
    assert {hit["thread_title"] for hit in by_search["hits"]} == {by_sql[2]}


def test_filters_choose_the_posts(db: Path) -> None:
    found = stats(db, "--wiki", "countthewords", "--since", "2010", "--until", "2010-03")
    assert [(row["month"], row["posts"]) for row in found["months"]] == [("2010-03", 20)]
    assert [row["wiki_host"] for row in found["wikis"]] == ["countthewords.wetpaint.com"]
    assert {row["tag"] for row in stats(db, "--tag", "glaze")["tags"]} >= {"glaze", "cone 6"}
    assert stats(db, "--author", "Ludo_77")["totals"]["authors"] == 1


def test_tags_threads_and_their_order(db: Path) -> None:
    found = stats(db)
    assert found["tags"][0] == {"tag": "glaze", "threads": 3, "posts": 11}
    counts = [row["posts"] for row in found["threads"]]
    assert counts == sorted(counts, reverse=True)
    assert (found["threads"][0]["title"], found["threads"][0]["posts"]) == ("What are you reading this winter?", 40)
    assert len(stats(db, "--limit", "2")["threads"]) == 2


def test_times_until_a_reply_leave_out_gaps(db: Path) -> None:
    posts = rows(db, "SELECT thread_id, position, unixepoch(posted_at) FROM posts WHERE posted_at IS NOT NULL")
    at = {(thread_id, position): seconds for thread_id, position, seconds in posts}
    waits = [
        (later - at[thread_id, position - 1]) / 60
        for (thread_id, position), later in at.items()
        if (thread_id, position - 1) in at and later >= at[thread_id, position - 1]
    ]
    found = stats(db)["replies"]
    assert sum(row["replies"] for row in found) == len(waits)
    ((host, title),) = rows(db, "SELECT wiki_host, title FROM thread_details WHERE title LIKE 'Hand piecing%'")
    (ours,) = [row for row in found if row["wiki_host"] == host]
    (thread_id,) = {row[0] for row in rows(db, "SELECT id FROM threads WHERE title = ?", title)}
    times = [at[thread_id, position] for position in range(4)]
    expected = [(later - earlier) / 60 for earlier, later in pairwise(times)]
    assert ours["reply_after_minutes"] == round(median(expected), 1)
    assert ours["first_reply_after_minutes"] == round(expected[0], 1)


def test_posts_of_one_minute_are_replies_and_posts_before_the_one_above_are_none(tmp_path: Path) -> None:
    times = ["Jul 18 2010, 12:27 PM EDT", "Jul 18 2010, 12:27 PM EDT", "Jul 18 2010, 11:00 AM EDT", "Jul 18 2010, 11:10 AM EDT"]
    posts = tuple(by("ann", f"body {i}", dates=f"{at} | Post edited: {at}") for i, at in enumerate(times))
    load_wiki(tmp_path / "a.db", [Saved(number=7, posts=posts).archived])
    assert [at for (at,) in rows(tmp_path / "a.db", "SELECT substr(posted_at, 12, 5) FROM posts ORDER BY position")] == [
        *("16:27", "16:27", "15:00", "15:10")
    ]
    (found,) = stats(tmp_path / "a.db")["replies"]
    assert (found["replies"], found["reply_after_minutes"]) == (2, 5.0)
    assert (found["first_replies"], found["first_reply_after_minutes"]) == (1, 0.0)


def test_the_report_fits_80_columns_with_bars(db: Path) -> None:
    text = run("stats", "--db", db).stdout
    assert max(map(len, text.splitlines())) <= 80
    for heading in (
        "Posts per month and year",
        "Wikis",
        "Busiest threads",
        "Who wrote most, and on what",
        "Tags",
        "Time until a reply",
    ):
        assert f"\n{heading}" in text
    assert "████████████████████" in text
    months = run("stats", "--since", "2010", "--until", "2010", "--db", db).stdout
    assert "\n  2010-04         0\n" in months


def test_nothing_chosen_says_so(db: Path) -> None:
    done = run("stats", "--since", "2030", "--author", "nobody", "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No post fits." in done.stdout
    assert "no author is called 'nobody'" in done.stdout


@pytest.mark.parametrize("name", ["months", "wikis", "threads", "authors", "tags", "replies"])
def test_each_table_is_printed_as_csv_whole(db: Path, name: str) -> None:
    found = stats(db)[name]
    printed = table(db, name)
    assert len(printed) == len(found) > 1
    assert set(printed[0]) == set(found[0])


def test_csv_has_lists_in_one_cell(db: Path) -> None:
    (author,) = table(db, "authors", "--author", "Ludo_77")
    assert (author["most_in"], author["most_on"]) == ("Count to twenty with one word each", "counting; games")
    assert table(db, "authors", "--since", "2030") == []
    assert run("stats", "--csv", "tags", "--json", "--db", db).returncode == 2


def test_accounts_of_a_person_are_one_author_and_withheld_names_none(db: Path, tmp_path: Path) -> None:
    people = tmp_path / "authors.toml"
    people.write_text('withheld = ["wordy-wanda"]\n[people]\n"Ludovica" = ["Ludo_77", "PatchworkPenny"]\n')
    done = run("stats", "--authors", people, "--db", db, "--json")
    authors = {author["name"]: author for author in json.loads(done.stdout)["authors"]}
    assert (authors["Ludovica"]["posts"], authors["Ludovica"]["threads"], len(authors["Ludovica"]["wiki_hosts"])) == (5, 2, 2)
    assert authors["[withheld]"]["posts"] == 4
    assert "wordy-wanda" not in done.stdout


def test_the_archive_is_left_as_it_was(db: Path) -> None:
    before = db.read_bytes()
    stats(db)
    assert db.read_bytes() == before
    with sqlite3.connect(db) as conn:
        assert conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'chosen'").fetchone() == (0,)
    conn.close()


def test_persons_are_counted_as_authors_and_not_their_accounts(db: Path, tmp_path: Path) -> None:
    people = tmp_path / "authors.toml"
    people.write_text('withheld = ["wordy-wanda"]\n[people]\n"Ludovica" = ["Ludo_77", "PatchworkPenny"]\n')
    before = stats(db)["totals"]["authors"]
    told = json.loads(run("stats", "--authors", people, "--db", db, "--json").stdout)
    assert told["totals"]["authors"] == len(told["authors"]) == before - 1


def test_a_name_that_stands_in_several_rows_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for number in (1, 2):
        page = tmp_path / f"{number}.html"
        page.write_text(named_page(by("ann", f"word {number}"), by("bob", "yes"), title=f"Boats {number}"), encoding="utf-8")
    load(path, tmp_path / "1.html", tmp_path / "2.html", "--jobs", "1")
    kept_apart = "Names on pages that do not tell their wiki are kept apart, thread by thread"
    text = run("stats", "--db", path).stdout
    assert text.count("\n  ann ") == 2
    assert f"{kept_apart}; to join those of one wiki, load its pages again with --url HOST. Time" in " ".join(text.split())
    assert kept_apart not in run("stats", "--limit", "1", "--db", path).stdout
