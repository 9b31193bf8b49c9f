"""The Fossil export, as Fossil itself shows it: the same threads, authors, dates, texts and edits, whatever stands in them."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, load, rows, run
from fetch_servers.wiki import Archived
from made_wikis import HOST, HOSTILE_TITLES, Saved, by, load_hostile, load_wiki
from markup_shown import normal, shown
from pages import Written
from real_programs.fossil import SeenThread, forum_table, page, run_fossil, serving, thread_page

pytestmark = pytest.mark.integration

FIRST = "Jul 18 2010, 12:27 PM EDT"
LATER = "Jul 18 2010, 1:40 PM EDT"
LAST = "Jul 19 2010, 9:00 AM EDT"


@pytest.fixture(scope="module")
def fixtures_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("fixtures") / "a.db"
    load(db, FIXTURES)
    return db


@pytest.fixture(scope="module")
def fixtures_out(fixtures_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "fossil"
    export(fixtures_db, out)
    return out


@pytest.fixture(scope="module")
def edited_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thread whose opening post and answer were edited between captures; all posts are of one minute."""
    db = tmp_path_factory.mktemp("edited") / "a.db"
    first = (by("ann", "the plain beginning"), by("bob", "an answer to it"))
    second = (by("ann", "the <i>mended</i> beginning", f"{FIRST} | Post edited: {LATER}"), first[1], by("cy", "of the same minute"))
    third = (second[0], by("bob", "a better answer", f"{FIRST} | Post edited: {LAST}"), second[2])
    stamps = ("20100718170000", "20100718190000", "20100801000000")
    load_wiki(
        db, [Saved(number=1, posts=posts, timestamp=at).archived for posts, at in zip((first, second, third), stamps, strict=True)]
    )
    return db


def export(db: Path, out: Path, *options: str) -> dict[str, Any]:
    done = run("export", "fossil", "--db", db, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


def found_by_check(db: Path, out: Path) -> list[dict[str, str]]:
    done = run("export", "fossil", "--db", db, "--out", out, "--check", "--json")
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert done.returncode == (6 if found else 0)
    return found


def new_addresses(out: Path) -> dict[int, str]:
    lines = (out / "addresses.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["id"]: entry["new"] for entry in map(json.loads, lines)}


def seen_threads(out: Path, tmp_path: Path) -> dict[int, SeenThread]:
    """By our id; from a copy, as Fossil writes into what it serves."""
    shutil.copytree(out, tmp_path / "served", ignore=shutil.ignore_patterns("*.json*"))
    with serving(tmp_path / "served", tmp_path) as address:
        return {id_: thread_page(f"{address}/{new}") for id_, new in new_addresses(out).items()}


def expected_posts(db: Path) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Each thread with its posts in order: position, position of the post that is answered, author, instant, lines of its text."""
    sql = (
        "SELECT position, reply_to_position, CASE WHEN author_kind = 'anonymous' THEN 'anonymous'"
        " ELSE coalesce(author_name, 'author not known') END,"
        " replace(replace(posted_at, 'T', ' '), 'Z', ''), subject, thread_title, body_html"
        " FROM post_details WHERE thread_id = ? ORDER BY position"
    )
    for (thread,) in rows(db, "SELECT id FROM threads ORDER BY id"):
        posts = []
        for position, answered, user, at, subject, title, body in rows(db, sql, thread):
            # Fossil has no subjects of answers: one that says more than the title stands above the text.
            own = [normal(subject)] if position and subject and subject not in (title, f"RE: {title}") else []
            posts.append((position, answered, user, at, own + shown(body).lines))
        yield thread, posts


def assert_same_threads(db: Path, threads: dict[int, SeenThread]) -> None:
    titles = dict(rows(db, "SELECT id, coalesce(title, '(title not known, thread ' || id || ')') FROM threads"))
    assert threads.keys() == titles.keys()
    for id_, expected in expected_posts(db):
        seen = threads[id_]
        assert seen.title == normal(titles[id_])
        posts = [post for post in seen.posts if post.user != "(lost posts)"]
        # Fossil numbers the posts of a thread by their time; each post tells which number it answers.
        by_number = {post.number.partition(".")[0]: post for post in seen.posts}
        texts = {position: lines for position, _, _, _, lines in expected}
        assert len(posts) == len(expected)
        left = list(posts)
        for position, answered, user, at, lines in expected:
            wanted = (user, lines)
            fitting = [
                post for post in left if (post.user, _own_lines(post.body.lines)) == wanted and (at is None or post.at == at)
            ]
            assert fitting, (id_, position, at, wanted, left)
            post = fitting[0]
            left.remove(post)
            above = by_number[post.answers.partition(".")[0]] if post.answers else None
            if above is None:
                assert position == 0
            elif answered is not None:
                assert _own_lines(above.body.lines) == texts[answered]
            else:
                assert above.number.partition(".")[0] == "1"


def _own_lines(lines: list[str]) -> list[str]:
    """Without the line that tells whose the post is."""
    assert lines[-1].startswith("— ")
    return lines[:-1]


def test_forum_pages_show_the_threads_of_the_archive(fixtures_db: Path, fixtures_out: Path, tmp_path: Path) -> None:
    assert_same_threads(fixtures_db, seen_threads(fixtures_out, tmp_path))


def test_hostile_titles_names_and_bodies_stay_what_they_are(tmp_path: Path) -> None:
    load_hostile(tmp_path / "a.db")
    export(tmp_path / "a.db", tmp_path / "out")
    threads = seen_threads(tmp_path / "out", tmp_path)
    assert_same_threads(tmp_path / "a.db", threads)
    assert len(threads) == len(HOSTILE_TITLES)
    for post in (post for thread in threads.values() for post in thread.posts):
        assert post.body.tags <= {"p", "br", "b", "i", "a", "blockquote", "small", "div"}
        assert post.body.attributes <= {"href", "class"}
        assert "javascript:" not in "".join(address for address, _ in post.body.links)
    assert found_by_check(tmp_path / "a.db", tmp_path / "out") == []


def test_the_same_database_gives_the_same_bytes_and_is_as_the_check_wants_it(
    fixtures_db: Path, fixtures_out: Path, tmp_path: Path
) -> None:
    export(fixtures_db, tmp_path / "again")
    names = sorted(path.name for path in fixtures_out.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    assert all((fixtures_out / name).read_bytes() == (tmp_path / "again" / name).read_bytes() for name in names)
    assert found_by_check(fixtures_db, fixtures_out) == []


def test_fossil_reconstructs_the_forum_from_the_artifacts_alone(edited_db: Path, tmp_path: Path) -> None:
    export(edited_db, tmp_path / "out")
    original = tmp_path / "out" / f"{HOST}.fossil"
    (tmp_path / "artifacts").mkdir()
    run_fossil(tmp_path, "deconstruct", "-R", original, tmp_path / "artifacts")
    run_fossil(tmp_path, "reconstruct", tmp_path / "new.fossil", tmp_path / "artifacts")
    assert forum_table(tmp_path / "new.fossil") == forum_table(original)
    assert len(forum_table(original)) == 5


def test_pulling_a_second_export_adds_nothing(edited_db: Path, tmp_path: Path) -> None:
    export(edited_db, tmp_path / "one")
    export(edited_db, tmp_path / "two")
    shutil.copy(tmp_path / "one" / f"{HOST}.fossil", tmp_path / "mine.fossil")
    before = forum_table(tmp_path / "mine.fossil")
    run_fossil(tmp_path, "pull", (tmp_path / "two" / f"{HOST}.fossil").as_uri(), "-R", tmp_path / "mine.fossil")
    assert forum_table(tmp_path / "mine.fossil") == before


def test_an_export_can_be_cloned_and_rebuilt(edited_db: Path, tmp_path: Path) -> None:
    export(edited_db, tmp_path / "out")
    original = tmp_path / "out" / f"{HOST}.fossil"
    run_fossil(tmp_path, "clone", original, tmp_path / "clone.fossil")
    run_fossil(tmp_path, "rebuild", tmp_path / "clone.fossil")
    assert forum_table(tmp_path / "clone.fossil") == forum_table(original)


def test_edits_are_shown_as_edits_and_earlier_texts_are_kept(edited_db: Path, tmp_path: Path) -> None:
    manifest = export(edited_db, tmp_path / "out")
    assert (manifest["written"]["edits"], manifest["left_out"]) == (2, [])
    (thread,) = seen_threads(tmp_path / "out", tmp_path).values()
    assert [(post.user, post.is_edited, post.body.lines[0]) for post in thread.posts] == [
        ("ann", True, "the mended beginning"),
        ("bob", True, "a better answer"),
        ("cy", False, "of the same minute"),
    ]
    states = {hash_: before for hash_, _, before, _, _ in forum_table(tmp_path / "out" / f"{HOST}.fossil")}
    with serving(tmp_path / "served", tmp_path) as address:
        replaced = " ".join(page(f"{address}/{HOST}/forumpost/{before}?raw") for before in states.values() if before)
    assert "an answer to it" in replaced
    assert "the plain beginning" in replaced


def test_posts_of_one_minute_keep_their_order(edited_db: Path, tmp_path: Path) -> None:
    export(edited_db, tmp_path / "out")
    days = sorted(day for _, _, before, _, day in forum_table(tmp_path / "out" / f"{HOST}.fossil") if before is None)
    assert [round((day - days[0]) * 86_400_000) for day in days] == [0, 1, 2]


def test_answers_dated_before_what_they_answer_stay_in_their_thread(edited_db: Path, tmp_path: Path) -> None:
    shutil.copy(edited_db, tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        conn.execute("UPDATE posts SET posted_at = '2009-01-01T00:00:00Z', edited_at = NULL WHERE position > 0")
        conn.commit()
    export(tmp_path / "a.db", tmp_path / "out")
    (thread,) = seen_threads(tmp_path / "out", tmp_path).values()
    assert [(post.user, post.at, post.answers) for post in thread.posts[1:]] == [
        ("bob", "2010-07-19 13:00:00", "1.0"),
        ("cy", "2010-07-18 16:27:00", "1.0"),
    ]
    assert found_by_check(tmp_path / "a.db", tmp_path / "out") == []


def test_no_answer_is_as_old_as_what_it_answers(fixtures_out: Path) -> None:
    for repository in fixtures_out.glob("*.fossil"):
        table = forum_table(repository)
        instants = {hash_: day for hash_, _, _, _, day in table}
        assert all(day > instants[above] for _, _, _, above, day in table if above)
        assert all(day > instants[before] for _, _, before, _, day in table if before)
        assert all(root in instants for _, root, _, _, _ in table)


def test_the_search_of_fossil_finds_words_of_posts(fixtures_out: Path, fixtures_db: Path, tmp_path: Path) -> None:
    ((thread,),) = rows(fixtures_db, "SELECT thread_id FROM posts WHERE body_text LIKE '%Nobody at the county fair%'")
    shutil.copytree(fixtures_out, tmp_path / "served", ignore=shutil.ignore_patterns("*.json*"))
    name = new_addresses(fixtures_out)[thread].partition("/")[0]
    with serving(tmp_path / "served", tmp_path) as address:
        found = page(f"{address}/{name}/search?s=county+fair&y=f")
        forum = page(f"{address}/{name}/")
    assert "Nobody at the <mark>county</mark> <mark>fair</mark>" in found
    assert "Hand piecing or machine piecing" in forum
    assert f"<a href='/{name}/search?y=f'" in forum
    assert f"/{name}/forumpost/" in found


def test_lost_posts_have_placeholders_and_estimates_say_so(fixtures_db: Path, fixtures_out: Path, tmp_path: Path) -> None:
    threads = seen_threads(fixtures_out, tmp_path)
    ((thread,),) = rows(fixtures_db, "SELECT id FROM threads WHERE original_id = '7411002' OR title = 'Wind log 2013' LIMIT 1")
    first, *others = threads[thread].posts
    assert (first.user, first.body.lines[0]) == (
        "(lost posts)",
        "The opening post and replies 1 to 39 of this thread are not in the archive.",
    )
    assert "the date is an estimate" in first.body.lines[-1]
    assert others[0].answers == "1"
    undated = rows(fixtures_db, "SELECT count(*) FROM posts WHERE posted_at IS NULL")[0][0]
    lines = [post.body.lines[-1] for seen in threads.values() for post in seen.posts if post.user != "(lost posts)"]
    assert sum("the date is an estimate" in line for line in lines) == undated > 0


def test_threads_that_say_the_same_stay_two(tmp_path: Path) -> None:
    same = (by("ann", "the same words"), by("bob", "the same answer"))
    named = [Saved(number=number, posts=same).archived for number in (1, 2)]
    page = Archived(url=f"http://{HOST}/page/Boats", timestamp=named[0].timestamp, payload=named[0].payload)
    load_wiki(tmp_path / "a.db", [*named, page])
    with closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        # As where nobody knows their addresses.
        conn.execute("UPDATE captures SET url = NULL")
        conn.execute("UPDATE threads SET url = NULL")
        conn.commit()
    manifest = export(tmp_path / "a.db", tmp_path / "out")
    assert manifest["written"]["forum_posts"] == manifest["in_archive"]["posts"] >= 4
    assert found_by_check(tmp_path / "a.db", tmp_path / "out") == []


def test_every_post_tells_whose_it_is_and_where_it_was(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("ann", "one"),)).archived])
    export(tmp_path / "a.db", tmp_path / "out")
    (thread,) = seen_threads(tmp_path / "out", tmp_path).values()
    address = f"http://{HOST}/thread/1/title"
    assert thread.posts[0].body.lines == ["one", f"— ann · {FIRST} · {address} · captured 2011-08-15 · thread 1"]
    assert thread.posts[0].body.links == [(address, address)]


def test_withheld_names_stand_nowhere_in_the_repository(tmp_path: Path) -> None:
    body = "Jane Doe said, and Jane<b> Doe</b>; see <a href='/account/Jane+Doe'>her page</a>"
    posts = (by("Jane Doe", body), Written(author="", body="<blockquote>Jane Doe: hello</blockquote>thanks Jane Doe"))
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=posts, title="What Jane Doe says").archived])
    export(tmp_path / "a.db", tmp_path / "out", "--withhold", "Jane Doe")
    with closing(sqlite3.connect(tmp_path / "out" / f"{HOST}.fossil")) as conn:
        artifacts = [zlib.decompress(content[4:]).decode() for (content,) in conn.execute("SELECT content FROM blob")]
        tables = [conn.execute(sql).fetchall() for sql in ("SELECT * FROM event", "SELECT * FROM config", "SELECT * FROM ftsdocs")]
    assert "What\\s[withheld]\\ssays" in " ".join(artifacts)
    for text in (*artifacts, str(tables)):
        assert "doe" not in text.casefold()
    done = run("export", "fossil", "--db", tmp_path / "a.db", "--out", tmp_path / "out", "--check", "--withhold", "Jane Doe")
    assert done.returncode == 0, done.stdout


def test_without_fossil_the_export_says_what_to_install_and_leaves_nothing(edited_db: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wetpaint_import", "export", "fossil", "--db", str(edited_db), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 6
    assert "apt-get install fossil" in done.stderr
    assert list(tmp_path.iterdir()) == []


def _changed(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(4, "big") + zlib.compress(data)


def test_the_check_tells_which_field_of_which_post_is_not_as_it_was(edited_db: Path, tmp_path: Path) -> None:
    export(edited_db, tmp_path / "out")
    ids = dict(rows(edited_db, "SELECT position, id FROM posts"))
    with closing(sqlite3.connect(tmp_path / "out" / f"{HOST}.fossil")) as conn:
        conn.execute("UPDATE event SET user = 'eve' WHERE user = 'cy'")
        conn.execute(
            "UPDATE forumpost SET firt = NULL WHERE fpid = (SELECT objid FROM event WHERE comment LIKE 'Edit%' AND user = 'bob')"
        )
        ((rid, content),) = conn.execute(
            "SELECT rid, content FROM blob JOIN event ON objid = rid WHERE user = 'ann' ORDER BY rid LIMIT 1"
        )
        conn.execute("UPDATE blob SET content = ? WHERE rid = ?", (_changed(zlib.decompress(content[4:]).decode() + " "), rid))
        conn.execute("DELETE FROM blob WHERE rid = (SELECT objid FROM event WHERE user = 'bob' ORDER BY mtime LIMIT 1)")
        conn.commit()
    changed, *found = found_by_check(edited_db, tmp_path / "out")
    assert changed["what"] == f"file {HOST}.fossil"
    assert [difference["what"] for difference in found if "edit" not in difference["what"]] == [
        f"post {ids[0]}: artifact",
        f"post {ids[1]}",
        f"post {ids[2]}: user in the forum",
    ]
    assert f"post {ids[1]}, edit 1: answered post in the forum" in [difference["what"] for difference in found]
