"""A file's path -> the address it was saved from and the time of the capture, as mirroring programs write them into names.

Forms read, each from the program's own source: wget (`HOST/path?query`, `@` for `?` on Windows, `.html` added by -E, `.1` copies),
HTTrack (`HOST/path.html`, hash for the query), Wayback downloaders (`websites/HOST/[TIMESTAMP/]path[/index.html]`), waybackpack
(`TIMESTAMP/HOST/path`), wget of the Wayback Machine itself (`web.archive.org/web/TIMESTAMP/http:/HOST/path`).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote

from wetpaint_import.page.self_description import timestamp_hint
from wetpaint_import.sources.hosts import is_host
from wetpaint_import.sources.query_hashes import without_hash


@dataclass(frozen=True, slots=True)
class Name:
    """A file's path in parts. `folders` may begin above the tree that was given; those below `tree` (an index) belong to it."""

    folders: tuple[str, ...]
    base: str
    tree: int


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a name tells; the address has no `_basis` of its own: it is always `file-name`."""

    url: str | None
    captured_at: datetime | None
    captured_at_basis: str | None


@dataclass(frozen=True, slots=True)
class _Located:
    """Where in the folders the address begins. `origin` is scheme and host; None: no host is known."""

    origin: str | None
    path: tuple[str, ...]
    captured_at: datetime | None


# What the platform's addresses begin with (docs/evidence.md §1); no other folder of a mirror is an address for certain.
ROOTS = frozenset({"thread", "page", "forum", "account", "photo", "video"})
_INDEX = re.compile(r"(?:index|default)\.html?", re.IGNORECASE)
_HTML = re.compile(r"(?<=.)\.(?:x?html?|mht(?:ml)?)$", re.IGNORECASE)
# wget's copies; a number after a digit is more likely part of a title ("version 2.1").
_COPY = re.compile(r"(?:(?<=\.html)|(?<=\.htm)|(?<=[^\d.]))\.(?:\d{1,3}|orig)$", re.IGNORECASE)
_COPY_OF_QUERY = re.compile(r"(?:\.html?|\.orig|\.\d{1,3})+$", re.IGNORECASE)
_QUERY = re.compile(r"(.*?)(?:\?|%3F|@)([A-Za-z_]\w*(?:=|%3D).*)", re.IGNORECASE | re.DOTALL)
_TIMESTAMP = re.compile(r"(\d{14})(?:[a-z]{2}_)?")
_TIMESTAMP_IN_NAME = re.compile(r"(?<!\d)(\d{14})(?!\d)")
_SCHEME = re.compile(r"(https?)(?::|_|%3A)?", re.IGNORECASE)
# Characters that stand for themselves in a path; `+` is the platform's space. A `%` that begins an escape is kept by `_quoted`.
_PLAIN = "+,!'()*;=@:&$~"


def read_name(name: Name) -> NameFacts:
    """What `name` says; never fails, and says nothing of which it cannot be sure."""
    located = _locate(name.folders, name.tree)
    captured_at, basis = located.captured_at, "folder-name"
    if captured_at is None and (match := _TIMESTAMP_IN_NAME.search(name.base)):
        captured_at, basis = timestamp_hint(match[1]), "file-name"
    url = None if located.origin is None else located.origin + _path_and_query(located.path, name.base)
    return NameFacts(url, captured_at, basis if captured_at else None)


@lru_cache(maxsize=256)
def _locate(folders: tuple[str, ...], tree: int) -> _Located:
    hosts = [index for index, folder in enumerate(folders) if is_host(folder)]
    for index in reversed(hosts):
        start = _after_timestamp(folders, index + 1)
        if start < len(folders) and folders[start].lower() in ROOTS:
            return _from_host(folders, index, start)
    inside = [index for index in hosts if index >= tree]
    if inside:
        # HTTrack's project folder is often named like the host that it holds: the last of such neighbours counts.
        index = inside[0]
        while index + 1 in inside:
            index += 1
        return _from_host(folders, index, _after_timestamp(folders, index + 1))
    root = next((index for index, folder in enumerate(folders) if index >= tree and folder.lower() in ROOTS), len(folders))
    times = (_time(folders[index]) for index in range(root - 1, -1, -1) if index >= tree or index == root - 1)
    return _Located(None, (), next((time for time in times if time), None))


def _from_host(folders: tuple[str, ...], index: int, start: int) -> _Located:
    captured_at = _time(folders[start - 1]) if start > index + 1 else None
    before = index - 1
    scheme = _SCHEME.fullmatch(folders[before]) if before >= 0 else None
    if scheme:
        before -= 1
    if captured_at is None and before >= 0:
        captured_at = _time(folders[before])
    host = folders[index].lower().replace("+", ":")
    return _Located(f"{scheme[1].lower() if scheme else 'http'}://{host}", folders[start:], captured_at)


def _after_timestamp(folders: tuple[str, ...], start: int) -> int:
    return start + 1 if start < len(folders) and _time(folders[start]) else start


def _time(folder: str) -> datetime | None:
    match = _TIMESTAMP.fullmatch(folder)
    return timestamp_hint(match[1]) if match else None


def _path_and_query(folders: tuple[str, ...], base: str) -> str:
    stem, query = _split_query(base)
    is_ours = (folders[0] if folders else _HTML.sub("", stem)).lower() in ROOTS
    is_index = _INDEX.fullmatch(stem) is not None
    parts = folders if is_index else (*folders, stem)
    # The platform's own addresses end without a slash; which a downloader saw cannot be told.
    end = "/" if is_index and folders and not is_ours else ""
    if is_ours and parts:
        last = parts[-1] if is_index else _HTML.sub("", stem)
        if query is None:
            last, query = without_hash(last, is_folder=is_index)
        parts = (*parts[:-1], last)
    path = "/" + "/".join(_quoted(part) for part in parts) + end
    return path if query is None else f"{path}?{_quoted(query, '/?')}"


def _split_query(base: str) -> tuple[str, str | None]:
    """(name without marks of copies, query); a `?` that no `name=` follows belongs to a title."""
    if match := _QUERY.fullmatch(base):
        # Programs that took links as they stand in HTML wrote `&amp;` into names.
        query = _COPY_OF_QUERY.sub("", match[2]).replace("&amp;", "&")
        return match[1], unquote(query) if "%3d" in query.lower() else query
    return _COPY.sub("", base), None


def _quoted(part: str, also: str = "") -> str:
    raw = part.encode("utf-8", "surrogateescape")
    return re.sub(r"%25(?=[0-9A-Fa-f]{2})", "%", quote_from_bytes(raw, _PLAIN + also))
