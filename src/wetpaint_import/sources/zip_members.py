"""A member of a zip file -> its bytes, a bounded piece at a time, and where they lie if they are stored as they are."""

import lzma
import struct
import zipfile
import zlib
from typing import BinaryIO

from wetpaint_import.sources.content import Content
from wetpaint_import.sources.forward import Reads
from wetpaint_import.sources.kinds import Kind
from wetpaint_import.sources.openable import FilePart
from wetpaint_import.sources.unpack import CutError, DamagedError, Unpacked

# What zipfile raises at bytes that are no zip file, or one of a kind it does not know.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    OverflowError,
)
_LOCAL = struct.Struct("<4s5H3L2H")
# zipfile unpacks all that it reads of LZMA at once; 4 KB can be 30 MB.
_SMALL_READ = 4096


def open_member(archive: zipfile.ZipFile, stream: BinaryIO, info: zipfile.ZipInfo) -> Reads:
    """Raises those of BROKEN, OSError and EOFError; what it gives raises only the latter two."""
    if info.compress_type == zipfile.ZIP_BZIP2:
        # zipfile would unpack 4 KB of it to 80 MB at once; bzip2 has checksums of its own.
        return Unpacked(Kind.BZIP2, _Stored(stream, _start(stream, info), info.compress_size))
    return _Member(archive, info)


def stored_part(content: Content, stream: BinaryIO, info: zipfile.ZipInfo) -> FilePart | None:
    """Where the member can be read without the archive; None if it is packed, or the archive is held in memory."""
    if info.compress_type != zipfile.ZIP_STORED:
        return None
    return content.part(_start(stream, info), info.file_size)


def _start(stream: BinaryIO, info: zipfile.ZipInfo) -> int:
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size:
        raise CutError("the archive ends within a header")
    fields = _LOCAL.unpack(header)
    return info.header_offset + _LOCAL.size + int(fields[-2]) + int(fields[-1])


class _Member:
    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._opened = archive.open(info)
        self._most = _SMALL_READ if info.compress_type == zipfile.ZIP_LZMA else info.file_size

    def read(self, size: int, /) -> bytes:
        try:
            return self._opened.read(min(size, self._most))
        except EOFError as error:
            raise CutError("the archive ends within this member") from error
        except BROKEN as error:
            raise DamagedError(str(error)) from error


class _Stored:
    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._position = start
        self._end = start + size

    def read(self, size: int, /) -> bytes:
        self._stream.seek(self._position)
        data = self._stream.read(min(size, self._end - self._position))
        self._position += len(data)
        return data
