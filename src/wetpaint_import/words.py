"""Text -> its words, folded, for comparing what two captures say; spacing, case and marks do not count."""

import re

_BETWEEN_WORDS = re.compile(r"\W+")


def fold_words(text: str) -> str:
    """The words of `text` in lower case, one space between."""
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()
