"""The head of a thread page: `Location:`, `Discussion:`, `Showing N posts`, and the visible marks of a thread."""

import re
from dataclasses import dataclass

from wetpaint_import.grammar import printed
from wetpaint_import.grammar.claims import FURNITURE, Claims
from wetpaint_import.page.flow import Flow, Line
from wetpaint_import.page.names import Mark

# Lines after which a label without a value is taken to have none.
_FURTHEST_VALUE = 2


@dataclass(slots=True)
class Header:
    """What stands above the first post. `end` is the line after the header; `title` may still hold label text."""

    location: str | None = None
    location_url: str | None = None
    printed_title: str | None = None
    title_line: int | None = None
    title_url: str | None = None
    shown: int | None = None
    claimed: int | None = None
    end: int = 0


def read_header(flow: Flow, claims: Claims, before: int) -> Header:
    """The header among the lines up to `before`, the first line of the first post."""
    header = Header()
    lines = [line for line in flow.lines[:before] if not flow.is_furniture(line)]
    for i, line in enumerate(lines):
        if not printed.HEADER_LINE.match(line.text):
            continue
        if header.printed_title is None and (match := printed.DISCUSSION.match(line.text)):
            value, at = _value(match["value"], lines, i, claims, "title")
            header.printed_title, header.title_line, header.end = value, at.index, at.index + 1
            header.title_url = _link(flow, at)
        elif header.location is None and (match := printed.LOCATION.match(line.text)):
            value, at = _value(match["value"], lines, i, claims, "location")
            link = printed.MARKDOWN_LINK.match(value or "")
            header.location = link["text"] if link else value
            header.location_url = link["url"] if link else _link(flow, at)
            header.end = max(header.end, at.index + 1)
        elif match := printed.SHOWING.match(line.text) or _split_showing(lines, i):
            if match.string != line.text:
                claims.take(lines[i + 1].index, "claimed_post_count")
            claims.take(line.index, "claimed_post_count")
            header.claimed = int(match["claimed"].replace(",", ""))
            header.shown = int(match["shown"].replace(",", "")) if match["shown"] else None
            header.end = max(header.end, line.index + (1 if match.string == line.text else 2))
    return header


def _split_showing(lines: list[Line], i: int) -> re.Match[str] | None:
    """`Showing` and `3 posts` in cells of their own."""
    if printed.SHOWING_ALONE.match(lines[i].text) and i + 1 < len(lines):
        return printed.SHOWING.match(f"Showing {printed.without_pipes(lines[i + 1].text)}")
    return None


def _value(printed_value: str, lines: list[Line], i: int, claims: Claims, place: str) -> tuple[str | None, Line]:
    """The value of the label in `lines[i]`: beside it, or alone on the next line (family B, cells)."""
    claims.take(lines[i].index, place)
    if printed_value:
        return printed_value, lines[i]
    for line in lines[i + 1 : i + 1 + _FURTHEST_VALUE]:
        text = printed.without_pipes(line.text)
        if not text:
            continue
        if printed.SHOWING.match(text) or (place == "location" and printed.DISCUSSION.match(text)):
            break
        claims.take(line.index, place)
        return text, line
    return None, lines[i]


def _link(flow: Flow, line: Line) -> str | None:
    return next((href for piece in line.pieces if (href := flow.link_of(piece))), None)


def title_remainder(printed_title: str, subject: str) -> str | None:
    """What follows `subject` in the printed title if that is nothing but label text; else None."""
    if not printed_title.startswith(subject):
        return None
    rest = printed_title[len(subject) :]
    return rest if printed.TITLE_LABELS.match(rest) else None


def settle_title(printed_title: str | None, subjects: list[str]) -> tuple[str | None, str]:
    """(title, label text behind it). The posts' subjects tell where the title ends; without them only certain labels go."""
    if printed_title is None:
        return None, ""
    for subject in subjects:
        rest = title_remainder(printed_title, subject)
        if rest is not None:
            return subject, rest
    bare = printed.GLUED_LABELS.sub("", printed_title).strip()
    return bare, printed_title[len(bare) :]


@dataclass(frozen=True, slots=True)
class Flags:
    is_featured: bool | None = None
    is_reported: bool | None = None
    is_locked: bool | None = None


def read_flags(flow: Flow, claims: Claims, header: Header, labels: str, before: int) -> Flags:
    """Flags from what a reader of the HTML page sees: label text or icons between the location and the first post.

    Text pages set none. `Reported` and `This is a featured thread` together are the platform's hidden labels, which a style
    sheet that we lack hides: no thread of the evidence can be both (docs/evidence.md §3).
    """
    if flow.is_text or header.title_line is None:
        return Flags()
    seen = [labels]
    start = flow.lines[header.title_line].first_token - 8
    stop = flow.lines[before].first_token if before < len(flow.lines) else len(flow.tokens)
    for image in flow.elements_between(start, stop, frozenset({"img"})):
        if not image.marks & (Mark.HIDDEN | flow.furniture | Mark.BODY):
            seen += [(image.attribute("alt") or image.attribute("title") or "").strip()]
    for line in flow.lines[header.title_line + 1 : before]:
        if claims.is_free(line.index) and printed.TITLE_LABELS.match(line.text) and not flow.is_furniture(line):
            claims.take(line.index, FURNITURE)
            seen.append(line.text)
    text = " ".join(seen)
    featured = printed.FEATURED_LABEL.search(text) is not None
    reported = printed.REPORTED_LABEL.search(text) is not None
    if featured and reported:
        featured = reported = False
    return Flags(featured or None, reported or None, (printed.LOCKED_LABEL.search(text) is not None) or None)
