"""Search: words, filters, order, and what to do where nothing is found."""

import json
import re
import shlex
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, load, rows
from in_process import load_chosen, run


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_chosen(path)
    return path


def search(db: Path, *arguments: str) -> dict[str, Any]:
    done = run("search", *arguments, "--db", db, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def hits(db: Path, *arguments: str) -> list[dict[str, Any]]:
    found = search(db, *arguments, "--limit", "1000", "--per-thread", "0")
    assert len(found["hits"]) == found["total"]
    posts: list[dict[str, Any]] = found["hits"]
    return posts


def ids(db: Path, sql: str) -> set[int]:
    return {row[0] for row in rows(db, f"SELECT post_id FROM post_details WHERE {sql}")}  # noqa: S608


def found_ids(db: Path, *arguments: str) -> set[int]:
    return {hit["post_id"] for hit in hits(db, *arguments)}


def test_a_hit_names_post_thread_author_time_and_what_was_found(db: Path) -> None:
    (hit,) = hits(db, "fist")
    assert (hit["thread_title"], hit["author_name"]) == ("Hand piecing or machine piecing", "PatchworkPenny")
    assert (hit["posted_at"], hit["posted_at_text"]) == ("2010-05-04T12:12:00Z", "May 4 2010, 8:12 AM EDT")
    assert hit["wiki_host"] == "quiltersguild.wetpaint.com"
    assert [hit["snippet"][start:end] for start, end in hit["marks"]] == ["fist"]
    assert json.loads(run("show", str(hit["thread_id"]), "--db", db, "--json").stdout)["title"] == hit["thread_title"]


def test_the_report_is_readable_at_80_columns_and_says_how_to_go_on(db: Path) -> None:
    done = run("search", "the", "--db", db)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert max(len(line) for line in lines if "--db" not in line) <= 80
    assert re.match(r"\d+ posts fit, in \d+ threads; here are the best 20\.", lines[0])
    assert "[the]" in done.stdout.lower()
    (show,) = [line for line in lines if "wetpaint-import show" in line]
    (explain,) = [line for line in lines if "wetpaint-import explain" in line]
    for line in (show, explain):
        arguments = shlex.split(line.partition("wetpaint-import ")[2])
        assert run(*arguments).returncode == 0


def test_accents_and_case_do_not_count(db: Path) -> None:
    assert found_ids(db, "cafe") == found_ids(db, "CAFÉ") != set()


def test_a_filter_keeps_only_what_fits(db: Path) -> None:
    assert found_ids(db, "--author", "penny", "--author", "patchworkPENNY") == ids(db, "author_name = 'PatchworkPenny'")
    assert found_ids(db, "--tag", "GLAZE") == ids(db, "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'glaze')")
    host = "wiki_host = 'quiltersguild.wetpaint.com'"
    assert found_ids(db, "--wiki", "quiltersguild.wetpaint.com") == found_ids(db, "--wiki", "quiltersguild") == ids(db, host)
    assert found_ids(db, "the", "--wiki", "quiltersguild") == ids(db, f"{host} AND body_text LIKE '%the %'")
    assert found_ids(db, "--author", "anonymous") == ids(db, "author_kind = 'anonymous'")


@pytest.mark.parametrize(
    ("options", "condition"),
    [
        (["--since", "2012"], "posted_at >= '2012-01-01'"),
        (["--until", "2007"], "posted_at < '2008-01-01'"),
        (["--since", "2009-12", "--until", "2010-02"], "posted_at >= '2009-12-01' AND posted_at < '2010-03-01'"),
        (["--since", "2010-5-4", "--until", "2010-05-04"], "substr(posted_at, 1, 10) = '2010-05-04'"),
    ],
)
def test_since_and_until_are_whole_years_months_and_days(db: Path, options: list[str], condition: str) -> None:
    assert found_ids(db, *options) == ids(db, condition) != set()


def test_without_words_the_newest_come_first(db: Path) -> None:
    times = [hit["posted_at"] for hit in hits(db, "--since", "2010", "--until", "2010")]
    assert times == sorted(times, reverse=True)
    text = run("search", "--since", "2010", "--limit", "3", "--db", db).stdout
    assert "here are the newest 3." in text


def test_a_title_counts_more_than_a_body_and_its_thread_is_found_once(db: Path) -> None:
    found = search(db, "piecing")
    assert found["hits"][0]["thread_title"] == "Hand piecing or machine piecing"
    (hit,) = hits(db, "piecing", "--in", "title")
    assert hit["position"] == 0
    bodies = hits(db, "piecing", "--in", "body")
    assert [hit["snippet"][start:end] for hit in bodies for start, end in hit["marks"]] == ["piecing"] * len(bodies)


def test_no_thread_crowds_out_the_others(db: Path) -> None:
    found = search(db, "the", "--limit", "50")
    of_thread: dict[int, int] = {}
    for hit in found["hits"]:
        of_thread[hit["thread_id"]] = of_thread.get(hit["thread_id"], 0) + 1
    assert max(of_thread.values()) == 3
    assert any(hit["fits_in_thread"] > 3 for hit in found["hits"])


def test_a_minus_is_no_option_but_an_unknown_option_is_told(db: Path) -> None:
    assert found_ids(db, "piecing", "-machine") < found_ids(db, "piecing")
    assert found_ids(db, "bread", "-hat", "-help") == found_ids(db, "bread")
    assert run("search", "bread", "-h").stdout.startswith("Usage:")
    done = run("search", "bread", "--autor", "x", "--db", db)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--author" in done.stderr


def test_quotes_that_the_shell_took_away_are_meant(db: Path) -> None:
    assert set() != found_ids(db, "the machine") == found_ids(db, '"the machine"') < found_ids(db, "the", "machine")
    apart = search(db, "machine long")
    assert apart["hits"]
    assert "these have all of them" in apart["hints"][0]


def test_words_that_cannot_be_looked_for_say_what_to_type(db: Path) -> None:
    for words in (["-machine"], ["?!"], []):
        done = run("search", *words, "--db", db)
        assert (done.returncode, done.stdout) == (2, "")
        assert "search sourdough" in done.stderr
    assert run("search", "x", "--since", "2011", "--until", "2010-06", "--db", db).returncode == 2
    assert "write it like 2009" in run("search", "x", "--since", "june", "--db", db).stderr
    assert "write it like 2009" in run("search", "x", "--until", "2011-02-30", "--db", db).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["machne"], "machine"),
        (["zebrafinch"], "a star finds"),
        (["fist", "crumb"], '"fist": 1 post'),
        (["fist", "-piecing"], "without what is excluded"),
        (["fist", "--since", "2011"], "without --since 2011: 1 post"),
        (["fist", "--author", "dogear", "--since", "2011"], "without all these filters: 1 post"),
        (["fist", "--author", "patchworkpeny"], "there is: PatchworkPenny"),
        (["fist", "--wiki", "nowhere"], "no wiki is called 'nowhere'; there is: countthewords.wetpaint.com"),
        (["fist", "--wiki", "nowhere"], " and 1 more)"),
        (["fist", "--in", "title"], "without --in title: 1 post"),
    ],
)
def test_nothing_found_is_no_fault_and_says_what_to_change(db: Path, arguments: list[str], said: str) -> None:
    done = run("search", *arguments, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No post fits." in done.stdout
    assert said in done.stdout


def test_a_withheld_name_is_shown_nowhere_and_a_person_is_found_by_either_name(db: Path, tmp_path: Path) -> None:
    withheld = run("search", "fist", "--withhold", "PatchworkPenny", "--db", db, "--json").stdout
    assert "[withheld]" in withheld
    assert "PatchworkPenny" not in withheld
    (hit,) = json.loads(run("search", "fist", "--withhold", "grandmother", "--db", db, "--json").stdout)["hits"]
    assert "[withheld]" in hit["snippet"]
    assert hit["marks"] == []
    assert "grandmother" not in hit["snippet"]
    people = tmp_path / "authors.toml"
    people.write_text('[people]\n"Penny Patch" = ["PatchworkPenny"]\n')
    for name in ("Penny Patch", "PatchworkPenny"):
        done = run("search", "--author", name, "--authors", people, "--db", db, "--json")
        assert {hit["author_name"] for hit in json.loads(done.stdout)["hits"]} == {"Penny Patch"}


def test_a_search_does_not_tell_which_posts_are_by_a_withheld_name(db: Path) -> None:
    hidden = ["--withhold", "PatchworkPenny"]
    assert search(db, "--author", "PatchworkPenny", *hidden)["hits"] == []
    assert search(db, "PatchworkPenny")["total"] == 1
    assert search(db, "PatchworkPenny", *hidden)["total"] == 0
    assert "patchworkpenny" in run("search", "PatchworkPeny", "--db", db).stdout
    assert "penny" not in run("search", "PatchworkPeny", *hidden, "--db", db).stdout.lower()
    assert search(db, "the -PatchworkPenny")["total"] < search(db, "the")["total"]
    for place in ([], ["--in", "body"]):
        assert search(db, "the -PatchworkPenny", *place, *hidden)["total"] == search(db, "the", *place, *hidden)["total"]


def test_stems_are_a_choice_that_stays(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "names-tr-two-td-2010")
    assert search(db, "grandmothers")["hits"] == []
    assert "stems" in run("index", "--stem", "--db", db).stdout
    assert len(search(db, "grandmothers")["hits"]) == 1
    load(db, FIXTURES / "skin-print-version")
    assert len(search(db, "grandmothers")["hits"]) == 1
    assert run("reparse", "--db", db).returncode == 0
    assert run("index", "--db", db).returncode == 0
    assert len(search(db, "grandmothers")["hits"]) == 1
    assert json.loads(run("index", "--no-stem", "--db", db, "--json").stdout)["is_stemmed"] is False
    assert search(db, "grandmothers")["hits"] == []
    assert len(search(db, "fist")["hits"]) == 1


def test_an_index_that_is_behind_is_told_and_mended(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "names-tr-two-td-2010")
    with sqlite3.connect(db) as conn:
        conn.execute("INSERT INTO settings (name, value) VALUES ('search-index', 'stale')")
    conn.close()
    assert "wetpaint-import index" in run("search", "piecing", "--db", db).stderr
    assert run("index", "--db", db).returncode == 0
    assert run("search", "piecing", "--db", db).stderr == ""


def test_without_a_database_index_makes_none(tmp_path: Path) -> None:
    done = run("index", "--db", tmp_path / "a.db")
    assert done.returncode == 5
    assert not (tmp_path / "a.db").exists()


def test_words_that_most_posts_have_are_answered_without_ranking_them_all(tmp_path: Path, db: Path) -> None:
    """More posts than are ranked, made from the fixtures' own by SQL."""
    many = tmp_path / "many.db"
    many.write_bytes(db.read_bytes())
    with sqlite3.connect(many) as conn:
        conn.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 13000)"
            " INSERT INTO posts (thread_id, position, subject, body_html, body_text, posted_at, key)"
            " SELECT 1, n + 100, 'RE: x', '', 'alike ' || n, '2015-01-01T00:00:00Z', 'made' || n FROM numbers"
        )
        conn.execute(
            "INSERT INTO posts (thread_id, position, subject, body_html, body_text, key) VALUES (2, 99, 'All alike', '', '', 'm')"
        )
        conn.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    conn.close()
    found = search(many, "alike")
    assert (found["is_more"], found["hits"][0]["subject"]) == (True, "All alike")
    assert "More than" in run("search", "alike", "--db", many).stdout
    assert search(many, "alike", "--until", "2014")["total"] == 0
    assert search(many, "alike", "--since", "2014")["is_more"] is True
    assert search(many, "alike 77")["total"] == 1
    assert search(many, "--since", "2014")["is_more"] is True


def test_a_withheld_name_that_nobody_has_is_told(db: Path) -> None:
    done = run("search", "nothing-like-this", "--withhold", "patchworkpeny", "--db", db)
    assert done.returncode == 0
    assert done.stderr == "no author is called 'patchworkpeny'; there is: PatchworkPenny\n"
    for name in ("PatchworkPenny", "patchworkpenny"):
        assert run("search", "nothing-like-this", "--withhold", name, "--db", db).stderr == ""


def test_first_words_that_are_cut_end_in_dots(db: Path) -> None:
    for hit in search(db, "--since", "2000", "--limit", "1000")["hits"]:
        ((text,),) = rows(db, "SELECT body_text FROM posts WHERE id = ?", hit["post_id"])
        assert hit["snippet"].endswith("…") == (len(text.split()) > len(hit["snippet"].split())), hit
