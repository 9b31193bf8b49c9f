"""Text -> its words, folded, for comparing what two captures say; spacing, case and marks do not count."""

import re

_WORD = re.compile(r"\w+")


def fold_words(text: str) -> str:
    """The words of `text` in lower case, one space between."""
    return " ".join(_WORD.findall(text.casefold()))
