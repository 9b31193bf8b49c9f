"""Written files -> the withheld names that stand in them, also where they are packed, in Parquet, or in a database's pages."""

import codecs
import gzip
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from wetpaint_import.people import WITHHELD, People

# Read at a time, in bytes; what is looked at overlaps by so many characters, so that no name is cut in two.
_PIECE = 1 << 20
_OVERLAP = 1 << 12
# Bytes that are no text spell short names by chance: in those, shorter ones are not looked for.
_BY_CHANCE = 4
# Spaces as JSON and Fossil write them, and Markdown's signs (`jane\_d`), but no backslash that stands for itself.
_ESCAPED = re.compile(r"\\(?:\\|[bfnrst]|u[0-9a-fA-F]{4}|([^\w\s]|_))")
# Stands for the text that goes on: no name ends or begins there.
_GOES_ON = "x"
_SQLITE = b"SQLite format 3\x00"
# `zipfile` raises the last two for members that are encrypted, or packed in a way that it does not know.
_UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def leaked(
    folder: Path, people: People, own_words: str = "", packed_texts: Callable[[Path], Iterable[str]] = lambda _: ()
) -> list[tuple[str, str]]:
    """File (relative to `folder`) and withheld name, for each name found in a file or in a file's own name.

    Names that are words of the format itself (`own_words`) stand in every export, so they are not looked for. `packed_texts` are
    those of a file in forms that are not known here.
    """
    if not people.withheld:
        return []
    found: set[tuple[str, str]] = set()
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        found.update((name, leak) for leak in people.leaks(name))
        if file.is_file():
            for text, is_text in _texts(file):
                found.update((name, leak) for leak in _leaks(text, people) if is_text or len(leak) >= _BY_CHANCE)
            found.update((name, leak) for text in packed_texts(file) for leak in people.leaks(text))
    own = {word.casefold() for word in people.leaks(f"{own_words} {WITHHELD}")}
    # Names of digits alone are also counts, ids and times, of which every export is full.
    return sorted((file, leak) for file, leak in found if leak.casefold() not in own and not leak.isdecimal())


def _leaks(text: str, people: People) -> list[str]:
    r"""Also the names that an escape hides: in `\njane` of JSON the name would seem to begin with an n."""
    found = people.leaks(text)
    return found + people.leaks(_ESCAPED.sub(_unescaped, text)) if "\\" in text else found


def _unescaped(escape: re.Match[str]) -> str:
    return escape[0] if escape[0] == "\\\\" else escape[1] or " "


def _texts(file: Path) -> Iterator[tuple[str, bool]]:
    """A file's bytes as text, and those of what is packed in it; False: they are no text. What is damaged ends early."""
    with file.open("rb") as raw:
        head = raw.read(len(_SQLITE))
        raw.seek(0)
        if head.startswith(b"PAR1"):
            # Only here: the library is large, and one target uses it.
            from wetpaint_import.export.parquet.texts import read_texts  # noqa: PLC0415

            yield from ((text, True) for text in read_texts(file))
        elif head == _SQLITE:
            yield from _of_database(file)
        elif zipfile.is_zipfile(raw):
            with suppress(*_UNREADABLE), zipfile.ZipFile(raw) as archive:
                for member in archive.infolist():
                    yield member.filename, True
                    with archive.open(member) as packed:
                        yield from _unpacked(packed)
        else:
            yield from _unpacked(raw)


def _of_database(file: Path) -> Iterator[tuple[str, bool]]:
    """All values of an SQLite database; those that are packed (Fossil's: four bytes of size, then zlib) unpacked."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
        conn.text_factory = bytes
        tables = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (name,) in tables:
            quoted = name.decode("utf-8", "replace").replace('"', '""')
            with suppress(sqlite3.Error):
                for row in conn.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608  (its own name)
                    for value in row:
                        if isinstance(value, bytes):
                            yield _value(value).decode("utf-8", "replace"), True


def _value(value: bytes) -> bytes:
    try:
        return zlib.decompress(value[4:]) if value[4:5] == b"\x78" else value
    except zlib.error:
        return value


def _unpacked(raw: IO[bytes]) -> Iterator[tuple[str, bool]]:
    head = raw.read(2)
    raw.seek(0)
    with suppress(*_UNREADABLE):
        if head == b"\x1f\x8b":
            with gzip.open(raw) as packed:
                yield from _pieces(packed)
        else:
            yield from _pieces(raw)


def _pieces(stream: IO[bytes] | gzip.GzipFile) -> Iterator[tuple[str, bool]]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    before = ""
    while piece := stream.read(_PIECE):
        text = before + decoder.decode(piece)
        is_text = "\ufffd" not in text and "\x00" not in text
        yield text + _GOES_ON, is_text
        if not is_text:
            # Pages of those years are often in it.
            yield before + piece.decode("cp1252", "replace") + _GOES_ON, "\x00" not in text
        before = text if len(text) <= _OVERLAP else _GOES_ON + text[-_OVERLAP:]
    yield before + decoder.decode(b"", final=True), "\x00" not in before
