"""Web archive or live site -> WARC; the only package that opens a socket to elsewhere."""

from wetpaint_import.fetch.options import FetchOptions, asked_in, date_digits
from wetpaint_import.fetch.report import Progress, Report, Watcher, duration, megabytes
from wetpaint_import.fetch.run import INTERRUPTED, fetch
from wetpaint_import.fetch.selection import Captures

__all__ = [
    "INTERRUPTED",
    "Captures",
    "FetchOptions",
    "Progress",
    "Report",
    "Watcher",
    "asked_in",
    "date_digits",
    "duration",
    "fetch",
    "megabytes",
]
