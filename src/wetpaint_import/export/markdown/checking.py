"""A finished export -> where its files are not as the database says: front matter name by name, then post by post."""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.markdown.front_matter import read_front_matter
from wetpaint_import.export.markdown.writing import iter_files
from wetpaint_import.export.target import Difference

_MARKER = re.compile(r'^(?=<a id="post-\d+"></a>$)', re.MULTILINE)
# Characters of a text that a difference shows.
_SHOWN = 80


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    differences: list[Difference] = []
    wanted = set()
    for path, expected, thread in iter_files(archive):
        wanted.add(path)
        file = folder / path
        found = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else None
        if found is None:
            differences.append(Difference(f"file {path}", "a file", "no such file"))
        elif found != expected:
            differences += _of_thread(path, expected, found) if thread else _of_text(path, expected, found)
    there = (str(file.relative_to(folder)) for file in sorted(folder.rglob("*.md")))
    return differences + [Difference(f"file {path}", "no such file", "a file") for path in there if path not in wanted]


def _of_thread(path: str, expected: str, found: str) -> Iterator[Difference]:
    values, text = read_front_matter(expected)
    try:
        found_values, found_text = read_front_matter(found)
    except (ValueError, KeyError, AttributeError):
        yield Difference(f"{path}, front matter", "as this program writes it", "something else")
        return
    for name in dict.fromkeys([*values, *found_values]):
        if values.get(name) != found_values.get(name):
            yield Difference(f"{path}, {name}", _shown(values.get(name)), _shown(found_values.get(name)))
    yield from _of_text(path, text, found_text)


def _of_text(path: str, expected: str, found: str) -> Iterator[Difference]:
    """The pieces that begin with a post's marker, by their order."""
    for number, (ours, theirs) in enumerate(zip_longest(_MARKER.split(expected), _MARKER.split(found))):
        if ours != theirs:
            yield Difference(f"{path}, text {number}", _first_other(ours, theirs), _first_other(theirs, ours))


def _first_other(text: str | None, other: str | None) -> str:
    """The first line that is not the same."""
    if text is None:
        return "nothing"
    for line, its in zip_longest(text.split("\n"), (other or "").split("\n")):
        if line != its:
            return _shown(line)
    return "the same"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
