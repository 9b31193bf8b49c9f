"""The bytes of an HTTP answer -> status, headers and the body as the server meant it."""

import io
import re
import zlib
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, ZstdReader

from wetpaint_import.sources.forward import Reads
from wetpaint_import.sources.kinds import Kind
from wetpaint_import.sources.unpack import Unpacked

_HEAD_END = re.compile(rb"\r?\n\r?\n")
# In such steps, so that what stands before a damage is kept.
_STEP = 1 << 14
_SMALL_STEP = 16
_HEAD_OF_TEXT = 1 << 10
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[^\r\n]{0,1024}\r?\n")
_LINE_END = re.compile(rb"\r?\n|\Z")
# No text has these; ESC is left out, for ISO-2022-JP has it.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Head:
    """`status` is None where there is no status line; of headers given twice the first counts. `size`: bytes up to the body."""

    status: int | None
    headers: dict[str, str]
    size: int

    @property
    def media_type(self) -> str | None:
        return media_type(self.headers.get("content-type"))

    @property
    def charset(self) -> str | None:
        return charset(self.headers.get("content-type"))


@dataclass(frozen=True, slots=True)
class Body:
    """`is_cut`: the coded bytes end before what they hold; `is_too_large`: only the first `limit` bytes were unpacked."""

    payload: bytes
    is_cut: bool = False
    is_too_large: bool = False


def media_type(content_type: str | None) -> str | None:
    if content_type is None:
        return None
    # A header given twice may stand as one, with a comma.
    return re.split("[;,]", content_type, maxsplit=1)[0].strip().lower() or None


def charset(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1] if match else None


def read_head(block: bytes) -> Head:
    """The head of a response's block; a block without status line is all body."""
    status = _STATUS.match(block)
    if status is None:
        return Head(None, {}, 0)
    end = _HEAD_END.search(block)
    lines = block[: end.start() if end else len(block)].decode("latin-1").splitlines()
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Head(int(status[1]), headers, end.end() if end else len(block))


def read_body(head: Head, raw: bytes, limit: int) -> Body:
    """The body out of its transfer and content codings, at most `limit` bytes.

    Many crawlers store the body decoded and leave the header as it was: what does not look coded is taken as it is.
    """
    is_cut = False
    if "chunked" in head.headers.get("transfer-encoding", "").lower():
        raw, is_cut = _without_chunks(raw)
    for coding in reversed(head.headers.get("content-encoding", "").lower().split(",")):
        body = _decoded(raw, coding.strip(), limit)
        if body is not None:
            raw, is_cut = body.payload, is_cut or body.is_cut
            if body.is_too_large:
                return Body(raw, is_cut, is_too_large=True)
    return Body(raw[:limit], is_cut, is_too_large=len(raw) > limit)


def _without_chunks(raw: bytes) -> tuple[bytes, bool]:
    """(body, whether it is cut)."""
    pieces: list[bytes] = []
    position = 0
    while match := _CHUNK_SIZE.match(raw, position):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces), False
        piece = raw[match.end() : match.end() + size]
        end = _LINE_END.match(raw, match.end() + size)
        if not pieces and end is None and len(piece) == size:
            # Text that happens to begin with a hexadecimal word on a line of its own.
            return raw, False
        pieces.append(piece)
        position = end.end() if end else len(raw)
    return (b"".join(pieces), True) if pieces else (raw, False)


def _decoded(raw: bytes, coding: str, limit: int) -> Body | None:
    """None where `raw` is not coded so."""
    if coding in ("gzip", "x-gzip") and raw.startswith(b"\x1f\x8b"):
        return _as_far_as_it_goes(Unpacked(Kind.GZIP, io.BytesIO(raw)), limit)
    if coding == "deflate":
        # The standard says zlib; some servers sent the bare stream.
        return _inflated(raw, 15, limit) or _inflated(raw, -15, limit)
    if coding == "br":
        return _unpacked_brotli(raw, limit)
    if coding == "zstd" and raw.startswith(b"\x28\xb5\x2f\xfd"):
        return _as_far_as_it_goes(ZstdReader(io.BytesIO(raw)), limit)
    return None


def _inflated(raw: bytes, wbits: int, limit: int) -> Body | None:
    inflater = zlib.decompressobj(wbits=wbits)
    try:
        data = inflater.decompress(raw, limit + 1)
    except zlib.error:
        return None
    return Body(data[:limit], is_cut=not inflater.eof and len(data) <= limit, is_too_large=len(data) > limit)


def _unpacked_brotli(raw: bytes, limit: int) -> Body | None:
    body = _as_far_as_it_goes(BrotliReader(io.BytesIO(raw)), limit)
    # Brotli has no mark to be known by: a body that a crawler stored decoded is text, which has no such bytes.
    if (body is None or body.is_cut) and _CONTROL.search(raw[:_HEAD_OF_TEXT]):
        # The reader gives nothing of the step in which it meets the damage.
        return _as_far_as_it_goes(BrotliReader(io.BytesIO(raw)), limit, _SMALL_STEP)
    return body


def _as_far_as_it_goes(reader: Reads, limit: int, step: int = _STEP) -> Body | None:
    """With what stands before a damage; None if nothing does."""
    pieces: list[bytes] = []
    left = limit + 1
    is_cut = False
    try:
        while left > 0 and (piece := reader.read(min(left, step))):
            pieces.append(piece)
            left -= len(piece)
    except (OSError, EOFError):
        is_cut = True
    data = b"".join(pieces)
    return Body(data[:limit], is_cut, is_too_large=len(data) > limit) if data else None
