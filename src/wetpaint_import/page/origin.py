"""What container, page and user say of a capture -> its address and time, and who said so.

The container comes first, then what the page says of itself. The user's word is for pages of which neither says anything: it is
mostly told of many pages at once.
"""

from dataclasses import dataclass
from datetime import datetime

from wetpaint_import.addresses import unwrap_archived
from wetpaint_import.model import Capture
from wetpaint_import.page.self_description import SelfDescription

TOLD = "given"


@dataclass(frozen=True, slots=True)
class Origin:
    """`url` is the original site's; a basis is None where its value is."""

    url: str | None
    url_basis: str | None
    captured_at: datetime | None
    captured_at_basis: str | None


def settle_origin(capture: Capture, own: SelfDescription) -> Origin:
    """The address of an archive (`/web/TIMESTAMP/…`), whoever gives it, also tells the time where nothing better does."""
    named = ((capture.url, capture.url_basis), (own.url, own.url_basis), (capture.told_url, TOLD))
    address, url_basis = next(((url, basis) for url, basis in named if url is not None), (None, None))
    url, archived = unwrap_archived(address) if address is not None else (None, None)
    by_address, told = (archived, url_basis), (capture.told_captured_at, TOLD)
    timed = (
        (capture.captured_at, capture.captured_at_basis),
        (own.captured_at, own.captured_at_basis),
        *((told, by_address) if url_basis == TOLD else (by_address, told)),
    )
    captured_at, captured_at_basis = next(((at, basis) for at, basis in timed if at is not None), (None, None))
    return Origin(url, url_basis, captured_at, captured_at_basis)
