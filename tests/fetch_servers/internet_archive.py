"""An archive with the Internet Archive's forms: CDX as JSON arrays with a header row and resume keys, `id_` replay."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from fetch_servers.loopback import Answer, Asked
from fetch_servers.wiki import Archived

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
_REPLAY = re.compile(r"/web/(\d{14})id_/(.+)", re.DOTALL)
BLOCKED = (
    "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
)


def urlkey(url: str) -> str:
    """As the archive sorts: host reversed, no scheme, no `www.`, lower case, parameters in order."""
    parts = urlsplit(url)
    host = re.sub(r"^www\d?\.", "", parts.netloc.lower().removesuffix(":80"))
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}){parts.path.lower()}" + (f"?{query}" if query else "")


def memento_headers(capture: Archived) -> tuple[tuple[str, str], ...]:
    moment = datetime.strptime(capture.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return (
        ("Memento-Datetime", format_datetime(moment, usegmt=True)),
        ("Link", f'<{capture.url}>; rel="original", <http://archive.invalid/web/{capture.url}>; rel="timegate"'),
        ("x-archive-src", "WIDE-0001.warc.gz"),
    )


class InternetArchive:
    """Answers as the archive does; `rows` at most a query, `blocked` hosts are not shown at all."""

    def __init__(self, captures: Iterable[Archived], *, rows: int = 1000, blocked: Iterable[str] = ()) -> None:
        self.captures = sorted(captures, key=lambda one: (urlkey(one.url), one.timestamp))
        self.rows = rows
        self.blocked = frozenset(blocked)

    def __call__(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.target)
        if parts.path == "/cdx/search/cdx":
            return self.index({name: values[0] for name, values in parse_qs(parts.query).items()})
        match = _REPLAY.fullmatch(asked.target)
        return self.replay(match[1], match[2]) if match else Answer(status=404, body=b"what?")

    def index(self, query: dict[str, str]) -> Answer:
        if query["url"].split("/")[0] in self.blocked:
            return Answer(status=403, headers=(("X-Archive-Wayback-Runtime-Error", BLOCKED),), body=BLOCKED.encode())
        wanted = urlkey(f"http://{query['url']}")
        found = [one for one in self.captures if self._matches(one, wanted, query)]
        start = int(query.get("resumeKey", "0").removeprefix("after+"))
        limit = min(int(query["limit"]), self.rows)
        rows: list[list[str]] = [self._row(one) for one in found[start : start + limit]]
        table = [FIELDS, *rows] if rows else []
        if start + limit < len(found) and query.get("showResumeKey") == "true":
            table += [[], [f"after+{start + limit}"]]
        return Answer(headers=(("Content-Type", "application/json"),), body=json.dumps(table).replace("], ", "],\n").encode())

    def _matches(self, one: Archived, wanted: str, query: dict[str, str]) -> bool:
        key = urlkey(one.url)
        if not (key.startswith(wanted) if query["matchType"] == "prefix" else key == wanted):
            return False
        if "filter" in query and not re.fullmatch(query["filter"].removeprefix("original:"), one.url):
            return False
        stamp = one.timestamp
        return query.get("from", "") <= stamp and ("to" not in query or stamp[: len(query["to"])] <= query["to"])

    def _row(self, one: Archived) -> list[str]:
        is_repeat = any(
            other.url == one.url and other.digest == one.digest and other.timestamp < one.timestamp for other in self.captures
        )
        status = "-" if is_repeat else str(one.status)
        mime = "warc/revisit" if is_repeat else "text/html"
        # The archive keeps redundant ports as the crawler had them.
        original = one.url.replace(".com/", ".com:80/", 1) if int(one.timestamp) % 2 else one.url
        return [urlkey(one.url), one.timestamp, original, mime, status, one.digest, str(len(one.payload) + 300)]

    def replay(self, timestamp: str, url: str) -> Answer:
        same = [one for one in self.captures if urlkey(one.url) == urlkey(url)]
        if not same:
            error = (("X-Archive-Wayback-Runtime-Error", "org.archive.wayback.exception.ResourceNotInArchiveException: none"),)
            return Answer(status=404, headers=error, body=b"<html>Hrm. Not archived.</html>")
        nearest = min(same, key=lambda one: abs(int(one.timestamp) - int(timestamp)))
        if nearest.timestamp != timestamp:
            return Answer(status=302, headers=(("Location", f"/web/{nearest.timestamp}id_/{nearest.url}"),))
        return self.memento(nearest)

    def memento(self, capture: Archived) -> Answer:
        own = tuple((f"x-archive-orig-{name.lower()}", value) for name, value in capture.headers)
        plain = tuple(pair for pair in capture.headers if pair[0].lower() in ("content-type", "content-encoding"))
        moved = tuple(("Location", f"/web/{capture.timestamp}id_/{value}") for name, value in capture.headers if name == "Location")
        ours = (("Server", "nginx"), ("Set-Cookie", "of-the-archive=1"))
        return Answer(status=capture.status, headers=(*ours, *own, *plain, *moved, *memento_headers(capture)), body=capture.payload)
