"""HTML -> the text that a human sees, and all addresses; for the generator's own check only."""

import re
from html.parser import HTMLParser
from typing import Final

UNSEEN: Final = {"script", "style", "title", "textarea"}
BLOCKS: Final = {
    *("div", "table", "tr", "td", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4"),
    *("form", "blockquote", "center", "hr", "body"),
}
# `visibility: hidden` leaves a gap, but nothing to read.
HIDDEN_STYLE: Final = re.compile(r"display:\s*none|visibility:\s*hidden")


class _Screen(HTMLParser):
    """Lines as a browser would break them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.addresses: list[str] = []
        self.labels: list[str] = []
        self._paragraph_ended = False
        self._hidden_in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._hidden_in:
            if tag == self._hidden_in[0]:
                self._hidden_in.append(tag)
            return
        if tag in UNSEEN or _is_hidden(values):
            self._hidden_in.append(tag)
            return
        self.addresses += [values[name] for name in ("href", "src", "value") if name in values]
        self.labels += [values["alt"]] if values.get("alt") else []
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_in:
            if tag == self._hidden_in[0]:
                self._hidden_in.pop()
            return
        if tag != "br":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden_in:
            return
        text = re.sub(r"[ \t\n\r]+", " ", data)
        if not self.lines[-1]:
            text = text.lstrip(" ")
        if not text:
            return
        if self._paragraph_ended and any(self.lines):
            self.lines += ["", ""] if self.lines[-1] else [""]
        self._paragraph_ended = False
        both = f"{self.lines[-1]}{text}"
        self.lines[-1] = both.replace("  ", " ") if self.lines[-1].endswith(" ") else both

    def _break(self, tag: str) -> None:
        if tag == "br":
            self.lines.append("")
            return
        if tag not in BLOCKS and tag != "p":
            return
        if self.lines[-1]:
            self.lines.append("")
        if tag == "p" and any(self.lines):
            self._paragraph_ended = True


def _is_hidden(values: dict[str, str]) -> bool:
    styled = HIDDEN_STYLE.search(values.get("style", "")) is not None
    return styled or "hidden" in values or values.get("class") == "offLabel"


def seen(html: str) -> tuple[str, list[str], list[str]]:
    """The text with one space for each no-break space, all addresses, all labels of images."""
    screen = _Screen()
    screen.feed(html)
    screen.close()
    lines = (line.replace("\N{NO-BREAK SPACE}", " ").strip() for line in screen.lines)
    return "\n".join(lines), screen.addresses, screen.labels
