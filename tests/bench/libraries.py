"""A WARC file and the finished archive of it -> milliseconds a page that the libraries alone take for such a load.

Nothing is read of the pages and nothing decided: record reader, SHA-256, DOM, compression, ready rows into SQLite, search index.
No loader that keeps the same archive can be faster with these libraries, in whatever language it is written.
"""

import hashlib
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecordType
from selectolax.lexbor import LexborHTMLParser

from wetpaint_import.db.connection import create_or_open

_PAGES_A_BATCH = 100
# Small tables, and those that SQLite keeps for the search index itself.
_NOT_COPIED = ("sqlite_", "_sqlite", "posts_fts", "settings")


def main(warc: str, archive: str, copy: str) -> None:
    with closing(sqlite3.connect(archive)) as source:
        names = [row[0] for row in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in names if not name.startswith(_NOT_COPIED)}  # noqa: S608
    pages = len(tables["captures"])
    db = create_or_open(Path(copy))
    # The order of tables is not that of their keys.
    db.conn.execute("PRAGMA foreign_keys = OFF")
    began = time.process_time()
    _libraries_on_pages(warc)
    for batch in range(0, pages, _PAGES_A_BATCH):
        with db.atomic():
            for name, rows in tables.items():
                share = rows[len(rows) * batch // pages : len(rows) * min(batch + _PAGES_A_BATCH, pages) // pages]
                if share:
                    db.conn.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(share[0]))})", share)  # noqa: S608
    with db.atomic():
        db.conn.execute("INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')")
    db.conn.close()
    sys.stdout.write(f"{(time.process_time() - began) / pages * 1000}\n")


def _libraries_on_pages(warc: str) -> None:
    compressor = zstandard.ZstdCompressor(level=3)
    with Path(warc).open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
            page = record.reader.read()
            hashlib.sha256(page).hexdigest()
            LexborHTMLParser(page)
            compressor.compress(page)


if __name__ == "__main__":
    main(*sys.argv[1:4])
