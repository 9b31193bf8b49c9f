"""Files, folders, archives, WARC -> captures: every way in which pages were saved, read as a stream."""

from wetpaint_import.sources.captures import iter_captures
from wetpaint_import.sources.found import Found, Limits, NotAPage, Skipped

__all__ = ["Found", "Limits", "NotAPage", "Skipped", "iter_captures"]
