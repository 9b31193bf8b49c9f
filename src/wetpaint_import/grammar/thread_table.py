"""Tables and lists of threads -> partial threads: who started each, its title, replies, last post, and the opening post below it.

Content pages carry such a table with the opening posts expanded; `/thread` and `/forum/NAME` list threads without them. Each row is
found by its last cell, `DATE by USER`, and read from there to the left (docs/evidence.md §10).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from wetpaint_import.addresses import AddressKind, absolute, read_address
from wetpaint_import.dates import read_moment
from wetpaint_import.grammar import printed
from wetpaint_import.grammar.authors import read_author
from wetpaint_import.grammar.claims import FURNITURE, Claims
from wetpaint_import.grammar.furniture import is_control
from wetpaint_import.grammar.thread_page import split_tags
from wetpaint_import.model import Author, AuthorKind, Location, LocationKind, Moment, PostView, Problem, ThreadView
from wetpaint_import.page.body import Segment, read_body
from wetpaint_import.page.flow import Flow, Line

_ROW_END = re.compile(rf"(?:^|Last Post:\s*|\s){printed.DATE_PATTERN}\s+by\s+\S", re.IGNORECASE)
_FIRST_COLUMN = re.compile(r"\s*\|?\s*Started\s+By", re.IGNORECASE)
_LAST_CELL = re.compile(rf"(?:Last Post:\s*)?(?P<date>{printed.DATE_PATTERN})\s+by\s+(?P<name>.+?)$", re.IGNORECASE)
_GLUED_ROW = re.compile(rf"{printed.DATE_PATTERN}\s+by\s+\S", re.IGNORECASE)
_REPLIES = re.compile(r"Replies:\s*(?P<count>\d{1,7})", re.IGNORECASE)
_BLOCK = re.compile(
    rf"Thread started:\s*(?P<date>{printed.DATE_PATTERN})\s*(?:Watch\b)?\s*(?P<body>.*?)\s*"
    r"(?P<rating>(?:\d+\s+out\s+of\s+\d+\s+found\s+this\s+valuable\.?\s*(?:Do\s+you\?)?|Do\s+you\s+find\s+this\s+valuable\?))\s*"
    r"(?:Keyword tags:\s*(?P<tags>.*?)\s*)?(?:Show Last Reply)?[\s|]*$",
    re.IGNORECASE,
)
_RULE_LINE = re.compile(r"^[|\s:-]+$")
_LONGEST_ROW = 12


@dataclass(frozen=True, slots=True)
class Cell:
    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end].strip()


@dataclass(slots=True)
class _Row:
    cells: list[Cell]
    title: str | None = None
    url: str | None = None
    author: Author | None = None
    replies: int | None = None
    flags: set[str] = field(default_factory=set)


def _location_of(base: str | None) -> Location | None:
    """A page's table lists the threads of that page, a forum's list those of the forum: the address names it.

    Mirrors that write `_` for several characters no longer tell the title.
    """
    address = read_address(base) if base else None
    if address is None or not address.location_name or "_" in address.location_name:
        return None
    kind = address.location_kind or LocationKind.PAGE
    return Location(title=address.location_name, kind=kind, url=(base or "").split("?")[0])


class TableReader:
    """Reads all rows of a page; `problems` collects what is doubtful."""

    def __init__(
        self, flow: Flow, claims: Claims, *, base: str | None, captured_at: datetime | None, default_zone: tzinfo | None
    ) -> None:
        self._flow = flow
        self._claims = claims
        self._base = base
        self._captured_at = captured_at
        self._default_zone = default_zone
        self.problems: list[Problem] = []
        self._location = _location_of(base)
        self._lines = [line for line in flow.lines if not flow.is_furniture(line)]

    def read(self, *, is_list: bool) -> list[ThreadView] | None:
        """The threads of the page's tables in order; None if it has no table (a list needs no head)."""
        start = self._table_start()
        if start is None:
            if not is_list:
                return None
            start = 0
        views: list[ThreadView] = []
        cells: list[Cell] = []
        i = start
        while i < len(self._lines):
            line = self._lines[i]
            i += 1
            cells += self._cells(line)
            if cells and _ROW_END.search(cells[-1].text):
                row = None if self._lists_forums(cells) else self._read_row(cells[-_LONGEST_ROW:])
                cells = []
                if row is not None:
                    view, i = self._with_opening_post(row, i)
                    views.append(view)
        return views if views or not is_list or start else []

    def _table_start(self) -> int | None:
        for i, line in enumerate(self._lines):
            if not _FIRST_COLUMN.match(line.text):
                continue
            if printed.TABLE_HEAD.match(line.text):
                self._claims.take(line.index, FURNITURE)
                return i + 1
            heads = self._lines[i : i + 4]
            if tuple(printed.fold(printed.without_pipes(head.text)) for head in heads) == printed.TABLE_COLUMNS:
                for head in heads:
                    self._claims.take(head.index, FURNITURE)
                return i + 4
        return None

    def _spans(self, line: Line) -> list[Cell]:
        """A row that a skin sets in one line: a cell for each element right below the one that holds the line."""
        chains = [self._flow.ancestors(self._flow.tokens[piece.token].element)[::-1] for piece in line.pieces]
        depth = 0
        while all(len(chain) > depth and chain[depth] == chains[0][depth] for chain in chains):
            depth += 1
        cells: list[Cell] = []
        last = None
        for piece, chain in zip(line.pieces, chains, strict=True):
            own = chain[depth] if len(chain) > depth else None
            if cells and own is not None and own == last:
                cells[-1] = Cell(line, cells[-1].start, piece.end)
            else:
                cells.append(Cell(line, piece.start, piece.end))
            last = own
        return [cell for cell in cells if cell.text]

    def _lists_forums(self, cells: list[Cell]) -> bool:
        """A row of the forum index: threads *and* posts are counted before the last post."""
        counts = [cell for cell in cells[-3:-1] if cell.text.isdigit()]
        return len(counts) == 2 and not any(self._thread_link(cell) for cell in cells)

    def _cells(self, line: Line) -> list[Cell]:
        text = line.text
        if _RULE_LINE.match(text):
            return []
        if (
            not self._flow.is_text
            and len(line.pieces) > 2
            and _GLUED_ROW.search(text)
            and self._thread_link(Cell(line, 0, len(text)))
        ):
            return self._spans(line)
        if not (self._flow.is_text and text.startswith("|") and text.count("|") > 2):
            return [Cell(line, 0, len(text))]
        cells = []
        for match in (
            re.finditer(r"[^|]+", text) if text.count(" | ") == 0 else re.finditer(r"(?:(?<=^\|)|(?<= \|)) (.+?) (?=\|)", text)
        ):
            if match[0].strip():
                cells.append(Cell(line, match.start(), match.end()))
        return cells

    def _read_row(self, cells: list[Cell]) -> _Row | None:
        """Reads a row from the right: last post, count, title, starter."""
        last = cells[-1]
        match = list(_LAST_CELL.finditer(last.text))[-1]
        row = _Row(cells)
        before = last.text[: match.start()].strip()
        rest = cells[:-1]
        if counted := _REPLIES.search(before):
            row.replies = int(counted["count"])
            before = before[: counted.start()].strip()
        elif before:
            # Family A: the whole row is one line.
            return self._one_line_row(row, before, match["name"].strip())
        elif rest and rest[-1].text.isdecimal() and len(rest[-1].text) < 8:
            row.replies = int(rest.pop().text)
        rest = [cell for cell in rest if not is_control(cell.text)]
        titled = [cell for cell in rest if self._thread_link(cell)]
        if titled:
            row.url = self._thread_link(titled[0])
            row.title = self._link_text(titled[0])
            rest = rest[: rest.index(titled[0])]
        elif before:
            row.title = before
        elif rest:
            row.title = rest.pop().text
        else:
            return None
        self._starter(row, rest[-3:])
        self._claim(row, [*rest[-3:], *titled, *cells[-2:]])
        return row

    def _one_line_row(self, row: _Row, before: str, last_poster: str) -> _Row | None:
        """`AUTHOR SUBJECT REPLIES`: apart only where the first word is `Anonymous`, or the last poster of an unanswered thread."""
        match = re.match(r"^(?P<rest>.+?)\s+(?P<count>\d{1,7})$", before)
        if match is None:
            return None
        row.replies = int(match["count"])
        rest = match["rest"].strip()
        if rest.startswith("Anonymous "):
            row.author, row.title = Author(name=None, kind=AuthorKind.ANONYMOUS), rest.removeprefix("Anonymous ").strip()
        elif row.replies == 0 and rest.startswith(last_poster + " "):
            row.author = Author(name=last_poster, kind=AuthorKind.REGISTERED)
            row.title = rest.removeprefix(last_poster).strip()
        else:
            self.problems.append(
                Problem(
                    code="ambiguous-row",
                    message="who started this thread and its title cannot be told apart in this rendering",
                    excerpt=rest,
                )
            )
        self._claim(row, row.cells[-1:])
        return row

    def _claim(self, row: _Row, cells: list[Cell]) -> None:
        for cell in cells:
            self._claims.take(cell.line.index, "thread row", cell.start, cell.end)
        first, last = min(cell.line.first_token for cell in cells), max(cell.line.last_token for cell in cells)
        for image in self._flow.elements_between(first - 4, last, frozenset({"img"})):
            label = image.attribute("alt") or image.attribute("title") or ""
            row.flags |= {name for name in ("featured", "locked", "reported") if name in label.casefold()}

    def _thread_link(self, cell: Cell) -> str | None:
        for piece in cell.line.pieces:
            if not cell.start <= piece.start < cell.end:
                continue
            href = self._flow.link_of(piece)
            if href and read_address(absolute(href, self._base)).kind is AddressKind.THREAD:
                return absolute(href, self._base)
        return None

    def _link_text(self, cell: Cell) -> str:
        return "".join(
            cell.line.text[piece.start : piece.end]
            for piece in cell.line.pieces
            if cell.start <= piece.start < cell.end
            and (href := self._flow.link_of(piece))
            and read_address(absolute(href, self._base)).kind is AddressKind.THREAD
        ).strip()

    def _starter(self, row: _Row, cells: list[Cell]) -> None:
        zone = [
            self._flow.part_of(cell.line, cell.start, cell.end) for cell in cells if not _ROW_END.search(cell.text) and cell.text
        ]
        if self._flow.is_text:
            # Cells of one line are told apart by their borders, which `read_author` does not know.
            name = cells[-1].text if cells else ""
            if name:
                anonymous = printed.ANONYMOUS.match(name) or printed.IP_ADDRESS.match(name)
                row.author = (
                    Author(name=None, kind=AuthorKind.ANONYMOUS) if anonymous else Author(name=name, kind=AuthorKind.REGISTERED)
                )
            return
        candidate = read_author(self._flow, zone, [], self._base)
        row.author = candidate.author if candidate else None

    def _with_opening_post(self, row: _Row, i: int) -> tuple[ThreadView, int]:
        """The row with the post that is expanded below it, and the line after."""
        while i < len(self._lines) and _RULE_LINE.match(self._lines[i].text):
            i += 1
        posts: tuple[PostView, ...] = ()
        tags: tuple[str, ...] | None = None
        if i < len(self._lines) and "valuable" in self._lines[i].text and (block := _BLOCK.search(self._lines[i].text)):
            post, tags = self._one_line_block(row, self._lines[i], block)
            posts, i = (post,), i + 1
        elif i < len(self._lines) and (started := printed.THREAD_STARTED.match(self._lines[i].text)):
            post, tags, i = self._block(row, i, started)
            posts = (post,)
        thread_id = read_address(row.url).thread_id if row.url else None
        view = ThreadView(
            original_id=thread_id,
            title=row.title,
            location=self._location,
            claimed_post_count=row.replies + 1 if row.replies is not None else None,
            tags=tags,
            posts=posts,
            starter=row.author,
            url=row.url if row.url and "://" in row.url else None,
            is_featured="featured" in row.flags or None,
            is_locked="locked" in row.flags or None,
            is_reported="reported" in row.flags or None,
            rules=(("title", "thread table"), ("claimed_post_count", "Replies column and the opening post")),
        )
        return view, i

    def _block(self, row: _Row, i: int, started: re.Match[str]) -> tuple[PostView, tuple[str, ...] | None, int]:
        stop = self._block_stop(i)
        self._claims.take(self._lines[i].index, "dates")
        date = started["date"]
        if date is None and i + 1 < stop and (alone := printed.DATE_ALONE.match(self._lines[i + 1].text)):
            i += 1
            date = alone["posted"]
            self._claims.take(self._lines[i].index, "dates")
        body: list[Segment] = []
        rating: re.Match[str] | None = None
        rated = [j for j in range(i + 1, stop) if printed.rating_of(self._lines[j].text)]
        end = rated[-1] if rated else stop
        for line in self._lines[i + 1 : end]:
            if not (is_control(line.text) and not body) and line.text.strip(" |"):
                body.append(Segment(line, 0, len(line.text)))
                self._claims.take(line.index, "body")
        after = end
        if rated:
            line = self._lines[end]
            rating = printed.rating_of(line.text)
            if rating and line.text[: rating.start()].strip():
                body.append(Segment(line, 0, rating.start()))
                self._claims.take(line.index, "body", 0, rating.start())
            self._claims.take(line.index, "rating")
            after = end + 1
        tags, after = self._block_tags(after, stop)
        while after < stop and (is_control(self._lines[after].text) or _RULE_LINE.match(self._lines[after].text)):
            self._claims.take(self._lines[after].index, FURNITURE)
            after += 1
        return self._post(row, date, body, rating), tags, after

    def _block_stop(self, i: int) -> int:
        """The line of the next row's last cell, at which the block has ended for certain."""
        for j in range(i + 1, len(self._lines)):
            if _ROW_END.search(self._lines[j].text) and not printed.rating_of(self._lines[j].text):
                return j
        return len(self._lines)

    def _block_tags(self, i: int, stop: int) -> tuple[tuple[str, ...] | None, int]:
        if i >= stop or not (match := printed.TAGS.match(self._lines[i].text)):
            return None, i
        line = self._lines[i]
        self._claims.take(line.index, "tags")
        linked = [
            line.text[piece.start : piece.end].strip(" ,")
            for piece in line.pieces
            if self._flow.link_of(piece) and not printed.EDIT_TAGS.fullmatch(line.text[piece.start : piece.end])
        ]
        if linked := [tag for tag in linked if tag]:
            return tuple(dict.fromkeys(linked)), i + 1
        if not match["value"] and i + 1 < stop:
            self._claims.take(self._lines[i + 1].index, "tags")
            return split_tags(self._lines[i + 1].text), i + 2
        return split_tags(match["value"]), i + 1

    def _one_line_block(self, row: _Row, line: Line, block: re.Match[str]) -> tuple[PostView, tuple[str, ...] | None]:
        self._claims.take(line.index, "opening post")
        body = [Segment(line, block.start("body"), block.end("body"))]
        post = self._post(row, block["date"], body, printed.rating_of(block["rating"]))
        return post, split_tags(block["tags"]) if block["tags"] is not None else None

    def _post(self, row: _Row, date: str | None, segments: list[Segment], rating: re.Match[str] | None) -> PostView:
        posted: Moment | None = None
        if date is not None:
            posted, problem = read_moment(date, self._captured_at, self._default_zone)
            if problem is not None:
                self.problems.append(Problem(code=problem.code, message=f"posted: {problem.message}", excerpt=date))
        first, last = self._tokens(segments)
        body = read_body(self._flow, segments, first, last, self._base)
        found = rating.groupdict() if rating else {}
        rules = [("subject", "thread table"), ("body_text", "below the row")]
        if posted is not None:
            rules.append(("posted_at", f"Thread started: {posted.basis}"))
        if row.author is not None:
            rules.append(("author", "Started By column"))
        return PostView(
            position=0,
            number=None,
            subject=row.title,
            author=row.author,
            posted=posted,
            edited=None,
            body_text=body.text,
            body_html=body.html,
            quotes=body.quotes,
            links=body.links,
            images=body.images,
            found_valuable=int(found["found"]) if found.get("found") else None,
            rated_by=int(found["of"]) if found.get("of") else None,
            rules=tuple(rules),
        )

    def _tokens(self, segments: list[Segment]) -> tuple[int, int]:
        if not segments:
            return 0, -1
        first, last = segments[0].line, segments[-1].line
        start = self._flow.lines[first.index - 1].last_token + 1 if first.index and segments[0].start == 0 else first.first_token
        following = (
            self._flow.lines[last.index + 1].first_token if last.index + 1 < len(self._flow.lines) else len(self._flow.tokens)
        )
        return start, (following - 1 if segments[-1].end == len(last.text) else last.last_token)
