"""The same bytes captured at several times: read once, and shown as if each had been read."""

from contextlib import closing
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from msgspec.structs import replace

from archive import details, everything, load, rows, run
from fixture_cases import all_cases
from made_wikis import by
from making_sources import http_block, packed, record
from pages import named_page
from wetpaint_import.db.captures import ReadPage, save_page
from wetpaint_import.db.connection import create_or_open
from wetpaint_import.db.equal_pages import read_before
from wetpaint_import.load.reading import digest_of, read_page
from wetpaint_import.model import Capture

URL = "http://lanternwiki.wetpaint.com/thread/4711/oil"
# Before Wetpaint, in the midst of it, on another weekday, and after it: all that a time can do to a page.
TIMES = [datetime(2005, 1, 3, tzinfo=UTC), datetime(2010, 7, 20, 12, tzinfo=UTC), datetime(2010, 7, 23, 4, tzinfo=UTC)]
TIMES += [datetime(2013, 5, 5, 5, 5, 5, tzinfo=UTC)]
_SHOWN = {
    "captures": "url, url_basis, captured_at, captured_at_basis, encoding, page_kind, layout, state, parser_version, time_zone",
    "sightings": "ordinal, host, original_id, title_key, view",
    "mentions": "host, original_id, url",
    "problems": "code, message, excerpt, from_container",
    "list_counts": "thread_count, location_title, url",
}


def _saved(conn: Connection, page: ReadPage) -> dict[str, list[Any]]:
    """What is written of a capture, which is taken back."""
    conn.execute("SAVEPOINT looking")
    save_page(conn, page, 1)
    (capture_id,) = conn.execute("SELECT max(id) FROM captures").fetchone()
    shown = {}
    for table, columns in _SHOWN.items():
        key = "id" if table == "captures" else "capture_id"
        shown[table] = sorted(conn.execute(f"SELECT {columns} FROM {table} WHERE {key} = ?", [capture_id]), key=repr)  # noqa: S608
    conn.execute("ROLLBACK TO looking")
    conn.execute("RELEASE looking")
    return shown


def test_every_fixture_is_taken_from_its_bytes_as_the_parser_reads_it(tmp_path: Path) -> None:
    taken, asked = 0, 0
    with closing(create_or_open(tmp_path / "a.db").conn) as conn:
        conn.execute("INSERT INTO runs (command, options, version, started_at) VALUES ('load', '{}', '1', '2020-01-01T00:00:00Z')")
        for case in all_cases():
            zone = case.about().get("time_zone")
            page = replace(case.capture(), captured_at_basis="given")
            digest = digest_of(page.payload)
            for known, other in permutations(TIMES, 2):
                conn.execute("SAVEPOINT one_page")
                first = read_page(replace(page, captured_at=known), digest, zone, keep_raw=True)
                save_page(conn, first, 1)
                found = replace(page, captured_at=other)
                asked += 1
                if (again := read_before(conn, found, digest, zone, keep_raw=True)) is not None:
                    taken += 1
                    assert _saved(conn, again) == _saved(conn, read_page(found, digest, zone, keep_raw=True)), case.name
                conn.execute("ROLLBACK TO one_page")
                conn.execute("RELEASE one_page")
    # Captures before the posts that they show, and bare weekdays, are left to the parser.
    assert asked > taken > asked // 3


def _warc(folder: Path, page: bytes, *times: str) -> Path:
    path = folder / f"{times[0][:10]}.warc.gz"
    path.write_bytes(packed(record(http_block(page), url=URL, WARC_Date=time) for time in times))
    return path


@pytest.mark.parametrize("dates", ["Jul 18 2010, 12:27 PM EDT", "Tuesday, 6:59 PM EDT"])
def test_captures_of_several_loads_give_what_one_load_gives(tmp_path: Path, dates: str) -> None:
    page = named_page(by("ann", "a wick", dates=f"{dates} | Post edited: {dates}"), title="Oil").encode()
    times = ("2010-07-22T10:00:00Z", "2010-07-29T10:00:00Z", "2010-07-15T10:00:00Z")
    warcs = [_warc(tmp_path, page, time) for time in times]
    load(tmp_path / "one.db", *warcs)
    for warc in warcs:
        load(tmp_path / "many.db", warc)
    assert details(tmp_path / "many.db") == details(tmp_path / "one.db")
    for what in (
        "captured_at, problems.code, excerpt FROM problems JOIN captures ON captures.id = capture_id",
        "captured_at FROM captures",
    ):
        sql = f"SELECT {what} ORDER BY 1, 2" if "code" in what else f"SELECT {what} ORDER BY 1"
        assert rows(tmp_path / "many.db", sql) == rows(tmp_path / "one.db", sql)
    before = everything(tmp_path / "many.db")
    assert run("reparse", "--db", tmp_path / "many.db").returncode == 0
    assert everything(tmp_path / "many.db") == before


def _capture(payload: bytes) -> Capture:
    return Capture(
        payload=payload,
        source="warc",
        place="a.warc",
        url=URL,
        url_basis="warc-record",
        captured_at=TIMES[3],
        captured_at_basis="warc-record",
    )


@pytest.mark.parametrize(
    "given", [{"url": f"{URL}?t=anon"}, {"charset": "utf-8"}, {"media_type": "text/plain"}, {"captured_at": None}], ids=repr
)
def test_what_else_the_parser_was_given_must_be_equal(tmp_path: Path, given: dict[str, Any]) -> None:
    payload = named_page(by("ann", "a wick"), title="Oil").encode()
    digest = digest_of(payload)
    with closing(create_or_open(tmp_path / "a.db").conn) as conn:
        conn.execute("INSERT INTO runs (command, options, version, started_at) VALUES ('load', '{}', '1', '2020-01-01T00:00:00Z')")
        save_page(conn, read_page(replace(_capture(payload), captured_at=TIMES[2]), digest, None, keep_raw=False), 1)
        assert read_before(conn, _capture(payload), digest, None, keep_raw=False) is not None
        assert read_before(conn, replace(_capture(payload), **given), digest, None, keep_raw=False) is None
        assert read_before(conn, _capture(payload), digest, "America/New_York", keep_raw=False) is None
        assert read_before(conn, _capture(payload), digest, None, keep_raw=True) is None
