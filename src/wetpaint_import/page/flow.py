"""A page as a flow: its tags and text pieces in source order, and the lines that a reader sees.

HTML and text pages become the same thing, so that one grammar reads both: in a text page every line is a piece of text
followed by a `<br>`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from operator import attrgetter

from msgspec import Struct

from wetpaint_import.page.names import Mark, attributes

# The last four are of old: the parser writes no end for them either.
VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split())
# Elements that begin and end a line; unknown ones (`o:p`, `st1:city`) do not.
BREAKING_TAGS = frozenset(
    "address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup"
    " option p plaintext pre section summary table tbody td tfoot th thead tr ul xmp".split()
)
# A browser leaves a blank line round these, one line end round any other block.
PARAGRAPH_TAGS = frozenset({"p"})

_CERTAIN_FURNITURE = Mark.FURNITURE | Mark.FORM
_WEAK_FURNITURE = Mark.WEAK_FURNITURE | Mark.WEAK_FORM


# A page makes thousands of the next four. A `Struct` is made in a quarter of the time of a dataclass (docs/performance.md), and
# as none of them can be part of a cycle, the collector need not look at them.
class Element(Struct, gc=False):
    """`opened` and `closed` are indexes into `Flow.tokens`; an element that is never closed ends with its parent."""

    tag: str
    raw_attributes: str
    parent: int
    opened: int
    marks: int
    closed: int = -1

    def attribute(self, name: str) -> str | None:
        raw = self.raw_attributes
        at = raw.find(f' {name}="')
        if at < 0:
            return "" if name in raw and name in attributes(raw) else None
        at += len(name) + 3
        value = raw[at : raw.index('"', at)]
        return unescape(value) if "&" in value else value


class Token(Struct, gc=False):
    """A tag (`element` is the one it opens or closes) or a piece of text (`element` is the one it stands in).

    `raw` is HTML as the parser spells it; `text` is what a reader sees, white space folded; None for tags.
    """

    raw: str
    text: str | None
    element: int
    closes: bool = False


class Piece(Struct, gc=False):
    """A part of a line: the characters `start` to `end` of the line's text come from token `token`."""

    token: int
    start: int
    end: int


class Line(Struct, gc=False):
    """What a reader sees as one line. `marks` are those that all of its pieces share."""

    index: int
    text: str
    pieces: list[Piece]
    marks: int
    element: int

    @property
    def first_token(self) -> int:
        return self.pieces[0].token

    @property
    def last_token(self) -> int:
        return self.pieces[-1].token


@dataclass(slots=True)
class Flow:
    """`is_text`: the page is a text rendering. `comments`: the page's comments in order, for what archives write there."""

    is_text: bool
    tokens: list[Token] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    # Those whose id, name or link ends with a digit, as the platform's ids of posts do; hardly any element has such a name.
    numbered: list[Element] = field(default_factory=list)
    base_url: str | None = None
    # Whether any address in the page looks as an archive spells it.
    may_be_archived: bool = False
    # Whether any asks for a part of a thread.
    may_page: bool = False
    # The marks that make a line chrome on this page (`settle_furniture`).
    furniture: int = _CERTAIN_FURNITURE | _WEAK_FURNITURE

    def settle_furniture(self, holds_content: Callable[[str], bool]) -> None:
        """Takes back the weak marks that enclose a line for which `holds_content` is true."""
        for line in self.lines:
            if line.marks & self.furniture & _WEAK_FURNITURE and holds_content(line.text):
                self.furniture &= ~(line.marks & _WEAK_FURNITURE)

    def is_furniture(self, line: Line) -> bool:
        return bool(line.marks & self.furniture)

    def part_of(self, line: Line, start: int, end: int) -> Line:
        """The characters `start` to `end` of a line as a line of their own (with the same index)."""
        lead = start + len(line.text[start:end]) - len(line.text[start:end].lstrip())
        pieces = [
            Piece(piece.token, max(piece.start, lead) - lead, min(piece.end, end) - lead)
            for piece in line.pieces
            if piece.start < end and piece.end > lead
        ]
        marks = ~0
        for piece in pieces:
            marks &= self.elements[self.tokens[piece.token].element].marks
        element = self.tokens[pieces[0].token].element if pieces else line.element
        return Line(line.index, line.text[lead:end].rstrip(), pieces, marks if pieces else 0, element)

    def ancestors(self, element: int) -> list[int]:
        """`element` and all that it stands in, innermost first."""
        found = []
        while element >= 0:
            found.append(element)
            element = self.elements[element].parent
        return found

    def enclosing(self, element: int, tag: str) -> Element | None:
        """The innermost element named `tag` in which `element` stands (or that it is)."""
        while element >= 0:
            if self.elements[element].tag == tag:
                return self.elements[element]
            element = self.elements[element].parent
        return None

    def path(self, element: int) -> str:
        """The names of the elements from the root to `element`: equal for what repeats in a page."""
        return "/".join([self.elements[i].tag for i in reversed(self.ancestors(element))])

    def link_of(self, piece: Piece) -> str | None:
        """The address of the link in which a piece of text stands."""
        token = self.tokens[piece.token]
        if not self.elements[token.element].marks & Mark.LINK:
            return None
        link = self.enclosing(token.element, "a")
        return link.attribute("href") if link else None

    def elements_between(self, first: int, last: int, tags: frozenset[str]) -> list[Element]:
        """Elements named one of `tags` that open between two tokens (both included), in order."""
        return [element for element in _between(self.elements, first, last) if element.tag in tags]

    def numbered_between(self, first: int, last: int) -> list[Element]:
        """Those of `numbered` that open between two tokens (both included), in order."""
        return _between(self.numbered, first, last)


def _between(elements: list[Element], first: int, last: int) -> list[Element]:
    start = bisect_left(elements, first, key=_opened)
    return elements[start : bisect_right(elements, last, lo=start, key=_opened)]


_opened = attrgetter("opened")
