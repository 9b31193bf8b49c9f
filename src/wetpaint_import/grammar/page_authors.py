"""The authors of all posts of a page at once: where the block stands (before or behind its post) is the same for all."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from wetpaint_import.grammar.authors import Candidate, author_of_avatar, is_glued, read_author
from wetpaint_import.grammar.sections import Section
from wetpaint_import.page.flow import Element, Flow
from wetpaint_import.page.names import Mark

_IMG = frozenset({"img"})
# `couscous`: a name that is shorter may be an echo of itself.
_LONGEST_ECHO = 10


def read_authors(flow: Flow, sections: Sequence[Section], base: str | None) -> list[Candidate | None]:
    """One candidate a section, None where the page names no author.

    A name that is known only by its place counts if most posts of the page have such a one.
    """
    found = [_author_of(flow, section, base) for section in sections]
    _from_behind(flow, sections, found, base)
    by_place = [candidate for candidate in found if candidate is not None]
    if sum(candidate is not None for candidate in found) * 2 <= len(sections):
        found = [candidate if candidate and candidate.is_sure else None for candidate in found]
    elif all(not candidate.is_sure for candidate in by_place) and len(sections) < 2:
        return [None] * len(sections)
    return _without_glue(found) if flow.is_text else found


def _without_glue(found: list[Candidate | None]) -> list[Candidate | None]:
    """Text browsers set the picture's text and the link together: `NAMENAME`, if that is so for all names of a page."""
    names = {candidate.author.name for candidate in found if candidate and candidate.author.name}
    if not all(map(is_glued, names)) or (len(names) == 1 and len(max(names)) < _LONGEST_ECHO):
        return found
    return [candidate and _with_half_name(candidate) for candidate in found]


def _with_half_name(candidate: Candidate) -> Candidate:
    name = candidate.author.name
    return candidate if name is None else replace(candidate, author=structs.replace(candidate.author, name=name[: len(name) // 2]))


def _author_of(flow: Flow, section: Section, base: str | None) -> Candidate | None:
    images = _images_outside_body(flow, section)
    zones = (section.between, section.before, section.after)
    unsure = None
    for zone in zones:
        candidate = read_author(flow, zone, images, base) if zone else None
        if candidate is not None and candidate.is_sure:
            return candidate
        unsure = unsure or candidate
    return author_of_avatar(flow, [line for zone in zones for line in zone], images, base) or unsure


def _images_outside_body(flow: Flow, section: Section) -> list[Element]:
    images = flow.elements_between(section.start_token, section.stop_token, _IMG)
    return [image for image in images if image.marks & Mark.AVATAR or not section.first_token <= image.opened <= section.last_token]


def _from_behind(flow: Flow, sections: Sequence[Section], found: list[Candidate | None], base: str | None) -> None:
    """Without elements of their own, blocks behind the posts look like blocks before the next ones: the first post tells."""
    if len(sections) < 2 or found[0] is not None or sections[0].before:
        return
    if any(section.after for section in sections) or not all(found[1:]):
        return
    last = sections[-1]
    following = [
        line
        for line in flow.lines
        if line.first_token > last.stop_token and not flow.is_furniture(line) and not line.marks & Mark.PAGING
    ][:2]
    candidate = read_author(flow, following, [], base)
    if candidate is not None and candidate.is_sure and (not flow.is_text or candidate.rule != "above-subject"):
        found[:] = [*found[1:], candidate]
