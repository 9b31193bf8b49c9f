"""Text -> lines for a terminal of 80 columns: wrapped between words, or cut."""

import re
import textwrap

WIDTH = 80
_COMMAND = re.compile(r"`[^`\n]+`")


def wrapped(text: str, indent: str = "", further: str | None = None) -> list[str]:
    """`further` indents all lines but the first. Words stay whole, however long: paths and addresses are to be copied."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [indent.rstrip()]


def advised(text: str, indent: str = "", further: str | None = None) -> list[str]:
    """The same for our own words, in which `a command` stays whole, too."""
    joined = _COMMAND.sub(lambda command: command[0].replace(" ", "\xa0"), text)
    return [line.replace("\xa0", " ") for line in wrapped(joined, indent, further)]


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
