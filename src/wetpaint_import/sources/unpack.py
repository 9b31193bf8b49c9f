"""gzip, bzip2 and xz bytes -> what they hold, a bounded piece at a time."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from wetpaint_import.sources.forward import Reads
from wetpaint_import.sources.kinds import Kind

_CHUNK = 1 << 16
# `xz -9` needs 65 MiB; a header may ask for 4 GiB.
_XZ_MEMORY = 100 << 20


class CutError(EOFError):
    """The packed bytes end before what they hold does."""


class DamagedError(OSError):
    """The packed bytes cannot be unpacked from here on."""


class _Decompressor(Protocol):
    """What bz2 and lzma offer."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the manners of bz2's."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._tail = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._tail + data, max_length)
        self._tail = self._inner.unconsumed_tail
        return out


_MAKERS: dict[Kind, tuple[Callable[[], _Decompressor], bytes]] = {
    Kind.GZIP: (_Gzip, b"\x1f\x8b"),
    Kind.BZIP2: (bz2.BZ2Decompressor, b"BZh"),
    Kind.XZ: (lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY), b"\xfd7zXZ"),
}


class Unpacked:
    """Reads what `source` holds, over all its members; padding and foreign bytes after the last are left out."""

    def __init__(self, kind: Kind, source: Reads) -> None:
        self._make, self._magic = _MAKERS[kind]
        self._source = source
        self._inner = self._make()
        self._waiting = b""
        self._is_at_end = False

    def read(self, size: int, /) -> bytes:
        while not self._is_at_end:
            if self._inner.eof:
                self._begin_next_member()
                continue
            data, self._waiting = self._waiting, b""
            if not data and self._inner.needs_input:
                data = self._source.read(_CHUNK)
                if not data:
                    raise CutError("the packed file is cut")
            try:
                out = self._inner.decompress(data, size)
            except (zlib.error, lzma.LZMAError, OSError, ValueError) as error:
                raise DamagedError(str(error)) from error
            if out:
                return out
        return b""

    def _begin_next_member(self) -> None:
        rest = self._inner.unused_data
        if len(rest) < len(self._magic):
            rest += self._source.read(_CHUNK)
        if rest.startswith(self._magic):
            self._inner = self._make()
            self._waiting = rest
        else:
            self._is_at_end = True
