"""A post's sanitised HTML -> Markdown, MediaWiki wikitext or plain text: one parse, three serializers."""

from wetpaint_import.markup.markdown import escape_markdown, to_markdown
from wetpaint_import.markup.text import to_text
from wetpaint_import.markup.tree import parse_body
from wetpaint_import.markup.wikitext import escape_wikitext, to_wikitext

__all__ = ["escape_markdown", "escape_wikitext", "parse_body", "to_markdown", "to_text", "to_wikitext"]
