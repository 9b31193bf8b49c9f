"""A revisit and its original that are loaded on different days give what one load of both gives; solved problems go."""

import base64
import gzip
import hashlib
import json
import random
import sqlite3
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, details, everything, is_sound, rows, run
from making_sources import PICTURE, http_block, record, tar_of, write
from wetpaint_import.load.loading import load as load_here
from wetpaint_import.load.report import LoadOptions

PAGE = (FIXTURES / "names-tr-two-td-2010" / "page.html").read_bytes()
OTHER = (FIXTURES / "names-quotes-and-other-blockquotes" / "page.html").read_bytes()
FOREIGN = b"<html><body><p>" + b"Nothing of a wiki stands here. " * 20 + b"</p></body></html>"
URL = "http://quiltersguild.wetpaint.com/thread/2210457/hand+piecing+or+machine+piecing"
OTHER_URL = "http://sourdoughcircle.wetpaint.com/thread/1500388/why+is+my+crumb+gummy"
FOREIGN_URL = "http://lamps.example.com/wicks"
ID = "<urn:uuid:11111111-1111-4111-8111-111111111111>"
DATE, LATER = "2011-08-15T15:03:11Z", "2013-01-01T00:00:00Z"


def sha1(page: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(page, usedforsecurity=False).digest()).decode()


def original(page: bytes = PAGE, url: str = URL, date: str = DATE, content_type: str = "text/html; charset=utf-8") -> bytes:
    head = {"WARC_Record_ID": ID if page == PAGE else f"<urn:{sha1(page)}>", "WARC_Payload_Digest": sha1(page)}
    return record(http_block(page, content_type), url=url, WARC_Date=date, **head)


def revisit(url: str = URL, date: str = LATER, **refers: str) -> bytes:
    return record(http_block(b"", None), "revisit", url, WARC_Date=date, **(refers or {"WARC_Payload_Digest": sha1(PAGE)}))


def load(db: Path, *arguments: str | Path) -> dict[str, Any]:
    """The report of a load, also of one that could read nothing."""
    done = run("load", *arguments, "--db", db, "--json")
    assert done.returncode in (0, 1, 4), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def content(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a load derives of the pages, without ids and what hangs on the order of loading."""
    capture = "(SELECT place || ' ' || coalesce(captured_at, '') FROM captures WHERE captures.id = capture_id)"
    queries = {
        "captures": "SELECT url, url_basis, captured_at, captured_at_basis, source, place, sha256, media_type, charset, encoding,"
        " page_kind, layout, state FROM captures",
        "problems": f"SELECT {capture}, code, message, excerpt, place FROM problems",  # noqa: S608
        "seen": "SELECT thread_id IS NULL, position, last_seen_at, is_gone FROM posts",
        "sources": f"SELECT field, text, rule, {capture} FROM provenance",  # noqa: S608
        "pages": "SELECT sha256, byte_count FROM pages",
    }
    return {"details": details(db)} | {name: sorted(rows(db, sql), key=repr) for name, sql in queries.items()}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "a.warc", original()), write(tmp_path / "b.warc", revisit())


REFERENCES = {
    "digest": {"WARC_Payload_Digest": sha1(PAGE).lower()},
    "id": {"WARC_Refers_To": ID},
    "address and date": {"WARC_Refers_To_Target_URI": URL, "WARC_Refers_To_Date": "2011-08-15T15:03:11.5Z"},
}


@pytest.mark.parametrize("refers", REFERENCES.values(), ids=REFERENCES.keys())
@pytest.mark.parametrize("is_packed", [True, False])
def test_the_original_may_come_in_an_earlier_load(tmp_path: Path, refers: dict[str, str], *, is_packed: bool) -> None:
    packed = gzip.compress if is_packed else bytes
    first, second = write(tmp_path / "a", packed(original())), write(tmp_path / "b", packed(revisit(**refers)))
    load(tmp_path / "one.db", first, second)
    load(tmp_path / "two.db", first)
    report = load(tmp_path / "two.db", second)
    assert (report["read"], report["set_aside"]) == ({"thread": 1}, {})
    assert content(tmp_path / "two.db") == content(tmp_path / "one.db")
    assert rows(tmp_path / "two.db", "SELECT captured_at, charset FROM captures ORDER BY 1") == [(DATE, "utf-8"), (LATER, "utf-8")]


def test_a_revisit_that_came_first_is_told_and_read_when_it_is_given_again(tmp_path: Path, files: tuple[Path, Path]) -> None:
    first, second = files
    elsewhere = write(tmp_path / "c.warc", revisit(WARC_Payload_Digest=sha1(b"another page")))
    db = tmp_path / "a.db"
    done = run("load", second, elsewhere, "--db", db)
    assert done.returncode == 4
    assert "load the WARC file that holds it, then this one again" in " ".join(done.stdout.split())
    load(db, first)
    told = rows(db, "SELECT id, place, message FROM problems WHERE code = 'missing-original' ORDER BY id")
    assert [Path(place).name for _, place, _ in told] == ["b.warc@0", "c.warc@0"]
    assert "then this one again" in " ".join(run("status", "--db", db).stdout.split())
    load(db, second)
    assert rows(db, "SELECT id, place, message FROM problems WHERE code = 'missing-original'") == told[1:]
    load(tmp_path / "one.db", first, second, elsewhere)
    assert content(db) == content(tmp_path / "one.db")
    assert is_sound(db)


def test_files_loaded_one_by_one_in_any_order_and_once_more_give_what_one_load_gives(tmp_path: Path) -> None:
    not_found = record(http_block(PICTURE, "image/png"), url=URL + "/x", WARC_Payload_Digest=sha1(PICTURE))
    files = [
        write(tmp_path / "a.warc", original() + original(OTHER, OTHER_URL) + revisit(date="2012-01-01T00:00:00Z")),
        write(
            tmp_path / "b.warc.gz",
            gzip.compress(revisit()) + gzip.compress(revisit(FOREIGN_URL, WARC_Payload_Digest=sha1(FOREIGN))),
        ),
        write(
            tmp_path / "c.warc", original(FOREIGN, FOREIGN_URL) + not_found + revisit(OTHER_URL, WARC_Payload_Digest=sha1(OTHER))
        ),
        write(tmp_path / "d.warc", revisit(date="2014-01-01T00:00:00Z", WARC_Payload_Digest=sha1(PICTURE)) + original(b"<p>x")),
    ]
    options = LoadOptions(jobs=1)
    load_here(tmp_path / "one.db", files, options, lambda _: None)
    expected = content(tmp_path / "one.db")
    assert len(expected["captures"]) == 8
    assert [code for _, code, *_ in expected["problems"] if code == "missing-original"] == []
    for number, order in enumerate(random.Random(3).sample(list(permutations(files)), 6)):
        db = tmp_path / f"{number}.db"
        for path in order + order:
            load_here(db, [path], options, lambda _: None)
        assert content(db) == expected, [path.name for path in order]
        before = everything(db)
        load_here(db, files, options, lambda _: None)
        assert everything(db) == before


def test_a_page_whose_bytes_are_not_kept_is_read_where_it_was(tmp_path: Path, files: tuple[Path, Path]) -> None:
    load(tmp_path / "a.db", files[0], "--no-raw")
    load(tmp_path / "a.db", files[1], "--no-raw")
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM captures") == [(2,)]


def test_a_page_whose_bytes_are_gone_is_told_and_read_when_both_are_given(tmp_path: Path, files: tuple[Path, Path]) -> None:
    first, second = files
    db = tmp_path / "a.db"
    load(db, first, "--no-raw")
    away = first.rename(tmp_path / "away.warc")
    load(db, second, "--no-raw")
    ((code, message),) = rows(db, "SELECT code, message FROM problems WHERE place IS NOT NULL")
    assert code == "missing-original"
    assert "together with this one" in message
    load(db, second, away, "--no-raw")
    assert rows(db, "SELECT count(*) FROM captures") == [(2,)]
    assert rows(db, "SELECT count(*) FROM problems WHERE place IS NOT NULL") == [(0,)]


def test_a_revisit_of_a_page_that_was_set_aside_is_set_aside_for_the_same_reason(tmp_path: Path) -> None:
    first = write(tmp_path / "a.warc", original(FOREIGN, FOREIGN_URL))
    load(tmp_path / "a.db", first)
    first.unlink()
    report = load(tmp_path / "a.db", write(tmp_path / "b.warc", revisit(FOREIGN_URL, WARC_Payload_Digest=sha1(FOREIGN))))
    assert report["set_aside"] == {"not-wetpaint": 1}


def test_a_revisit_of_what_an_earlier_load_found_to_be_no_page_is_none_either(tmp_path: Path) -> None:
    picture = record(http_block(PICTURE, "image/png"), WARC_Payload_Digest=sha1(PICTURE))
    load(tmp_path / "a.db", write(tmp_path / "a.warc", picture + original()))
    report = load(tmp_path / "a.db", write(tmp_path / "b.warc", revisit(WARC_Payload_Digest=sha1(PICTURE))))
    assert (report["not_pages"], report["set_aside"]) == (1, {})


def test_a_revisit_says_that_its_original_is_cut_as_it_does_in_one_load(tmp_path: Path) -> None:
    block = http_block(gzip.compress(PAGE)[:-300], Content_Encoding="gzip")
    first = write(tmp_path / "a.warc", record(block, WARC_Payload_Digest=sha1(PAGE)))
    second = write(tmp_path / "b.warc", revisit())
    load(tmp_path / "one.db", first, second)
    load(tmp_path / "two.db", first)
    load(tmp_path / "two.db", second)
    assert content(tmp_path / "two.db") == content(tmp_path / "one.db")
    told = rows(tmp_path / "two.db", "SELECT count(*) FROM problems WHERE code = 'truncated' AND message LIKE '%ends early%'")
    assert told == [(2,)]


def test_an_original_in_a_packed_archive_is_there_for_the_next_load(tmp_path: Path) -> None:
    packed = write(tmp_path / "a.tgz", tar_of({"a.warc": original()}, "w:gz"))
    db = tmp_path / "a.db"
    load(db, packed)
    load(db, write(tmp_path / "b.warc", revisit()))
    assert rows(db, "SELECT count(*) FROM captures") == [(2,)]


def test_a_damaged_original_does_not_stand_in_the_way_of_a_whole_one(tmp_path: Path, files: tuple[Path, Path]) -> None:
    first, second = files
    damaged = original().replace(b"</html>", b"", 1)
    load(tmp_path / "a.db", write(tmp_path / "c.warc", damaged[:-200]))
    load(tmp_path / "a.db", first)
    load(tmp_path / "a.db", second)
    assert rows(tmp_path / "a.db", "SELECT count(DISTINCT sha256), count(*) FROM captures") == [(1, 2)]


def test_an_archive_of_the_version_before_learns_originals_when_they_are_given_again(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    first, second = files
    db = tmp_path / "a.db"
    load(db, first)
    with sqlite3.connect(db) as conn:
        conn.execute("DROP TABLE originals")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm003%'")
        conn.execute("PRAGMA user_version = 2")
    conn.close()
    report = load(db, second)
    assert report["set_aside"] == {"missing-original": 1}
    load(db, first)
    load(db, second)
    assert rows(db, "SELECT count(*), (SELECT count(*) FROM problems WHERE place IS NOT NULL) FROM captures") == [(2, 0)]


def test_a_page_that_is_no_longer_too_large_loses_its_refusal_and_the_others_stay(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    small, large = write(tmp_path / "a.html", PAGE), write(tmp_path / "b.html", PAGE + b"\n" * 30_000)
    broken = write(tmp_path / "c.html.gz", b"\x1f\x8b\x08 no gzip at all")
    load(db, small, large, broken, "--max-page-size", f"{len(PAGE) + 1}")
    told = rows(db, "SELECT id, code FROM problems WHERE place IS NOT NULL ORDER BY id")
    assert sorted(code for _, code in told) == ["too-large", "unreadable"]
    load(db, large)
    left = rows(db, "SELECT id, code FROM problems WHERE place IS NOT NULL")
    assert left == [row for row in told if row[1] == "unreadable"]
    load(db, large, broken)
    assert rows(db, "SELECT id, code FROM problems WHERE place IS NOT NULL") == left


def test_a_place_is_refused_for_its_latest_reason_alone(tmp_path: Path) -> None:
    db, large = tmp_path / "a.db", write(tmp_path / "b.html", PAGE)
    for limit in ("1000", "1001", "1001"):
        load(db, large, "--max-page-size", limit)
    assert rows(db, "SELECT count(*) FROM problems") == [(1,)]


def test_two_members_of_one_name_do_not_settle_each_other(tmp_path: Path) -> None:
    import io
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for page in (PAGE + b"\n" * 30_000, PAGE):
            info = tarfile.TarInfo("page.html")
            info.size = len(page)
            archive.addfile(info, io.BytesIO(page))
    twice = write(tmp_path / "a.tar", out.getvalue())
    db = tmp_path / "a.db"
    told = []
    for _ in range(2):
        load(db, twice, "--max-page-size", f"{len(PAGE) + 1}")
        told.append(rows(db, "SELECT id, code FROM problems WHERE place IS NOT NULL"))
    assert told[0] == told[1]
    assert [code for _, code in told[0]] == ["too-large"]


def test_a_killed_load_is_completed_with_its_revisits(tmp_path: Path, files: tuple[Path, Path]) -> None:
    """As if the load had ended between the page and what is remembered of its record."""
    first, second = files
    db = tmp_path / "a.db"
    load(db, first)
    with sqlite3.connect(db) as conn:
        conn.execute("DELETE FROM originals")
    conn.close()
    load(db, first, second)
    load(tmp_path / "one.db", first, second)
    assert content(db) == content(tmp_path / "one.db")
    assert json.loads(run("status", "--db", db, "--json").stdout)["captures"]["total"] == 2
