"""Paths that a user names -> captures, one after the other, with what was left out and what is no page between them."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from wetpaint_import.errors import SourceError
from wetpaint_import.model import Capture
from wetpaint_import.sources.content import Content
from wetpaint_import.sources.contents import Run, read_content, unreadable
from wetpaint_import.sources.folders import FoundFile, iter_folder
from wetpaint_import.sources.forward import Budget, BudgetError, Forward
from wetpaint_import.sources.found import Found, Limits, NotAPage, not_followed, printable
from wetpaint_import.sources.media import is_furniture, media_type_of
from wetpaint_import.sources.names import Name
from wetpaint_import.sources.openable import NO_FOLLOW, FilePart, open_file
from wetpaint_import.sources.originals import Archive, Originals
from wetpaint_import.sources.revisits import Revisits


def iter_captures(
    paths: Iterable[Path],
    limits: Limits,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    archive: Archive | None = None,
) -> Iterator[Found]:
    """Everything in `paths`, in their order; in folders and zip files by name, in tar and WARC files as it stands there.

    `url` and `captured_at` are what the user tells of pages that do not say it; `archive` knows the records of earlier loads.
    Raises SourceError at once if a path does not exist; afterwards never, whatever the input holds. Nothing is written anywhere,
    but for what `archive` remembers.
    """
    named = list(paths)
    check_paths(named)
    return _with_told(_iter_paths(named, limits, archive), url, captured_at)


def check_paths(paths: Iterable[Path]) -> None:
    """Raises SourceError if one does not exist."""
    for path in paths:
        try:
            path.stat()
        except PermissionError:
            # It is there; that it cannot be read is told when its turn comes.
            continue
        except (OSError, ValueError) as error:
            # ValueError: a zero byte in the name. A path has lost one of the slashes of an address.
            is_address = re.match(r"https?:/", str(path), re.IGNORECASE)
            advice = "`wetpaint-import fetch` pulls pages from the web" if is_address else "check its name"
            raise SourceError(printable(str(path)), f"there is no such file or folder; {advice}") from error


def _with_told(founds: Iterator[Found], url: str | None, captured_at: datetime | None) -> Iterator[Found]:
    for found in founds:
        yield _told(found, url, captured_at) if isinstance(found, Capture) else found


def _told(capture: Capture, url: str | None, captured_at: datetime | None) -> Capture:
    if url is not None:
        capture = replace(capture, told_url=url)
    if captured_at is not None:
        capture = replace(capture, told_captured_at=captured_at.astimezone(UTC))
    return capture


def _iter_paths(paths: list[Path], limits: Limits, archive: Archive | None) -> Iterator[Found]:
    originals = Originals(limits.max_originals, archive)
    run = Run(limits, originals, Revisits(originals, limits))
    for path in paths:
        try:
            if stat.S_ISDIR(path.stat().st_mode):
                yield from _read_folder(path, run)
            else:
                folders = path.absolute().parent.parts
                yield from _read_file(str(path), Name(folders, path.name, len(folders)), 0, run)
        except OSError as error:
            yield unreadable(printable(str(path)), error)
    yield from run.revisits.end()


def _read_folder(root: Path, run: Run) -> Iterator[Found]:
    # `..` names no folder; what it stands for does. Else a link's own name may be the one that says something.
    above = (root.resolve() if ".." in root.parts else root.absolute()).parts
    for item in iter_folder(str(root)):
        if isinstance(item, OSError):
            yield unreadable(printable(str(item.filename or root)), item)
        elif not isinstance(item, FoundFile):
            yield item
        elif item.is_companion or is_furniture((*above, *item.folders), item.base):
            yield NotAPage(place=printable(item.path), media_type=media_type_of(item.base))
        else:
            name = Name((*above, *item.folders), item.base, len(above) - 1)
            yield from _read_file(item.path, name, NO_FOLLOW, run)


def _read_file(path: str, name: Name, flags: int, run: Run) -> Iterator[Found]:
    place = printable(path)
    try:
        with open_file(path, flags) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                yield not_followed(place, "a device, pipe or socket")
                return
            content = Content(
                name=name,
                place=place,
                stream=Forward(file, jump=lambda count: file.seek(count, os.SEEK_CUR)),
                budget=Budget(place, status.st_size, run.limits),
                size=status.st_size,
                openable=FilePart(path, 0, status.st_size),
            )
            yield from read_content(content, run)
    except BudgetError as stopped:
        yield stopped.as_skipped()
    except OSError as error:
        yield unreadable(place, error)
