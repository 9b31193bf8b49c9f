"""Builds the inputs of the `sources` tests: pages, and every container that pages are saved in."""

import gzip
import io
import quopri
import struct
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from fastwarc.stream_io import BrotliWriter
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from wetpaint_import.model import Capture
from wetpaint_import.sources import Found, Limits, NotAPage, Skipped, iter_captures

THREAD_URL = "http://lanternwiki.wetpaint.com/thread/4711/where+to+find+oil"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def thread_page(number: int = 1) -> bytes:
    """A small page with text of its own and letters beyond ASCII."""
    posts = "".join(
        f"<div class='threadText'>Réponse {index}: lamp {number * 7 + index} is lit – “mostly”.</div>" for index in range(6)
    )
    return (
        f"<html><head><title>Lamps {number}</title></head><body><h1>Discussion: Lamps {number}</h1>{posts}</body></html>\n".encode()
    )


def read(*paths: Path, limits: Limits | None = None, url: str | None = None, captured_at: datetime | None = None) -> list[Found]:
    return list(iter_captures(paths, limits or Limits(), url=url, captured_at=captured_at))


def captures(*paths: Path, limits: Limits | None = None) -> list[Capture]:
    return [found for found in read(*paths, limits=limits) if isinstance(found, Capture)]


def skipped(*paths: Path, limits: Limits | None = None) -> list[Skipped]:
    return [found for found in read(*paths, limits=limits) if isinstance(found, Skipped)]


def only_capture(path: Path) -> Capture:
    (found,) = read(path)
    assert isinstance(found, Capture), found
    return found


def only_skipped(path: Path, limits: Limits | None = None) -> Skipped:
    (found,) = read(path, limits=limits)
    assert isinstance(found, Skipped), found
    return found


def only_not_a_page(path: Path) -> NotAPage:
    (found,) = read(path)
    assert isinstance(found, NotAPage), found
    return found


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zip_bytes(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()


def encrypted(archive: bytes) -> bytes:
    """Sets the mark of encryption at every member of a zip file; the bytes stay as they are."""
    out = bytearray(archive)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = out.find(signature)
        while start >= 0:
            out[start + flags] |= 1
            start = out.find(signature, start + 4)
    return bytes(out)


def tar_bytes(members: Iterable[tuple[tarfile.TarInfo, bytes]], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tar_of(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    return tar_bytes(((tarfile.TarInfo(name), data) for name, data in members.items()), mode)


def mhtml(page: bytes, url: str = THREAD_URL, date: str = "Mon, 15 Aug 2011 15:03:11 -0400") -> bytes:
    """As Chrome writes it: the page as quoted-printable, then a picture."""
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: Lamps\r\nDate: {date}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--lamp"\r\n\r\n\r\n'
        f"------MultipartBoundary--lamp\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {url}\r\n\r\n"
    )
    tail = (
        "\r\n------MultipartBoundary--lamp\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Location: http://image.wetpaint.com/x\r\n\r\niVBORw0KGgo=\r\n------MultipartBoundary--lamp--\r\n"
    )
    # Line ends of the page itself are coded too, so that every byte comes back.
    body = quopri.encodestring(page, quotetabs=False).replace(b"\n", b"\r\n") if b"\n" not in page else _coded(page)
    return head.encode() + body + tail.encode()


def _coded(page: bytes) -> bytes:
    lines = [quopri.encodestring(line).replace(b"\n", b"\r\n") for line in page.split(b"\n")]
    return b"=0A=\r\n".join(lines)


def http_block(body: bytes, content_type: str | None = "text/html; charset=utf-8", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}"] + ([f"Content-Type: {content_type}"] if content_type else [])
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(block: bytes, kind: str = "response", url: str | None = THREAD_URL, **headers: str) -> bytes:
    """One WARC record, unpacked, with the headers that are given and a right length."""
    http = "application/http; msgtype=response"
    fields = {"WARC-Type": kind, "WARC-Date": "2011-08-15T15:03:11Z", "Content-Type": http, "Content-Length": str(len(block))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    if url is not None:
        fields["WARC-Target-URI"] = url
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    return head.encode() + block + b"\r\n\r\n"


def packed(records: Iterable[bytes]) -> bytes:
    """Each record in a gzip member of its own, as the standard wants."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def warc_of(pages: Mapping[str, bytes], *, is_packed: bool = True) -> bytes:
    """Written by warcio, as a crawler would: with ids, digests and a leading warcinfo record."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=is_packed)
    writer.write_record(writer.create_warcinfo_record("lamps.warc.gz", {"software": "lamp crawler"}))
    for url, page in pages.items():
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        date = {"WARC-Date": "2011-08-15T15:03:11Z"}
        one = writer.create_warc_record(url, "response", io.BytesIO(page), http_headers=head, warc_headers_dict=date)
        writer.write_record(one)
        one.raw_stream.close()
    return out.getvalue()


def chunked(body: bytes, size: int = 100) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as packer:
        packer.write(data)
        packer.finish()
    return out.getvalue()


def as_zip64(archive: bytes) -> bytes:
    """The same zip file with the end that those with more members than two bytes can count have."""
    start = archive.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<H2L", archive, start + 10)
    end_64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return archive[:start] + end_64 + locator + end


def zip_directory_of(count: int) -> bytes:
    """A zip file that has nothing but a directory, of `count` entries."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) + b"name"
    directory = entry * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), 0, 0)
    return b"PK\x03\x04" + directory + end
