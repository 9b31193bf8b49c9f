"""A page that is loaded already, given again -> whether this load tells more of it, so that it is read again in place."""

from dataclasses import dataclass

from msgspec.structs import replace

from wetpaint_import.db.captures import ReadPage, told
from wetpaint_import.db.loaded_captures import LoadedCapture
from wetpaint_import.model import Capture
from wetpaint_import.parse import PARSER_VERSION

Preference = tuple[str, bool, str, str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What is to be read, and the zone of its times that are printed without one."""

    capture: Capture
    time_zone: str | None


def preference(capture: Capture) -> Preference:
    """Of captures with equal bytes, address and time the one with the greatest is read, in whatever order they are met.

    What is known comes before what is not, whole before cut; between two that know as much the spelling decides.
    """
    return (
        capture.charset or "",
        not capture.problems,
        capture.media_type or "",
        capture.url_basis or "",
        capture.captured_at_basis or "",
        tuple((problem.code, problem.message) for problem in capture.problems),
    )


def second_look(known: LoadedCapture, found: Capture, time_zone: str | None, *, keep_raw: bool) -> SecondLook | None:
    """None: `found`, in a load with `time_zone` (None: it tells none) and `keep_raw`, adds nothing to `known`."""
    is_better = preference(found) > preference(known.capture)
    zone = time_zone or known.time_zone
    told_url, told_at = known.capture.told_url, known.capture.told_captured_at
    if found.told_url is not None and known.lacks_url:
        told_url = found.told_url
    if found.told_captured_at is not None and known.lacks_time:
        told_at = found.told_captured_at
    is_told = (told_url, told_at) != (known.capture.told_url, known.capture.told_captured_at)
    # Where the raw page is kept, `reparse` reads it; where not, only a load can.
    is_outdated = known.parser_version < PARSER_VERSION and not known.has_raw_page
    if not (is_better or is_told or zone != known.time_zone or is_outdated or (keep_raw and known.lacks_raw_page)):
        return None
    base = found if is_better else replace(known.capture, payload=found.payload)
    return SecondLook(replace(base, told_url=told_url, told_captured_at=told_at), zone)


def replaces(known: LoadedCapture, page: ReadPage) -> bool:
    """Whether a page adds to what is known when it is written: another place, or another process, may have been faster."""
    old, new = preference(known.capture), preference(page.capture)
    told_url, told_at = told(page)
    if (
        new < old
        or (page.time_zone is None and known.time_zone is not None)
        or (page.capture.told_url is None and known.capture.told_url is not None)
        or (page.capture.told_captured_at is None and known.capture.told_captured_at is not None)
    ):
        return False
    return (
        new > old
        or (told_url, told_at) != (known.capture.told_url, known.capture.told_captured_at)
        or page.time_zone != known.time_zone
        or page.parser_version > known.parser_version
        or (page.packed is not None and known.lacks_raw_page)
    )
