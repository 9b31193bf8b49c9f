"""What every way out promises alike: the same bytes, the part that was asked for, no withheld name, an honest check."""

import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from archive import load, rows, run
from export_cases import command, contents, database, fixture_pages, manifest, withholding
from made_wikis import Saved, by, load_wiki
from wetpaint_import.archive import Archive
from wetpaint_import.export import Difference, Outcome, Target, export
from wetpaint_import.export.leaks import leaked
from wetpaint_import.export.targets import TARGET_NAMES, target
from wetpaint_import.people import read_people

pytestmark = pytest.mark.integration
# Of a target with many files, so many are damaged one by one.
_DAMAGED = 3
# Those whose next step is to be served; they take another target's folder.
_EVERY = [name for name in TARGET_NAMES if name != "redirects"]
every_target = pytest.mark.parametrize("name", _EVERY)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages())


@pytest.fixture(scope="module")
def exported(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The finished export for a target, written once; not to be changed."""
    folder = tmp_path_factory.mktemp("exports")

    def of(name: str) -> Path:
        if not (folder / name).exists():
            assert command("export", name, "--db", db, "--out", folder / name)[0] == 0
        return folder / name

    return of


@every_target
def test_the_same_database_gives_the_same_bytes(name: str, db: Path, exported: Callable[[str], Path], tmp_path: Path) -> None:
    """The second time in another process, from another folder, at another place."""
    copy = tmp_path / "copy.db"
    shutil.copyfile(db, copy)
    done = run("export", name, "--db", copy, "--out", "elsewhere", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = contents(exported(name)), contents(tmp_path / "elsewhere")
    assert first.keys() == second.keys()
    assert [file for file in first if first[file] != second[file]] == []
    assert not any(str(tmp_path).encode() in data or b"elsewhere" in data for data in second.values())


@every_target
def test_the_manifest_counts_what_there_is_and_lists_every_file(name: str, db: Path, exported: Callable[[str], Path]) -> None:
    content = manifest(exported(name))
    threads, posts = rows(db, "SELECT (SELECT count(*) FROM threads), (SELECT count(*) FROM posts)")[0]
    assert (content["in_archive"]["threads"], content["in_archive"]["posts"]) == (threads, posts)
    assert content["written"]
    assert [entry["path"] for entry in content["files"]] == sorted(contents(exported(name)).keys() - {"manifest.json"})


@every_target
def test_a_fresh_export_passes_its_check_and_says_what_to_do_next(name: str, db: Path, exported: Callable[[str], Path]) -> None:
    code, out, err = command("export", name, "--db", db, "--out", exported(name), "--check")
    assert (code, err) == (0, ""), out
    assert "holds what the database holds" in out
    assert target(name).next_steps(exported(name), manifest(exported(name))["settings"])


@every_target
def test_what_to_do_next_fits_a_path_with_spaces(name: str, exported: Callable[[str], Path], tmp_path: Path) -> None:
    """It stands in quotes wherever it stands."""
    place = tmp_path / "von hier"
    shutil.copytree(exported(name), place)
    steps = target(name).next_steps(place, manifest(place)["settings"])
    assert [step for step in steps if "von hier" in step]
    # An apostrophe within a word opens nothing.
    assert not [step for step in steps if "von hier" in re.sub(r"(?<!\w)'[^']*'", "", step)]


@every_target
def test_the_check_finds_a_changed_byte_and_a_deleted_file(
    name: str, db: Path, exported: Callable[[str], Path], tmp_path: Path
) -> None:
    files = sorted(contents(exported(name)).keys() - {"manifest.json"}, key=lambda file: (exported(name) / file).stat().st_size)
    for file in dict.fromkeys([files[0], files[-1], *files[:: max(1, len(files) // _DAMAGED)]]):
        out = tmp_path / "out"
        shutil.copytree(exported(name), out)
        data = bytearray((out / file).read_bytes())
        data[len(data) // 2] ^= 0x41
        (out / file).write_bytes(data)
        code, said, err = command("export", name, "--db", db, "--out", out, "--check")
        assert (code, err) == (6, ""), file
        assert f"file {file}: expected as the manifest says, found lacking or changed" in said
        (out / file).unlink()
        code, said, err = command("export", name, "--db", db, "--out", out, "--check")
        assert (code, err) == (6, ""), file
        assert f"file {file}: expected as the manifest says, found lacking or changed" in said
        shutil.rmtree(out)


@every_target
def test_the_check_finds_that_the_database_has_grown(name: str, db: Path, exported: Callable[[str], Path], tmp_path: Path) -> None:
    grown = tmp_path / "grown.db"
    shutil.copyfile(db, grown)
    load_wiki(tmp_path / "more.db", [Saved(number=77, title="One more", posts=(by("newcomer", "hello"),)).archived])
    load(grown, tmp_path / "more.warc.gz")
    code, out, err = command("export", name, "--db", grown, "--out", exported(name), "--check", "--json")
    assert (code, err) == (6, "")
    assert json.loads(out)


@every_target
def test_a_part_of_the_archive(name: str, db: Path, tmp_path: Path) -> None:
    (host, count), *_ = rows(
        db, "SELECT host, count(*) FROM threads JOIN wikis ON wikis.id = wiki_id GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    (tag, tagged), *_ = rows(
        db, "SELECT name, count(*) FROM tags JOIN thread_tags ON tag_id = tags.id GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    (thread, posts), *_ = rows(db, "SELECT thread_id, count(*) FROM posts GROUP BY 1 ORDER BY 2 DESC, 1")
    for only, threads in ((f"wiki={host}", count), (f"tag={tag}", tagged), (f"thread={thread}", 1)):
        code, out, err = command("export", name, "--db", db, "--out", tmp_path / "out", "--only", only, "--json")
        assert code == 0, err
        content = json.loads(out)
        assert content == manifest(tmp_path / "out")
        assert (content["only"], content["in_archive"]["threads"]) == ([only], threads)
    assert content["in_archive"]["posts"] == posts
    code, out, err = command("export", name, "--db", db, "--out", tmp_path / "out", "--check")
    assert (code, err) == (0, ""), "the manifest says which part it is"
    code, out, err = command(
        "export", name, "--db", db, "--out", tmp_path / "both", "--only", f"thread={thread}", "--only", "wiki=x.y"
    )
    assert code == 2
    assert not (tmp_path / "both").exists()


@pytest.mark.parametrize(
    "only", ["nonsense", "author=ann", "thread=x", "thread=-1", "wiki=", "=", "thread=999999", "tag=no such tag"]
)
def test_an_unknown_part_is_wrong_usage_and_writes_nothing(db: Path, tmp_path: Path, only: str) -> None:
    code, out, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--only", only)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


AUTHORS = """
withheld = ["Jane Doe", "mallory@hostile.wetpaint.com"]
[people]
"The Lamplighter" = ["lamp_1", "lamp_2@hostile.wetpaint.com"]
"""


@pytest.fixture(scope="module")
def gossip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki in which withheld names stand in every place where a name can stand."""
    folder = tmp_path_factory.mktemp("gossip")
    posts = (
        by("Jane Doe", "I, Jane Doe, was here<br>JANE DOE"),
        by("lamp_1", "<blockquote><b>Jane Doe wrote:</b> was here</blockquote>as mallory says"),
        by(
            "lamp_2",
            '<a href="http://hostile.wetpaint.com/account/Jane+Doe">her</a> <img src="http://x.org/Jane%20Doe.png" alt="Jane_Doe">',
        ),
        by("mallory", "Jane<b> Doe</b>, ja<i>ne d</i>oe and <u>mal</u>lory"),
        by("janet", "not withheld: janet, Jane Doering"),
    )
    saved = [
        Saved(number=1, title="What Jane Doe did", posts=posts),
        Saved(number=2, title="Her own wiki", host="jane-doe.wetpaint.com", posts=posts[:2]),
        Saved(number=3, title="Nobody here", posts=(by("janet", "nothing"),)),
    ]
    load_wiki(folder / "a.db", [one.archived for one in saved])
    (folder / "authors.toml").write_text(AUTHORS, encoding="utf-8")
    return folder


@every_target
def test_persons_are_joined_and_withheld_names_are_nowhere(name: str, gossip: Path, tmp_path: Path) -> None:
    arguments = ("export", name, "--db", gossip / "a.db", "--out", tmp_path / "out", "--authors", gossip / "authors.toml")
    code, _, err = command(*arguments)
    assert code == 0, err
    people = read_people(AUTHORS)
    assert leaked(tmp_path / "out", people) == []
    assert leaked(tmp_path / "out", read_people("", ["Jane Doe", "mallory", "janedoe", "jane doe wrote"])) == []
    content = manifest(tmp_path / "out")
    assert content["withheld_authors"] == 2
    assert content["in_archive"]["authors"] == 4, "one withheld a wiki, the Lamplighter, janet"
    if name != "wacz":
        # The scan that found nothing would have seen them.
        assert leaked(tmp_path / "out", read_people("", ["The Lamplighter", "janet"])) != []
    assert command(*arguments, "--check")[0] == 0
    code, _, err = command("export", name, "--db", gossip / "a.db", "--out", tmp_path / "out", "--check")
    assert code == 2, "without the names the check would compare with another archive"
    assert "--authors" in err


@pytest.mark.parametrize("withheld", ["title", "wiki", "posts", "json", "wetpaint", "1", "id", "a", "post"])
def test_a_withheld_name_that_is_a_word_of_the_format_hinders_no_export(gossip: Path, tmp_path: Path, withheld: str) -> None:
    authors = withholding(tmp_path, withheld)
    for name in ("jsonl", "parquet", "markdown", "wacz"):
        code, _, err = command("export", name, "--db", gossip / "a.db", "--out", tmp_path / name, *authors)
        assert code == 0, f"{name}: {err}"
        assert command("export", name, "--db", gossip / "a.db", "--out", tmp_path / name, *authors, "--check")[0] == 0


def test_an_authors_file_with_faults_is_named_and_nothing_is_written(db: Path, tmp_path: Path) -> None:
    (tmp_path / "authors.toml").write_text("withheld = 3", encoding="utf-8")
    code, _, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--authors", tmp_path / "authors.toml")
    assert code == 2
    assert "authors.toml: withheld must be a list" in err
    assert not (tmp_path / "out").exists()


def test_a_part_that_is_named_by_a_withheld_name_is_not_told_by_it(gossip: Path, tmp_path: Path) -> None:
    arguments = ("export", "jsonl", "--db", gossip / "a.db", "--out", tmp_path / "out", "--withhold", "Jane Doe")
    only = ("--only", "wiki=jane-doe.wetpaint.com")
    code, _, err = command(*arguments, *only)
    assert code == 0, err
    assert manifest(tmp_path / "out")["only"] == ["wiki=[withheld].wetpaint.com"]
    assert command(*arguments, *only, "--check")[0] == 0
    for other in ((), ("--only", "thread=1")):
        code, _, err = command(*arguments, *other, "--check")
        assert code == 2
        assert "give the same --only" in err


def test_another_targets_export_is_neither_replaced_nor_checked(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert command("export", "jsonl", "--db", db, "--out", out)[0] == 0
    code, _, err = command("export", "parquet", "--db", db, "--out", out, "--check")
    assert code == 2
    assert "holds an export for jsonl, not for parquet" in err
    code, _, err = command("export", "parquet", "--db", db, "--out", out)
    assert code == 2
    assert "holds an export for jsonl, which one for parquet would replace" in err
    assert (out / "posts.jsonl").exists()
    code, _, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "nothing", "--check")
    assert code == 2
    assert "holds no export" in err


def test_an_empty_database_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>nothing")
    run("load", tmp_path / "x.html", "--db", tmp_path / "a.db")
    code, _, err = command("export", "jsonl", "--db", tmp_path / "a.db", "--out", tmp_path / "out")
    assert code == 2
    assert "nothing in the database fits" in err
    assert not (tmp_path / "out").exists()


def test_an_export_shows_one_moment_of_a_database_that_grows_meanwhile(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("ann", "x"),)).archived])
    load_wiki(tmp_path / "b.db", [Saved(number=2, posts=(by("ann", "x"),)).archived])

    def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001
        before = len(list(archive.threads()))
        load(tmp_path / "a.db", tmp_path / "b.warc.gz")
        (folder / "x").write_text("x")
        return Outcome(written=Counter(before=before, after=len(list(Archive(archive.conn).threads()))))

    def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
        return []

    slow = Target(name="slow", summary="", write=write, check=check, next_steps=lambda _, __: [], cannot_hold=())
    with closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        content = export(Archive(conn), slow, tmp_path / "out", {})
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM threads") == [(2,)]
    assert content["written"] == {"after": 1, "before": 1}
    assert content["in_archive"]["threads"] == 1


def test_a_part_may_be_named_by_the_first_part_of_the_host(db: Path, tmp_path: Path) -> None:
    written = []
    for wiki in ("quiltersguild.wetpaint.com", "quiltersguild", "QuiltersGuild"):
        code, out, err = command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--only", f"wiki={wiki}", "--json")
        assert code == 0, err
        written.append(json.loads(out)["in_archive"])
    assert written[0] == written[1] == written[2]
    assert command("export", "jsonl", "--db", db, "--out", tmp_path / "out", "--only", "wiki=quilters")[0] == 2


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_help_fits_80_columns_and_says_what_is_required(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = command("export", name, "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert (out.count("Required.") == 2) == (name == "redirects")


def test_what_a_target_needs_is_told(db: Path, tmp_path: Path) -> None:
    code, _, err = command("export", "redirects", "--db", db, "--out", tmp_path / "out")
    assert code == 2
    assert "needs --from and --base" in err
    for arguments in (("site",), ("redirects", "--from", str(tmp_path))):
        option = "--base-url" if arguments == ("site",) else "--base"
        code, _, err = command("export", *arguments, option, "my site", "--db", db, "--out", tmp_path / "out")
        assert code == 2
        assert "https://new.example.org" in err
    assert not (tmp_path / "out").exists()
