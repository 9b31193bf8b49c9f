"""Where posts begin: a subject line with a date line (docs/evidence.md §4: split on the date line, not on the number).

Bodies quote whole heads, and numbered lists look like subjects. So every place that looks like a head is a candidate, and the
posts are the chain of candidates that fits best: numbers that rise by one, the thread's own title, the end of another post
before it, the same place in the page's structure as its fellows.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from wetpaint_import.grammar import printed
from wetpaint_import.grammar.furniture import is_button_row
from wetpaint_import.grammar.subjects import (
    BETWEEN,
    LONGEST_SUBJECT,
    Place,
    is_certain_subject,
    is_title,
    looks_like_subject,
    subject_at_end,
    subject_behind_author,
    subject_within,
)
from wetpaint_import.page.flow import Flow, Line
from wetpaint_import.page.names import Mark

# Lines between the subject and its date line at the most (an author, a number in a cell of its own).
_FURTHEST_SUBJECT = 3
# Far more than any page holds (20 posts a page); bounds the time that a hostile page takes.
_MOST_CANDIDATES = 600
# `printed.TAGS` or `printed.DISCUSSION`: behind their labels both take anything.
_END_LINE = re.compile(r"^\|?\s*(?:Keyword tags|Discussion):", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """A candidate. `first_line` is where it begins, `end` the place right behind its dates.

    `number` is as printed; None for the opening post and where a skin prints none. `fits_title` is None where the page
    has no title to compare with.
    """

    first_line: int
    subject: str | None
    subject_places: list[Place]
    number: int | None
    posted_text: str
    edited_text: str | None
    date_places: list[Place]
    path: str
    in_body: bool
    is_reply: bool
    fits_title: bool | None
    follows_end: bool = False
    repeats: bool = False

    @property
    def last_line(self) -> int:
        return max(place.line for place in self.date_places)

    @property
    def end(self) -> Place:
        return max(self.date_places, key=lambda place: (place.line, place.end))


def find_heads(flow: Flow, printed_title: str | None, claimed: int | None) -> list[Head]:
    """The heads of the page's posts in order; `claimed` is the number of posts on this page, where it is known."""
    lines = [line for line in flow.lines if not flow.is_furniture(line)]
    candidates = _candidates(flow, lines, printed_title)
    if any(not head.in_body for head in candidates):
        candidates = [head for head in candidates if not head.in_body]
    if any(head.edited_text for head in candidates):
        # `Post edited:` is printed on every post (docs/evidence.md §5): where one has it, a bare date is prose.
        candidates = [head for head in candidates if head.edited_text]
    if printed_title is None:
        _title_from_replies(candidates)
    _judge(lines, candidates)
    chain = _best_chain(candidates)
    return _without_doubtful(chain, claimed)


def _candidates(flow: Flow, lines: list[Line], printed_title: str | None) -> list[Head]:
    found: list[Head] = []
    i = 0
    while i < len(lines) and len(found) < _MOST_CANDIDATES:
        # A clock and `Post edited:` both have a colon; most lines have none.
        head = _head_at(flow, lines, i, printed_title) if ":" in lines[i].text else None
        if head is not None:
            found.append(head)
            while i < len(lines) and lines[i].index <= head.last_line:
                i += 1
        else:
            i += 1
    return found


def _head_at(flow: Flow, lines: list[Line], i: int, printed_title: str | None) -> Head | None:
    text = lines[i].text
    has_label = "ost edited:" in text or "OST EDITED:" in text
    if not has_label and not printed.DATE_ALONE.match(text):
        return None
    if has_label and (match := printed.DATE_LINE.search(text)):
        places = [Place(lines[i].index, match.start(), match.end())]
        prefix = text[: match.start()].strip(BETWEEN)
        return _build(flow, lines, i, prefix, match["posted"], match["edited"], places, printed_title)
    if match := printed.DATE_ALONE.match(text):
        return _split_head(flow, lines, i, match["posted"], printed_title)
    if has_label and (match := printed.FOREIGN_DATE_LINE.match(text)) and _may_be_date(lines, i, match["posted"], printed_title):
        places = [Place(lines[i].index, 0, len(text))]
        return _build(flow, lines, i, "", match["posted"], match["edited"], places, printed_title)
    return None


def _may_be_date(lines: list[Line], i: int, posted: str, printed_title: str | None) -> bool:
    """A date of a form that we do not know: with digits, or right below what is certainly a subject (`an hour ago`)."""
    if re.search(r"\d", posted):
        return True
    above = printed.without_pipes(lines[i - 1].text) if i else ""
    return is_certain_subject(above, printed_title)


def _split_head(flow: Flow, lines: list[Line], i: int, posted: str, printed_title: str | None) -> Head | None:
    """A date line whose parts stand in lines of their own (cells; family B)."""
    places = [Place(lines[i].index, 0, len(lines[i].text))]
    edited = None
    j = i + 1
    while j < len(lines) and j <= i + 4 and not printed.without_pipes(lines[j].text):
        j += 1
    if j < len(lines) and (match := printed.EDITED_ALONE.match(lines[j].text)):
        places.append(Place(lines[j].index, 0, len(lines[j].text)))
        edited = match["edited"]
        if edited is None and j + 1 < len(lines) and (value := printed.DATE_ALONE.match(lines[j + 1].text)):
            places.append(Place(lines[j + 1].index, 0, len(lines[j + 1].text)))
            edited = value["posted"]
    head = _build(flow, lines, i, "", posted, edited, places, printed_title)
    # A lone date is a head only under a numbered subject or the title itself.
    if head is not None and edited is None and not (head.fits_title and (head.number is not None or not head.is_reply)):
        return None
    return head


def _build(
    flow: Flow,
    lines: list[Line],
    i: int,
    prefix: str | None,
    posted: str,
    edited: str | None,
    dates: list[Place],
    printed_title: str | None,
) -> Head | None:
    date_line = lines[i]
    text: str | None
    if prefix:
        prefix = subject_at_end(date_line, dates[0].start, prefix, printed_title)
        if prefix is None:
            return None
        start = date_line.text.index(prefix)
        subject_places = [Place(date_line.index, start, start + len(prefix))]
        text = prefix
    else:
        subject_places, text = _subject_near(flow, lines, i, dates, printed_title)
    number = None
    first_line = min([date_line.index, *(place.line for place in subject_places)])
    if text is not None and not is_title(text, printed_title):
        if match := printed.NUMBERED.match(text):
            number, text = int(match["number"]), match["subject"].strip()
        elif printed.REPLY.match(text):
            number, first_line = _number_above(lines, i, first_line, subject_places)
        elif text.endswith(".") and (match := printed.NUMBER_ALONE.match(text)):
            number, text = int(match["number"]), None
    is_reply = number is not None or (
        text is not None and printed.REPLY.match(text) is not None and not is_title(text, printed_title)
    )
    return Head(
        first_line=first_line,
        subject=text,
        subject_places=subject_places,
        number=number,
        posted_text=" ".join(posted.split()),
        edited_text=" ".join(edited.split()) if edited else None,
        date_places=dates,
        path=flow.path(date_line.element),
        in_body=bool(date_line.marks & Mark.BODY),
        is_reply=is_reply,
        fits_title=_fits_title(text, is_reply, printed_title),
    )


def _subject_near(
    flow: Flow, lines: list[Line], i: int, dates: list[Place], printed_title: str | None
) -> tuple[list[Place], str | None]:
    """The subject of the date line `lines[i]`: the line above; or a little higher, or right below, where it is certain."""
    above: list[tuple[Line, str]] = []
    j = i - 1
    while j >= 0 and len(above) < _FURTHEST_SUBJECT:
        text = printed.without_pipes(lines[j].text)
        if text and not printed.rating_of(text):
            above.append((lines[j], text))
        elif text:
            break
        j -= 1
    for line, text in above:
        if printed.DATE_LINE.search(text):
            continue
        if flow.is_text and line is above[0][0] and (behind := subject_behind_author(above, printed_title)):
            return [behind], line.text[behind.start :].strip()
        within = None if is_certain_subject(text, printed_title) else subject_within(flow, line, printed_title)
        if within is not None:
            return [within], line.text[within.start : within.end].strip()
        if looks_like_subject(text, printed_title):
            return [Place(line.index, 0, len(line.text))], text
    last = dates[-1].line
    below = next((line for line in islice(lines, i + 1, None) if line.index > last), None)
    if below is not None and looks_like_subject(below.text, printed_title):
        text = printed.without_pipes(below.text)
        if is_title(text, printed_title) or printed.REPLY.match(re.sub(r"^\d+\.\s*", "", text)):
            dates.append(Place(below.index, len(below.text), len(below.text)))
            return [Place(below.index, 0, len(below.text))], text
    above = [(line, text) for line, text in above if not (flow.is_text and is_button_row(text))]
    if above and len(above[0][1]) <= LONGEST_SUBJECT and not printed.DATE_LINE.search(above[0][1]):
        line, text = above[0]
        return [Place(line.index, 0, len(line.text))], text
    return [], None


def _number_above(lines: list[Line], i: int, first_line: int, places: list[Place]) -> tuple[int | None, int]:
    """A number that a skin sets in a cell of its own before `RE: …`."""
    before = next((lines[j] for j in range(i - 1, -1, -1) if lines[j].index < first_line), None)
    if before is not None and (match := printed.NUMBER_ALONE.match(before.text)):
        places.append(Place(before.index, 0, len(before.text)))
        return int(match["number"]), before.index
    return None, first_line


def _fits_title(subject: str | None, is_reply: bool, printed_title: str | None) -> bool | None:
    if printed_title is None or subject is None:
        return None
    return is_title(printed.without_reply_mark(subject) if is_reply else subject, printed_title)


def _title_from_replies(candidates: list[Head]) -> None:
    """Without a header the title is what most replies answer to."""
    answered = Counter(
        printed.without_reply_mark(head.subject) for head in candidates if head.subject and printed.REPLY.match(head.subject)
    )
    if not answered:
        return
    title = answered.most_common(1)[0][0]
    for head in candidates:
        # Only now is it known that `3. Phase` is the title of an opening post and no numbered reply.
        if head.number is not None and head.subject and f"{head.number}. {head.subject}" == title:
            head.subject, head.number, head.is_reply = title, None, False
        if head.subject:
            head.fits_title = (printed.without_reply_mark(head.subject) if head.is_reply else head.subject) == title


def _judge(lines: list[Line], candidates: list[Head]) -> None:
    at = {line.index: i for i, line in enumerate(lines)}
    seen: set[tuple[str | None, int | None, str]] = set()
    for head in candidates:
        key = (head.subject, head.number, head.posted_text)
        head.repeats = key in seen
        seen.add(key)
        head.follows_end = _follows_end(lines, at[head.first_line])


def _follows_end(lines: list[Line], i: int) -> bool:
    """Whether a post ends a few lines above: a rating or tags line, or the page's header, with at most an author between."""
    for line in reversed(lines[max(0, i - 6) : i]):
        if (
            line.marks & (Mark.RATING | Mark.CONTROLS)
            or _END_LINE.match(line.text)
            or printed.SHOWING.match(line.text)
            or printed.rating_of(line.text)
        ):
            return True
        if printed.EDITED_LABEL.search(line.text):
            # Here another post begins, and nothing has ended it.
            return False
    return i == 0


def _weight(head: Head, majority_path: str, most_follow_end: bool) -> float:
    weight = 1.0 if head.number is not None or head.fits_title else 0.1
    if head.fits_title is False:
        weight -= 0.7
    if head.path == majority_path:
        weight += 0.5
    if head.repeats:
        weight -= 2.5
    if most_follow_end and not head.follows_end:
        weight -= 1.2
    return weight


def _best_chain(candidates: list[Head]) -> list[Head]:
    """The heaviest chain of candidates whose numbers rise; a step of exactly one adds weight."""
    if not candidates:
        return []
    majority_path = Counter(head.path for head in candidates).most_common(1)[0][0]
    most_follow_end = sum(head.follows_end for head in candidates) * 2 > len(candidates)
    weights = [_weight(head, majority_path, most_follow_end) for head in candidates]
    if min(weights) > 0 and _rises_by_one(candidates):
        return candidates  # every step adds the most that it can
    best: list[tuple[float, int, int]] = []  # weight of the best chain that ends here, its last value, its predecessor
    for i, (head, weight) in enumerate(zip(candidates, weights, strict=True)):
        top = (weight, _value_after(head, -1), -1)
        for j in range(i):
            before, value, _ = best[j]
            own = _value_after(head, value)
            if own > value:
                # A first post that is no opening post and no number 1 may stand on a later page of a thread.
                step = _step(head, own, value)
                if before + weight + step > top[0]:
                    top = (before + weight + step, own, j)
        best.append(top)
    i = max(range(len(best)), key=lambda k: best[k][0])
    chain = []
    while i >= 0:
        if weights[i] > -0.5 or candidates[i].number is not None:
            chain.append(candidates[i])
        i = best[i][2]
    return chain[::-1]


def _rises_by_one(candidates: list[Head]) -> bool:
    first = _value_after(candidates[0], -1)
    return all(head.number == first + i for i, head in enumerate(candidates[1:], 1))


def _step(head: Head, own: int, value: int) -> float:
    """A rise by one speaks for a head; a jump that does not even follow the end of a post speaks against it."""
    if own == value + 1 and head.number is not None:
        return 1.0
    return 0.2 if head.follows_end or own == value + 1 else -1.0


def _value_after(head: Head, value: int) -> int:
    """The head's place in the numbering: the printed number, 0 for an opening post, else one more than before."""
    if head.number is not None:
        return head.number
    return value + 1 if head.is_reply or not head.fits_title else 0


def _without_doubtful(chain: list[Head], claimed: int | None) -> list[Head]:
    """`chain` without heads of a foreign title, as far as the page claims fewer posts than were found."""
    if claimed is None:
        return chain
    doubtful = [head for head in chain[1:] if head.fits_title is False]
    surplus = len(chain) - claimed
    dropped = doubtful[-surplus:] if surplus > 0 else []
    return [head for head in chain if all(head is not other for other in dropped)]
