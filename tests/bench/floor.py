"""The least that any loader does: WARC -> records -> DOM with the fastest parser at hand, in one process; nothing is read of it."""

import sys
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType
from selectolax.lexbor import LexborHTMLParser


def main(warc: str) -> None:
    with Path(warc).open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
            LexborHTMLParser(record.reader.read())


if __name__ == "__main__":
    main(sys.argv[1])
