"""A folder -> its files, of any depth, in the order of their names; only one folder's names are held, and no link is followed."""

import os
import stat
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from wetpaint_import.sources.companions import page_of, stems_of_pages
from wetpaint_import.sources.found import Skipped, not_followed, printable


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`folders`: those between the given folder and the file. `is_companion`: see `companions`."""

    path: str
    folders: tuple[str, ...]
    base: str
    is_companion: bool


@dataclass(slots=True)
class _Open:
    """A folder that is being gone through."""

    path: str
    folders: tuple[str, ...]
    names: list[str]
    is_companion: bool
    next: int = 0


def iter_folder(root: str) -> Iterator[FoundFile | Skipped | OSError]:
    """Raises OSError if `root` cannot be listed; what goes wrong below is given as an OSError, which has the name."""
    stack = [_Open(root, (), _names(root), is_companion=False)]
    while stack:
        folder = stack[-1]
        if folder.next == len(folder.names):
            stack.pop()
            continue
        name = folder.names[folder.next]
        folder.next += 1
        path = f"{folder.path}{os.sep}{name}"
        try:
            mode = os.lstat(path).st_mode
            if stat.S_ISDIR(mode):
                stack.append(_Open(path, (*folder.folders, name), _names(path), is_companion=_is_companion(folder, name)))
                continue
        except OSError as error:
            yield error
            continue
        if stat.S_ISREG(mode):
            yield FoundFile(path, folder.folders, name, folder.is_companion)
        else:
            yield not_followed(printable(path), "a link" if stat.S_ISLNK(mode) else "a device, pipe or socket")


def _names(path: str) -> list[str]:
    with os.scandir(path) as entries:
        return sorted(entry.name for entry in entries)


def _is_companion(parent: _Open, name: str) -> bool:
    if parent.is_companion:
        return True
    stem = page_of(name)
    if stem is None:
        return False
    start = bisect_left(parent.names, stem + ".")
    beside = (other for other in parent.names[start : start + 8] if other.startswith(stem + "."))
    return stem in stems_of_pages(beside)
