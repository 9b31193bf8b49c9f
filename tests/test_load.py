"""Loading: what goes in comes out, once, in whatever order and however often it is given."""

import json
import shutil
from pathlib import Path

import pytest

from archive import FIXTURES, details, everything, is_sound, load, rows, run, write_pages


def test_a_saved_page_becomes_rows(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    report = load(db, FIXTURES / "names-tr-two-td-2010")
    assert (report["new_threads"], report["new_posts"], report["read"]) == (1, 4, {"thread": 1})
    expected = json.loads((FIXTURES / "names-tr-two-td-2010" / "expected.json").read_text(encoding="utf-8"))["threads"][0]
    found = rows(db, "SELECT position, number, subject, author_name, posted_at, edited_at, body_text FROM post_details ORDER BY 1")
    assert found == [
        (p["position"], p["number"], p["subject"], p["author"]["name"], p["posted_at"], p["edited_at"], p["body_text"])
        for p in expected["posts"]
    ]
    assert rows(db, "SELECT name FROM tags ORDER BY name") == [(tag,) for tag in sorted(expected["tags"])]
    assert is_sound(db)


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES)
    before = everything(db)
    report = load(db, FIXTURES)
    assert everything(db) == before
    assert report["read"] == {}
    assert report["already_loaded"] > 100


def test_the_order_of_loading_does_not_matter(tmp_path: Path) -> None:
    folders = sorted(path for path in FIXTURES.iterdir() if path.is_dir())
    load(tmp_path / "one.db", *folders)
    load(tmp_path / "two.db", *reversed(folders))
    for folder in folders[::2]:
        load(tmp_path / "three.db", folder) if (folder / "page.html").exists() and "refused" not in folder.name else None
    load(tmp_path / "three.db", *folders)
    assert details(tmp_path / "one.db") == details(tmp_path / "two.db") == details(tmp_path / "three.db")


def test_several_processes_give_the_same_as_one(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 90)
    load(tmp_path / "one.db", tmp_path / "pages", "--jobs", "1")
    load(tmp_path / "two.db", tmp_path / "pages", "--jobs", "2")
    assert everything(tmp_path / "one.db") == everything(tmp_path / "two.db")


def test_one_bad_page_among_many_is_a_row_and_not_the_end(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", 5)
    (tmp_path / "pages" / "page0002z.html").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 90)
    done = run("load", tmp_path / "pages", "--db", tmp_path / "a.db")
    assert done.returncode in (0, 1)
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM threads") == [(5,)]


def test_pages_that_cannot_be_read_are_told_with_what_to_do(tmp_path: Path) -> None:
    done = run("load", FIXTURES / "refused-sign-in-wall", "--db", tmp_path / "a.db")
    assert done.returncode == 4
    assert "sign-in-wall (1): Save it while signed in" in done.stdout
    assert "refused-sign-in-wall" in done.stdout
    assert rows(tmp_path / "a.db", "SELECT state, page_kind FROM captures") == [("quarantined", "other")]
    assert rows(tmp_path / "a.db", "SELECT code FROM problems") == [("sign-in-wall",)]


def test_the_raw_page_is_kept_untouched_or_left_out(tmp_path: Path) -> None:
    page = FIXTURES / "names-nbsp-everywhere" / "page.html"
    load(tmp_path / "with.db", page)
    load(tmp_path / "without.db", page, "--no-raw")
    import zstandard

    ((body,),) = rows(tmp_path / "with.db", "SELECT body FROM pages")
    assert zstandard.ZstdDecompressor().decompress(body) == page.read_bytes()
    assert rows(tmp_path / "without.db", "SELECT count(*) FROM pages") == [(0,)]
    assert details(tmp_path / "with.db") == details(tmp_path / "without.db")


def test_what_the_user_knows_of_a_page_is_used(tmp_path: Path) -> None:
    page = FIXTURES / "text-b-no-zone-time-zone-given" / "page.txt"
    load(
        tmp_path / "a.db",
        page,
        "--time-zone",
        "America/New_York",
        "--url",
        "http://made.up.example/thread/77/x",
        "--captured-at",
        "2012-01-01",
    )
    ((url, url_basis, captured_at),) = rows(tmp_path / "a.db", "SELECT url, url_basis, captured_at FROM captures")
    assert (url, url_basis, captured_at) == ("http://made.up.example/thread/77/x", "given", "2012-01-01T23:59:59Z")
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM posts WHERE posted_at IS NULL") == [(0,)]


def test_two_hosts_of_one_wiki_are_joined_when_told(tmp_path: Path) -> None:
    page = FIXTURES / "names-tr-two-td-2010" / "page.html"
    text = page.read_text(encoding="utf-8")
    for host in ("quiltersguild.wetpaint.com", "quilts.example.org"):
        folder = tmp_path / host / "thread" / "2210457"
        folder.mkdir(parents=True)
        (folder / "hand.html").write_text(text.replace("quiltersguild.wetpaint.com", host), encoding="utf-8")
    db = tmp_path / "a.db"
    load(db, tmp_path / "quiltersguild.wetpaint.com", tmp_path / "quilts.example.org")
    assert rows(db, "SELECT count(*) FROM threads") == [(2,)]
    load(db, tmp_path / "quilts.example.org", "--same-wiki", "quilts.example.org=quiltersguild.wetpaint.com")
    assert rows(
        db, "SELECT wikis.host, count(posts.id) FROM threads JOIN wikis ON wikis.id = wiki_id JOIN posts ON thread_id = threads.id"
    ) == [("quiltersguild.wetpaint.com", 4)]
    assert is_sound(db)


def test_the_search_index_holds_every_post(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES / "names-tr-two-td-2010")
    assert rows(db, "SELECT rowid FROM posts_fts WHERE posts_fts MATCH 'grandmother'") == [(1,)]
    load(db, FIXTURES / "names-div-rows-quotes-2008")
    total = rows(db, "SELECT count(*) FROM posts")[0][0]
    assert rows(db, "SELECT count(*) FROM posts_fts WHERE posts_fts MATCH 'a* OR e* OR i* OR t*'")[0][0] > total // 2


def test_every_field_can_be_traced(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, FIXTURES)
    columns = (
        "original_id position number subject author_id posted_at posted_at_text edited_at edited_at_text body_html body_text"
        " found_valuable rated_by reply_to_id reply_to_basis"
    ).split()
    for column in columns:
        untraced = rows(
            db,
            f"SELECT id FROM posts WHERE {column} IS NOT NULL AND NOT EXISTS"  # noqa: S608
            " (SELECT 1 FROM provenance WHERE post_id = posts.id AND field = ?)",
            column,
        )
        assert untraced == [], column
        sourced = "SELECT posts.id FROM provenance JOIN posts ON posts.id = post_id WHERE field = ?"
        invented = rows(db, f"{sourced} AND {column} IS NULL", column)
        assert invented == [], column


@pytest.mark.parametrize("name", ["page.html", "odd name é.html", "UPPER.HTM"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    shutil.copy(FIXTURES / "skin-print-version" / "page.html", tmp_path / name)
    assert load(tmp_path / "a.db", tmp_path / name)["new_threads"] == 1


def test_a_path_that_does_not_exist_makes_no_database(tmp_path: Path) -> None:
    done = run("load", tmp_path / "nothing-here", "--db", tmp_path / "a.db")
    assert (done.returncode, "no such file or folder" in done.stderr) == (4, True)
    assert list(tmp_path.iterdir()) == []
