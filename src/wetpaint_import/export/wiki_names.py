"""Wikis -> names that do for files, mail lists and domains: lower case letters, digits, dots and hyphens, each only once."""

import re

from wetpaint_import.archive import Archive, ArchivedThread
from wetpaint_import.export.unique_names import UniqueNames

# The label of a host name may have 63 characters; a name stays short enough for file names and Message-IDs.
_MOST = 60
_NO_WIKI = 0
_UNKNOWN = "unknown-wiki"


class WikiNames:
    """A name for each wiki of the archive, made of its host; it is the same whatever part of the archive is exported."""

    def __init__(self, archive: Archive) -> None:
        self._names = UniqueNames(_legal, distinct="{}-{}".format)
        self._names.give(_NO_WIKI, _UNKNOWN)
        for wiki in archive.wikis.values():
            self._names.give(wiki.id, wiki.host)
        self._titles = {wiki.id: wiki.name or wiki.host for wiki in archive.wikis.values()}

    def name(self, thread: ArchivedThread) -> str:
        """Threads whose wiki no page tells share the name `unknown-wiki`."""
        return self._names.give(thread.wiki.id, thread.wiki.host) if thread.wiki else self._names.give(_NO_WIKI, _UNKNOWN)

    def title(self, thread: ArchivedThread) -> str:
        """The wiki's own name, else its host."""
        return self._titles[thread.wiki.id] if thread.wiki else "Wiki not known"


def _legal(host: str) -> str:
    return (
        re.sub(r"[^a-z0-9]*\.[^a-z0-9]*", ".", re.sub(r"[^a-z0-9.]+", "-", host.lower())).strip(".-")[:_MOST].strip(".-") or "wiki"
    )
