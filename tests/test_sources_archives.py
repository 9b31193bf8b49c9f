"""zip and tar: hostile names, links, encryption, damage, bombs and bounds."""

import bz2
import gzip
import lzma
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from making_sources import (
    PICTURE,
    THREAD_URL,
    as_zip64,
    captures,
    encrypted,
    only_capture,
    only_skipped,
    packed,
    read,
    record,
    skipped,
    tar_bytes,
    tar_of,
    thread_page,
    warc_of,
    write,
    zip_bytes,
    zip_directory_of,
)
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, Skipped

PAGE = thread_page()
SMALL = Limits(max_page_size=1 << 20, free_unpacked=8 << 20, max_ratio=20)


def test_members_of_a_zip_are_read_in_the_order_of_names(tmp_path: Path) -> None:
    path = write(tmp_path / "p.zip", zip_bytes({"b.html": PAGE, "a/c.html": PAGE, "a.png": PICTURE, "empty/": b""}))
    assert [item.place for item in read(path)] == [f"{path}!a.png", f"{path}!a/c.html", f"{path}!b.html"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_packing_of_zip_is_read(tmp_path: Path, compression: int) -> None:
    assert only_capture(write(tmp_path / "p.zip", zip_bytes({"a.html": PAGE}, compression))).payload == PAGE


def test_absolute_and_climbing_names_are_only_names(tmp_path: Path) -> None:
    members = {"../../etc/passwd.html": PAGE, "/rooted.html": PAGE, "C:\\lamps\\oil.html": PAGE}
    for data in (zip_bytes(members), tar_of(members), tar_of(members, "w:gz")):
        path = write(tmp_path / "tree" / "p", data)
        assert sorted(capture.place for capture in captures(path)) == sorted(f"{path}!{name}" for name in members)
    assert list(tmp_path.iterdir()) == [tmp_path / "tree"]


def test_members_without_a_name_of_their_own_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "p.zip", zip_bytes({"..": PAGE}))
    assert only_capture(path).payload == PAGE


def test_names_of_zip_members_that_are_no_utf_8_are_read(tmp_path: Path) -> None:
    raw = zip_bytes({"thread/1/cafe.html": PAGE}).replace(b"cafe", b"caf\xe9")
    assert only_capture(write(tmp_path / "p.zip", raw)).place == f"{tmp_path}/p.zip!thread/1/caf\ufffd.html"


def test_names_of_members_in_utf_8_are_read(tmp_path: Path) -> None:
    for name, data in (("p.zip", zip_bytes({"thread/1/rép.html": PAGE})), ("p.tar", tar_of({"thread/1/rép.html": PAGE}))):
        assert only_capture(write(tmp_path / name, data)).place == f"{tmp_path}/{name}!thread/1/rép.html"


def test_names_of_tar_members_that_are_no_utf_8_are_read(tmp_path: Path) -> None:
    info = tarfile.TarInfo("thread/1/caf\udce9.html")
    assert only_capture(write(tmp_path / "p.tar", tar_bytes([(info, PAGE)]))).place == f"{tmp_path}/p.tar!thread/1/caf\ufffd.html"


def test_links_and_devices_in_a_tar_are_told_and_not_followed(tmp_path: Path) -> None:
    def special(name: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        return info, b""

    kinds = {
        "soft": tarfile.SYMTYPE,
        "hard": tarfile.LNKTYPE,
        "device": tarfile.CHRTYPE,
        "disk": tarfile.BLKTYPE,
        "pipe": tarfile.FIFOTYPE,
    }
    members = [special(name, kind) for name, kind in kinds.items()]
    folder, _ = special("folder", tarfile.DIRTYPE)
    path = write(tmp_path / "p.tar", tar_bytes([*members, (folder, b""), (tarfile.TarInfo("page.html"), PAGE)]))
    assert {item.place: item.code for item in skipped(path)} == {f"{path}!{name}": "not-followed" for name in kinds}
    assert len(captures(path)) == 1


def test_links_in_a_zip_are_told_and_not_followed(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.html")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert only_skipped(write(tmp_path / "p.zip", out.getvalue())).code == "not-followed"


def test_encrypted_members_are_told_with_what_to_do(tmp_path: Path) -> None:
    told = only_skipped(write(tmp_path / "p.zip", encrypted(zip_bytes({"a.html": PAGE}))))
    assert told.code == "unreadable"
    assert "with its password" in told.message


def test_a_damaged_member_does_not_stop_the_others(tmp_path: Path) -> None:
    whole = zip_bytes({"a.html": PAGE, "b.html": thread_page(2), "c.html": PAGE})
    start = whole.index(b"b.html") + 40
    path = write(tmp_path / "p.zip", whole[:start] + bytes(50) + whole[start + 50 :])
    assert [capture.place for capture in captures(path)] == [f"{path}!a.html", f"{path}!c.html"]
    assert [item.place for item in skipped(path)] == [f"{path}!b.html"]


def test_a_zip_whose_directory_points_nowhere_is_told(tmp_path: Path) -> None:
    whole = bytearray(zip_bytes({"a.html": PAGE, "b.html": PAGE}, zipfile.ZIP_BZIP2))
    offset_of_b = whole.rindex(b"PK\x01\x02") + 42
    whole[offset_of_b : offset_of_b + 4] = (len(whole) - 4).to_bytes(4, "little")
    path = write(tmp_path / "p.zip", bytes(whole))
    assert [type(item) for item in read(path)] == [Capture, Skipped]


def test_the_directory_of_a_large_zip_is_measured_too(tmp_path: Path) -> None:
    path = write(tmp_path / "p.zip", as_zip64(zip_bytes({"a.html": PAGE})))
    assert only_capture(path).payload == PAGE
    assert only_skipped(path, Limits(max_members=0)).code == "too-large"


def test_a_zip_without_its_directory_is_told(tmp_path: Path) -> None:
    told = only_skipped(write(tmp_path / "p.zip", zip_bytes({"a.html": PAGE})[:-30]))
    assert told.code == "unreadable"


def test_a_damaged_stretch_of_a_tar_is_told_and_reading_goes_on(tmp_path: Path) -> None:
    whole = bytearray(tar_of({"a.html": PAGE, "b.html": thread_page(2), "c.html": thread_page(3)}))
    second = whole.index(b"b.html")
    whole[second + 120] ^= 0xFF
    path = write(tmp_path / "p.tar", bytes(whole))
    assert [capture.payload for capture in captures(path)] == [PAGE, thread_page(3)]
    assert [(item.place, item.code) for item in skipped(path)] == [(f"{path}@{second}", "unreadable")]


def test_what_a_cut_tar_holds_before_the_cut_is_read(tmp_path: Path) -> None:
    whole = tar_of({"a.html": PAGE, "b.html": thread_page(2)})
    path = write(tmp_path / "p.tar", whole[: whole.index(b"b.html") + 512 + 300])
    first, second = captures(path)
    assert (first.payload, first.problems) == (PAGE, ())
    assert second.payload == thread_page(2)[:300]
    assert [problem.code for problem in second.problems] == ["truncated"]
    assert [item.code for item in skipped(path)] == ["unreadable"]


def test_a_cut_gzip_page_is_read_as_far_as_it_goes_and_says_so(tmp_path: Path) -> None:
    noise = random.Random(4711).randbytes(20_000).hex().encode()
    packed = gzip.compress(b"<html>" + noise)
    capture = only_capture(write(tmp_path / "page.html.gz", packed[: len(packed) // 2]))
    assert capture.payload.startswith(b"<html>" + noise[:1000])
    assert [problem.code for problem in capture.problems] == ["truncated"]


def test_a_gzip_page_with_a_wrong_checksum_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(PAGE))
    packed[-6] ^= 0xFF
    assert only_skipped(write(tmp_path / "page.html.gz", bytes(packed))).code == "unreadable"


def test_a_gzip_of_several_members_is_one_page(tmp_path: Path) -> None:
    data = gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]) + bytes(20)
    assert only_capture(write(tmp_path / "page.html.gz", data)).payload == PAGE


def test_members_of_a_gzip_are_joined_wherever_they_lie(tmp_path: Path) -> None:
    noise = random.Random(4711).randbytes(65_600).replace(b"\x00", b"\x01")
    # Packed without shrinking, so that the second member begins at each byte around the first 64 KiB in turn.
    for length in range(65_490, 65_530):
        data = gzip.compress(b"<html>" + noise[:length], 0) + gzip.compress(PAGE)
        assert only_capture(write(tmp_path / "page.html.gz", data)).payload == b"<html>" + noise[:length] + PAGE


def test_a_tar_of_thousands_is_read_whole_and_two_tars_in_a_row_too(tmp_path: Path) -> None:
    many = tar_of({f"{number:05}.html": b"<html>%d" % number for number in range(2_500)})
    path = write(tmp_path / "p.tar", many + tar_of({"last.html": PAGE}))
    found = captures(path)
    assert [capture.payload for capture in found[:-1]] == [b"<html>%d" % number for number in range(2_500)]
    assert found[-1].payload == PAGE


def test_pictures_in_a_tar_on_disk_are_passed_over_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "p.tar"
    film = tarfile.TarInfo("film.mp4")
    film.size = 4 << 30
    with path.open("wb") as out:
        # Four gigabytes that take no room on the disk: reading them would take seconds and more.
        out.write(film.tobuf())
        out.seek(film.size, 1)
        out.write(tar_of({"page.html": PAGE}))
    assert [type(item) for item in read(path)] == [NotAPage, Capture]


def _zeros(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"a" * (1 << 20)


def _bomb(module: object, megabytes: int) -> bytes:
    if module is lzma:
        packer = lzma.LZMACompressor()
        return b"".join(packer.compress(piece) for piece in _zeros(megabytes)) + packer.flush()
    packer_2 = bz2.BZ2Compressor()
    return b"".join(packer_2.compress(piece) for piece in _zeros(megabytes)) + packer_2.flush()


BOMBS = {
    "gzip": lambda: gzip.compress(b"a" * (64 << 20), 1),
    "bzip2": lambda: _bomb(bz2, 64),
    "xz": lambda: _bomb(lzma, 64),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(b"a" * (64 << 20), 9)),
    "zip of one": lambda: zip_bytes({"a.html": b"a" * (64 << 20)}),
    "zip of bzip2": lambda: zip_bytes({"a.html": b"a" * (64 << 20)}, zipfile.ZIP_BZIP2),
    "zip of many": lambda: zip_bytes({f"{number}.html": b"a" * (1 << 20) for number in range(64)}),
    "tar.gz of one": lambda: tar_of({"film.mp4": bytes(64 << 20), "page.html": PAGE}, "w:gz"),
    "tar.gz of many": lambda: tar_of({f"{number}.html": b"a" * (1 << 20) for number in range(64)}, "w:gz"),
    "warc": lambda: gzip.compress(record(b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n" + bytes(64 << 20))),
    "warc of one page": lambda: packed([record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"a" * (64 << 20))]),
    "http body": lambda: record(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"a" * (64 << 20))),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_stopped_in_little_memory_and_told(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "bomb", BOMBS[name]())
    tracemalloc.start()
    found = read(path, limits=SMALL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert any(isinstance(item, Skipped) and item.code == "too-large" for item in found)
    kept = [item for item in found if isinstance(item, Capture)]
    assert sum(len(item.payload) for item in kept) <= SMALL.free_unpacked + SMALL.max_ratio * path.stat().st_size
    assert peak < 40 << 20


def test_an_honest_archive_that_packs_well_is_no_bomb(tmp_path: Path) -> None:
    pages = {f"{number}.html": thread_page(number) * 30 for number in range(200)}
    path = write(tmp_path / "p.tar.xz", tar_of(pages, "w:xz"))
    assert len(captures(path)) == 200


def test_a_zip_with_too_long_a_directory_is_told_before_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "p.zip", zip_directory_of(60_000))
    told = only_skipped(path, Limits(max_members=1_000))
    assert told.code == "too-large"
    assert "unpack it" in told.message


def test_an_archive_too_large_to_be_held_inside_a_packed_one_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "p.tgz", tar_of({"inner.zip": zip_bytes({"a.html": PAGE})}, "w:gz"))
    assert "unpack" in only_skipped(path, Limits(max_held=10)).message


def test_a_chain_of_long_names_is_told(tmp_path: Path) -> None:
    chain = b""
    for _ in range(3_000):
        info = tarfile.TarInfo("x")
        info.type, info.size = tarfile.GNUTYPE_LONGNAME, 5
        chain += info.tobuf(tarfile.GNU_FORMAT) + b"name\x00".ljust(512, b"\x00")
    found = read(write(tmp_path / "p.tar", chain + tar_of({"page.html": PAGE})))
    assert isinstance(found[0], Skipped)


def test_a_header_that_claims_gigabytes_is_told(tmp_path: Path) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 3 << 30
    (found,) = skipped(write(tmp_path / "p.tar", info.tobuf(tarfile.USTAR_FORMAT) + bytes(1 << 20)))
    assert found.code == "unreadable"


def test_a_wacz_gives_its_records_and_not_its_own_files(tmp_path: Path) -> None:
    members = {
        "datapackage.json": b"{}",
        "pages/pages.jsonl": b"{}\n",
        "indexes/index.cdx": b"com,wetpaint)/ 2011",
        "archive/b.warc": warc_of({THREAD_URL: thread_page(2)}, is_packed=False),
        "archive/a.warc.gz": warc_of({THREAD_URL: PAGE}),
    }
    path = write(tmp_path / "crawl.wacz", zip_bytes(members, zipfile.ZIP_STORED))
    found = read(path)
    assert [type(item) for item in found] == [Capture, Capture]
    assert [item.place.partition("@")[0] for item in found] == [f"{path}!archive/a.warc.gz", f"{path}!archive/b.warc"]


@pytest.mark.parametrize("data", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x00", b"\x28\xb5\x2f\xfd0000", b"filedesc://x.arc 0.0.0.0"])
def test_packings_that_are_not_read_are_told_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    assert "unpack it" in only_skipped(write(tmp_path / "p", data)).message
