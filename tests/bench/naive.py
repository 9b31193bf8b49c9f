"""The script that a user would write: WARC -> BeautifulSoup, dateparser, sqlite-utils, page by page; known class names only."""

import re
import sys
from pathlib import Path
from typing import Any

import dateparser
import sqlite_utils
from bs4 import BeautifulSoup
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

_DATES = re.compile(r"(.+?)\s*\|\s*Post edited:\s*(.+)")


def main(warc: str, database: str, limit: int) -> None:
    db = sqlite_utils.Database(database)
    # The table must be there before its index can follow it.
    columns = dict.fromkeys("id thread position subject author posted edited body".split(), str)
    db.table("posts").create({**columns, "position": int}, pk="id")
    db.table("posts").enable_fts(["subject", "body", "author"], create_triggers=True)
    with Path(warc).open("rb") as stream:
        done = 0
        for record in ArchiveIterator(stream):
            if record.rec_type == "response" and done < limit:
                url = record.rec_headers.get_header("WARC-Target-URI")
                db.table("posts").upsert_all(_posts(url, record.content_stream().read()), pk="id")
                done += 1


def _posts(url: str, page: bytes) -> list[dict[str, Any]]:
    soup = BeautifulSoup(page, "lxml")
    rows = []
    for position, row in enumerate(soup.select("#threadList > tbody > tr, #threadList > tr")):
        body, subject = row.select_one(".threadText"), row.select_one("b")
        author = row.select(".who a.WPC-action")
        stamps = next((match for div in row.select("td > div > div") if (match := _DATES.match(div.get_text()))), None)
        if body is None or subject is None or stamps is None:
            raise SystemExit(f"{url}: the naive script cannot read this page")
        posted, edited = dateparser.parse(stamps[1]), dateparser.parse(stamps[2])
        rows.append(
            {
                "id": f"{url}#{position}",
                "thread": url,
                "position": position,
                "subject": subject.get_text(),
                "author": author[-1].get_text() if author else None,
                "posted": posted.isoformat() if posted else None,
                "edited": edited.isoformat() if edited else None,
                "body": body.get_text("\n"),
            }
        )
    return rows


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
