"""What a container says of a capture's address and time -> the original's address and the time of the capture itself.

An archive's own address (`web.archive.org/web/TIMESTAMP/http://…`) names both, and then the time at which somebody fetched that
copy from the archive is not the time of the capture.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from wetpaint_import.addresses import unwrap_archived


@dataclass(frozen=True, slots=True)
class Origin:
    url: str | None = None
    url_basis: str | None = None
    captured_at: datetime | None = None
    captured_at_basis: str | None = None


def settle(url: str | None, url_basis: str, captured_at: datetime | None, captured_at_basis: str | None) -> Origin:
    # Old wget wrote the address of a WARC record in angle brackets.
    url = url.strip().removeprefix("<").removesuffix(">") if url else None
    if url is None or not re.match(r"(?:https?|ftp)://", url, re.IGNORECASE):
        return Origin(None, None, captured_at, captured_at_basis if captured_at else None)
    original, archived_at = unwrap_archived(url)
    if archived_at is not None:
        captured_at, captured_at_basis = archived_at, "archive-address"
    return Origin(original, url_basis, captured_at, captured_at_basis if captured_at else None)
