"""A second look at search, show, stats, explain and the views: orders to terminals, withheld names, next commands, counts."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any

import pytest

from archive import rows
from fetch_servers.wiki import Archived
from in_process import Done, run
from made_lists import Row, account, listed
from made_wikis import HOST, Saved, by, load_wiki
from pages import Written, named_page

# Sets the title of the window, then colours.
_ORDERS = "\x1b]0;owned\x07\x1b[31mpots\x9b1m"
_FAR = "Jan 5 9998, 1:00 PM EST"
_HOST = "janedoe.wetpaint.com"


def _dates(day: int) -> str:
    return f"Jul {day} 2010, 12:27 PM EDT | Post edited: Jul {day} 2010, 12:27 PM EDT"


def _tagged(tag: str, **saved: Any) -> Archived:  # noqa: ANN401
    page, rater = Saved(**saved).archived, b'<div class="threadRater">'
    line = f'<div>Keyword tags: <a href="/search/tag/{tag}">{tag}</a></div>'.encode()
    return replace(page, payload=page.payload.replace(rater, line + rater, 1))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thread titles begin with a word of their own, by which `show` finds them."""
    path = tmp_path_factory.mktemp("second") / "the archive.db"
    said = '<blockquote>"Bread rises in the night, said my mother."</blockquote>'
    load_wiki(
        path,
        [
            Saved(number=1, title=f"Hostile {_ORDERS}", posts=(by(_ORDERS, f"a pot {_ORDERS}"),)).archived,
            _tagged("janedoe", number=2, host=_HOST, title="Welcome janedoe", posts=(by("JaneDoe", "kiln one"), by("ann", "kiln"))),
            Saved(number=3, host=_HOST, title="Farewell janedoe", posts=(by("janedoe_fan", "kiln two"),)).archived,
            Saved(number=4, title="Changed", posts=(by("ann", "the first words"),), timestamp="20100801000000").archived,
            Saved(number=4, title="Changed", posts=(by("ann", "the second words"),), timestamp="20120801000000").archived,
            Saved(
                number=5,
                title="Gone",
                posts=(by("ann", "one", _dates(18)), by("bob", "two", _dates(19)), by("cee", "three", _dates(20))),
                timestamp="20100801000000",
            ).archived,
            Saved(
                number=5,
                title="Gone",
                posts=(by("ann", "one", _dates(18)), by("cee", "three", _dates(20))),
                timestamp="20120801000000",
            ).archived,
            Saved(number=6, title="Japanese", posts=(by("ann", "昨日は日本語の本を読んだ。 日本語のテスト"),)).archived,
            Saved(
                number=7,
                title="Quoting",
                posts=(by("ann", "Bread rises in the night, said my mother."), by("bob", f"{said}So did mine.", _dates(19))),
            ).archived,
            Saved(number=8, title="Clock", posts=(by("ann", "now"), by("bob", "never", f"{_FAR} | Post edited: {_FAR}"))).archived,
            listed(
                Row(21, account("grebe"), "Reeds"), Row(22, account("ann"), "Ropes"), Row(5, account("ann"), "Gone"),
                Row(23, account("ann"), "Tar", 0),
            ),
            Archived(
                url=f"http://{HOST}/thread/23/title",
                timestamp="20110815150311",
                payload=named_page(Written(author="", body="tar it"), title="Tar").encode(),
            ),
        ],
    )  # fmt: skip
    return path


def done(db: Path, *arguments: str, code: int = 0) -> Done:
    ended = run(*arguments, "--db", db)
    assert ended.returncode == code, ended.stderr
    return ended


@pytest.mark.parametrize(
    "command",
    [
        ["search", "owned"], ["show", "Hostile"], ["show", "Hostile", "--markdown"], ["stats"], ["status", "--threads"],
        ["search", "--author", "owned"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_title_name_or_body_gives_orders_to_a_terminal(db: Path, command: list[str]) -> None:
    ended = run(*command, "--db", db)
    assert "owned" in ended.stdout
    assert not {"\x1b", "\x07", "\x9b"} & set(ended.stdout)


def test_nor_does_a_title_in_a_message(db: Path) -> None:
    said = done(db, "show", "e", code=2).stderr
    assert "owned" in said
    assert not {"\x1b", "\x07", "\x9b"} & set(said)


def test_nor_does_where_a_value_comes_from(db: Path) -> None:
    ((post_id,),) = rows(db, "SELECT post_id FROM post_details WHERE thread_title LIKE 'Hostile%'")
    said = done(db, "explain", str(post_id)).stdout
    assert "owned" in said
    assert not {"\x1b", "\x07", "\x9b"} & set(said)


def test_nor_do_pages_and_file_names(tmp_path: Path) -> None:
    page = tmp_path / f"{_ORDERS}.html"
    page.write_text(named_page(by("ann", f"a {_ORDERS} pot"), title="Pots"), encoding="utf-8")
    empty = tmp_path / f"empty {_ORDERS}.html"
    empty.write_bytes(b"")
    commands: list[list[str | Path]] = [["parse", page, "--explain"], ["load", page, empty, "--db", tmp_path / "b.db"]]
    for command in commands:
        said = run(*command).stdout
        assert "owned" in said
        assert not {"\x1b", "\x07", "\x9b"} & set(said)


def test_titles_that_show_offers_hold_no_withheld_name(db: Path) -> None:
    said = done(db, "show", "we", "--withhold", "JaneDoe", code=2).stderr
    assert "Farewell [withheld]" in said
    assert "janedoe" not in said.lower()


@pytest.mark.parametrize(
    "command",
    [
        ["show", "Welcome"], ["show", "Farewell"], ["show", "Farewell", "--json"], ["search", "kiln"], ["search", "kiln", "--json"],
        ["stats"], ["search", "--author", "ann"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_name_that_holds_a_withheld_one_or_has_other_capitals_is_not_told(db: Path, command: list[str]) -> None:
    assert "janedoe" not in done(db, *command, "--withhold", "janedoe").stdout.lower()


@pytest.mark.parametrize(("option", "value"), [("--author", "JaneDoe"), ("--author", "janedoe_fan"), ("--tag", "janedoe")])
def test_what_holds_a_withheld_name_is_not_found_by_it(db: Path, option: str, value: str) -> None:
    assert "No post fits." not in done(db, "search", option, value).stdout
    assert "No post fits." in done(db, "search", option, value, "--withhold", "janedoe").stdout


def test_it_is_found_by_what_is_shown(db: Path) -> None:
    assert "1 post fits" in done(db, "search", "--author", "[withheld]_fan", "--withhold", "janedoe").stdout


def test_show_names_the_next_command_with_its_database(db: Path) -> None:
    ((post_id,),) = rows(db, "SELECT post_id FROM post_details WHERE thread_title = 'Changed'")
    flat = " ".join(done(db, "show", "Changed").stdout.split())
    assert f"captures show 2 versions: wetpaint-import explain {post_id} --db '{db}'" in flat


def test_a_database_that_is_not_there_names_the_next_command_with_it(tmp_path: Path) -> None:
    assert f"`wetpaint-import load PATH --db {quote(str(tmp_path / 'no.db'))}`" in run("stats", "--db", tmp_path / "no.db").stderr


def test_so_does_one_of_an_older_version(db: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    older.write_bytes(db.read_bytes())
    with closing(sqlite3.connect(older)) as conn, conn:
        conn.execute("DELETE FROM _sqlite_migrations WHERE name > 'm001_first_schema'")
    assert f"`wetpaint-import index --db {quote(str(older))}`" in run("stats", "--db", older).stderr


def test_a_thread_begun_is_counted_once_by_its_opening_post_or_by_a_list(db: Path) -> None:
    """Ann wrote the opening posts of 4 to 8; a list names her for 5, for 22, which is not here, and for 23, which names nobody."""
    begun = dict(rows(db, f"SELECT name, threads_begun FROM author_details WHERE wiki_host = '{HOST}'"))  # noqa: S608
    assert (begun["ann"], begun["grebe"], begun["bob"]) == (7, 1, 0)


def test_a_post_that_is_gone_makes_no_thread_of_three_of_two_posts(db: Path) -> None:
    said = done(db, "show", "Gone").stdout
    assert "\n3 posts\n" in said
    assert "no longer shown by later captures" in said


def test_a_quote_of_the_opening_post_says_so(db: Path) -> None:
    (opening, _), *_ = rows(
        db, "SELECT source_post_id, quotes.post_id FROM quotes JOIN post_details USING (post_id) WHERE thread_title = 'Quoting'"
    )
    assert f"  > [of post {opening}]\n  > Bread rises" in done(db, "show", "Quoting").stdout


def test_words_of_a_script_without_spaces_are_found_where_a_run_of_letters_begins_so(db: Path) -> None:
    assert "1 post fits" in done(db, "search", "日本語").stdout
    assert "only what begins a run of letters" in done(db, "search", "本語").stdout.replace("\n  ", " ")


def test_a_beginning_that_is_offered_has_letters_alone(db: Path) -> None:
    assert "begin so: arch*" in done(db, "search", "a*archives").stdout


def test_csv_has_its_head_where_no_post_fits(db: Path) -> None:
    assert done(db, "stats", "--csv", "authors", "--since", "2030", "--until", "2031").stdout == (
        "name,wiki_hosts,posts,threads,first_posted_at,last_posted_at,most_in,most_on\n"
    )


def test_an_impossible_year_does_not_fill_the_terminal(db: Path) -> None:
    said = done(db, "stats").stdout
    assert "\n  9998  " in said
    assert len(said.splitlines()) < 70
