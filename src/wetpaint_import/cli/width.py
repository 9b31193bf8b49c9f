"""Text -> lines for a terminal of 80 columns: wrapped between words, or cut."""

import re
import textwrap

WIDTH = 80
_COMMAND = re.compile(r"`[^`\n]+`")
_NO_BREAK = "\0"  # which no path and no text of a page has


def wrapped(text: str, indent: str = "", further: str | None = None) -> list[str]:
    """`further` indents all lines but the first. Words stay whole, however long."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_NO_BREAK, " ") for line in lines] or [indent.rstrip()]


def advised(text: str, indent: str = "", further: str | None = None) -> list[str]:
    """The same for our own words, in which `a command` stays whole, too."""
    return wrapped(_COMMAND.sub(lambda command: whole(command[0]), text), indent, further)


def whole(text: str) -> str:
    """As one word of a text that is wrapped: paths, with whatever spaces, are to be copied."""
    return text.replace(" ", _NO_BREAK)


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
