"""Literal text and addresses -> wikitext that MediaWiki shows as just these; plain prose stays as it is."""

import re
from typing import Final
from urllib.parse import quote

# What MediaWiki's parser could take for markup, wherever in a line it stands. `|`, `!`, `}` and `]` mean something only where
# `{|`, `{{` or `[[` stand before them, and no literal text holds those.
_INLINE: Final = re.compile(
    r"<(?![ 0-9=-])"
    r"|&(?=#[0-9]+;|#[xX][0-9a-fA-F]+;|[A-Za-z0-9\x80-\U0010ffff]+;)"
    r"|\[(?=\[|//|[A-Za-z][A-Za-z0-9+.-]*:|$)|(?<=\[)\["
    r"|\{(?=[{|])|(?<=[{-])\{"
    r"|'(?='|$)|(?<=')'|^'"
    r"|~(?=~)|(?<=~)~"
    r"|_(?=_)|(?<=_)_"
    r"|\b[IRP](?=(?:SBN|FC|MID)\s)"
)
# In an address that stands in the text, MediaWiki shows these encoded, or not at all. They end at a space.
_CHANGED_IN_ADDRESS: Final = re.compile(r"[|\[\]\xad\u034f\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]|&#91;")
_SPACES: Final = re.compile(r"(\s+)")
_SCHEME_END: Final = re.compile(r"(?<=[A-Za-z]):")
_LINE_START: Final = re.compile(r"[*#:;= \t]|-{4}")
_NOT_IN_ADDRESS: Final = re.compile(r"[^A-Za-z0-9:/?#@!$&()*+,;=.%~_-]|__+|~~~+|&(?=#?[A-Za-z0-9]+;)|-(?=\{)")
_BARE: Final = re.compile(
    r"(?:https?|ftp)://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?(?:/[A-Za-z0-9/?#@$=.%+-]*)?(?<![.,:?!])", re.IGNORECASE
)


def literal(text: str) -> str:
    """`text` within a line, whatever markup stands before or behind it."""
    escaped = _INLINE.sub(_entity, text)
    if ":" not in escaped or not _CHANGED_IN_ADDRESS.search(escaped):
        return escaped
    words = _SPACES.split(escaped)
    return "".join([_SCHEME_END.sub("&#58;", word) if _CHANGED_IN_ADDRESS.search(word) else word for word in words])


def _entity(match: re.Match[str]) -> str:
    return "&lt;" if match[0] == "<" else "&amp;" if match[0] == "&" else f"&#{ord(match[0])};"


def in_label(escaped: str) -> str:
    """Escaped text between the brackets of a link."""
    return escaped.replace("[", "&#91;").replace("]", "&#93;")


def at_line_start(line: str) -> str:
    """A rendered line that begins no list, heading, rule or table."""
    match = _LINE_START.match(line)
    return f"&#{ord(line[0])};{line[1:]}" if match else line


def address(href: str) -> str:
    """An address as it stands in a link; what MediaWiki would end or change it at is percent-encoded."""
    return _NOT_IN_ADDRESS.sub(_encoded, href)


def _encoded(match: re.Match[str]) -> str:
    if match[0] == "&":
        return "&amp;"
    return "".join(quote(char) if quote(char) != char else f"%{ord(char):02X}" for char in match[0])


def bare(href: str) -> str | None:
    """`href` where MediaWiki makes the same link of it without brackets."""
    return href if _BARE.fullmatch(href) else None
