"""Heads -> sections: the page cut into one stretch a post, and each stretch into body, rating, tags, controls and rest."""

import re
from dataclasses import dataclass, field

from wetpaint_import.grammar import printed
from wetpaint_import.grammar.authors import begins_with_author, ends_with_author, is_named_like_control
from wetpaint_import.grammar.claims import FURNITURE, Claims
from wetpaint_import.grammar.furniture import is_button_row, is_control, is_phrase
from wetpaint_import.grammar.heads import Head
from wetpaint_import.page.body import Segment
from wetpaint_import.page.flow import Element, Flow, Line
from wetpaint_import.page.names import Mark

# An author's block is at the most: a by-line, the doubled name, a role.
_LONGEST_AUTHOR_BLOCK = 4
_SHORTEST_FRAME = 4


@dataclass(slots=True)
class Section:
    """One post's stretch. Tokens are indexes of `Flow.tokens`; `first_token` to `last_token` hold the body.

    `start_token` to `stop_token` hold all that belongs to the post, its author's block included. `is_whole`: the page shows
    where the post ends.
    """

    head: Head
    before: list[Line] = field(default_factory=list)
    between: list[Line] = field(default_factory=list)
    body: list[Segment] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    rating: re.Match[str] | None = None
    tags_lines: list[Line] = field(default_factory=list)
    first_token: int = 0
    last_token: int = -1
    start_token: int = 0
    stop_token: int = 0
    is_whole: bool = False


def cut_sections(flow: Flow, heads: list[Head], claims: Claims, header_end: int) -> list[Section]:
    """The page from `header_end` (a line) on, cut at its heads; what is taken is claimed."""
    spans = _own_spans(flow, heads, header_end)
    sections: list[Section] = []
    free_from = header_end
    for i, head in enumerate(heads):
        stop = heads[i + 1].first_line if i + 1 < len(heads) else len(flow.lines)
        section = Section(head=head)
        _claim_head(claims, head)
        taken = {place.line for place in head.subject_places + head.date_places}
        section.between = [
            line
            for line in flow.lines[head.first_line : head.last_line]
            if line.index not in taken and is_content(flow, line) and not _is_control_line(flow, line)
        ] + _beside_subject(flow, head)
        above = [
            line
            for line in flow.lines[free_from : head.first_line]
            if is_content(flow, line) and claims.is_free(line.index) and not _is_control_line(flow, line)
        ]
        section.before = above if i > 0 or header_end else above[-_LONGEST_AUTHOR_BLOCK:]
        section.start_token = flow.lines[free_from - 1].last_token + 1 if free_from else _start_of_first(flow, section, spans[i])
        if sections:
            section.start_token = max(section.start_token, sections[-1].stop_token + 1)
        free_from = _Cutter(flow, section, claims, stop, spans[i], is_last=i + 1 == len(heads)).cut()
        sections.append(section)
    return sections


def is_content(flow: Flow, line: Line) -> bool:
    if line.marks & (flow.furniture | Mark.PAGING):
        return False
    # Only a line that ends in a border can be nothing but one.
    return line.text[-1:] not in ("", "|") or printed.without_pipes(line.text) != ""


def _is_control_line(flow: Flow, line: Line) -> bool:
    return is_control(line.text) and not is_named_like_control(flow, line)


def _claim_head(claims: Claims, head: Head) -> None:
    for place in head.subject_places:
        claims.take(place.line, "subject", place.start, place.end)
    for place in head.date_places:
        claims.take(place.line, "dates", place.start, place.end)


def _beside_subject(flow: Flow, head: Head) -> list[Line]:
    """What else stands in the subject's line: an author, in skins that set both in one line."""
    beside = []
    for place in head.subject_places:
        line = flow.lines[place.line]
        has_dates = any(dates.line == place.line for dates in head.date_places)
        behind = (place.end, place.end if has_dates else len(line.text))
        for start, end in ((0, place.start), behind):
            if line.text[start:end].strip(" |"):
                beside.append(flow.part_of(line, start, end))
    return beside


def _own_spans(flow: Flow, heads: list[Head], header_end: int) -> list[tuple[int, int] | None]:
    """For each head the tokens of the largest element that holds its dates, no other head's, and not the header."""
    if flow.is_text or (len(heads) < 2 and not header_end):
        return [None] * len(heads)
    chains = [flow.ancestors(flow.lines[head.date_places[0].line].element) for head in heads]
    shared: dict[int, int] = {}
    for chain in [*chains, flow.ancestors(flow.lines[header_end - 1].element) if header_end else []]:
        for element in chain:
            shared[element] = shared.get(element, 0) + 1
    spans: list[tuple[int, int] | None] = []
    for chain in chains:
        own = [element for element in chain if shared[element] == 1]
        spans.append((flow.elements[own[-1]].opened, flow.elements[own[-1]].closed) if own else None)
    return spans


def _start_of_first(flow: Flow, section: Section, span: tuple[int, int] | None) -> int:
    first = (section.before[0] if section.before else flow.lines[section.head.first_line]).first_token
    return min(span[0], first) if span else first


def _is_blank(segment: Segment) -> bool:
    ends_with_word = segment.start < segment.end == len(segment.line.text) and segment.line.text[-1] not in " |"
    return not ends_with_word and not segment.text.strip(" |")


class _Cutter:
    """Cuts the stretch behind one head, up to line `stop` (the next head's first)."""

    def __init__(
        self, flow: Flow, section: Section, claims: Claims, stop: int, span: tuple[int, int] | None, *, is_last: bool
    ) -> None:
        self._flow = flow
        self._section = section
        self._claims = claims
        self._span = span
        self._is_last = is_last
        self._rating_line = -1
        start = section.head.end
        self._rest = [
            Segment(line, start.end if line.index == start.line else 0, len(line.text))
            for line in flow.lines[start.line : stop]
            if is_content(flow, line)
        ]
        self._rest = [segment for segment in self._rest if not _is_blank(segment)]
        self._named = [segment for segment in self._rest if segment.line.marks & Mark.BODY]

    def cut(self) -> int:
        """Fills the section; returns the line from which on the next post's block may begin."""
        tail = self._take_rating()
        tail = self._take_tags(tail)
        if self._named:
            self._take_named()
            tail = [segment for segment in tail if not segment.line.marks & Mark.BODY]
        else:
            self._take_printed()
        self._settle_tokens()
        return self._take_tail(tail)

    def _take_rating(self) -> list[Segment]:
        """Splits off what stands behind the rating: the line marked as such, else the last phrase that ends a line."""
        marked = [i for i, segment in enumerate(self._rest) if segment.line.marks & Mark.RATING]
        places = marked[:1] or range(len(self._rest) - 1, -1, -1)
        for i in places:
            segment = self._rest[i]
            match = printed.rating_of(segment.text)
            if match is None and i > 0 and (match := printed.RATING_END.match(segment.text)):
                match = self._split_rating(i, match)
            if match is None or (self._named and segment.line.marks & Mark.BODY and segment is not self._named[-1]):
                continue
            start = segment.start + match.start()
            self._claims.take(segment.line.index, "rating", start, segment.end)
            self._section.rating = match
            self._section.is_whole = True
            at = self._rest.index(segment)
            tail = self._rest[at + 1 :]
            self._rest = self._rest[:at]
            if segment.line.text[segment.start : start].strip():
                self._rest.append(Segment(segment.line, segment.start, start))
            self._section.stop_token = segment.line.last_token
            self._rating_line = segment.line.index
            if self._named and self._named[-1] is segment:
                self._named[-1] = Segment(segment.line, segment.start, start)
            return tail
        return []

    def _split_rating(self, i: int, end: re.Match[str]) -> re.Match[str] | None:
        """`3 out of 3` and the rest of the rating in cells of their own."""
        before = self._rest[i - 1]
        start = printed.RATING_START.match(before.text)
        if start is None:
            return None
        self._claims.take(before.line.index, "rating", before.start, before.end)
        del self._rest[i - 1]
        return printed.rating_of(f"{start[0]} {end[0]}")

    def _take_tags(self, tail: list[Segment]) -> list[Segment]:
        """Takes the tags line: behind the rating, or before it in skins that turn the two round; else at the post's end."""
        for place in (tail, self._rest):
            for i, segment in enumerate(place):
                match = printed.TAGS.match(segment.text)
                if match is None or segment.line.marks & Mark.BODY:
                    continue
                if place is self._rest and not self._ends_with_tags(i, match["value"]):
                    continue
                lines = [segment, *(self._tag_values(place[i + 1 :]) if not match["value"] else [])]
                self._section.tags_lines = [taken.line for taken in lines]
                for taken in lines:
                    self._claims.take(taken.line.index, "tags", taken.start, taken.end)
                self._section.is_whole = True
                if place is tail:
                    return [other for other in tail if all(other is not taken for taken in lines)]
                behind = place[i + len(lines) :]
                self._rest = place[:i]
                return behind + tail
        return tail

    def _ends_with_tags(self, i: int, value: str) -> bool:
        """Whether the line before the rating is the tags line: only skins turn the two round, never a text page."""
        if self._section.rating is None:
            return True
        is_last = i + 1 == len(self._rest) or (not value and i + 2 == len(self._rest))
        if self._flow.is_text or not is_last:
            return False
        line = self._rest[-1].line
        return value.casefold() == "none" or any("tag" in (self._flow.link_of(piece) or "") for piece in line.pieces)

    def _tag_values(self, following: list[Segment]) -> list[Segment]:
        """Values on lines of their own (family B, cells): one line, or one link a tag."""
        values: list[Segment] = []
        for segment in following:
            text = segment.text
            if printed.DATE_LINE.search(text) or printed.NUMBERED.match(text) or is_control(text):
                break
            is_tag = any("tag" in (self._flow.link_of(piece) or "") for piece in segment.line.pieces)
            if values and not is_tag:
                break
            values.append(segment)
        return values

    def _take_named(self) -> None:
        """The body is what the page marks as body."""
        self._section.is_whole = True
        for segment in self._rest:
            if segment.line.marks & Mark.BODY:
                continue
            if is_control(segment.text) or segment.line.marks & Mark.CONTROLS:
                self._claims.take(segment.line.index, FURNITURE, segment.start, segment.end)
            elif segment.start == 0 and (not self._named or segment.line.index < self._named[0].line.index):
                # An author's card between the dates and the body; what stands behind is of the next post.
                self._section.between.append(segment.line)
        self._take_body([segment for segment in self._named if segment.end > segment.start])

    def _take_printed(self) -> None:
        """The body is what stands between the dates and the rating, without the controls at its ends."""
        body = self._rest
        if not self._section.is_whole:
            body = self._up_to_end(body)
        if self._section.rating is None and not self._is_last:
            body = body[: len(body) - ends_with_author(self._flow, [segment.line for segment in body], None)]
        while body and self._is_edge_control(body[0]):
            self._claims.take(body[0].line.index, FURNITURE, body[0].start, body[0].end)
            body = body[1:]
        while body and self._is_edge_control(body[-1]):
            self._claims.take(body[-1].line.index, FURNITURE, body[-1].start, body[-1].end)
            body = body[:-1]
        if not self._flow.is_text and not self._section.before and not self._section.between:
            names = begins_with_author(self._flow, [segment.line for segment in body if segment.start == 0], None)
            self._section.between = [segment.line for segment in body[:names]]
            body = body[names:]
        self._take_body([segment for segment in body if not segment.line.marks & (Mark.CONTROLS | Mark.ACTION)])

    def _is_edge_control(self, segment: Segment) -> bool:
        if segment.line.marks & Mark.CONTROLS:
            return True
        if not is_control(segment.text):
            return False
        # `No` or `Yes` may be all that a post says; a control is a link or a button, or stands in a row of them.
        if self._flow.is_text and " " in segment.text and is_button_row(segment.text):
            return True
        return bool(segment.line.marks & Mark.LINK) or (len(segment.text.split()) > 1 and "|" in segment.text)

    def _up_to_end(self, body: list[Segment]) -> list[Segment]:
        """Without rating and tags a post ends with its own element, or where known chrome begins."""
        if self._span is not None:
            inside = [segment for segment in body if segment.line.first_token <= self._span[1]]
            if inside:
                self._section.is_whole = True
                body = inside
        frame = len(body)
        for i in range(len(body) - 1, 0, -1):
            if not is_phrase(body[i].text):
                break
            # A lone number may be all that a cut has left of a line.
            if len(body[i].text) > _SHORTEST_FRAME:
                frame = i
        if frame < len(body):
            self._section.is_whole = True
        return body[:frame]

    def _take_body(self, segments: list[Segment]) -> None:
        self._section.body = segments
        for segment in segments:
            self._claims.take(segment.line.index, "body", segment.start, segment.end)

    def _settle_tokens(self) -> None:
        """The tokens of the body: those of its named element, else all between its neighbours' texts."""
        section, lines = self._section, self._flow.lines
        head_token = max(lines[place.line].last_token for place in section.head.date_places)
        last_line = max([section.head.last_line, *(segment.line.index for segment in section.body)])
        section.stop_token = max(section.stop_token, lines[last_line].last_token)
        if self._named:
            section.first_token = self._body_element(self._named[0]).opened + 1
            section.last_token = self._body_element(self._named[-1]).closed - 1
            return
        if section.body:
            section.first_token = lines[section.body[0].line.index - 1].last_token + 1 if section.body[0].start == 0 else head_token
            if section.body[0].line.index == 0:
                section.first_token = 0
            section.first_token = min(section.first_token, section.body[0].line.first_token)
            last = section.body[-1]
            if last.end < len(last.line.text):
                section.last_token = last.line.last_token
                return
        else:
            section.first_token = head_token + 1
        following = next(iter(lines[last_line + 1 :]), None)
        section.last_token = (following.first_token if following else len(self._flow.tokens)) - 1
        if self._span is not None and self._span[1] > lines[last_line].last_token:
            section.last_token = min(section.last_token, self._span[1])

    def _body_element(self, segment: Segment) -> Element:
        """The outermost that is marked as body; what stands within inherits the mark."""
        elements = self._flow.elements
        element = elements[segment.line.element]
        while element.parent >= 0 and elements[element.parent].marks & Mark.BODY:
            element = elements[element.parent]
        return element

    def _take_tail(self, tail: list[Segment]) -> int:
        """Controls behind the rating are the post's; so is what still stands in its own element."""
        section = self._section
        own = [segment.line for segment in section.body] + section.tags_lines
        end = max([section.head.last_line, *(line.index for line in own)]) + 1
        end = max(end, self._rating_line + 1)
        for segment in tail:
            within = self._span is not None and segment.line.first_token <= self._span[1]
            if segment.line.index < end:
                continue
            is_name = is_named_like_control(self._flow, segment.line)
            if not is_name and (self._is_edge_control(segment) or is_control(segment.text)):
                self._claims.take(segment.line.index, FURNITURE)
            elif within and self._flow.is_text is False:
                section.after.append(segment.line)
            else:
                break
            end = segment.line.index + 1
            section.stop_token = max(section.stop_token, segment.line.last_token)
        if self._span is not None:
            section.stop_token = max(section.stop_token, self._span[1])
        return end
