"""What a WARC holds, read by another program's reader: captures with their payloads, revisits looked up."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from fetch_servers.wiki import Archived


@dataclass
class Contents:
    """`payloads` by (address, date); `kinds` counts records; `records` are (kind, WARC headers, HTTP headers, payload)."""

    payloads: dict[tuple[str, str], bytes] = field(default_factory=dict)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    records: list[tuple[str, dict[str, str], dict[str, str], bytes]] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[tuple[dict[str, str], dict[str, str], bytes]]:
        return [record[1:] for record in self.records if record[0] == kind]


def read_warc(path: Path) -> Contents:
    contents = Contents()
    by_id: dict[str, bytes] = {}
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            payload: bytes = record.raw_stream.read()
            own = dict(record.rec_headers.headers)
            http: dict[str, Any] = dict(record.http_headers.headers) if record.http_headers else {}
            contents.kinds[record.rec_type] += 1
            contents.records.append((record.rec_type, own, http, payload))
            key = (own.get("WARC-Target-URI", ""), own["WARC-Date"])
            if record.rec_type == "response":
                by_id[own["WARC-Record-ID"]] = payload
                contents.payloads[key] = payload
                contents.times[key] += 1
            elif record.rec_type == "revisit":
                contents.payloads[key] = by_id[own["WARC-Refers-To"]]
                contents.times[key] += 1
    return contents


def assert_holds_exactly(path: Path, captures: list[Archived]) -> None:
    """Each capture byte for byte, once, and nothing else; and the file is sound."""
    contents = read_warc(path)
    assert contents.payloads == {(one.url, one.date): one.payload for one in captures}
    assert set(contents.times.values()) <= {1}
    assert_sound(path)


def assert_sound(path: Path) -> None:
    """`warcio check`: every record whole, every digest right."""
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
