"""Two states of a post -> both as text with the words marked that went and came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from markupsafe import Markup, escape

from wetpaint_import.web.views import Change

# Words beyond which the matcher may skip common ones: without that, its time grows with the square.
_MANY = 2000
_BLOCK_END = re.compile(r"<br>|</(?:p|div|li|h[1-6]|tr|blockquote|pre|dt|dd)>")
_TAG = re.compile(r'<(?:"[^"]*"|[^">])*>')
# Words with the space behind them, so that both sides join up again.
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """`is_same`: the words are the same, so only the formatting or the subject changed."""

    before: Markup
    after: Markup
    is_same: bool


def side_by_side(change: Change) -> SideBySide:
    """What an edit took away (`<del>`) and what it brought (`<ins>`), word by word."""
    before, after = (_WORDS.findall(_plain(version.body_html)) for version in (change.before, change.after))
    old_words, new_words = ([word.rstrip() for word in words] for words in (before, after))
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=max(len(before), len(after)) > _MANY)
    old: list[Markup] = []
    new: list[Markup] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        old.append(_marked("del", before[i:j]) if kind != "equal" else escape("".join(before[i:j])))
        new.append(_marked("ins", after[k:m]) if kind != "equal" else escape("".join(after[k:m])))
    return SideBySide(Markup("").join(old), Markup("").join(new), old_words == new_words)


def _marked(tag: str, words: list[str]) -> Markup:
    text = "".join(words)
    shown = text.rstrip()
    return Markup("<{0}>{1}</{0}>{2}").format(tag, shown, text[len(shown) :]) if text else Markup("")


def _plain(body_html: str) -> str:
    """The words of a body, a line for each block."""
    lines = _BLOCK_END.sub("\n", body_html)
    return re.sub(r"\n{3,}", "\n\n", unescape(_TAG.sub("", lines))).strip()
