"""Finished redirect files -> the lines that are not as the other export's map says."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.redirects.files import all_files
from wetpaint_import.export.redirects.urls import read_base
from wetpaint_import.export.redirects.writing import read_rules
from wetpaint_import.export.target import Difference


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    base = read_base(settings.get("base", ""))
    rules = read_rules(settings, base)
    return [difference for name, lines in all_files(rules, base) for difference in _compared(folder, name, lines)]


def _compared(folder: Path, name: str, lines: Iterator[str]) -> Iterator[Difference]:
    if not (folder / name).is_file():
        yield Difference(name, "a file", "nothing")
        return
    found = (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()
    for number, (wanted, there) in enumerate(zip_longest(lines, found), start=1):
        if wanted != there:
            yield Difference(f"{name}, line {number}", str(wanted), str(there))
