"""Threads, forums and authors -> permalinks, so that old addresses and the export's own address map find them on the new forum.

Discourse knows a path and its query, no host. So `thread/12` leads somewhere only where no two wikis of the export have a thread
12; `garden.example.com/thread/12` always does, for a web server that puts the old host in front; and `archive/thread/7`, by our own
id, is what the address map names.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from wetpaint_import.addresses import read_address
from wetpaint_import.archive import ArchivedThread
from wetpaint_import.export.address_map import NewAddress, thread_moved
from wetpaint_import.export.discourse.row import Row

# The column's length.
_LONGEST: Final = 1000
# Discourse applies it to every path that it does not know: threads of accounts, photos and videos are threads, and what follows the
# id is decoration. One rule, as the importer puts rules into the order of their texts; no `|`, which would end it.
NORMALIZATION: Final = r"/(?i)^([^\/?]+\.[^\/?]+\/)?(?:[a-z]+\/[^\/?]+\/)?thread\/([0-9]+)(?:[\/.?;&].*)?$/\1thread/\2"


def new_address(thread_id: int) -> str:
    """Where the new forum finds a thread, whatever id the importer gives its topic."""
    return f"archive/thread/{thread_id}"


class Permalinks:
    """Collects what things were called; the rows come last, when it is known which paths mean one thing only."""

    def __init__(self) -> None:
        self._targets: dict[str, tuple[str, int] | None] = {}

    def add_thread(self, thread: ArchivedThread) -> NewAddress:
        moved = thread_moved(thread, new_address(thread.id))
        self._claim(moved.new, ("topic_id", thread.id))
        for address in map(read_address, moved.old):
            if address.thread_id is not None:
                path = f"thread/{address.thread_id}"
                self._claim(path, ("topic_id", thread.id))
                self._claim(f"{address.host}/{path}", ("topic_id", thread.id))
        return moved

    def add(self, url: str | None, column: str, id_: int) -> None:
        """Another thing by its old address; one without a host is left out."""
        try:
            parts = urlsplit(url or "")
        except ValueError:
            return
        path = parts.path.strip("/")
        if parts.netloc and path:
            self._claim(path, (column, id_))
            self._claim(f"{parts.netloc.lower()}/{path}", (column, id_))

    def _claim(self, url: str, target: tuple[str, int]) -> None:
        if self._targets.setdefault(url, target) != target:
            self._targets[url] = None

    def rows(self) -> Iterator[Row]:
        yield Row("permalink_normalizations", {"normalization": NORMALIZATION})
        for url, target in sorted(self._targets.items()):
            if target is not None and len(url) <= _LONGEST:
                column, id_ = target
                yield Row("permalinks", {"url": url, column: id_})
