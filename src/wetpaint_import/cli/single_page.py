"""One saved file -> its capture, for commands that look at a single page."""

from datetime import datetime
from pathlib import Path

from wetpaint_import.errors import SourceError
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, NotAPage, iter_captures


def read_single(file: Path, *, url: str | None, captured_at: datetime | None) -> Capture:
    """The first page in `file`; what no page is known to look like is given as it is, so that the parser says why."""
    for found in iter_captures([file], Limits(), url=url, captured_at=captured_at):
        if isinstance(found, Capture):
            return found
        if isinstance(found, NotAPage):
            break
        raise SourceError(found.place, found.message, code=found.code)
    return Capture(payload=file.read_bytes()[: Limits().max_page_size], source="file", place=str(file))
