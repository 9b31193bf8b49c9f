"""Rules -> the names and lines of all files."""

import csv
import io
from collections.abc import Iterator

from wetpaint_import.export.redirects import apache, caddy, netlify, nginx
from wetpaint_import.export.redirects.rules import Rules
from wetpaint_import.export.redirects.urls import host_of

CSV = "redirects.csv"


def all_files(rules: Rules, base: str) -> Iterator[tuple[str, Iterator[str]]]:
    base_host = host_of(base)
    yield nginx.MAPS, nginx.maps(rules)
    yield nginx.SERVER, nginx.server(rules, base_host)
    yield apache.CONFIGURATION, apache.configuration()
    yield apache.HOSTS, apache.hosts(rules)
    yield apache.THREADS, apache.threads(rules)
    yield apache.PAGES, apache.pages(rules)
    yield caddy.FILE_NAME, caddy.caddyfile(rules, base_host)
    yield netlify.FILE_NAME, netlify.redirects(rules)
    yield CSV, _csv(rules)


def _csv(rules: Rules) -> Iterator[str]:
    yield "old_url,new_url,status,kind,id"
    for known in rules.known:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow((known.old, known.new, 301, known.kind, known.id))
        yield line.getvalue()
