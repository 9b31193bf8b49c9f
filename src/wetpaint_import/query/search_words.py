"""Words as people type them -> an FTS5 expression that is never a syntax error.

sourdough starter      both words            "hand piecing"     these words in this order
sourdough OR rye       either                -machine           without this word (-"a phrase" likewise)
quilt*                 words that begin so   marks and accents  do not count
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from wetpaint_import.errors import UsageError

_QUOTES = '"“”„«»'
_TOKEN = re.compile(
    rf"(?P<minus>(?<!\S)[-−])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?(?P<star>\*)?|(?P<word>[^\s{_QUOTES}]+))"
)
_EITHER, _BOTH, _WITHOUT = {"OR", "|", "||"}, {"AND", "&", "&&", "+"}, {"NOT"}
# Letters of Chinese, Japanese, Thai and the like: words are not set apart, so the index takes a whole run of them for one.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Far more than anybody types; FTS5 refuses expressions of many hundreds.
_MOST_WORDS = 100
_HOW = 'give words, e.g. `search sourdough "hand piecing" -machine quilt*`'


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase; `begins`: also words that only begin so."""

    text: str
    begins: bool = False

    @property
    def is_unspaced(self) -> bool:
        """Of a script that does not set words apart; found only where a run of letters begins so."""
        return _UNSPACED.match(self.text[-1:]) is not None

    def __str__(self) -> str:
        return f'"{self.text}"' + (" *" if self.begins else "")


@dataclass(frozen=True, slots=True)
class Words:
    """A post fits if it has one word of each group of `wanted` and none of `unwanted`."""

    wanted: tuple[tuple[Word, ...], ...]
    unwanted: tuple[Word, ...] = ()

    @property
    def begins(self) -> bool:
        """Whether a beginning of words is among them."""
        return any(word.begins for word in (*chain.from_iterable(self.wanted), *self.unwanted))

    def expression(self, column: str | None = None) -> str:
        """For `MATCH`; with `column` (or several), the wanted words must stand there, and authors' names exclude nothing."""
        wanted = " AND ".join(f"({_either(group)})" for group in self.wanted)
        unwanted = f"({_either(self.unwanted)})"
        if column:
            wanted, unwanted = f"{{{column}}} : ({wanted})", f"{{subject body}} : {unwanted}"
        return f"({wanted}) NOT ({unwanted})" if self.unwanted else wanted


def _either(words: Sequence[Word]) -> str:
    return " OR ".join(map(str, words))


def read_words(text: str) -> Words:
    """Raises `UsageError` where nothing is left to look for."""
    wanted: list[list[Word]] = []
    unwanted: list[Word] = []
    joins = excludes = False
    for token in _TOKEN.finditer(_clean(text)):
        operator = token["word"] if not token["minus"] else None
        if operator in _EITHER:
            joins = bool(wanted)
        elif operator in _BOTH:
            joins = False
        elif operator in _WITHOUT:
            excludes = True
        elif (word := _word(token)) is not None:
            if token["minus"] or excludes:
                unwanted.append(word)
            elif joins:
                wanted[-1].append(word)
            else:
                wanted.append([word])
            joins = excludes = False
    if not wanted:
        raise UsageError(_nothing_to_find(text, unwanted))
    if sum(map(len, wanted)) + len(unwanted) > _MOST_WORDS:
        raise UsageError(f"that is more than {_MOST_WORDS} words; a few that stand together find more: put them in quotes")
    return Words(tuple(map(tuple, wanted)), tuple(unwanted))


def _clean(text: str) -> str:
    """Without what SQLite's texts cannot hold: NUL ends them, and half a character is none."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def _word(token: re.Match[str]) -> Word | None:
    text = token["phrase"] if token["phrase"] is not None else token["word"]
    if not any(map(str.isalnum, text)):
        return None
    begins = bool(token["star"]) or (token["phrase"] is None and text.endswith("*") and text.rstrip("*")[-1:].isalnum())
    word = Word(" ".join(text.split()).rstrip("*"), begins)
    return replace(word, begins=True) if word.is_unspaced else word


def _nothing_to_find(text: str, unwanted: list[Word]) -> str:
    text = text.strip().replace("−", "-")
    if unwanted:
        return f"'{text}' only says what is not wanted; add a word that the posts have, or {_HOW}"
    if any(map(str.isalnum, text)):
        return f"'{text}' only joins or excludes words; put it in quotes to look for it as words, or {_HOW}"
    if text:
        return f"there is no letter and no digit in '{text}'; {_HOW}"
    return f"there is nothing to look for; {_HOW}"


def join_arguments(arguments: Sequence[str]) -> tuple[str, str]:
    """Words from a shell, which took the quotes away -> (what was meant, the same less strictly).

    An argument of several plain words was in quotes: a phrase; where that finds nothing, its words may stand apart.
    """
    meant = [_quoted(argument) for argument in arguments]
    return " ".join(meant), " ".join(arguments)


def _quoted(argument: str) -> str:
    minus, words = ("-", argument[1:]) if argument[:1] in ("-", "−") else ("", argument)
    parts = words.split()
    is_plain = all(part[0] not in "-−" and not part.endswith("*") for part in parts) and not set(words) & set(_QUOTES)
    if len(parts) < 2 or not is_plain or set(parts) & (_EITHER | _BOTH | _WITHOUT):
        return argument
    return f'{minus}"{words}"'
