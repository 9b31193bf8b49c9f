"""A post's sanitised HTML -> a small tree of values, the same for all serializers.

Lexbor repairs what is left to repair and spells it anew; then the tags are read one after the other, so that no nesting, however
deep, costs a stack.
"""

import re
from html import unescape
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from wetpaint_import.markup import nodes
from wetpaint_import.markup.building import Builder
from wetpaint_import.page.html_flow import flatten

# Tags of the parser's spelling: every attribute has a value in quotes.
_TAG: Final = re.compile(r"(<!--.*?-->|<![^>]*>|</?[a-zA-Z][^\s>]*(?:\s[^\s>][^\s=>]*=\"[^\"]*\")*\s*/?>)", re.DOTALL | re.ASCII)
_NAME: Final = re.compile(r"</?([a-zA-Z0-9]+)")
_ATTRIBUTE: Final = re.compile(r"\s([a-z]+)=\"([^\"]*)\"")
# No sanitised body holds them; what stands in them is no text.
_RAW_TEXT: Final = re.compile(
    r"<(script|style|noscript|iframe|xmp|noembed|noframes|plaintext|textarea|title)\b.*?(?:</\1>|\Z)", re.DOTALL
)
# Neither HTML nor XML can hold them, and MediaWiki keeps DEL for itself.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def parse_body(html: str) -> nodes.Body:
    """Never fails, whatever the text."""
    if not html.isprintable():
        html = _CONTROLS.sub("", html)
    builder = Builder()
    if html.count("<") != html.count("<br>"):
        html = _respelled(html)
    for number, piece in enumerate(_TAG.split(html)):
        if number % 2 == 0:
            if piece:
                builder.text(_unescaped(piece))
            continue
        name = _NAME.match(piece)
        if name is None:
            continue
        if piece[1] == "/":
            builder.close(name[1])
        else:
            builder.open(name[1], {key: _unescaped(value) for key, value in _ATTRIBUTE.findall(piece)} if "=" in piece else {})
    return nodes.Body(builder.finish())


def _respelled(html: str) -> str:
    """`html` as Lexbor spells it; only this spelling may be split by a pattern."""
    spelled = LexborHTMLParser(flatten(html), is_fragment=True).html or ""
    return _RAW_TEXT.sub("", spelled)


def _unescaped(text: str) -> str:
    """Character references decoded, without the characters that only a reference could bring in."""
    if "&" not in text:
        return text
    text = unescape(text)
    return text if text.isprintable() else _CONTROLS.sub("", text)
