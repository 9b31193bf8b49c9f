"""Marks between pieces of a line -> the characters that mark, where every reader of Markdown sees a mark in them.

`**` beside a letter and a comma marks nothing, and what it would show is worse than no mark. So a mark shrinks to the words in it,
takes another character, becomes HTML where that is allowed, or goes.
"""

from typing import Final

from msgspec import Struct

from wetpaint_import.markup.nodes import BIG, EMPHASIS, SMALL, STRIKE, STRONG, SUBSCRIPT, SUPERSCRIPT, UNDERLINE

# From the outermost to the innermost.
ORDER: Final = (UNDERLINE, SUBSCRIPT, SUPERSCRIPT, SMALL, BIG, STRIKE, STRONG, EMPHASIS)
_TAGS: Final = {
    UNDERLINE: "u",
    SUBSCRIPT: "sub",
    SUPERSCRIPT: "sup",
    SMALL: "small",
    BIG: "big",
    STRIKE: "s",
    STRONG: "b",
    EMPHASIS: "i",
}
_SPELLINGS: Final = {STRIKE: "~~", STRONG: "**", EMPHASIS: "_"}
# What every version of CommonMark takes for punctuation; of other characters no two agree.
_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
# More rounds than any real line needs; a line made to need more loses its marks.
_ROUNDS: Final = 12


class Piece(Struct):
    """`text` still to be escaped, or markup as it stands in `raw`, the border of `code`; a mark's two pieces are `partner`s."""

    text: str = ""
    raw: str = ""
    code: str = ""
    mark: int = 0
    opens: bool = False
    partner: "Piece | None" = None


def marked_pieces(mark: int, inner: list[Piece]) -> list[Piece]:
    if mark in _SPELLINGS:
        opening = Piece(raw=_SPELLINGS[mark], mark=mark, opens=True)
        closing = Piece(raw=_SPELLINGS[mark], mark=mark, partner=opening)
        opening.partner = closing
        return [opening, *inner, closing]
    return [Piece(raw=f"<{_TAGS[mark]}>"), *inner, Piece(raw=f"</{_TAGS[mark]}>")]


def settled(pieces: list[Piece], *, html: bool) -> list[Piece]:
    """`pieces` with marks that mark; the same text in all."""
    for _ in range(_ROUNDS):
        if not any(piece.mark for piece in pieces):
            return _merged(pieces)
        pieces = _merged(pieces)
        wrong = [number for number, piece in enumerate(pieces) if piece.mark and not _marks(pieces, number)]
        if not wrong:
            return pieces
        # From the end, as a mark that moves shifts what follows it.
        for number in reversed(wrong):
            _mend(pieces, number, html=html)
    return _merged([piece for piece in pieces if not piece.mark])


def _merged(pieces: list[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in pieces:
        if piece.code and merged and merged[-1].code:
            # Their borders would be one.
            merged[-1] = Piece(raw=piece.raw, code=merged[-1].code + piece.code)
        elif piece.raw:
            merged.append(piece)
        elif merged and not merged[-1].raw:
            merged[-1] = Piece(text=merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    return merged


def _marks(pieces: list[Piece], number: int) -> bool:
    """Whether a reader takes the mark for one; at doubt, no."""
    piece = pieces[number]
    before = pieces[number - 1] if number else None
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    char = piece.raw[0]
    if any(other is not None and other.mark and other.raw[0] == char for other in (before, after)):
        return False
    last = (before.raw or before.text)[-1] if before else " "
    first = (after.raw or after.text)[0] if after else " "
    outside, inside = (last, first) if piece.opens else (first, last)
    if inside.isspace() or (not inside.isalnum() and not _is_border(outside)):
        return False
    return char != "_" or _is_border(outside)


def _is_border(char: str) -> bool:
    return char.isspace() or char in _PUNCTUATION


def _mend(pieces: list[Piece], number: int, *, html: bool) -> None:
    piece = pieces[number]
    partner = piece.partner
    if not piece.mark or partner is None:
        return
    if html:
        tag = _TAGS[piece.mark]
        opening, closing = (piece, partner) if piece.opens else (partner, piece)
        opening.raw, closing.raw = f"<{tag}>", f"</{tag}>"
        piece.mark = partner.mark = 0
    elif piece.raw == "_":
        piece.raw = partner.raw = "*"
    elif not _shrink(pieces, number):
        piece.raw = partner.raw = ""
        piece.mark = partner.mark = 0


def _shrink(pieces: list[Piece], number: int) -> bool:
    """Moves the mark to the next letter or figure of the text within it."""
    piece = pieces[number]
    neighbour = pieces[number + 1 if piece.opens else number - 1]
    text = neighbour.text
    length = len(text)
    if not text or text[0 if piece.opens else -1].isalnum():
        return False
    if piece.opens:
        moved = next((at for at in range(length) if text[at].isalnum()), length)
        pieces[number : number + 2] = [Piece(text=text[:moved]), piece, Piece(text=text[moved:])]
    else:
        kept = next((at for at in range(length, 0, -1) if text[at - 1].isalnum()), 0)
        pieces[number - 1 : number + 1] = [Piece(text=text[:kept]), piece, Piece(text=text[kept:])]
    return True
