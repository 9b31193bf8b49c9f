"""A thread to read: as text, as Markdown, as JSON; times, gaps, quotes, versions, names."""

import json
import os
import pty
import shlex
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from archive import FIXTURES, load, rows
from in_process import load_chosen, run
from made_wikis import Saved, by, load_wiki
from wetpaint_import.cli.thread_report import as_text
from wetpaint_import.errors import UsageError
from wetpaint_import.query.rows import Row
from wetpaint_import.query.threads import find_thread


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_chosen(path)
    return path


def show(db: Path, *arguments: str) -> str:
    done = run("show", *arguments, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_posts_stand_in_order_with_authors_times_edits_and_ids(db: Path) -> None:
    text = show(db, "hand piecing or machine")
    assert text.index("PatchworkPenny") < text.index("log_cabin_lou") < text.index("SewWhat09")
    assert "1. RE: Hand piecing or machine piecing\n  log_cabin_lou · May 4 2010, 7:55 PM EDT · post " in text
    assert "edited May 4 2010, 8:31 AM EDT" in text
    ((post_id,),) = rows(db, "SELECT post_id FROM post_details WHERE author_name = 'log_cabin_lou'")
    assert f"· post {post_id}\n" in text


def test_times_are_shown_in_a_zone_of_choice(db: Path) -> None:
    text = show(db, "hand piecing or machine", "--zone", "Europe/Oslo")
    assert "May 4 2010, 2:12 PM CEST" in text
    assert "edited May 4 2010, 2:31 PM CEST" in text
    assert "EDT" not in text
    post = json.loads(show(db, "hand piecing or machine", "--zone", "Europe/Oslo", "--json"))["posts"][0]
    assert (post["posted_at"], post["posted_at_local"]) == ("2010-05-04T12:12:00Z", "2010-05-04T14:12:00+02:00")
    assert run("show", "1", "--zone", "Oslo", "--db", db).returncode == 2


def test_a_quote_says_whose_words_it_holds(db: Path) -> None:
    posts = json.loads(show(db, "paint tins", "--json"))["posts"]
    text = show(db, "paint tins")
    assert f"  > [of post {posts[2]['id']}]\n  > it was the theatre group LOL\n" in text
    post = posts[3]
    assert [(quote["text"], quote["source_position"]) for quote in post["quotes"]] == [("it was the theatre group LOL", 2)]


def test_links_and_pictures_are_named_where_the_text_lacks_them(db: Path) -> None:
    text = show(db, "trestle photos")
    assert "[image] http://image.wikifoundry.com/image/2/5ymeVf9L_gwYq2v2gxATs983805 (long trestle)\n" in text
    assert "\n\n\n" not in text
    assert text.count("http://maps.example.org/q?sheet=114&grid=c4") == 1


def test_every_line_fits_a_terminal_but_those_with_addresses(db: Path) -> None:
    for (thread_id,) in rows(db, "SELECT id FROM threads"):
        lines = show(db, str(thread_id)).splitlines()
        assert [line for line in lines if len(line) > 80 and "http" not in line] == []


def thread(positions: list[int], missing: list[tuple[str, str | None]], **post: object) -> Row:
    """A thread as `read_thread` gives it, with posts at some positions."""
    nothing = dict.fromkeys(("number", "posted_at", "posted_at_text", "edited_at", "posted_at_local", "found_valuable"))
    blank = {"subject": "S", "author_kind": "registered", "author_name": "gull", "body_text": "", "is_gone": 0, "version_count": 1}
    lists: Row = {"quotes": [], "links": [], "images": []}
    posts = [{**nothing, **blank, **lists, "id": 100 + position, "position": position, **post} for position in positions]
    unknown = dict.fromkeys(("location", "wiki_host", "url", "claimed_post_count", "zone", "is_featured"))
    head: Row = {
        **unknown,
        "title": "T",
        "starter_kind": "unknown",
        "starter_name": None,
        "tags": [],
        "is_locked": 1,
        "is_reported": 0,
    }
    return {**head, "posts": posts, "missing": [{"what": what, "url": url, "post_count": None} for what, url in missing]}


def test_gaps_stand_where_posts_are_missing_each_once() -> None:
    lacking = [
        ("post 1", None),
        ("posts 4 to 19", "http://a.example/1"),
        ("posts 20 to 21", "http://a.example/2"),
        ("posts 40 to 44", None),
    ]
    lines = [line for line in as_text(thread([0, 2, 3, 22], lacking)).splitlines() if line.startswith(("[…", "  gull"))]
    assert lines == [
        "  gull · no date · post 100",
        "[… post 1 is missing …]",
        "  gull · no date · post 102",
        "  gull · no date · post 103",
        "[… posts 4 to 19 are missing; look at http://a.example/1 …]",
        "[… posts 20 to 21 are missing; look at http://a.example/2 …]",
        "  gull · no date · post 122",
        "[… posts 40 to 44 are missing …]",
    ]


def test_a_missing_beginning_and_a_gap_without_a_row_are_told() -> None:
    text = as_text(thread([20], [("the opening post and replies 1 to 19", None)]))
    assert text.count("missing") == 1
    assert text.index("[… the opening post and replies 1 to 19 are missing …]") < text.index("gull")
    assert "[… some posts are missing …]" in as_text(thread([0, 3], []))
    assert "[… the opening post is missing …]" in as_text(thread([], [("the opening post", None)]))


def test_a_post_that_later_captures_lack_or_change_says_so() -> None:
    text = as_text(thread([0], [], is_gone=1, last_seen_at="2010-01-01T00:00:00Z", version_count=2, found_valuable=3, rated_by=4))
    assert "(no longer shown by later captures; last seen 2010-01-01T00:00:00Z)" in text
    assert "(captures show 2 versions: wetpaint-import explain 100)" in text
    assert "(3 out of 4 found this valuable)" in text
    assert "1 post, locked" in text


def test_in_a_zone_a_time_without_an_instant_stays_as_printed() -> None:
    text = as_text({**thread([0], [], posted_at=None, posted_at_text="Tuesday, 6:59 PM"), "zone": "Europe/Oslo"})
    assert "Tuesday, 6:59 PM (as printed)" in text


def test_markdown_renders_to_headings_authors_quotes_and_links(db: Path) -> None:
    html = MarkdownIt().render(show(db, "paint tins", "--markdown"))
    assert "<h1>Who dumped the paint tins</h1>" in html
    assert "<h2>1. RE: Who dumped the paint tins</h2>" in html
    assert "<strong>heronwatch</strong> · Aug 3 2008, 9:10 AM PDT" in html
    assert "<blockquote>\n<p>" in html
    linked = MarkdownIt().render(show(db, "glaze came out grey", "--markdown"))
    assert '<a href="http://kilnandclay.wetpaint.com/page/Kiln+Diary">the kiln diary</a>' in linked


def test_markdown_escapes_what_people_wrote(tmp_path: Path) -> None:
    load(
        tmp_path / "a.db",
        *sorted(FIXTURES.glob("*html-in-*")),
        *sorted(FIXTURES.glob("names-hostile*")),
        FIXTURES / "names-tr-two-td-2010",
    )
    for (thread_id,) in rows(tmp_path / "a.db", "SELECT id FROM threads"):
        html = MarkdownIt("commonmark", {"html": True}).render(show(tmp_path / "a.db", str(thread_id), "--markdown"))
        assert "<script" not in html
        assert "onerror" not in html.replace("&", "")


def test_gaps_are_told_in_markdown(db: Path) -> None:
    assert "*posts 20 to 22 are missing; look at http" in show(db, "count to twenty", "--markdown")


def test_two_forms_at_once_are_refused(db: Path) -> None:
    done = run("show", "1", "--json", "--markdown", "--db", db)
    assert (done.returncode, done.stdout) == (2, "")


def test_withheld_names_and_persons(db: Path, tmp_path: Path) -> None:
    for form in ([], ["--markdown"], ["--json"]):
        text = show(db, "hand piecing or machine", "--withhold", "PatchworkPenny", *form)
        assert "withheld" in text
        assert "PatchworkPenny" not in text
        done = run("show", "hand piecing or machine", "--withhold", "grandmother", *form, "--db", db)
        assert "grandmother" not in done.stdout
        # Nobody is called so, which may be a slip of the pen.
        assert done.stderr == "no author is called 'grandmother'\n"
    people = tmp_path / "authors.toml"
    people.write_text('[people]\n"Penny Patch" = ["PatchworkPenny@quiltersguild.wetpaint.com"]\n')
    assert "Penny Patch · May 4 2010" in show(db, "hand piecing or machine", "--authors", str(people))


def test_a_withheld_name_that_marks_part_is_shown_in_no_form(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=7, posts=(by("janedoe", "Ask jane<b>doe</b> or <i>bob</i>"),)).archived])
    for form in ([], ["--markdown"], ["--json"]):
        text = show(tmp_path / "a.db", "1", "--withhold", "janedoe", *form)
        assert "jane" not in text
        assert "doe" not in text
        assert "bob" in text


def test_a_long_thread_is_paged_on_a_terminal_and_nowhere_else(db: Path, tmp_path: Path) -> None:
    """A pager of ours notes that it was asked; the terminal is a pseudo-terminal of many lines, then of few."""
    pager = tmp_path / "pager"
    pager.write_text(f'#!/bin/sh\ncat > "{tmp_path}/paged"\n')
    pager.chmod(0o755)
    command = [sys.executable, "-m", "wetpaint_import", "show", "trestle photos", "--db", str(db)]
    environment = {"PAGER": shlex.quote(str(pager)), "TERM": "xterm", "COLUMNS": "80"}
    _on_terminal(command, {**environment, "LINES": "200"})
    assert not (tmp_path / "paged").exists()
    _on_terminal(command, {**environment, "LINES": "24"})
    assert (tmp_path / "paged").read_text().startswith("Trestle photos")


def _on_terminal(command: list[str], environment: dict[str, str]) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, {**os.environ, **environment})  # noqa: S606  (the program that is tested)
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # the other side has closed it
        pass
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_titles_are_found_by_words_in_any_order_and_whole_words_come_first() -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.executescript(
            "CREATE TABLE wikis (id, host); CREATE TABLE threads (id INTEGER PRIMARY KEY, original_id, wiki_id, title);"
            "INSERT INTO wikis VALUES (1, 'garden.wetpaint.com');"
            "INSERT INTO threads VALUES (1, '70', 1, 'Greetings'), (2, '71', 1, 'A re of hope'), (3, '72', 1, NULL),"
            " (4, '73', 1, 'Cooling fan behind the mirror?'), (5, '74', 1, 'Fanciful mirrors'), (6, '75', 1, 'In 1999');"
        )
        for name, thread_id in (
            ("fan mirror", 4),
            ("mirror? fan", 4),
            ("fanci mirr", 5),
            ("1999", 6),
            ("72", 3),
            ("garden.wetpaint.com/thread/70/x", 1),
            ("http://garden.wetpaint.com/thread/71", 2),
        ):
            assert find_thread(conn, name) == thread_id, name
        with pytest.raises(UsageError, match=r"(?s)several.*  2  A re of hope\n  1  Greetings$"):
            find_thread(conn, "RE")
        for nothing in ("", "  "):
            with pytest.raises(UsageError, match="its id, its address or words of its title"):
                find_thread(conn, nothing)
        with pytest.raises(UsageError, match="no thread fits"):
            find_thread(conn, "???")
        conn.executemany("INSERT INTO threads (title) VALUES (?)", [(f"Tide {i}",) for i in range(13)])
        with pytest.raises(UsageError, match=r"Tide 9\n  and 3 more$"):
            find_thread(conn, "tide")


def test_loose_words_are_one_title(db: Path) -> None:
    assert show(db, "hand", "piecing", "or", "machine") == show(db, "hand piecing or machine")
    assert run("show", "--db", db).returncode == 2


def test_markdown_counts_posts_once(db: Path) -> None:
    assert "- Posts: 4\n" in show(db, "paint tins", "--markdown")
