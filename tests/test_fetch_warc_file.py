"""The WARC file: whole groups only, wherever it was cut; nobody else's file is touched; damage is not made worse."""

import gzip
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fetch_servers.reading import assert_sound, read_warc
from wetpaint_import.errors import StorageError, UsageError
from wetpaint_import.fetch.bodies import digest_of
from wetpaint_import.fetch.records import CdxRecord, Status, Stored, Taken, Tried
from wetpaint_import.fetch.warc_file import Adopted, WarcFile
from wetpaint_import.fetch.warc_records import Group, group_of, iso, repeat_of, row_of, tried_of

FETCHED_AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
CAPTURED_AT = datetime(2009, 3, 12, 10, 15, 3, tzinfo=UTC)


def url(number: int) -> str:
    return f"http://a.wetpaint.com/thread/{number}/x"


def tried(number: int, payload: bytes, status: Status = Status.FETCHED) -> Tried:
    return Tried(
        address=url(number),
        timestamp="20090312101503",
        status=status,
        why="ok",
        message="fetched – “whole”",
        again=False,
        tried_at=iso(FETCHED_AT),
        source="wayback",
        archive_url=f"https://archive.example/web/20090312101503id_/{url(number)}",
        captured_at=iso(CAPTURED_AT),
        http_status=200,
        digest=digest_of(payload),
        size=len(payload),
        notes=("other-time",),
    )


def taken(number: int, payload: bytes) -> Taken:
    return Taken(
        url=url(number),
        captured_at=CAPTURED_AT,
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html"), ("X-Caf\xc3\xa9", "caf\xc3\xa9"), ("Content-Length", "99999")),
        payload=payload,
        archive_url=f"https://archive.example/web/20090312101503id_/{url(number)}",
        fetched_at=FETCHED_AT,
        request_target="/web/x",
        request_headers=(("Host", "archive.example"), ("User-Agent", "us")),
    )


def group(number: int, payload: bytes = b"") -> Group:
    payload = payload or f"<html>page {number} </html>".encode() * 40
    return group_of(taken(number, payload), tried(number, payload), None)


def written(path: Path, count: int) -> list[int]:
    """A file of `count` groups; where each ends."""
    warc = WarcFile(path)
    ends = [warc.add(group(number).data)[1] for number in range(count)]
    warc.close()
    return ends


def repaired(path: Path, whole_up_to: int = 0, *, is_known: bool = True) -> tuple[list[Adopted], int]:
    warc = WarcFile(path)
    try:
        adopted = list(warc.repair(whole_up_to, is_known=is_known))
        return adopted, warc.size
    finally:
        warc.close()


def test_a_group_is_response_request_and_metadata(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    written(path, 1)
    contents = read_warc(path)
    assert [record[0] for record in contents.records] == ["warcinfo", "response", "request", "metadata"]
    response, http, payload = contents.of_kind("response")[0]
    assert response["WARC-Target-URI"] == url(0)
    assert response["WARC-Date"] == "2009-03-12T10:15:03Z"
    assert response["WARC-Source-URI"] == f"https://archive.example/web/20090312101503id_/{url(0)}"
    assert response["WARC-Creation-Date"] == "2026-05-01T12:00:00Z"
    assert http["Content-Length"] == str(len(payload))
    request, _, _ = contents.of_kind("request")[0]
    assert request["WARC-Target-URI"] == response["WARC-Source-URI"]
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert request["WARC-Date"] == "2026-05-01T12:00:00Z"
    metadata, _, fields = contents.of_kind("metadata")[0]
    assert metadata["WARC-Refers-To"] == response["WARC-Record-ID"]
    assert fields.startswith(f"via: {response['WARC-Source-URI']}\r\n".encode())
    assert_sound(path)


def test_headers_keep_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    written(path, 1)
    assert b"X-Caf\xc3\xa9: caf\xc3\xa9\r\n" in gzip.decompress(path.read_bytes())
    assert_sound(path)


def test_an_equal_payload_becomes_a_revisit_that_refers_to_it(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    payload = b"<html>the same</html>"
    warc = WarcFile(path)
    first = group(1, payload)
    warc.add(first.data)
    assert first.tried.record_id is not None
    stored = Stored(url=url(1), captured_at=iso(CAPTURED_AT), record_id=first.tried.record_id)
    warc.add(group_of(taken(2, payload), tried(2, payload, Status.UNCHANGED), stored).data)
    known = CdxRecord(original=url(3), timestamp="20090312101503", digest=digest_of(payload))
    warc.add(repeat_of(known, tried(3, payload, Status.UNCHANGED), stored).data)
    warc.close()
    contents = read_warc(path)
    assert contents.kinds["response"] == 1
    assert contents.kinds["request"] == 2  # nothing was asked for the third
    assert contents.payloads[url(2), iso(CAPTURED_AT)] == contents.payloads[url(3), iso(CAPTURED_AT)] == payload
    revisit = contents.of_kind("revisit")[0][0]
    assert revisit["WARC-Refers-To-Target-URI"] == url(1)
    assert revisit["WARC-Refers-To-Date"] == iso(CAPTURED_AT)
    assert revisit["WARC-Payload-Digest"] == f"sha1:{digest_of(payload)}"
    assert_sound(path)


def test_a_cut_at_any_byte_leaves_the_groups_before_it(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    ends = written(path, 3)
    whole = path.read_bytes()
    start = repaired(path)[0][0].tried.offset or 0
    at_ends = {end + by for end in ends for by in (-1, 0, 1)}
    for cut in sorted({*range(0, len(whole), 23), *at_ends} - {len(whole) + 1}):
        path.write_bytes(whole[:cut])
        adopted, size = repaired(path)
        expected = [end for end in ends if end <= cut]
        assert [row.tried.end for row in adopted] == expected
        assert size == path.stat().st_size == (expected[-1] if expected else start if cut >= start else 0)
        assert path.read_bytes() == whole[:size]


def test_after_a_repair_writing_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    ends = written(path, 3)
    path.write_bytes(path.read_bytes()[: ends[1] + 100])
    warc = WarcFile(path)
    list(warc.repair(0, is_known=True))
    warc.add(group(7).data)
    warc.close()
    assert sorted(address for address, _ in read_warc(path).payloads) == [url(0), url(1), url(7)]
    assert_sound(path)


def test_only_what_the_ledger_lacks_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    ends = written(path, 3)
    adopted, size = repaired(path, ends[1])
    assert [row.tried.address for row in adopted] == [url(2)]
    assert size == ends[2]
    assert adopted[0].tried.offset == ends[1]
    assert adopted[0].main.payload.startswith(b"<html>page 2")


@pytest.mark.parametrize("foreign", [b"", b"not gzip at all", b"\x1f\x8b\x08broken"])
def test_a_file_of_someone_else_is_left_as_it_is(tmp_path: Path, foreign: bytes) -> None:
    path = tmp_path / "p.warc.gz"
    if not foreign:
        from fetch_servers.pywb_archive import write_warc
        from fetch_servers.wiki import wiki_captures

        write_warc(path, wiki_captures())
        foreign = path.read_bytes()
    path.write_bytes(foreign)
    with pytest.raises(UsageError, match="not a file that fetch wrote"):
        repaired(path, is_known=False)
    assert path.read_bytes() == foreign


def test_damage_in_the_middle_is_told_and_nothing_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    ends = written(path, 6)
    data = bytearray(path.read_bytes())
    data[ends[2] + 50] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(StorageError, match="damaged at byte"):
        repaired(path)
    assert path.read_bytes() == data


def test_rubbish_at_the_end_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "p.warc.gz"
    ends = written(path, 2)
    path.write_bytes(path.read_bytes() + random.Random(1).randbytes(700_000))
    adopted, size = repaired(path)
    assert (len(adopted), size) == (2, ends[1])


def test_a_line_of_the_ledger_survives_its_way_through_a_record() -> None:
    row = group(1).tried
    assert tried_of(row_of(row)) == row


_FULL = """
import resource, sys
from pathlib import Path
from wetpaint_import.errors import StorageError
from wetpaint_import.fetch.warc_file import WarcFile
data = Path(sys.argv[2]).read_bytes()
warc = WarcFile(Path(sys.argv[1]))
warc.add(data)
size = warc.size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + len(data) // 2, size + len(data) // 2))
try:
    warc.add(data)
except StorageError as error:
    print(error)
    sys.exit(0 if Path(sys.argv[1]).stat().st_size == size else 9)
"""


def test_where_there_is_no_more_room_nothing_half_is_left(tmp_path: Path) -> None:
    path, data = tmp_path / "p.warc.gz", tmp_path / "group"
    data.write_bytes(group(1, random.Random(2).randbytes(50_000)).data)
    done = subprocess.run([sys.executable, "-c", _FULL, str(path), str(data)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cannot be written" in done.stdout
    assert_sound(path)
