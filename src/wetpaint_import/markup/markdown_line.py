"""A line of marked text, links and images -> Markdown, with marks only where every reader sees them as marks."""

from itertools import groupby
from typing import Final

from msgspec import Struct

from wetpaint_import.markup.markdown_marks import ORDER, Piece, marked_pieces, settled
from wetpaint_import.markup.markdown_text import addresses_apart, autolink, code_span, destination, literal
from wetpaint_import.markup.nodes import CODE, EMPHASIS, STRIKE, STRONG, Image, Inline, Line, Text

_MARKDOWN: Final = STRIKE | STRONG | EMPHASIS | CODE


class Style(Struct, frozen=True):
    """How Markdown will be read."""

    entity_decoded_once: bool = False
    inline_html: bool = False


def render_line(line: Line, style: Style) -> str:
    """One line of Markdown; what it is at the beginning of a line is the caller's to see to."""
    if len(line) == 1 and isinstance(only := line[0], Text) and not only.marks and not only.href and "://" not in only.text:
        return literal(only.text, entity_decoded_once=style.entity_decoded_once)
    pieces: list[Piece] = []
    for href, group in groupby(line, key=_address):
        inlines = list(group)
        pieces += _link(href, inlines, style) if href else _marked(inlines, style, addresses=True)
    return _joined(settled(pieces, html=style.inline_html), style)


def _address(piece: Inline) -> str | None:
    return piece.href


def _joined(pieces: list[Piece], style: Style) -> str:
    out = []
    for number, piece in enumerate(pieces):
        if piece.raw:
            out.append(code_span(piece.code, entity_decoded_once=style.entity_decoded_once) if piece.code else piece.raw)
            continue
        escaped = literal(piece.text, entity_decoded_once=style.entity_decoded_once)
        following = pieces[number + 1].raw[0] if number + 1 < len(pieces) else ""
        # With what follows, these would begin an image or a declaration.
        if (following == "[" and escaped[-1] == "!") or (following == "!" and escaped[-1] == "<"):
            escaped = f"{escaped[:-1]}\\{escaped[-1]}"
        out.append(escaped)
    return "".join(out)


def _link(href: str, group: list[Inline], style: Style) -> list[Piece]:
    decoded = style.entity_decoded_once
    if not any(isinstance(piece, Image) for piece in group):
        shown = "".join(piece.text for piece in group if isinstance(piece, Text))
        if not shown.strip():
            return [Piece(text=shown)]
        if shown == href and (short := autolink(href, entity_decoded_once=decoded)):
            return [Piece(raw=short)]
    label = [Piece(raw="["), *_marked(group, style, addresses=False), Piece(raw="]")]
    text = _joined(settled(label, html=style.inline_html), style)
    return [Piece(raw=f"{text}({destination(href, entity_decoded_once=decoded)})")]


def _marked(group: list[Inline], style: Style, *, addresses: bool) -> list[Piece]:
    known = -1 if style.inline_html else _MARKDOWN
    runs: list[tuple[int, Inline]] = []
    for piece in group:
        if isinstance(piece, Image):
            runs.append((0, piece))
            continue
        marks = piece.marks & known
        if runs and runs[-1][0] == marks and isinstance(last := runs[-1][1], Text):
            runs[-1] = (marks, Text(last.text + piece.text, marks))
        else:
            runs.append((marks, piece))
    if len(runs) == 1 and not runs[0][0]:
        return _unmarked(runs[0], style, addresses=addresses)
    runs = _spaces_apart(runs)
    present = 0
    for marks, _ in runs:
        present |= marks
    return _nested(runs, [mark for mark in ORDER if mark & present], style, addresses=addresses)


def _spaces_apart(runs: list[tuple[int, Inline]]) -> list[tuple[int, Inline]]:
    """`runs` whose marks neither begin nor end at a space: a space has the marks that both its neighbours have."""
    apart: list[tuple[int, Inline]] = []
    for marks, piece in runs:
        if isinstance(piece, Image) or not marks:
            apart.append((marks, piece))
            continue
        inner = piece.text.strip()
        before, _, after = piece.text.partition(inner) if inner else (piece.text, "", "")
        apart += [(marks, Text(text)) for text in (before, inner, after) if text]
    neighboured: list[tuple[int, Inline]] = []
    for number, (marks, piece) in enumerate(apart):
        if marks and isinstance(piece, Text) and not piece.text.strip():
            left = neighboured[-1][0] if neighboured else 0
            right = apart[number + 1][0] if number + 1 < len(apart) else 0
            neighboured.append((marks & left & right & ~CODE, piece))
        else:
            neighboured.append((marks, piece))
    return neighboured


def _nested(runs: list[tuple[int, Inline]], order: list[int], style: Style, *, addresses: bool) -> list[Piece]:
    """The first mark of `order` is the outermost."""
    pieces: list[Piece] = []
    if not order:
        for run in runs:
            pieces += _unmarked(run, style, addresses=addresses)
        return pieces
    mark, *inner_marks = order
    for marked, group in groupby(runs, key=lambda run: bool(run[0] & mark)):
        inner = _nested(list(group), inner_marks, style, addresses=addresses)
        pieces += marked_pieces(mark, inner) if marked else inner
    return pieces


def _unmarked(run: tuple[int, Inline], style: Style, *, addresses: bool) -> list[Piece]:
    marks, piece = run
    decoded = style.entity_decoded_once
    if isinstance(piece, Image):
        alt = literal(piece.alt, entity_decoded_once=decoded)
        return [Piece(raw=f"![{alt}]({destination(piece.src, entity_decoded_once=decoded)})")]
    if marks & CODE:
        return [Piece(raw="`", code=piece.text)]
    if not addresses:
        return [Piece(text=piece.text)]
    apart = addresses_apart(piece.text)
    return [Piece(raw=f"<{text}>") if number % 2 else Piece(text=text) for number, text in enumerate(apart) if text]
