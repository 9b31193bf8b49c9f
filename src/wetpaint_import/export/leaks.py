"""Written files -> the withheld names that stand in them, also where they are packed or in a database's pages."""

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

from wetpaint_import.people import People

# Read at a time; pieces overlap, so that no name is cut in two.
_PIECE = 1 << 20
_OVERLAP = 1 << 12


def leaked(folder: Path, people: People) -> list[tuple[str, str]]:
    """File (relative to `folder`) and withheld name, for each name found in a file or in a file's own name."""
    if not people.withheld:
        return []
    found: set[tuple[str, str]] = set()
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        found.update((name, leak) for leak in people.leaks(name))
        if file.is_file():
            for text in _texts(file):
                found.update((name, leak) for leak in people.leaks(text))
    return sorted(found)


def _texts(file: Path) -> Iterator[str]:
    """A file's bytes as text, and those of what is packed in it."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                yield member.filename
                packed = archive.read(member)
                yield _decoded(gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed)
        return
    with file.open("rb") as raw:
        head = raw.read(2)
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if head == b"\x1f\x8b" else raw
        before = b""
        while piece := stream.read(_PIECE):
            yield _decoded(before + piece)
            before = piece[-_OVERLAP:]


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")
