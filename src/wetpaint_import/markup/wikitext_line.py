"""A line of marked text, links and images -> one line of wikitext."""

from itertools import groupby, pairwise
from typing import Final

from wetpaint_import.markup.nodes import (
    BIG,
    CODE,
    EMPHASIS,
    SMALL,
    STRIKE,
    STRONG,
    SUBSCRIPT,
    SUPERSCRIPT,
    UNDERLINE,
    Image,
    Inline,
    Line,
    Text,
)
from wetpaint_import.markup.wikitext_text import address, bare, in_label, literal

# From the outermost to the innermost.
_TAGS: Final = (
    (UNDERLINE, "u"),
    (SUBSCRIPT, "sub"),
    (SUPERSCRIPT, "sup"),
    (SMALL, "small"),
    (BIG, "big"),
    (STRIKE, "s"),
    (STRONG, "b"),
    (EMPHASIS, "i"),
    (CODE, "code"),
)
_APOSTROPHES: Final = {STRONG: "'''", EMPHASIS: "''", STRONG | EMPHASIS: "'''''"}


def render_line(line: Line) -> str:
    """What the line is at the beginning of a line of wikitext is the caller's to see to."""
    if len(line) == 1 and isinstance(only := line[0], Text) and not only.marks and not only.href:
        return literal(only.text)
    apostrophes = _may_use_apostrophes(line)
    out = []
    shown = 0
    for href, pieces in groupby(line, key=_address):
        group = list(pieces)
        before = line[shown - 1] if shown else None
        shown += len(group)
        after = line[shown] if shown < len(line) else None
        out.append(_bare_address(href, group, before, after) or _group(href, group, apostrophes))
    return "".join(out)


def _address(piece: Inline) -> str | None:
    return piece.href


def _may_use_apostrophes(line: Line) -> bool:
    """Only where no two marked texts touch is there no doubt which apostrophes belong together."""
    marked = [isinstance(piece, Text) and bool(piece.marks & (STRONG | EMPHASIS)) for piece in line]
    return not any(first and second for first, second in pairwise(marked))


def _bare_address(href: str | None, group: list[Inline], before: Inline | None, after: Inline | None) -> str | None:
    """A link that shows its address, where MediaWiki makes the same of the address alone: it ends at a space."""
    only = group[0]
    if href is None or len(group) > 1 or not isinstance(only, Text) or only.text != href or only.marks:
        return None
    ends = (before is None or (isinstance(before, Text) and before.text[-1] == " ")) and (
        after is None or (isinstance(after, Text) and after.text[0] == " ")
    )
    return bare(href) if ends else None


def _group(href: str | None, group: list[Inline], apostrophes: bool) -> str:
    if href is None:
        return "".join(_image(p) if isinstance(p, Image) else _text(p, apostrophes) for p in group)
    out = []
    shows_text = any(piece.text.strip() for piece in group if isinstance(piece, Text))
    for is_text, pieces in groupby(group, key=lambda piece: isinstance(piece, Text)):
        run = list(pieces)
        if is_text:
            out.append(_link(href, [piece for piece in run if isinstance(piece, Text)], apostrophes))
        else:
            link = "" if shows_text else f" ([{address(href)} link])"
            out += [_image(piece) + link for piece in run if isinstance(piece, Image)]
    return "".join(out)


def _link(href: str, texts: list[Text], apostrophes: bool) -> str:
    shown = "".join(piece.text for piece in texts)
    label = shown.strip()
    if not label:
        return shown
    before, after = shown[: len(shown) - len(shown.lstrip())], shown[len(shown.rstrip()) :]
    inner = in_label("".join(_text(piece, apostrophes) for piece in texts)).strip()
    return f"{before}[{address(href)} {inner}]{after}"


def _text(piece: Text, apostrophes: bool) -> str:
    text = literal(piece.text)
    marks = piece.marks
    if not marks:
        return text
    if apostrophes and (char := _APOSTROPHES.get(marks & (STRONG | EMPHASIS))):
        text = f"{char}{text}{char}"
        marks &= ~(STRONG | EMPHASIS)
    for mark, tag in reversed(_TAGS):
        if marks & mark:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _image(image: Image) -> str:
    return f"[{address(image.src)} {in_label(literal(image.alt)).strip() or 'image'}]"
