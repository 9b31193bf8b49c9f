"""A content -> what is found in it: a page, or whatever its archive, packing or WARC records hold."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wetpaint_import.model import Capture, Problem
from wetpaint_import.sources.content import Content
from wetpaint_import.sources.forward import BudgetError, Forward
from wetpaint_import.sources.found import Found, Limits, NotAPage, RefusedError, Skipped, too_large
from wetpaint_import.sources.kinds import HEAD_SIZE, Kind, Verdict, classify
from wetpaint_import.sources.media import is_furniture, media_type_of
from wetpaint_import.sources.mhtml import read_mhtml
from wetpaint_import.sources.names import Name, read_name
from wetpaint_import.sources.originals import Originals
from wetpaint_import.sources.revisits import Revisits
from wetpaint_import.sources.settle import Origin, settle
from wetpaint_import.sources.tars import iter_tar
from wetpaint_import.sources.unpack import CutError, Unpacked
from wetpaint_import.sources.warc_pages import WarcPages
from wetpaint_import.sources.warc_records import iter_warc
from wetpaint_import.sources.zips import iter_zip

# An archive, and one more inside it.
_DEEPEST = 2
# `page.html.gz` has one layer, `pages.tar.gz` one; more than two are no accident.
_MOST_LAYERS = 2
_PACKINGS = (Kind.GZIP, Kind.BZIP2, Kind.XZ)
_PACKED_NAME = re.compile(r"\.(?:gz|bz2|xz)$", re.IGNORECASE)
# A page that says itself where it was saved from says it better than a file's name, which has lost letters and queries.
_MARKS_OF_OWN_WORDS = (b"saved from url", b"by HTTrack", b"with SingleFile")
_OWN_WORDS = re.compile(rb"saved from url=\(\d{4}\)https?://|Mirrored from \S+ by HTTrack|Page saved with SingleFile")
_WHERE_OWN_WORDS_STAND = 8192
_CUT = "the packed file is cut or damaged; only what could be unpacked is read. Look for a whole copy"
_NESTED = "an archive inside an archive inside an archive; unpack the outer one and load the folder"
_LAYERED = "packed several times over; unpack it and load the result"
_CLOSED = "packed in a way that is not read here; unpack it (an ARC file: `warcio recompress`) and load the result"
_NO_PAGE_IN_MHTML = "MHTML without a readable page in it; save the page again, or look for another copy"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run shares over all its inputs."""

    limits: Limits
    originals: Originals
    revisits: Revisits


def read_content(content: Content, run: Run) -> Iterator[Found]:
    """Never raises for bad content, but for `BudgetError`, which ends the whole input."""
    try:
        yield from _read(content, run)
    except BudgetError:
        raise
    except RefusedError as refused:
        yield refused.as_skipped()
    except (OSError, EOFError) as error:
        yield unreadable(content.place, error)


def unreadable(place: str, error: OSError | EOFError) -> Skipped:
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    if isinstance(error, FileNotFoundError):
        advice = "it vanished while the run went on; load it again"
    elif isinstance(error, PermissionError):
        advice = "allow reading it and load it again"
    else:
        advice = "look for another copy"
    return Skipped(place=place, code="unreadable", message=f"cannot be read ({what}); {advice}")


def _read(content: Content, run: Run) -> Iterator[Found]:
    base = content.name.base
    if content.is_companion or is_furniture(content.name.folders, base):
        yield NotAPage(place=content.place, media_type=media_type_of(base))
        return
    head = content.stream.peek(HEAD_SIZE)
    verdict = classify(base, head, in_thread="thread" in content.name.folders)
    match verdict.kind:
        case Kind.PAGE:
            yield _page(content, verdict, run.limits)
        case Kind.NOT_A_PAGE:
            yield NotAPage(place=content.place, media_type=verdict.media_type)
        case Kind.MHTML:
            yield _mhtml(content, run.limits)
        case Kind.CLOSED:
            yield Skipped(place=content.place, code="unreadable", message=_CLOSED)
        case Kind.WARC:
            yield from _warc(content, run)
        case Kind.ZIP | Kind.TAR:
            yield from _archive(content, verdict.kind, run)
        case _:
            yield from _packed(content, verdict.kind, head, run)


def _archive(content: Content, kind: Kind, run: Run) -> Iterator[Found]:
    if content.depth >= _DEEPEST:
        raise RefusedError(content.place, _NESTED)
    members = iter_zip(content, run.limits) if kind is Kind.ZIP else iter_tar(content)
    for member in members:
        if isinstance(member, Skipped):
            yield member
        else:
            yield from read_content(member, run)


def _packed(content: Content, kind: Kind, head: bytes, run: Run) -> Iterator[Found]:
    if kind is Kind.GZIP and _holds_warc(content.name.base, head):
        yield from _warc(content, run)
        return
    if content.layers >= _MOST_LAYERS:
        raise RefusedError(content.place, _LAYERED)
    base = content.name.base
    inner = re.sub(r"\.t(?:gz|bz2?|xz)$", ".tar", _PACKED_NAME.sub("", base), flags=re.IGNORECASE)
    name = replace(content.name, base=inner)
    stream = Forward(Unpacked(kind, content.stream), content.budget.charge)
    yield from _read(replace(content, name=name, stream=stream, openable=None, size=None, layers=content.layers + 1), run)


def _holds_warc(base: str, head: bytes) -> bool:
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(head, HEAD_SIZE)
    except zlib.error:
        unpacked = b""
    return classify(base, unpacked).kind is Kind.WARC


def _warc(content: Content, run: Run) -> Iterator[Found]:
    openable = content.opened(run.limits.max_held)
    pages = WarcPages(content, openable, run.limits, run.originals, run.revisits)
    try:
        if openable is None:
            yield from iter_warc(content.stream, pages.interpret, content.place, run.limits)
        else:
            with openable.open() as stream:
                yield from iter_warc(stream, pages.interpret, content.place, run.limits)
        yield from run.revisits.end_file()
    finally:
        run.originals.end_file()


def _page(content: Content, verdict: Verdict, limits: Limits) -> Found:
    payload = content.stream.read_large(limits.max_page_size + 1)
    if len(payload) > limits.max_page_size:
        return too_large(content.place, limits)
    problems: tuple[Problem, ...] = ()
    try:
        content.stream.peek(1)
    except CutError:
        problems = (Problem(code="truncated", message=_CUT),)
    origin = _origin_by_name(content.name, payload)
    return _capture(content, payload, origin, verdict.media_type, None, problems)


def _mhtml(content: Content, limits: Limits) -> Found:
    data = content.stream.read_large(limits.max_page_size + 1)
    if len(data) > limits.max_page_size:
        return too_large(content.place, limits)
    saved = read_mhtml(data)
    if saved is None:
        raise RefusedError(content.place, _NO_PAGE_IN_MHTML)
    origin, by_name = saved.origin, _origin_by_name(content.name, saved.payload)
    if origin.url is None:
        origin = replace(origin, url=by_name.url, url_basis=by_name.url_basis)
    if origin.captured_at is None:
        origin = replace(origin, captured_at=by_name.captured_at, captured_at_basis=by_name.captured_at_basis)
    return _capture(replace(content, source=content.source or "mhtml"), saved.payload, origin, saved.media_type, saved.charset, ())


def _origin_by_name(name: Name, payload: bytes) -> Origin:
    facts = read_name(name)
    head = payload[:_WHERE_OWN_WORDS_STAND]
    if any(mark in head for mark in _MARKS_OF_OWN_WORDS) and _OWN_WORDS.search(head):
        return Origin(None, None, facts.captured_at, facts.captured_at_basis)
    return settle(facts.url, "file-name", facts.captured_at, facts.captured_at_basis)


def _capture(
    content: Content, payload: bytes, origin: Origin, media_type: str | None, charset: str | None, problems: tuple[Problem, ...]
) -> Capture:
    return Capture(
        payload=payload,
        source=content.source or "file",
        place=content.place,
        url=origin.url,
        url_basis=origin.url_basis,
        captured_at=origin.captured_at,
        captured_at_basis=origin.captured_at_basis,
        media_type=media_type,
        charset=charset,
        problems=problems,
    )
