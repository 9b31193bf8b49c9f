"""Figures as tables with small bars, at 80 columns."""

from collections import Counter
from collections.abc import Sequence

from wetpaint_import.cli.counting import count
from wetpaint_import.cli.width import WIDTH, advised, cut
from wetpaint_import.query.filters import Filters
from wetpaint_import.query.rows import Row

_BAR = 20
# Eighths of a character cell, from the left and from below.
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = " ▁▂▃▄▅▆▇█"
# docs/limitations.md has the reason.
_KEPT_APART = (
    "Names on pages that do not tell their wiki are kept apart, thread by thread;"
    " to join those of one wiki, load its pages again with --url HOST."
)
# More months than this are shown a year a line.
_MONTHS = 18
# Years that are shown before and after one with posts.
_YEARS = 2
_NO_POSTS = "  …"


def as_text(stats: Row, filters: Filters) -> str:
    lines = [f"({text})" for text in stats["unknown"]]
    lines += _head(stats["totals"], filters)
    if stats["totals"]:
        for section in (_months, _wikis, _threads, _authors, _tags, _replies):
            lines += section(stats)
    return "\n".join(lines)


def _head(totals: Row, filters: Filters) -> list[str]:
    asked = ", ".join(f"{option} {value}" for option, value, _ in filters.given())
    lines = [f"Posts chosen by {asked}" if asked else "All posts", ""]
    if not totals["posts"]:
        return [*lines, "No post fits."]
    span = f"{totals['first_posted_at'][:10]} to {totals['last_posted_at'][:10]}" if totals["first_posted_at"] else "time not known"
    undated = f"; {totals['undated']:,} without a time" if totals["undated"] else ""
    lines.append(f"  {'posts':<9}{totals['posts']:>9,}   {span}{undated}")
    lines.append(f"  {'threads':<9}{totals['threads']:>9,}")
    others = [
        count(totals[key], *said)
        for key, said in (
            ("by_anonymous", ("post is anonymous", "posts are anonymous")),
            ("by_unknown", ("names no author", "name no author")),
        )
        if totals[key]
    ]
    lines.append(f"  {'authors':<9}{totals['authors']:>9,}" + (f"   {', '.join(others)}" if others else ""))
    after = (
        f", {_span(totals['edited_after_minutes'])} after posting (median)" if totals["edited_after_minutes"] is not None else ""
    )
    share = f"{100 * totals['edited'] / totals['posts']:.0f} % of posts"
    lines.append(f"  {'edited':<9}{totals['edited']:>9,}" + (f"   {share}{after}" if totals["edited"] else ""))
    return lines


def _months(stats: Row) -> list[str]:
    months = {row["month"]: row["posts"] for row in stats["months"]}
    if not months:
        return []
    names = _all_months(min(months), max(months))
    if len(names) <= _MONTHS:
        most = max(months.values())
        return [
            "",
            "Posts per month",
            *(f"  {name}  {months.get(name, 0):>8,}  {_bar(months.get(name, 0), most)}".rstrip() for name in names),
        ]
    totals: Counter[int] = Counter()
    for name, posts in months.items():
        totals[int(name[:4])] += posts
    most, highest = max(totals.values()), max(months.values())
    lines = ["", "Posts per month and year", "        J F M A M J J A S O N D"]
    for year in range(min(totals), max(totals) + 1):
        # A single impossible date may lie thousands of years away.
        if not any(totals[near] for near in range(year - _YEARS, year + _YEARS + 1)):
            lines += [] if lines[-1] == _NO_POSTS else [_NO_POSTS]
            continue
        heights = " ".join(_height(months.get(f"{year}-{month:02}", 0), highest) for month in range(1, 13))
        lines.append(f"  {year}  {heights}  {totals[year]:>9,}  {_bar(totals[year], most)}".rstrip())
    return lines


def _all_months(first: str, last: str) -> list[str]:
    """Those without a post, too."""
    numbers = range(int(first[:4]) * 12 + int(first[5:]) - 1, int(last[:4]) * 12 + int(last[5:]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def _wikis(stats: Row) -> list[str]:
    found = stats["wikis"]
    if len(found) < 2:
        return []
    rows = [(row["wiki_host"] or "(wiki not known)", row["threads"], row["authors"], row["edited"], row["posts"]) for row in found]
    return _table("Wikis", ("wiki", "threads", "authors", "edited", "posts"), rows, name_width=30)


def _threads(stats: Row) -> list[str]:
    rows = [
        (f"{row['thread_id']}  {row['title'] or '(title not known)'}", row["authors"], row["posts"]) for row in stats["threads"]
    ]
    return _table("Busiest threads", ("thread", "authors", "posts"), rows, name_width=38)


def _authors(stats: Row) -> list[str]:
    """Who wrote most, and below, on what."""
    found = stats["authors"]
    if not found:
        return []
    lines = ["", "Who wrote most, and on what", *_header(("author", "threads", "posts"), 38)]
    most = found[0]["posts"]
    for row in found:
        where = f" ({row['wiki_hosts'][0]})" if len(row["wiki_hosts"]) == 1 else ""
        lines.append(_line((f"{row['name']}{where}", row["threads"], row["posts"]), 38, most))
        on = [f"{topic['tag']} {topic['posts']}" for topic in row["most_on"]]
        on = on or [f"“{topic['title'] or '?'}” {topic['posts']}" for topic in row["most_in"]]
        lines.append(cut(f"    {', '.join(on)}", WIDTH))
    names = Counter(row["name"] for row in found)
    if any(names[row["name"]] > 1 and not row["wiki_hosts"] for row in found):
        lines += advised(_KEPT_APART, "  ")
    return lines


def _tags(stats: Row) -> list[str]:
    rows = [(row["tag"], row["posts"], row["threads"]) for row in stats["tags"]]
    return _table("Tags", ("tag", "posts", "threads"), rows, name_width=38)


def _replies(stats: Row) -> list[str]:
    found = stats["replies"]
    if not found:
        return []
    lines = ["", "Time until a reply (medians)", f"  {'wiki':<40}{'first reply':>13}{'any reply':>13}{'replies':>10}"]
    for row in found:
        host = cut(row["wiki_host"] or "(wiki not known)", 39)
        lines.append(
            f"  {host:<40}{_span(row['first_reply_after_minutes']):>13}{_span(row['reply_after_minutes']):>13}{row['replies']:>10,}"
        )
    return lines


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[object]], *, name_width: int) -> list[str]:
    """The last column's numbers have the bars."""
    if not rows:
        return []
    most = max(int(str(row[-1])) for row in rows)
    return ["", title, *_header(names, name_width), *(_line(row, name_width, most) for row in rows)]


def _header(names: Sequence[str], name_width: int) -> list[str]:
    return [f"  {names[0]:<{name_width}}" + "".join(f"{name:>9}" for name in names[1:])]


def _line(row: Sequence[object], name_width: int, most: int) -> str:
    numbers = "".join(f"{number:>9,}" for number in row[1:])
    text = f"  {cut(str(row[0]), name_width):<{name_width}}{numbers}  "
    return (text + _bar(int(str(row[-1])), most, WIDTH - len(text))).rstrip()


def _bar(value: int, most: int, width: int = _BAR) -> str:
    eighths = max(round(8 * min(width, _BAR) * value / most), 1) if value else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _height(value: int, most: int) -> str:
    return _HEIGHTS[max(round(8 * value / most), 1)] if value else "·"


def _span(minutes: float | None) -> str:
    if minutes is None:
        return "–"
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 1440:.1f} days"
