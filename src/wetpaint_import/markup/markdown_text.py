"""Literal text and addresses -> Markdown that shows just these: what could be structure or HTML is escaped.

Escapes are backslashes, so that a reader of the source knows the text again. Where the reader decodes entities before it renders
(Discourse's importer), two things more hold: the `;` of what looks like an entity is escaped, and its `&` is written `&#38;`, for
lenient decoders take `&copy` without the `;` too. Both are read the same with and without that decoding.
"""

import re
from html.entities import html5
from typing import Final
from urllib.parse import quote

# What is no structure inside a line stays as it is: `_` within words, `<` before no letter, `&` of no entity.
_STRUCTURE: Final = r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])"
_INLINE: Final = re.compile(_STRUCTURE)
_INLINE_AND_ENTITIES: Final = re.compile(_STRUCTURE + r"|&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)")
_ENTITY: Final = re.compile(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*)(;?)")
# Names that HTML knows without `;` (`&copy`), with which a longer word may begin.
_WITHOUT_SEMICOLON: Final = tuple(sorted(name for name in html5 if not name.endswith(";")))
_BARE_ADDRESS: Final = re.compile(r"\b((?:https?|ftp)://[A-Za-z0-9/:.?=&%+,#_~@-]*[A-Za-z0-9/=#@%+-])")
# Addresses that mean the same to every Markdown reader between `<` and `>`.
_PLAIN_ADDRESS: Final = re.compile(r"(?:https?|ftp)://[A-Za-z0-9/:.?=&%+,#_~@;!$'()-]+", re.IGNORECASE)
# Constructs at the beginning of a line, the number of a list apart.
_LINE_START: Final = re.compile(r"#{1,6}(?:[ \t]|$)|>|[-+](?:[ \t]|$)|=+[ \t]*$|[-:|][-:| \t]*$")
_NUMBER: Final = re.compile(r"([0-9]{1,9})[.)](?:[ \t]|$)")
_SIMPLE_ADDRESS: Final = re.compile(r"[A-Za-z0-9:/?#=%.,~_@+;!$'*-]*")
# What may not stand in an address between parentheses, in any Markdown.
_NOT_IN_ADDRESS: Final = ' <>"\\`{}^|'


def literal(text: str, *, entity_decoded_once: bool) -> str:
    """`text` within a line."""
    if not entity_decoded_once:
        return _INLINE_AND_ENTITIES.sub(_backslashed, text)
    return _ENTITY.sub(_undecodable, _INLINE.sub(_backslashed, text))


def _backslashed(match: re.Match[str]) -> str:
    return "\\" + match[0]


def addresses_apart(text: str) -> list[str]:
    """Text and, at the odd places, addresses that escapes would maim and that an autolink shows as they are."""
    if "://" not in text:
        return [text]
    pieces = [""]
    for number, piece in enumerate(_BARE_ADDRESS.split(text)):
        if number % 2 and ("_" in piece or "~" in piece) and not _may_hold_entity(piece):
            pieces += [piece, ""]
        else:
            pieces[-1] += piece
    return pieces


def _may_hold_entity(text: str) -> bool:
    return "&" in text and _ENTITY.search(text) is not None


def _undecodable(match: re.Match[str]) -> str:
    name, semicolon = match[1], match[2]
    if semicolon or name[0] == "#" or name.startswith(_WITHOUT_SEMICOLON):
        return f"&#38;{name}" + ("\\;" if semicolon else "")
    return match[0]


def at_line_start(line: str) -> str:
    """A rendered line that begins no list, heading, quote, rule or table."""
    if _LINE_START.match(line):
        return "\\" + line
    if number := _NUMBER.match(line):
        return f"{number[1]}\\{line[number.end(1) :]}"
    return line


def heading_text(line: str) -> str:
    """A rendered line whose last `#` belong to the text."""
    text = line.rstrip("#")
    return line if text == line else f"{text}\\{line[len(text) :]}"


def destination(address: str, *, entity_decoded_once: bool) -> str:
    """An address as it stands between the parentheses of a link."""
    if _SIMPLE_ADDRESS.fullmatch(address):
        return address
    encoded = "".join([quote(char) if char in _NOT_IN_ADDRESS or char.isspace() else char for char in address])
    if not _is_balanced(encoded):
        encoded = encoded.replace("(", "%28").replace(")", "%29")
    if "&" not in encoded:
        return encoded
    if entity_decoded_once:
        return _ENTITY.sub(_undecodable, encoded)
    return re.sub(r"&(?=#?[A-Za-z0-9]+;)", r"\\&", encoded)


def _is_balanced(address: str) -> bool:
    depth = 0
    for char in address:
        depth += (char == "(") - (char == ")")
        if not 0 <= depth <= 1:
            return False
    return depth == 0


def autolink(address: str, *, entity_decoded_once: bool) -> str | None:
    """`<address>`, where every reader of Markdown understands that."""
    if not _PLAIN_ADDRESS.fullmatch(address) or (_may_hold_entity(address) and (entity_decoded_once or ";" in address)):
        return None
    return f"<{address}>"


def code_span(text: str, *, entity_decoded_once: bool) -> str:
    """Code knows no escapes: longer fences, and for the decoding the entity of `&`."""
    fence = "`" * (longest_run("`", text) + 1)
    # One space at each end is taken away where both ends have one.
    space = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{space}{code_text(text, entity_decoded_once=entity_decoded_once)}{space}{fence}"


def code_text(text: str, *, entity_decoded_once: bool) -> str:
    return text.replace("&", "&amp;") if entity_decoded_once and _may_hold_entity(text) else text


def longest_run(char: str, text: str) -> int:
    return max((len(run) for run in re.findall(f"{char}+", text)), default=0)
