"""Which lines are subjects: a reply's by its number or `RE:`, an opening post's by the title; alone or with an author."""

import re
from dataclasses import dataclass

from wetpaint_import.grammar import printed
from wetpaint_import.grammar.authors import is_named_twice
from wetpaint_import.grammar.header import title_remainder
from wetpaint_import.page.flow import Flow, Line

LONGEST_SUBJECT = 400
# What may stand between a subject and its dates in one line.
BETWEEN = " |-–—•:,"


@dataclass(slots=True)
class Place:
    """The characters `start` to `end` of line `line`."""

    line: int
    start: int
    end: int


def looks_like_subject(text: str, printed_title: str | None) -> bool:
    if len(text) > LONGEST_SUBJECT:
        return False
    return printed.NUMBERED.match(text) is not None or printed.REPLY.match(text) is not None or is_title(text, printed_title)


def is_title(text: str, printed_title: str | None) -> bool:
    return printed_title is not None and title_remainder(printed_title, text) is not None


def subject_within(flow: Flow, line: Line, printed_title: str | None) -> Place | None:
    """A subject that shares its line with an author: from one piece of the line on, or up to one."""
    if flow.is_text or len(line.pieces) < 2:
        return None
    for piece in line.pieces[1:]:
        if is_certain_subject(line.text[piece.start :].strip(), printed_title):
            return Place(line.index, piece.start, len(line.text))
    for piece in line.pieces[:-1]:
        if is_certain_subject(line.text[: piece.end].strip(), printed_title):
            return Place(line.index, 0, piece.end)
    return None


def subject_behind_author(above: list[tuple[Line, str]], printed_title: str | None) -> Place | None:
    """In a text that joins a table's cells by spaces: `NAME NAME TITLE`; before a number, the name may stand once."""
    line = above[0][0]
    if printed_title is None or looks_like_subject(line.text, printed_title) or len(line.text) > LONGEST_SUBJECT:
        return None
    for space in re.finditer(r"\s+(?=\S)", line.text):
        author, subject = line.text[: space.start()], line.text[space.end() :]
        if not is_certain_subject(subject, printed_title):
            continue
        if printed.NUMBERED.match(subject) or is_named_twice(author) or author in [text for _, text in above[1:2]]:
            return Place(line.index, space.end(), len(line.text))
    return None


def subject_at_end(line: Line, end: int, prefix: str, printed_title: str | None) -> str | None:
    """The subject in what stands before the dates in their line: all of it, or what follows an author."""
    if looks_like_subject(prefix, printed_title):
        return prefix
    for piece in line.pieces[1:]:
        text = line.text[piece.start : end].strip(BETWEEN)
        if piece.start < end and is_certain_subject(text, printed_title):
            return text
    return None


def is_certain_subject(text: str, printed_title: str | None) -> bool:
    match = printed.NUMBERED.match(text)
    subject = match["subject"] if match else text
    if match is None and is_title(text, printed_title):
        return True
    return printed.REPLY.match(subject) is not None and (
        printed_title is None or is_title(printed.without_reply_mark(subject), printed_title)
    )
