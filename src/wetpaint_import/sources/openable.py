"""Bytes that can be opened again at any place, cheaply: a part of a file on disk, or bytes held in memory."""

import io
import os
from dataclasses import dataclass
from typing import BinaryIO

# Not every system has these; without them the check after opening still holds.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def open_file(path: str, flags: int = 0) -> io.FileIO:
    """Opens without waiting (a pipe has no writer); raises OSError."""
    return io.FileIO(os.open(path, _FLAGS | flags), "rb")


@dataclass(frozen=True, slots=True)
class FilePart:
    """`size` bytes of the file at `path` from `start` on: the whole file, or a member stored in it unpacked."""

    path: str
    start: int
    size: int

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Window(open_file(self.path), self.start, self.size), 1 << 16)


@dataclass(frozen=True, slots=True)
class Held:
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


Openable = FilePart | Held


class _Window(io.RawIOBase):
    def __init__(self, file: io.FileIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        count = min(len(buffer), max(0, self._size - self._position))
        self._file.seek(self._start + self._position)
        data = self._file.read(count) or b""
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        base = (0, self._position, self._size)[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def close(self) -> None:
        self._file.close()
        super().close()
