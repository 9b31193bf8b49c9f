"""Which field took which characters of which line: so that every visible character of a page is accounted for."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from wetpaint_import.model import Placed
from wetpaint_import.page.flow import Flow

FURNITURE = "furniture"
UNPLACED = "unplaced"


@dataclass(slots=True)
class Claims:
    """`taken[line]` lists (start, end, place) in the order in which they were taken; `whole`: lines that one place took whole."""

    flow: Flow
    taken: dict[int, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))
    whole: set[int] = field(default_factory=set)

    def take(self, line: int, place: str, start: int = 0, end: int | None = None) -> None:
        length = len(self.flow.lines[line].text)
        if end is None:
            end = length
        self.taken[line].append((start, end, place))
        if start == 0 and end >= length:
            self.whole.add(line)

    def take_rest(self, line: int, place: str) -> None:
        """Takes what nothing has taken yet of a line."""
        at = 0
        for start, end, _ in sorted(self.taken.get(line, [])):
            if start > at:
                self.take(line, place, at, start)
            at = max(at, end)
        if at < len(self.flow.lines[line].text):
            self.take(line, place, at)

    def is_free(self, line: int) -> bool:
        return line not in self.taken

    def lines_with(self, place: str) -> int:
        """In how many lines something is taken for `place`."""
        return sum(any(taken[2] == place for taken in line) for line in self.taken.values())

    def unplaced(self) -> list[str]:
        """The stretches of neighbouring visible text that nothing took."""
        out: list[list[str]] = []
        last = -2
        for line in self.flow.lines:
            if line.index in self.whole:
                continue
            for text, place in self._stretches(line.index, line.text):
                if place != UNPLACED:
                    continue
                if last == line.index - 1:
                    out[-1].append(text)
                else:
                    out.append([text])
                last = line.index
        return ["\n".join(texts) for texts in out]

    def placed(self) -> list[Placed]:
        """All visible text of the page in order, each stretch with its place; neighbours of one place are joined."""
        stretches = (stretch for line in self.flow.lines for stretch in self._stretches(line.index, line.text))
        return [
            Placed(text="\n".join(text for text, _ in same), place=place) for place, same in groupby(stretches, key=itemgetter(1))
        ]

    def _stretches(self, index: int, text: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        at = 0
        for start, end, place in sorted(self.taken.get(index, [])):
            if start > at:
                found.append((text[at:start].strip(), UNPLACED))
            if end > at:
                found.append((text[max(at, start) : end].strip(), place))
                at = end
        found.append((text[at:].strip(), UNPLACED))
        return [(stretch, place) for stretch, place in found if stretch.strip(" |•·-–—")]
