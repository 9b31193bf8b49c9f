"""`explain POST`: what is told of a post and its captures, whose names are shown, and which nowhere."""

import json
from pathlib import Path

import pytest

from archive import FIXTURES
from in_process import load_chosen, run
from made_wikis import HOST, Saved, load_wiki
from pages import Written

_BODY = 'NewNick is away, ask New<i>Nick</i>, see <a href="http://hostile.wetpaint.com/account/NewNick">his page</a>'
_OLD = Written(author='<a class="WPC-action" href="/account/ann">OldNick</a>', body="one")
_NEW = Written(author='<a class="WPC-action" href="/account/ann">NewNick</a>', body="two")
_LATER = Written(author='<a class="WPC-action" href="/account/bob">bob</a>', body=_BODY)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Post 1 is an account's under its older name, post 2 is lacking in a later capture of the whole thread."""
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_wiki(
        path,
        [
            Saved(number=7, posts=(_OLD, _LATER), timestamp="20090115150311", claimed=2).archived,
            Saved(number=7, posts=(_OLD,), timestamp="20100115150311", claimed=1).archived,
            Saved(number=8, posts=(_NEW,), timestamp="20110115150311", title="Oars").archived,
        ],
    )
    return path


def test_last_capture_that_shows_a_post_is_told(db: Path) -> None:
    told = json.loads(run("explain", "1", "--json", "--db", db).stdout)
    assert (told["last_seen_at"], told["last_seen_capture_id"], told["is_gone"]) == ("2010-01-15T15:03:11Z", 2, 0)
    text = run("explain", "1", "--db", db).stdout
    assert "\n  last seen 2010-01-15T15:03:11Z in capture 2\n" in text
    assert "gone" not in text


def test_post_that_later_captures_lack_is_told_to_be_gone(db: Path) -> None:
    told = json.loads(run("explain", "2", "--json", "--db", db).stdout)
    assert (told["last_seen_at"], told["last_seen_capture_id"], told["is_gone"]) == ("2009-01-15T15:03:11Z", 1, 1)
    assert "gone since: a newer capture of the whole thread lacks it\n" in run("explain", "2", "--db", db).stdout


def test_captures_without_a_time_are_told_so(tmp_path: Path) -> None:
    load_chosen(tmp_path / "a.db")
    told = json.loads(run("explain", "1", "--json", "--db", tmp_path / "a.db").stdout)
    assert (told["last_seen_at"], told["last_seen_capture_id"], told["is_gone"]) == (None, None, 0)
    assert "\n  no capture that shows it has a time\n" in run("explain", "1", "--db", tmp_path / "a.db").stdout


def test_author_is_shown_by_name_beside_what_the_capture_prints(db: Path) -> None:
    assert (
        "  author_id       NewNick (author 1)\n                  (printed: OldNick; rule: "
        in run("explain", "1", "--db", db).stdout
    )


def test_person_of_an_authors_file_is_shown_and_the_print_kept(db: Path, tmp_path: Path) -> None:
    people = tmp_path / "authors.toml"
    people.write_text(f'[people]\n"Nicholas" = ["NewNick@{HOST}"]\n')
    done = run("explain", "1", "--authors", people, "--db", db)
    assert done.stderr == ""
    assert "  author_id       Nicholas (author 1)\n                  (printed: OldNick; rule: " in done.stdout
    assert json.loads(run("explain", "1", "--authors", people, "--json", "--db", db).stdout)["author_name"] == "Nicholas"


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_withheld_author_is_named_nowhere_not_even_by_an_older_name(db: Path, form: tuple[str, ...]) -> None:
    told = run("explain", "1", "--withhold", f"NewNick@{HOST}", *form, "--db", db).stdout
    assert "[withheld]" in told
    assert "nick" not in told.casefold()


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_withheld_name_stands_in_no_text_of_another_post(db: Path, form: tuple[str, ...]) -> None:
    shown = run("explain", "2", *form, "--db", db).stdout
    assert "NewNick is away" in shown
    told = run("explain", "2", "--withhold", "NewNick", *form, "--db", db).stdout
    assert "[withheld] is away" in told
    assert "newnick" not in told.casefold()
    assert "New<i>Nick" not in told
    assert "bob" in told


def test_names_of_fields_and_rules_are_our_words_and_stay(db: Path) -> None:
    told = json.loads(run("explain", "1", "--json", "--db", db).stdout)
    hidden = json.loads(run("explain", "1", "--withhold", "subject", "--withhold", "rating", "--json", "--db", db).stdout)
    for name in ("field", "rule"):
        assert [field[name] for field in hidden["fields"]] == [field[name] for field in told["fields"]]


def test_a_name_that_no_author_has_is_told(db: Path) -> None:
    done = run("explain", "1", "--withhold", "grandmother", "--db", db)
    assert done.returncode == 0
    assert "no author is called 'grandmother'" in done.stderr


def test_every_line_fits_a_terminal_but_those_with_an_address_or_path(tmp_path: Path) -> None:
    load_chosen(tmp_path / "a.db")
    for post in range(1, 12):
        lines = run("explain", str(post), "--db", tmp_path / "a.db").stdout.splitlines()
        assert [line for line in lines if len(line) > 80 and " " in line.strip() and str(FIXTURES) not in line] == []
