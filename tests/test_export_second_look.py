"""Exports of what is rare: years at the ends of time, letters and accents apart, and withheld names that formats spell too."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import rows
from export_cases import command, manifest, withholding
from made_wikis import Saved, by, load_wiki
from pages import DATES, Written
from wetpaint_import.export.leaks import leaked
from wetpaint_import.export.targets import TARGET_NAMES, target
from wetpaint_import.people import read_people

pytestmark = pytest.mark.integration
_EVERY = [name for name in TARGET_NAMES if name != "redirects"]
every_target = pytest.mark.parametrize("name", _EVERY)
# Of dates and addresses as the pages have them.
PRINTED = frozenset("jul aug am pm edt yesterday example".split())
_DATED = ["discourse", "fossil", "mbox", "maildir"]


def on(date: str) -> str:
    return f"{date} | Post edited: {date}"


def export_and_check(name: str, db: Path, out: Path, *arguments: str | Path) -> str:
    """What the export said; neither it nor its check found fault."""
    given = ("export", name, "--db", db, "--out", out, *arguments)
    code, told, err = command(*given)
    assert code == 0, f"{name}: {err}"
    code, found, err = command(*given, "--check")
    assert code == 0, f"{name}: {found}{err}"
    return told


@pytest.mark.parametrize("name", ["mediawiki", "site"])
def test_accents_apart_and_control_characters_pass_the_check(name: str, tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("e\u0301l", "red \x1b[31m \x01 e\u0301"),)).archived])
    assert rows(tmp_path / "a.db", "SELECT instr(body_text, char(27)) > 0 FROM posts") == [(1,)]
    export_and_check(name, tmp_path / "a.db", tmp_path / "out")


@pytest.mark.parametrize("name", _DATED)
def test_posts_may_be_lost_at_the_end_of_time(name: str, tmp_path: Path) -> None:
    posts = [by("amy", "first", on("Dec 31 9999, 11:59 PM GMT")), *[by("amy", "later", on("Yesterday"))] * 70]
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=tuple(posts), claimed=90).archived])
    export_and_check(name, tmp_path / "a.db", tmp_path / "out")


@pytest.mark.parametrize("name", ["discourse", "fossil", "jsonl", "markdown"])
def test_early_years_have_four_digits(name: str, tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("amy", "old", on("Jan 2 0999, 3:04 AM GMT")),)).archived])
    out = tmp_path / "out"
    export_and_check(name, tmp_path / "a.db", out)
    for file in out.rglob("*"):
        if file.is_file() and file.suffix in (".jsonl", ".md"):
            assert not re.search(r'"999-01-02', file.read_text(encoding="utf-8"))
    if name == "discourse":
        assert rows(out / "discourse.db", "SELECT created_at FROM posts") == [("0999-01-02T03:04:00Z",)]


@pytest.fixture(scope="module")
def nonsense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki of which every word that people wrote begins with zq; posts are lost, edited, quoted, tagged, undated."""
    words = (f"zq{a}{b}{c}" for a in "bcdfg" for b in "bcdfg" for c in "bcdfg")

    def posts(*, is_later: bool) -> Iterator[Written]:
        quoted = "zqone zqtwo zqthree zqfour zqfive"
        edited = f"{DATES.partition(' | ')[0]} | Post edited: Aug 5 2010, 1:00 PM EDT" if is_later else DATES
        yield by("zqamy", f"{quoted} <b>zqbold</b> {'zqlater' if is_later else 'zqearlier'}", edited)
        yield by("zqbob", f'<blockquote>"{quoted}"</blockquote><a href="http://zqlink.example/">zqlink</a> {next(words)}')
        yield by(
            "zqcy",
            f"<ul><li>{next(words)}</li></ul><pre>{next(words)}</pre><table><tr><td>zqcell</td></tr></table>",
            on("Yesterday"),
        )

    folder = tmp_path_factory.mktemp("nonsense")
    saved = [
        Saved(number=number, host="zqhost.example", title="zqtitle", posts=tuple(posts(is_later=is_later)), timestamp=at, claimed=9)
        for number in (70001, 70002)
        for is_later, at in ((False, "20110815150311"), (True, "20110915150311"))
    ]
    load_wiki(folder / "a.db", [one.archived for one in saved])
    return folder / "a.db"


@every_target
def test_no_word_of_a_format_hinders_the_export_when_it_is_a_withheld_name(name: str, nonsense: Path, tmp_path: Path) -> None:
    export_and_check(name, nonsense, tmp_path / "plain")
    words = sorted(format_words(name, tmp_path / "plain"))
    assert len(words) > 20
    export_and_check(name, nonsense, tmp_path / "withheld", *withholding(tmp_path, *words, "2010", "12"))


def format_words(name: str, out: Path) -> set[str]:
    """The words in an export of `nonsense` that no page gave it."""
    texts = []
    for file in out.rglob("*"):
        # Bytes that are no text spell words by chance.
        if file.is_file() and "pagefind" not in file.parts:
            texts += [str(file.relative_to(out)), *target(name).packed_texts(file)]
            if file.suffix not in (".parquet", ".wacz"):
                # Ends of lines that are escaped, or that cut a word in two.
                texts.append(file.read_bytes().decode("ascii", "ignore").replace("\\n", " ").replace("=\n", ""))
    words = re.findall(r"(?<![^\W_])[A-Za-z]{2,}(?![^\W_])", " ".join(texts))
    return {word.lower() for word in words if not word.lower().startswith("zq")} - PRINTED


def test_a_withheld_name_behind_an_escape_is_found(tmp_path: Path) -> None:
    people = read_people("", ["jane_d"])
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "one\njane_d\ttwo"}), encoding="utf-8")
    (tmp_path / "b.md").write_text("so jane\\_d said", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(json.dumps({"text": "C:\\njane_d"}), encoding="utf-8")
    assert leaked(tmp_path, people) == [("a.jsonl", "jane_d"), ("b.md", "jane_d")]


def test_discourse_makes_no_withheld_name_of_one_with_accents(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("J\u00e5ne Doe", "one"), by("Jane Doe", "two"))).archived])
    export_and_check("discourse", tmp_path / "a.db", tmp_path / "out", "--withhold", "Jane Doe")
    names = [name for (name,) in rows(tmp_path / "out" / "discourse.db", "SELECT original_username FROM users ORDER BY 1")]
    assert names == ["J\u00e5ne Doe", "[withheld]"]


def test_a_host_that_holds_a_withheld_name_breaks_no_signature_of_mediawiki(tmp_path: Path) -> None:
    saved = [
        Saved(number=1, host=f"{host}.wetpaint.com", posts=(by("amy", "hello"),)).archived
        for host in ("mallory-one", "mallory-two")
    ]
    load_wiki(tmp_path / "a.db", saved)
    export_and_check("mediawiki", tmp_path / "a.db", tmp_path / "out", "--withhold", "mallory")


def test_what_a_setting_says_stays_though_a_withheld_name_is_the_same(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("line", "hello"), by("place", "hello"))).archived])
    for name, asked in (("discourse", {"attribution": "line"}), ("mediawiki", {"titles": "place", "namespace": "Talk"})):
        out = tmp_path / name
        export_and_check(name, tmp_path / "a.db", out, *withholding(tmp_path, "line", "place", "talk"))
        assert asked.items() <= manifest(out)["settings"].items()


def test_an_export_of_no_page_says_so(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("mallory", "hello"),)).archived])
    told = export_and_check("wacz", tmp_path / "a.db", tmp_path / "out", "--withhold", "mallory")
    assert ": nothing." in " ".join(told.split())


@pytest.mark.parametrize("others", [0, 40])
@pytest.mark.parametrize("name", ["jsonl", "site", "mediawiki"])
def test_withheld_names_behind_escapes_of_addresses_are_taken_out(name: str, others: int, tmp_path: Path) -> None:
    """With few names each is looked for by itself, with many all words of a text are looked up."""
    body = (
        '<a href="http://x.org/search?q=by%20mallory">one</a> <a href="http://x.org/in?to=%2Faccount%2Fmallory%3Fx">two</a>'
        ' <a href="http://x.org/in?to=%252Faccount%252Fmallory">three</a> <img src="http://x.org/J%E9r%F4me.png" alt="four">'
        ' http://x.org/account/J%E9r%F4me <a href="http://x.org/Jane%2520Roe">five</a> said Jane<br>Roe'
    )
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("amy", body),)).archived])
    people = tmp_path / "authors.toml"
    names = ["mallory", "J\u00e9r\u00f4me", "Jane Roe", *(f"zq{number}" for number in range(others))]
    people.write_text(f"withheld = {json.dumps(names)}", encoding="utf-8")
    export_and_check(name, tmp_path / "a.db", tmp_path / "out", "--authors", people)
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file():
            assert not re.search(rb"mallory|J%E9r|Roe", file.read_bytes()), file


@pytest.mark.parametrize("name", ["fossil", "site"])
@pytest.mark.parametrize("damage", [b"", b"no page, no repository", None])
def test_a_damaged_file_is_a_difference_and_no_fault_of_the_program_or_the_database(
    name: str, damage: bytes | None, nonsense: Path, tmp_path: Path
) -> None:
    """None: in the midst of a whole one."""
    export_and_check(name, nonsense, tmp_path / "out")
    file = next((tmp_path / "out").glob("*.fossil")) if name == "fossil" else tmp_path / "out" / "t" / "1.html"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'"position":', b'"position"', 2).replace(b"CREATE", b"CRE\x01TE") if damage is None else damage)
    code, out, err = command("export", name, "--db", nonsense, "--out", tmp_path / "out", "--check")
    assert code == 6, err
    assert file.name in out


def test_a_damaged_file_of_redirects_is_a_difference(nonsense: Path, tmp_path: Path) -> None:
    export_and_check("markdown", nonsense, tmp_path / "from")
    given = ("--from", tmp_path / "from", "--base", "https://new.example.org")
    export_and_check("redirects", nonsense, tmp_path / "out", *given)
    (tmp_path / "out" / "redirects.csv").write_bytes(b"\xb0\xff")
    code, out, err = command("export", "redirects", "--db", nonsense, "--out", tmp_path / "out", *given, "--check")
    assert code == 6, err
    assert "redirects.csv, line 1" in out


@pytest.mark.parametrize("name", ["jsonl", "markdown", "mbox", "mediawiki", "discourse", "site"])
def test_a_printed_date_that_names_somebody_does_not_when_that_name_is_withheld(name: str, tmp_path: Path) -> None:
    date = "May 3 2009, 9:05 AM EDT, by Page"
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("Page", "a wick"), by("amy", "an oil", on(date)))).archived])
    assert date in [text for (text,) in rows(tmp_path / "a.db", "SELECT posted_at_text FROM posts")]
    export_and_check(name, tmp_path / "a.db", tmp_path / "out", "--withhold", "Page")
    for file in (tmp_path / "out").rglob("*"):
        assert not file.is_file() or b"by Page" not in file.read_bytes(), file
