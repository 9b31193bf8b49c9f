"""A text rendering -> Flow: each line a piece of text and a `<br>`; blank lines are kept as line ends."""

import re
from html import escape

from wetpaint_import.page.flow import Element, Flow, Line, Piece, Token

_LINE_END = re.compile(r"\r\n|\r|\n|\x85|\u2028|\u2029")
# A form feed is white space within a line, as in HTML.
_SPACES = str.maketrans("\t\f\v", "   ")


def text_flow(text: str) -> Flow:
    """The flow of a text page; never fails."""
    flow = Flow(is_text=True)
    flow.elements.append(Element("body", "", -1, 0, 0))
    for raw_line in _LINE_END.split(text):
        shown = raw_line.replace("\xa0", " ").translate(_SPACES).replace("\x00", "").rstrip()
        if shown:
            # In text pages the character index within the line and within the token are the same.
            token = len(flow.tokens)
            flow.tokens.append(Token(escape(shown, quote=False), shown, 0))
            lead = len(shown) - len(shown.lstrip())
            piece = Piece(token, 0, len(shown))
            line = Line(len(flow.lines), shown, [piece], 0, 0)
            if lead:
                line.text = shown[lead:]
                piece.end -= lead
                flow.tokens[token].text = shown[lead:]
                flow.tokens[token].raw = escape(shown[lead:], quote=False)
            flow.lines.append(line)
        flow.elements.append(Element("br", "", 0, len(flow.tokens), 0, closed=len(flow.tokens)))
        flow.tokens.append(Token("<br>", None, len(flow.elements) - 1))
    flow.elements[0].closed = len(flow.tokens)
    return flow
