"""WARC records that are read -> the database, and back for revisits whose original came in an earlier load."""

from operator import itemgetter

from wetpaint_import.db.connection import writing
from wetpaint_import.db.originals import OriginalRow, find_original, is_no_page, save_originals
from wetpaint_import.db.sqlite_library import Database
from wetpaint_import.sources import KeptRecord

# Keys that wait for their transaction (about 200 bytes each): they lie anywhere in their table, so that few at once are dear.
_MOST_WAITING = 20_000


class LoadedOriginals:
    """The `Archive` of `iter_captures`. `save` belongs in the transaction that writes the pages."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._met: tuple[tuple[int, ...], KeptRecord] | None = None
        self._waiting: dict[int, OriginalRow] = {}

    def remember(self, keys: tuple[int, ...], record: KeptRecord) -> None:
        if record.is_page:
            self._met = keys, record
            return
        for key in keys:
            self._waiting.setdefault(key, (key, None, None, False))
        self._save_if_many()

    def confirm(self, payload: bytes, digest: str) -> None:
        """The page that was met last was given out as a capture: a damaged record may name a page, and be none."""
        if self._met is None or self._met[1].payload is not payload:
            return
        (keys, record), self._met = self._met, None
        for key in keys:
            if key not in self._waiting or self._waiting[key][1] is None:
                self._waiting[key] = (key, digest, record.content_type, record.is_cut)
        self._save_if_many()

    def _save_if_many(self) -> None:
        if len(self._waiting) >= _MOST_WAITING:
            with writing(self._db):
                self.save()

    def save(self) -> None:
        save_originals(self._db.conn, sorted(self._waiting.values(), key=itemgetter(0)))
        self._waiting.clear()

    def find(self, keys: tuple[int, ...]) -> KeptRecord | None:
        page = find_original(self._db.conn, keys)
        if page is None:
            return KeptRecord(is_page=False) if is_no_page(self._db.conn, keys) else None
        return KeptRecord(
            is_page=True,
            payload=page.payload,
            content_type=page.content_type,
            is_cut=page.is_cut,
            places=page.places,
            refusal=page.refusal,
        )
