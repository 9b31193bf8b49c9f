"""A member's name in an archive -> its parts, below the archive's own folder."""

import re

from wetpaint_import.sources.hosts import is_host
from wetpaint_import.sources.names import Name

_ARCHIVE = re.compile(r"\.(?:zip|wacz|tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz))$", re.IGNORECASE)


def member_name(archive: Name, path: str) -> Name:
    """Absolute and climbing names are only names here: what climbs is left out of them, and nothing is ever written."""
    if "/" not in path:
        path = path.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    folders = archive.folders
    stem = _ARCHIVE.sub("", archive.base)
    if is_host(stem):
        # A host's folder, packed from within, is named only by the archive.
        folders = (*folders, stem)
    if not parts:
        return Name(folders, "", len(folders))
    return Name((*folders, *parts[:-1]), parts[-1], len(archive.folders))
