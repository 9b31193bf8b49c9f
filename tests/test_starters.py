"""Who started a thread, where only a list says it: a value of the database, traced, shown and withheld like other names."""

import json
from pathlib import Path

import pytest
from lxml import html

from archive import everything, is_sound, load, rows
from export_cases import command, contents
from in_process import run
from made_lists import Row, account, listed
from made_wikis import HOST, Saved, by, load_wiki
from pages import Written
from wetpaint_import.export.targets import TARGET_NAMES

_STARTERS = (
    "SELECT original_id, authors.kind, authors.name, starter_text FROM threads LEFT JOIN authors ON authors.id = starter_id"
    " ORDER BY CAST(original_id AS INTEGER)"
)
_NAMED = "SELECT original_id, starter_name FROM thread_details ORDER BY CAST(original_id AS INTEGER)"
_EARLY, _LATE = "20090115150311", "20110815150311"
_EVERY = [name for name in TARGET_NAMES if name != "redirects"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 7, 8, 10 and 11 only the list tells, of 10 and 11 it names nobody; 9 is there, 12 is in no list, 13 shows no authors."""
    path = tmp_path_factory.mktemp("archive") / "a.db"
    rows_of_list = (
        Row(7, account("grebe")), Row(8, account("ann"), "Oars"), Row(9, account("bob"), "Sails", 0),
        Row(10, "Anonymous", "Nets"), Row(11, "", "Ropes"), Row(13, account("dora"), "Tar", 0),
    )  # fmt: skip
    whole = Saved(number=9, title="Sails", posts=(by("carol", "on <b>sails</b>"),))
    answered = Saved(number=12, title="Knots", posts=(by("ann", "which knot?"),))
    bare = Saved(number=13, title="Tar", posts=(Written(author="", body="tar it"),))
    load_wiki(path, [listed(*rows_of_list), whole.archived, answered.archived, bare.archived])
    return path


def shown(db: Path, *arguments: str) -> str:
    done = run(*arguments, "--db", db)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_starter_is_who_the_list_names_and_null_where_it_names_nobody(db: Path) -> None:
    assert rows(db, _STARTERS) == [
        ("7", "registered", "grebe", "grebe"),
        ("8", "registered", "ann", "ann"),
        ("9", "registered", "bob", "bob"),
        ("10", "anonymous", None, None),
        ("11", None, None, None),
        ("12", None, None, None),
        ("13", "registered", "dora", "dora"),
    ]
    assert is_sound(db)


def test_author_of_the_opening_post_goes_before_the_list_in_views_alone(db: Path) -> None:
    named = {"7": "grebe", "8": "ann", "9": "carol", "10": None, "11": None, "12": "ann", "13": "dora"}
    assert dict(rows(db, _NAMED)) == named
    wrote = rows(
        db,
        "SELECT threads.original_id, name FROM posts JOIN threads ON threads.id = thread_id"
        " LEFT JOIN authors ON authors.id = author_id",
    )
    assert sorted(wrote) == [("12", "ann"), ("13", None), ("9", "carol")]


def test_starter_who_also_posts_is_one_author_and_a_nameless_one_is_the_wikis_anonymous(db: Path, tmp_path: Path) -> None:
    assert rows(db, "SELECT count(*) FROM authors WHERE name = 'ann'") == [(1,)]
    nameless = Saved(number=20, posts=(by("ann", "one"),)).archived
    load_wiki(tmp_path / "a.db", [nameless, listed(Row(7, "Anonymous"), Row(8, "Anonymous", "Oars"))])
    anonymous = "SELECT count(*) FROM authors WHERE kind = 'anonymous'"
    assert rows(tmp_path / "a.db", anonymous) == [(1,)]
    assert rows(tmp_path / "a.db", "SELECT count(DISTINCT starter_id) FROM threads") == [(1,)]


def test_starter_is_traced_to_the_capture_that_names_it(db: Path) -> None:
    traced = rows(
        db,
        "SELECT original_id, provenance.text, rule, captures.page_kind FROM provenance JOIN threads ON threads.id = thread_id"
        " JOIN captures ON captures.id = capture_id WHERE field = 'starter_id' ORDER BY CAST(original_id AS INTEGER)",
    )
    who = [("7", "grebe"), ("8", "ann"), ("9", "bob"), ("10", "anonymous"), ("13", "dora")]
    assert traced == [(*pair, "Started By column", "thread_list") for pair in who]


@pytest.mark.parametrize("newest_first", [False, True])
def test_newest_list_that_names_somebody_wins_and_the_other_name_is_kept(newest_first: bool, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    captures = [
        listed(Row(7, account("ann", "OldNick")), timestamp=_EARLY),
        listed(Row(7, account("bob", "NewNick")), timestamp=_LATE),
        listed(Row(7, ""), timestamp="20120815150311"),
    ]
    for capture in reversed(captures) if newest_first else captures:
        load_wiki(db, [capture])
    assert rows(db, _STARTERS) == [("7", "registered", "NewNick", "NewNick")]
    assert rows(
        db,
        "SELECT other_starters.name, authors.name, captures.captured_at FROM other_starters"
        " JOIN authors ON authors.id = author_id JOIN captures ON captures.id = capture_id",
    ) == [("OldNick", "OldNick", "2009-01-15T15:03:11Z")]


def test_account_is_one_author_under_the_name_of_its_newest_capture_and_the_print_is_kept(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(db, [listed(Row(7, account("ann", "OldNick")), timestamp=_EARLY)])
    later = by("ann", "two")
    load_wiki(db, [Saved(number=8, title="Oars", posts=(later,), timestamp=_LATE).archived])
    assert rows(db, _STARTERS)[0] == ("7", "registered", "ann", "OldNick")
    assert rows(db, "SELECT text FROM provenance WHERE field = 'starter_id'") == [("OldNick",)]


def test_list_that_links_to_the_account_is_the_source_of_an_equal_name(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(db, [listed(Row(7, account("ann")), timestamp=_EARLY), listed(Row(7, "ann"), timestamp=_LATE)])
    sources = rows(db, "SELECT captured_at FROM provenance JOIN captures ON captures.id = capture_id WHERE field = 'starter_id'")
    assert sources == [("2009-01-15T15:03:11Z",)]
    assert rows(db, "SELECT profile_url FROM authors") == [(f"http://{HOST}/account/ann",)]


def test_loading_more_or_again_and_reparsing_keep_starters_and_their_ids(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(
        db,
        [
            listed(Row(7, account("ann", "OldNick")), Row(8, "grebe", "Oars"), timestamp=_EARLY),
            listed(Row(7, account("bob")), timestamp=_LATE),
        ],
    )
    before = everything(db)
    load(db, db.with_suffix(".warc.gz"))
    assert everything(db) == before
    done = run("reparse", "--db", db)
    assert (done.returncode, everything(db)) == (0, before)
    load_wiki(db, [Saved(number=20, title="Knots", posts=(by("carol", "one"),)).archived])
    after = {row[0]: row for row in rows(db, "SELECT * FROM authors")}
    assert all(after[row[0]] == row for row in before["authors"])


def test_show_says_who_started_a_thread_only_where_no_post_does(db: Path) -> None:
    assert "\nstarted by grebe\n0 of 2 posts\n" in shown(db, "show", "Boats")
    assert "\n- Started by: grebe\n" in shown(db, "show", "Boats", "--markdown")
    assert "\nstarted by anonymous\n" in shown(db, "show", "Nets")
    assert "started by" not in shown(db, "show", "Ropes")
    assert "started by" not in shown(db, "show", "Sails")
    assert "\nstarted by dora\n1 post\n" in shown(db, "show", "Tar")
    told = json.loads(shown(db, "show", "Sails", "--json"))
    assert (told["starter_kind"], told["starter_name"]) == ("registered", "carol")


def test_starter_is_shown_as_the_person_or_withheld(db: Path, tmp_path: Path) -> None:
    people = tmp_path / "authors.toml"
    people.write_text(f'[people]\n"Greta" = ["grebe@{HOST}"]\n')
    for form in ((), ("--markdown",), ("--json",)):
        named = run("show", "Boats", "--authors", people, *form, "--db", db)
        assert (named.stderr, "Greta" in named.stdout, "grebe" in named.stdout) == ("", True, False)
        hidden = run("show", "Boats", "--withhold", "grebe", *form, "--db", db)
        assert (hidden.stderr, "withheld" in hidden.stdout, "grebe" in hidden.stdout) == ("", True, False)


@pytest.mark.integration
@pytest.mark.parametrize("name", _EVERY)
def test_export_names_the_starter_that_lists_alone_tell_or_withholds_it(name: str, db: Path, tmp_path: Path) -> None:
    code, _, err = command("export", name, "--db", db, "--out", tmp_path / "open")
    assert code == 0, err
    code, _, err = command("export", name, "--db", db, "--out", tmp_path / "closed", "--withhold", "grebe")
    assert code == 0, err
    assert not any(b"grebe" in data.lower() for data in contents(tmp_path / "closed").values())
    code, out, err = command("export", name, "--db", db, "--out", tmp_path / "closed", "--check", "--withhold", "grebe")
    assert code == 0, out + err
    # Parquet and the zip of WACZ are packed; Fossil's artifacts too.
    if name not in ("parquet", "wacz", "fossil"):
        assert any(b"grebe" in data for data in contents(tmp_path / "open").values())


def test_tables_of_threads_name_and_class_the_starter(db: Path, tmp_path: Path) -> None:
    assert command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--withhold", "ann")[0] == 0
    lines = [json.loads(line) for line in (tmp_path / "out" / "threads.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["original_id"]: (line["starter_name"], line["starter_kind"]) for line in lines} == {
        "7": ("grebe", "registered"),
        "8": ("[withheld]", "withheld"),
        "9": ("carol", "registered"),
        "10": ("anonymous", "anonymous"),
        "11": (None, "unknown"),
        "12": ("[withheld]", "withheld"),
        "13": ("dora", "registered"),
    }


def test_pages_name_the_starter_and_lead_to_those_who_have_a_page(db: Path, tmp_path: Path) -> None:
    assert command("export", "site", "--db", db, "--out", tmp_path / "out")[0] == 0
    pages = {str(file.relative_to(tmp_path / "out")): html.parse(file) for file in (tmp_path / "out").rglob("*.html")}
    lines = {
        line.findtext(".//a[@class='title']/span"): line.find(".//*[@class='facts']/span[1]/*")
        for line in pages["index.html"].findall(".//ol[@class='threads']/li")
    }
    starters = {title: (line.tag, line.text_content()) for title, line in lines.items()}
    assert starters == {
        "Boats": ("span", "grebe"), "Oars": ("a", "ann"), "Sails": ("a", "carol"), "Nets": ("span", "anonymous"),
        "Ropes": ("span", "author not known"), "Knots": ("a", "ann"), "Tar": ("span", "dora"),
    }  # fmt: skip
    told = [
        (page.findtext(".//h1/span"), about.findtext("dd/span"))
        for page in pages.values()
        for about in page.findall(".//dl[@class='about-thread']/div")
        if about.findtext("dt") == "Started by"
    ]
    assert sorted(told) == [("Boats", "grebe"), ("Nets", "anonymous"), ("Oars", "ann"), ("Tar", "dora")]
    links = {(name, href) for name, page in pages.items() for href in page.xpath("//a[@class='author']/@href")}
    assert links
    assert [link for link in links if not (tmp_path / "out" / link[0]).parent.joinpath(link[1].partition("#")[0]).exists()] == []


def test_sources_of_a_thread_tell_the_starter_as_shown(db: Path, tmp_path: Path) -> None:
    assert command("export", "site", "--db", db, "--out", tmp_path / "out", "--withhold", "grebe")[0] == 0
    told = sorted(
        row.findtext("td")
        for file in (tmp_path / "out").rglob("*.html")
        for row in html.parse(file).findall(".//tr[@data-field='starter_id']")
    )
    assert told == ["[withheld]", "ann", "anonymous", "bob", "dora"]
