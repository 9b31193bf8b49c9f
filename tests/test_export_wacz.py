"""WACZ: packages that other programs validate and replay byte for byte, and that give the same posts when they are loaded again."""

import gzip
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import surt  # type: ignore[import-untyped]
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from archive import FIXTURES, details, load, rows, run
from export_cases import Page, database, export, fixture_pages, random_pages
from made_wikis import Saved, by, load_wiki
from real_programs.replay import check_warc, replayed, replaying, validate_wacz
from wetpaint_import.export.wacz.hidden_names import names_in_page
from wetpaint_import.export.wacz.index_key import index_key
from wetpaint_import.export.wacz.kept_pages import target_uri
from wetpaint_import.people import read_people

pytestmark = pytest.mark.integration
WARC = "archive/pages.warc.gz"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("wiki"), fixture_pages() + random_pages(15))


@pytest.fixture(scope="module")
def package(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "wacz"
    export(db, "wacz", folder)
    return folder / "archive.wacz"


def records(package: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Kind, heads and bytes of every record."""
    with zipfile.ZipFile(package) as archive, archive.open(WARC) as stream:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]


def kept(db: Path) -> list[tuple[str, str, str, bytes]]:
    """Address, time, type and bytes of every page of the database that can be packed."""
    sql = "SELECT url, captured_at, media_type, body FROM captures JOIN pages USING (sha256) WHERE url > '' AND captured_at > ''"
    return [(url, at, kind, zstandard.decompress(body)) for url, at, kind, body in rows(db, f"{sql} ORDER BY captures.id")]


def left_out(folder: Path) -> Counter[str]:
    return Counter(item["why"] for item in json.loads((folder / "manifest.json").read_text())["left_out"])


def test_the_package_is_valid_for_its_own_validator(package: Path) -> None:
    done = validate_wacz(package)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Validation succeeded" in done.stdout


def test_the_validator_sees_a_changed_byte(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(tmp_path / "x.wacz", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data + b" " if name.endswith(".jsonl") else data)
    done = validate_wacz(tmp_path / "x.wacz")
    assert "Validation succeeded" not in done.stdout


def test_every_digest_of_every_record_is_right(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extract(WARC, tmp_path)
    done = check_warc(tmp_path / WARC)
    assert done.returncode == 0, done.stdout
    assert "digest failed" not in done.stdout
    assert done.stdout.count("digest pass") >= len(records(package)) - 1


def test_records_are_the_captured_bytes_with_their_own_address_and_time(db: Path, package: Path) -> None:
    found = [
        (heads["WARC-Target-URI"], heads["WARC-Date"], heads["Content-Type"].partition(";")[0], data)
        for kind, heads, data in records(package)
        if kind != "warcinfo"
    ]
    assert found == [(target_uri(url), at, kind, data) for url, at, kind, data in kept(db)]
    assert len(found) > 60


def test_only_what_a_server_sent_is_a_resource(package: Path) -> None:
    """A text rendering is what some program made of a page: a conversion, which is not replayed."""
    kinds = Counter((kind, heads["Content-Type"].partition(";")[0]) for kind, heads, _ in records(package))
    assert set(kinds) == {("warcinfo", "application/warc-fields"), ("resource", "text/html"), ("conversion", "text/plain")}
    assert kinds["conversion", "text/plain"] > 5


def test_pywb_replays_every_page_byte_for_byte(db: Path, package: Path, tmp_path: Path) -> None:
    with replaying(tmp_path / "pywb", package) as address:
        seen = 0
        for url, at, kind, data in kept(db):
            if kind == "text/html":
                body, content_type = replayed(address, at.translate(str.maketrans("", "", "-:TZ")), str(target_uri(url)))
                assert body == data, url
                assert content_type.startswith("text/html")
                seen += 1
    assert seen > 50


def test_loading_the_package_gives_the_same_posts_and_the_same_package(db: Path, package: Path, tmp_path: Path) -> None:
    load(tmp_path / "again.db", package)
    assert details(tmp_path / "again.db") == details(db)
    assert rows(tmp_path / "again.db", "SELECT count(*) FROM posts")[0][0] > 300
    shown = "SELECT url, captured_at, sha256, media_type, charset, page_kind, layout, state FROM captures JOIN pages USING (sha256)"
    assert rows(tmp_path / "again.db", f"{shown} ORDER BY 1, 2, 3") == rows(db, f"{shown} ORDER BY 1, 2, 3")
    versions = "SELECT subject, body_html, edited_at FROM post_versions ORDER BY 1, 2, 3"
    assert rows(tmp_path / "again.db", versions) == rows(db, versions)
    export(tmp_path / "again.db", "wacz", tmp_path / "out")
    assert (tmp_path / "out/archive.wacz").read_bytes() == package.read_bytes()


def test_the_index_leads_to_each_record(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        warc = archive.read(WARC)
        packed = archive.read("indexes/index.cdx.gz")
        head, *blocks = archive.read("indexes/index.idx").decode().splitlines()
    assert json.loads(head.partition(" 0 ")[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    lines = []
    for block in blocks:
        key, place = block.split(" {", 1)
        where = json.loads("{" + place)
        unpacked = gzip.decompress(packed[where["offset"] : where["offset"] + where["length"]]).decode().splitlines()
        assert unpacked[0].startswith(key)
        lines += unpacked
    assert lines == sorted(lines)
    for line in lines:
        key, timestamp, text = line.split(" ", 2)
        entry = json.loads(text)
        assert key == surt.surt(entry["url"])
        record = gzip.decompress(warc[int(entry["offset"]) : int(entry["offset"]) + int(entry["length"])])
        assert f"WARC-Target-URI: {entry['url']}\r\n".encode() in record
        assert f"WARC-Payload-Digest: {entry['digest']}\r\n".encode() in record
        assert timestamp in record[:400].decode().translate(str.maketrans("", "", "-:T"))
    assert len(lines) == sum(kind == "resource" for kind, _, _ in records(package))


def test_the_list_of_pages_names_each_replayable_page_once(db: Path, package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        head, *lines = map(json.loads, archive.read("pages/pages.jsonl").decode().splitlines())
    assert head["format"] == "json-pages-1.0"
    assert [(page["url"], page["ts"]) for page in lines] == [
        (target_uri(url), at) for url, at, kind, _ in kept(db) if kind == "text/html"
    ]
    assert len({page["id"] for page in lines}) == len(lines)
    titles = {title for (title,) in rows(db, "SELECT title FROM threads")}
    assert sum(page["title"] in titles for page in lines) > 40


def test_members_are_stored_without_a_clock(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)


def test_pages_without_address_time_or_bytes_are_left_out_and_told(tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES)
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("ann", "x"),)).archived])
    export(tmp_path / "a.db", "wacz", tmp_path / "out")
    why = left_out(tmp_path / "out")
    assert why["no address is known; load again with --url"] > 50
    assert why["no time of capture is known; load again with --captured-at"] > 0
    assert why["the database does not keep the bytes"] > 0
    (count,) = rows(tmp_path / "a.db", "SELECT count(*) FROM captures")[0]
    assert sum(why.values()) + len(records(tmp_path / "out/archive.wacz")) - 1 == count
    load(tmp_path / "bare.db", tmp_path / "a.warc.gz", "--no-raw")
    export(tmp_path / "bare.db", "wacz", tmp_path / "bare")
    assert left_out(tmp_path / "bare") == {"the database does not keep the bytes": 1}
    assert validate_wacz(tmp_path / "bare/archive.wacz").returncode == 0


def test_pages_that_hold_a_withheld_name_are_left_out_in_any_spelling(tmp_path: Path) -> None:
    spellings = {
        "plain": b"I asked jos\xc3\xa9 lee today",
        "other capitals": "JOSÉ LEE".encode(),
        "entities": b"jos&#233; lee",
        "named entities": b"jos&eacute;&nbsp;lee",
        "attribute": b'<img src="x.png" alt="jos&#233; lee">',
        "address": b'<a href="/account/jos%C3%A9+lee">x</a>',
        "in parts": "jo<b>sé</b> lee".encode(),
        "script": b"<script>name = 'jos\\u00e9 lee'</script>",
    }
    page = Saved(number=1, posts=(by("ann", "HERE"),)).archived.payload
    pages = [
        Page(f"http://hostile.wetpaint.com/thread/{number}/x", "2011-08-15T15:03:11Z", page.replace(b"HERE", text))
        for number, text in enumerate(spellings.values(), start=1)
    ]
    windows = page.replace(b"HERE", "josé lee".encode("cp1252"))
    pages.append(Page("http://hostile.wetpaint.com/thread/50/x", "2011-08-15T15:03:11Z", windows, charset="windows-1252"))
    pages.append(Page("http://hostile.wetpaint.com/thread/60/about+jos%c3%a9+lee", "2011-08-15T15:03:11Z", page))
    pages.append(Page("http://hostile.wetpaint.com/thread/70/x", "2011-08-15T15:03:11Z", page.replace(b"HERE", b"jos and lee")))
    db = database(tmp_path, pages)
    export(db, "wacz", tmp_path / "out", "--withhold", "José Lee")
    assert left_out(tmp_path / "out") == {"a withheld name stands there": len(pages) - 1}
    assert [heads["WARC-Target-URI"] for _, heads, _ in records(tmp_path / "out/archive.wacz")[1:]] == [pages[-1].url]


def test_nothing_is_withheld_where_nobody_is() -> None:
    assert not names_in_page(b"anything", ["http://x.org/"], "utf-8", read_people(""))


def test_hostile_addresses_and_types_break_no_record(tmp_path: Path) -> None:
    page = Saved(number=1, posts=(by("ann", "x"),)).archived.payload
    canonical = b'<link rel="canonical" href="%s"></head>'
    hostile = [
        page.replace(b"<body>", b"<head>" + canonical % address + b"<body>")
        for address in (
            "http://x.wetpaint.com/thread/1/ä ö`^{x}".encode(),
            b"http://x.wetpaint.com/thread/1/a&#13;&#10;WARC-Type: response&#13;&#10;&#13;&#10;evil",
            b"http://x.wetpaint.com:99999/thread/1/a",
            b"http://[::1/thread/1/a",
        )
    ]
    for number, data in enumerate(hostile):
        (tmp_path / f"{number}.html").write_bytes(data)
    load(tmp_path / "a.db", *sorted(tmp_path.glob("*.html")), "--captured-at", "2011-08-15T15:03:11Z")
    export(tmp_path / "a.db", "wacz", tmp_path / "out")
    found = [heads for kind, heads, _ in records(tmp_path / "out/archive.wacz") if kind != "warcinfo"]
    assert all(heads["WARC-Target-URI"].isascii() and " " not in heads["WARC-Target-URI"] for heads in found)
    assert "http://x.wetpaint.com/thread/1/%C3%A4%20%C3%B6%60%5E%7Bx%7D" in [heads["WARC-Target-URI"] for heads in found]
    with zipfile.ZipFile(tmp_path / "out/archive.wacz") as archive:
        archive.extract(WARC, tmp_path)
    assert check_warc(tmp_path / WARC).returncode == 0


def test_a_part_of_the_archive_takes_the_pages_that_show_it(db: Path, tmp_path: Path) -> None:
    (thread, host), *_ = rows(db, "SELECT threads.id, host FROM threads JOIN wikis ON wikis.id = wiki_id ORDER BY threads.id DESC")
    export(db, "wacz", tmp_path / "one", "--only", f"thread={thread}")
    expected = rows(
        db, "SELECT DISTINCT url FROM captures JOIN sightings ON capture_id = captures.id WHERE thread_id = ? ORDER BY 1", thread
    )
    found = sorted(heads["WARC-Target-URI"] for _, heads, _ in records(tmp_path / "one/archive.wacz")[1:])
    assert found == [target_uri(url) for (url,) in expected]
    export(db, "wacz", tmp_path / "wiki", "--only", f"wiki={host}")
    assert {heads["WARC-Target-URI"].split("/")[2] for _, heads, _ in records(tmp_path / "wiki/archive.wacz")[1:]} == {host}


def test_a_zone_given_by_hand_is_told_since_a_package_has_no_place_for_it(tmp_path: Path) -> None:
    page = Saved(number=1, posts=(by("ann", "x"),)).archived
    db = database(
        tmp_path, [Page(page.url, page.date, page.payload)], "--time-zone", "America/New_York", "--same-wiki", "a.org=b.org"
    )
    export(db, "wacz", tmp_path / "out")
    assert left_out(tmp_path / "out") == {
        "give --time-zone America/New_York again when you load the package": 1,
        "give --same-wiki a.org=b.org again when you load the package": 1,
    }


def test_the_check_names_what_was_changed(db: Path, package: Path, tmp_path: Path) -> None:
    export(db, "wacz", tmp_path / "out")
    path = tmp_path / "out" / "archive.wacz"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"All Pages", b"No Pages!"))
    assert "archive.wacz, pages/pages.jsonl" in differences(db, tmp_path / "out")
    load_wiki(tmp_path / "more.db", [Saved(number=9, posts=(by("ann", "x"),)).archived])
    (tmp_path / "copy.db").write_bytes(db.read_bytes())
    load(tmp_path / "copy.db", tmp_path / "more.warc.gz")
    export(db, "wacz", tmp_path / "out")
    (newest,) = rows(tmp_path / "copy.db", "SELECT max(id) FROM captures")[0]
    assert differences(tmp_path / "copy.db", tmp_path / "out") == {f"capture {newest}": "no such record"}
    path.write_bytes(path.read_bytes()[:-100])
    assert "archive.wacz" in differences(db, tmp_path / "out")


def differences(db: Path, out: Path) -> dict[str, Any]:
    done = run("export", "wacz", "--db", db, "--out", out, "--check", "--json")
    assert done.returncode == 6, done.stderr
    return {difference["what"]: difference["found"] for difference in json.loads(done.stdout)}


_SEGMENTS = st.lists(
    st.sampled_from(["thread", "4711", "A", "%41", "%2520", "+", "é", "..", ".", "", "%3F", "%23", "~", "|"]), max_size=4
)
_PAIRS = st.lists(
    st.sampled_from(["offset=20", "t=anon", "", "a", "a=", "A=1", "b=%C3%A9", "sid=" + "0a" * 16, "c=d=e", "%26"]), max_size=4
)
_HOSTS = st.sampled_from(["www.wetpaint.com", "WWW2.x.org", "a.b.wetpaint.com", "x.org:8080", "x.org:80", "u:p@x.org", "x.org."])


@given(st.sampled_from(["http", "https"]), _HOSTS, _SEGMENTS, _PAIRS)
def test_keys_are_those_of_the_archives_own_library(scheme: str, host: str, segments: list[str], pairs: list[str]) -> None:
    url = f"{scheme}://{host}/{'/'.join(segments)}" + (f"?{'&'.join(pairs)}" if pairs else "")
    assert index_key(url) == surt.surt(url)
