"""A server with Common Crawl's forms: the list of crawls, a paged index for each, byte ranges of WARC files."""

import io
import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from fetch_servers.internet_archive import urlkey
from fetch_servers.loopback import Answer, Asked
from fetch_servers.wiki import Archived

_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


class CommonCrawl:
    """`crawls`: captures by the crawl's name. Answers both as index and as data server; `rows` a page of the index."""

    def __init__(self, crawls: Mapping[str, Iterable[Archived]], *, rows: int = 4) -> None:
        self.rows = rows
        self.files: dict[str, bytes] = {}
        self.index: dict[str, list[dict[str, str]]] = {}
        self.address = ""
        for name, captures in crawls.items():
            self._store(name, captures)

    def _store(self, name: str, captures: Iterable[Archived]) -> None:
        filename = f"crawl-data/{name}/segments/1/warc/part-0.warc.gz"
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True)
        rows = []
        for one in captures:
            size = len(one.payload)
            start = out.tell()
            # The crawler unpacks and keeps the headers that this makes untrue under another name.
            renamed = [(f"X-Crawl-{key}" if key == "Content-Encoding" else key, value) for key, value in one.headers]
            http = StatusAndHeaders(f"{one.status} {one.reason}", [*renamed, ("Content-Length", "1")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                one.url,
                "response",
                payload=io.BytesIO(one.payload),
                length=size,
                http_headers=http,
                warc_headers_dict={"WARC-Date": one.date},
            )
            writer.write_record(record)
            row = {"urlkey": urlkey(one.url), "timestamp": one.timestamp, "url": one.url, "mime": "text/html"}
            row |= {"status": str(one.status), "digest": one.digest, "length": str(out.tell() - start)}
            rows.append(row | {"offset": str(start), "filename": filename})
        self.files[filename] = out.getvalue()
        self.index[name] = sorted(rows, key=lambda row: (row["urlkey"], row["timestamp"]))

    def __call__(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.target)
        path = parts.path.lstrip("/")
        if path == "collinfo.json":
            listed = [{"id": name, "name": name, "cdx-api": f"{self.address}/{name}-index"} for name in self.index]
            return Answer(body=json.dumps(listed).encode())
        if path.endswith("-index"):
            return self._rows(path.removesuffix("-index"), {name: values[0] for name, values in parse_qs(parts.query).items()})
        if path in self.files:
            return self._range(self.files[path], asked.headers.get("Range", ""))
        return Answer(status=404, body=b"no such key")

    def _rows(self, name: str, query: dict[str, str]) -> Answer:
        wanted = urlkey(f"http://{query['url']}")
        rows = [row for row in self.index[name] if self._matches(row, wanted, query)]
        if not rows:
            return Answer(status=404, body=json.dumps({"message": f"No Captures found for: {query['url']}"}).encode())
        if query.get("showNumPages") == "true":
            pages = -(-len(rows) // self.rows)
            return Answer(body=json.dumps({"pages": pages, "pageSize": 5, "blocks": pages}).encode())
        start = int(query["page"]) * self.rows
        return Answer(body=b"".join(json.dumps(row).encode() + b"\n" for row in rows[start : start + self.rows]))

    def _matches(self, row: dict[str, str], wanted: str, query: dict[str, str]) -> bool:
        key = row["urlkey"]
        if not (key.startswith(wanted) if query["matchType"] == "prefix" else key == wanted):
            return False
        return "filter" not in query or re.match(query["filter"].removeprefix("~url:"), row["url"]) is not None

    def _range(self, data: bytes, asked: str) -> Answer:
        match = _RANGE.fullmatch(asked)
        if match is None:
            return Answer(status=400, body=b"a range, please")
        return Answer(status=206, body=data[int(match[1]) : int(match[2]) + 1])
