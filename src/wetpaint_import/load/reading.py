"""A capture -> what the writer needs of it; runs in the worker processes and knows no database."""

import hashlib
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from wetpaint_import.db.captures import ReadPage
from wetpaint_import.db.codec import pack, pack_view
from wetpaint_import.db.loaded_captures import NEVER_KEPT
from wetpaint_import.model import Capture, Problem, State
from wetpaint_import.parse import PARSER_VERSION, Options, parse


def digest_of(payload: bytes) -> str:
    """SHA-256, hex: the name of a page's bytes."""
    return hashlib.sha256(payload).hexdigest()


def read_page(capture: Capture, digest: str, time_zone: str | None, *, keep_raw: bool) -> ReadPage:
    """Parses a capture and packs its bytes."""
    view = parse(capture, Options(default_zone=_zone(time_zone)))
    is_kept = keep_raw and not (view.state is State.QUARANTINED and not _codes(view.problems).isdisjoint(NEVER_KEPT))
    return ReadPage(
        capture=replace(capture, payload=b""),
        digest=digest,
        byte_count=len(capture.payload),
        packed=pack(capture.payload) if is_kept else None,
        view=view,
        packed_views=tuple(pack_view(thread) for thread in view.threads),
        time_zone=time_zone,
        parser_version=PARSER_VERSION,
    )


def _codes(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.code for problem in problems}


@lru_cache(maxsize=8)
def _zone(name: str | None) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None
