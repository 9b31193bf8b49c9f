"""Names, titles and addresses -> one line each, as headers and titles of other platforms must be."""

import unicodedata

# Control characters and halves of characters; all white space becomes a space anyway.
_NO_TEXT = frozenset(("Cc", "Cs"))


def one_line(text: str | None) -> str:
    """Empty for None."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(character) in _NO_TEXT else character for character in text)
    return " ".join(text.split())
