"""A finished package -> where it is not as the database says: its own digests, then record by record."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from wetpaint_import.archive import Archive
from wetpaint_import.export.target import Difference
from wetpaint_import.export.wacz.kept_pages import KeptPage, kept_pages
from wetpaint_import.export.wacz.writing import FILE_NAME, WARC_PATH

_BROKEN = (zipfile.BadZipFile, zlib.error, ArchiveLoadFailed, EOFError, OSError, ValueError, KeyError, TypeError)
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is compared of a record."""

    url: str | None
    date: str | None
    content_type: str | None
    sha256: str


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    differences: list[Difference] = []
    found: dict[str, _Facts] = {}
    try:
        with zipfile.ZipFile(folder / FILE_NAME) as package:
            differences += _of_package(package)
            with package.open(WARC_PATH) as stream:
                found.update(_records(stream))
    except _BROKEN as error:
        differences.append(Difference(FILE_NAME, "a whole package", f"damage ({error}); the rest was not compared"))
        return differences
    for page in kept_pages(archive):
        if isinstance(page, KeptPage):
            differences += _of_page(page, found.pop(page.record_id, None))
    return differences + [Difference(f"page {facts.url} of {facts.date}", "no such page", "a record") for facts in found.values()]


def _of_package(package: zipfile.ZipFile) -> Iterator[Difference]:
    """Members against the digests that the package itself names."""
    for entry in json.loads(package.read("datapackage.json"))["resources"]:
        with package.open(entry["path"]) as stream:
            digest: Any = hashlib.sha256()
            while piece := stream.read(_PIECE):
                digest.update(piece)
        if f"sha256:{digest.hexdigest()}" != entry["hash"]:
            yield Difference(f"{FILE_NAME}, {entry['path']}", entry["hash"], f"sha256:{digest.hexdigest()}")


def _records(stream: Any) -> Iterator[tuple[str, _Facts]]:  # noqa: ANN401  (a file that zipfile opened)
    for record in ArchiveIterator(stream):
        if record.rec_type in ("resource", "conversion"):
            head = record.rec_headers
            digest = hashlib.sha256(record.content_stream().read()).hexdigest()
            facts = _Facts(head["WARC-Target-URI"], head["WARC-Date"], head["Content-Type"], digest)
            yield str(head["WARC-Record-ID"]).strip("<>"), facts


def _of_page(page: KeptPage, found: _Facts | None) -> Iterator[Difference]:
    what = f"capture {page.capture_id}"
    if found is None:
        yield Difference(what, f"{page.url} of {page.date}", "no such record")
        return
    for name, ours, theirs in (
        ("address", page.url, found.url),
        ("time", page.date, found.date),
        ("type", page.content_type, found.content_type),
        ("digest of its bytes", page.sha256, found.sha256),
    ):
        if ours != theirs:
            yield Difference(f"{what}, {name}", str(ours), str(theirs))
