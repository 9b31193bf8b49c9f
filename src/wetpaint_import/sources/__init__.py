"""Files, folders, archives, WARC -> captures: every way in which pages were saved, read as a stream."""

from wetpaint_import.sources.captures import check_paths, iter_captures
from wetpaint_import.sources.found import Found, Limits, NotAPage, Skipped
from wetpaint_import.sources.originals import KeptRecord

__all__ = ["Found", "KeptRecord", "Limits", "NotAPage", "Skipped", "check_paths", "iter_captures"]
