"""A text page as some program wrote it down -> as the page printed it: reply marks, link numbers, columns, wrapped lines.

Only what breaks the printed lines is undone; a text whose lines are whole stays as it is.
"""

import re

from wetpaint_import.dates import DATE_PATTERN
from wetpaint_import.grammar import printed
from wetpaint_import.grammar.header import title_remainder

_LINE_END = re.compile(r"\r\n|\r|\n|\x85|\u2028|\u2029")
_LABEL = re.compile(r"Post\s+edited:", re.IGNORECASE)
# Whole, or its end in the next line.
_LABEL_PART = re.compile(r"(?:Post[ \t]+|^[\s>]*)edited:", re.IGNORECASE)
_REPLY_MARKS = re.compile(r"^(?:[ \t]*>)+")
# `[12]Which knot`: text browsers number the links, and list their addresses at the end.
_LINK_NUMBER = re.compile(r"\[(\d{1,5})\]")
_LISTED_LINK = re.compile(r"^\s*(?:(?P<number>\d{1,5})\.\s+\S+|(?:Visible|Hidden) links:?)?\s*$", re.IGNORECASE)
_DATES_BEGIN = re.compile(rf"{DATE_PATTERN}[\s|]*Post\b", re.IGNORECASE)
# What begins nearer to the margin is indented.
_NARROWEST_COLUMN = 8
_ROW_END = re.compile(r"valuable\b.{0,20}$|^\W*(?:Keyword tags|Showing|Discussion)\b", re.IGNORECASE)
# A picture in a link in a span.
_DEEPEST_LINKS = 3
# Far more posts than any page holds; bounds the time that a hostile page takes.
_MOST_POSTS = 600
# A title of more lines is none.
_MOST_LINES = 6
_LONGEST_BLOCK = 400


def as_printed(text: str) -> tuple[str, bool]:
    """(text, True); (text, False) where cells that stand side by side cannot be told apart."""
    if not _LABEL.search(text):
        return text, True
    lines = _LINE_END.split(text)
    labelled = [line for line in lines if "dited:" in line.lower() and _LABEL_PART.search(line)]
    if any(line.lstrip().startswith(">") for line in labelled):
        lines = _without_reply_marks(lines, labelled)
    if "References" in text:
        lines = _without_link_numbers(lines)
    lines = _with_cells_apart(lines)
    columns = _columns_of_dates(lines)
    if columns and all(_begins_above(lines, i, column) for i, column in columns):
        separated = _one_below_the_other(lines, columns)
        if separated is None:
            return text, False
        lines = separated
    return "\n".join(_with_whole_subjects(_with_whole_phrases(_without_markdown(lines)))), True


def _dated(lines: list[str]) -> list[int]:
    return [i for i, line in enumerate(lines) if ("dited:" in line or "DITED:" in line) and _LABEL.search(line)]


def _without_reply_marks(lines: list[str], labelled: list[str]) -> list[str]:
    """A mail that quotes the page: as many `>` go as stand before each date line."""
    depth = min(marks[0].count(">") if (marks := _REPLY_MARKS.match(line)) else 0 for line in labelled)
    mark = re.compile(rf"^(?:[ \t]*>){{1,{depth}}} ?")
    return [mark.sub("", line) for line in lines] if depth else lines


def _without_link_numbers(lines: list[str]) -> list[str]:
    """Only the numbers go that the list at the end of the text holds."""
    numbers = set()
    at = len(lines)
    while at and (match := _LISTED_LINK.match(lines[at - 1])):
        at -= 1
        numbers.add(match["number"])
    if not at or lines[at - 1].strip() != "References":
        return lines
    return [_LINK_NUMBER.sub(lambda link: "" if link[1] in numbers else link[0], line) for line in lines[:at]] + lines[at:]


def _line_above(lines: list[str], i: int) -> int:
    """The next line above that is not blank; -1 if there is none."""
    return next((j for j in range(i - 1, -1, -1) if lines[j].strip()), -1)


def _with_cells_apart(lines: list[str]) -> list[str]:
    """Browsers copy the cells of a table with tabs between: an author and a subject."""
    above = {_line_above(lines, i) for i in _dated(lines)}
    if not any("\t" in lines[i] for i in above):
        return lines
    cells = (line.strip().split("\t") if i in above and "\t" in line.strip() else [line] for i, line in enumerate(lines))
    return [cell for line in cells for cell in line]


def _without_markdown(lines: list[str]) -> list[str]:
    """Header, subjects and date lines without the marks of Markdown; bodies keep theirs."""
    dated = _dated(lines)
    headers = {i for i, line in enumerate(lines) if ":" in line and _MARKED_HEADER.match(line)}
    heads = headers | set(dated) | {_line_above(lines, i) for i in dated}
    heads.discard(-1)
    if not any(_MARKDOWN.search(lines[i]) for i in heads):
        return lines
    plain = [_FENCE.sub("", line).removesuffix("\\") for line in lines]
    for i in heads:
        line = _IMAGE.sub(r"\1 ", plain[i])
        for _ in range(_DEEPEST_LINKS):
            line = _LINK.sub(r"\1 ", line)
        line = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"\*\*|__(?=\S)", "", line))
        if not _LABEL.search(line):
            line = line.replace(" | ", " ")
        plain[i] = " ".join(re.sub(r"^[\s#*>_]+|[\s#*_|]+$", "", line).split())
    return plain


_MARKED_HEADER = re.compile(r"^[\s#*>_]*(?:Location|Discussion|Showing)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"\]\(|\\[.|*_]|\\$|^\s*(?:#+|\*{2,}) ?(?:Location|Discussion|Showing)\b")
_FENCE = re.compile(r"^\s*(?::{3,}.*|</?div[^<>]*>)$")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()\s]*\)(?:\{[^{}]*\})?")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)(?:\{[^{}]*\})?|\{[^{}]*\})")


def _columns_of_dates(lines: list[str]) -> list[tuple[int, int]]:
    """(line, where its dates begin); dates right behind words are prose, except where other posts have theirs."""
    dates = [(i, match.start()) for i, line in enumerate(lines) if "ost" in line and (match := _DATES_BEGIN.search(line))]
    certain = {column for i, column in dates if not lines[i][:column].strip() or lines[i][:column].endswith("  ")}
    return [(i, column) for i, column in dates if column in certain]


def _begins_above(lines: list[str], i: int, column: int) -> bool:
    """Whether the line above the date line has text that begins in the same column, far from the margin."""
    above = next((line for line in reversed(lines[max(0, i - 2) : i]) if line.strip()), "")
    return column >= _NARROWEST_COLUMN and "|" not in lines[i][:column] and _is_cut_at(above, column) and len(above) > column


def _is_cut_at(line: str, column: int) -> bool:
    """Whether no word of the line runs across `column`."""
    return not line[:column].strip() or (line[column - 1 : column].isspace() and not line[column : column + 1].isspace())


def _one_below_the_other(lines: list[str], columns: list[tuple[int, int]]) -> list[str] | None:
    """Each post's left cell above its right one; None if cells stand side by side, but words run from one into the other."""
    above = [0, *(i for i, _ in columns)]
    starts = [_row_start(lines, i, highest) for (i, _), highest in zip(columns, above, strict=False)]
    ends = [i for i in range(columns[-1][0], len(lines)) if _ROW_END.search(lines[i].rstrip())]
    stops = [*starts[1:], ends[-1] + 1 if ends else len(lines)]
    rows = [(lines[start:stop], column) for start, stop, (_, column) in zip(starts, stops, columns, strict=True)]
    cells = [(line[:column], line[column:]) for row, column in rows for line in row if _is_cut_at(line, column)]
    gaps = [left.endswith("  ") for left, right in cells if left.strip() and right.strip()]
    if len(cells) < sum(len(row) for row, _ in rows):
        return None if any(gaps) else lines
    if not gaps:
        return lines  # heads that are indented
    separated = lines[: starts[0]]
    for row, column in rows:
        left = " ".join(line[:column].strip() for line in row).strip()
        separated += [*([left] if left else []), *(line[column:].rstrip() for line in row), ""]
    return separated + lines[stops[-1] :]


def _row_start(lines: list[str], i: int, highest: int) -> int:
    """The line behind that which ends what stands above the date line `lines[i]`, but below `highest`."""
    while i > highest and not _ROW_END.search(lines[i - 1].rstrip()):
        i -= 1
    return i


def _across_lines(pattern: str) -> str:
    pattern = pattern.replace(r"\s?", "\0").replace(r":\d", ":\0\\d")
    return pattern.replace(r"\s", r"\s{1,20}").replace("\0", r"\s{0,20}")


_BROKEN_DATES = re.compile(
    rf"(?P<posted>{_across_lines(DATE_PATTERN)})\s{{0,20}}\|?\s{{0,20}}(?P<label>Post\s{{1,20}}edited:)\s{{0,20}}"
    rf"(?P<edited>{_across_lines(DATE_PATTERN)})",
    re.IGNORECASE,
)
_BROKEN_RATING = re.compile(
    r"(?:\d{1,6}\s{1,20}out\s{1,20}of\s{1,20}\d{1,6}\s{1,20}found\s{1,20}this\s{1,20}valuable\.\s{1,20}Do\s{1,20}you\?"
    r"|Do\s{1,20}you\s{1,20}find\s{1,20}this\s{1,20}valuable\?)(?=[^\S\n]*(?:\n|$))",
    re.IGNORECASE,
)


# `Do you find this valuable?` may break anywhere.
_RATING_ENDS = re.compile(r"^\s*(?:Do\s+)?you\?\s*$")


def _is_whole(lines: list[str], i: int) -> bool:
    """Whether a date line has all of its parts: both dates with their zones in one line, or each date alone in a line."""
    if dates := printed.DATE_LINE.search(lines[i]):
        return not dates["edited"].upper().endswith("M")
    label = printed.EDITED_ALONE.match(lines[i].strip())
    above = _line_above(lines, i)
    return label is not None and above >= 0 and printed.DATE_ALONE.match(printed.without_pipes(lines[above])) is not None


def _with_whole_phrases(lines: list[str]) -> list[str]:
    """Dates, their label and ratings that are broken within; dates in lines of their own stay so."""
    if all(_is_whole(lines, i) for i, line in enumerate(lines) if "dited:" in line or "DITED:" in line) and not any(
        ("aluable" in line and not printed.RATING.search(line)) or _RATING_ENDS.match(line) for line in lines
    ):
        return lines
    text = _BROKEN_DATES.sub(
        lambda dates: (
            " ".join(re.sub(r":\s*\n\s*(?=\d)", ":", dates[0]).split())
            if any("\n" in part for part in dates.groups())
            else dates[0]
        ),
        "\n".join(lines),
    )
    return _BROKEN_RATING.sub(lambda rating: re.sub(r"\s*\n\s*", " ", rating[0]), text).split("\n")


def _with_whole_subjects(lines: list[str]) -> list[str]:
    """A title that goes on in the next line, and subjects that do: known by each other."""
    dated = [i for label in _dated(lines)[:_MOST_POSTS] for i in _first_date(lines, label)]
    titles = ((i, printed.DISCUSSION.match(line.strip())) for i, line in enumerate(lines) if ":" in line)
    at, value = next(((i, match["value"]) for i, match in titles if match), (-1, ""))
    if at < 0 or (value and all(_ends_with_title(lines[i - 1], value) for i in dated if i)):
        return lines
    for more in range(_MOST_LINES):
        header = " ".join(line.strip() for line in lines[at : at + more + 1]).rstrip(" *#")
        match = printed.DISCUSSION.match(header)
        blocks = {i: block for i in dated if match and (block := _block_above(lines, i, match["value"]))}
        if not blocks or not all(lines[at : at + more + 1]):
            continue
        if more <= (not value) and set(blocks.values()) == {1}:
            return lines
        for i, block in sorted(blocks.items(), reverse=True):
            lines[i - block : i] = [" ".join(line.strip() for line in lines[i - block : i])]
        return [*lines[:at], header, *lines[at + more + 1 :]]
    return lines


def _first_date(lines: list[str], label: int) -> list[int]:
    """The line of the date that belongs to the label in line `label`: the same, or one of its own not far above (family B)."""
    if printed.DATE_LINE.search(lines[label]):
        return [label]
    above = range(label - 1, max(-1, label - 5), -1)
    return [i for i in above if printed.DATE_ALONE.match(printed.without_pipes(lines[i]))][:1]


def _block_above(lines: list[str], i: int, title: str) -> int:
    """How many lines above the date line `lines[i]` make up a subject that ends with the title; 0 if none do."""
    for n in range(1, _MOST_LINES + 1):
        block = lines[i - n : i] if i >= n else []
        if not all(line.strip() for line in block):
            return 0
        if block and _ends_with_title(" ".join(line.strip() for line in block), title):
            return n
    return 0


def _ends_with_title(subject: str, title: str) -> bool:
    """Whether the title, with no more behind it than labels, is all of `subject` or what stands behind an author or a number."""
    words = subject.strip()[-_LONGEST_BLOCK:].split(" ")
    if words[-1] not in title:
        return False
    return any(title_remainder(title, " ".join(words[k:])) is not None for k in range(len(words)))
