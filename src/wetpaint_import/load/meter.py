"""How much of the input is read, in bytes of the files given: for the remaining time on a terminal."""

import os
from collections.abc import Iterable
from pathlib import Path


def total_bytes(inputs: Iterable[Path]) -> int:
    """The size of all files under `inputs`; unreadable ones count nothing."""
    total = 0
    for path in inputs:
        if path.is_dir():
            for folder, _, names in os.walk(path):
                total += sum(_size(os.path.join(folder, name)) for name in names)  # noqa: PTH118  (names may be no UTF-8)
        else:
            total += _size(os.fspath(path))
    return total


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


class Meter:
    """`done` counts the bytes of all files before the present place, and the offset within its file."""

    def __init__(self) -> None:
        self._path = ""
        self._before = 0
        self._within = 0

    @property
    def done(self) -> int:
        return self._before + self._within

    def at(self, place: str) -> None:
        """The reader is at `place`: path, with `!member` or `@offset` behind it."""
        path, _, rest = place.partition("!")
        path, _, offset = path.partition("@") if not rest else (path, "", "")
        if path != self._path:
            self._before += _size(self._path) if self._path else 0
            self._path, self._within = path, 0
        if offset.isdigit():
            self._within = int(offset)
