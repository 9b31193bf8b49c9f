"""Markdown as Discourse takes it (CommonMark, tables, `~~`, harmless HTML), or HTML -> the characters that a reader sees."""

import re

from lxml import html
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff\ufffe\uffff]+")


def shown_text(source: str, *, is_html: bool = False) -> str:
    """Without any space, as where lines break is another matter; the marks of Discourse's quotes are taken for text."""
    rendered = source if is_html else _MARKDOWN.render(source)
    rendered = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", rendered)
    return _UNSEEN.sub("", html.fragment_fromstring(rendered, create_parent="div").text_content())
