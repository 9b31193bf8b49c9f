"""Values <-> what the database holds: times as text, views as compressed JSON, pages compressed."""

from datetime import UTC, datetime

import msgspec
import zstandard

from wetpaint_import.model import ThreadView

# Level 9 takes four to five times as long for 5 % fewer bytes (docs/design.md, "Libraries").
_LEVEL = 3
_compressor = zstandard.ZstdCompressor(level=_LEVEL)
_decompressor = zstandard.ZstdDecompressor()
_encoder = msgspec.json.Encoder()
_view_decoder = msgspec.json.Decoder(ThreadView)


def to_text(at: datetime | None) -> str | None:
    """`YYYY-MM-DDTHH:MM:SSZ`, UTC."""
    if at is None:
        return None
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat()[:19] + "Z"


def to_datetime(text: str | None) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text is not None else None


def pack(payload: bytes) -> bytes:
    return _compressor.compress(payload)


def unpack(blob: bytes) -> bytes:
    """Raises `zstandard.ZstdError` on damaged bytes."""
    return _decompressor.decompress(blob)


def pack_view(view: ThreadView) -> bytes:
    return _compressor.compress(_encoder.encode(view))


def unpack_view(blob: bytes) -> ThreadView:
    return _view_decoder.decode(_decompressor.decompress(blob))


def to_json(value: object) -> str:
    return _encoder.encode(value).decode()
