"""The status page at 80 columns: sources, pages, threads, completeness, problems and what to do about them."""

import json
from pathlib import Path

from wetpaint_import.cli.counting import count
from wetpaint_import.cli.load_report import PAGE_KINDS
from wetpaint_import.cli.missing_report import notes
from wetpaint_import.cli.width import advised, cut, whole, wrapped
from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.query.rows import Row

_DONE, _INCOMPLETE = 0, 1
# How a page was read, in words; SQL and --json have the short ones.
_LAYOUTS = {
    "named": "HTML with Wetpaint's own names in it",
    "printed": "HTML without such names",
    "text": "text",
    "table": "HTML tables",
    "text-table": "tables as text",
    "none": "without threads",
}
# More are in --json and in the view `renames`.
_SHOWN_RENAMES = 5


def exit_code(status: Row) -> int:
    missing = status["missing"]
    return _INCOMPLETE if missing["posts"] or missing["unseen_threads"] or missing["counted_threads"] else _DONE


def as_json(status: Row) -> str:
    return json.dumps(status, ensure_ascii=False, indent=2)


def as_text(status: Row, db_path: Path) -> str:
    captures = status["captures"]
    lines = [f"{db_path}", ""]
    lines += _pair("Captures", f"{captures['total']:,}: {captures['read']:,} read, {captures['quarantined']:,} set aside")
    lines += _pair("", ", ".join(f"{row['count']:,} from {row['source']}" for row in captures["by_source"]))
    lines += _pair(
        "Captured",
        _span(captures["first_captured_at"], captures["last_captured_at"]) + _undated(captures["undated"], captures["total"]),
    )
    lines += _pair("Raw pages", f"{captures['raw_pages']:,} kept in the database")
    reparse = f"`wetpaint-import reparse{db_option_text(db_path)}`"
    if captures["by_older_parser"]:
        lines += _pair("", f"{count(captures['by_older_parser'], 'capture', 'captures')} by an older parser; {reparse} reads anew")
    if captures["by_older_parser_without_raw"]:
        lines += _pair("", _not_kept(captures["by_older_parser_without_raw"]))
    empty = f", of which {status['threads_without_posts']:,} without a post: only lists tell of them"
    lines += _pair("Threads", f"{status['threads']:,}{empty if status['threads_without_posts'] else ''}")
    if status["starters_lacking"]:
        lines += _pair("", f"loaded by an older version, which did not keep who lists say started them; {reparse} adds it")
    unknown = f", {status['undated_posts']:,} without a time" if status["undated_posts"] else ""
    span = f", {_span(status['first_posted_at'], status['last_posted_at'])}" if status["posts"] else ""
    lines += _pair("Posts", f"{status['posts']:,}{span}{unknown}")
    by_unknown = (
        f"; {count(status['posts_by_unknown'], 'post names', 'posts name')} no author" if status["posts_by_unknown"] else ""
    )
    lines += _pair("Authors", f"{status['authors']:,} registered{by_unknown}")
    for row in status["renames"][:_SHOWN_RENAMES]:
        lines += _pair(
            "", f"{row['name']} was {row['other_name']} before ({count(row['posts'], 'post', 'posts')} in older captures)"
        )
    if status["renames"]:
        lines += _pair("", "renamed authors stay apart; an authors.toml can show them as one (docs/authors.md)")
    if status["unfinished_runs"]:
        lines += _pair("Runs", f"{status['runs']:,}, of which {status['unfinished_runs']:,} unfinished")
    lines += ["", *_kinds(captures["by_kind"]), "", *_completeness(status, db_path), *_problems(status["problems"])]
    db = db_option_text(db_path)
    further = [f"List the problems:  wetpaint-import status --problems{db}"] if status["problems"] else []
    further += [f"List the threads:   wetpaint-import status --threads{db}"] if status["threads"] else []
    lines += ["", *further] if further else []
    return "\n".join(lines)


def _pair(name: str, text: str) -> list[str]:
    return advised(text, f"{name:<11} ", " " * 12) if text else []


def _not_kept(number: int) -> str:
    again = "load its file again to read it anew" if number == 1 else "load their files again to read them anew"
    return f"{count(number, 'capture', 'captures')} by an older parser without a raw page; {again}"


def _span(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return "time not known"
    return first[:10] if first[:10] == last[:10] else f"{first[:10]} to {last[:10]}"


def _undated(number: int, total: int) -> str:
    return f"; {number:,} at an unknown time" if number and number < total else ""


def _kinds(found: list[Row]) -> list[str]:
    lines = ["Pages by kind, and how they were read"]
    for row in found:
        one, many = PAGE_KINDS[row["page_kind"]]
        how = "set aside" if row["state"] == "quarantined" else _LAYOUTS.get(row["layout"], row["layout"])
        lines.append(f"  {row['count']:>8,}  {one if row['count'] == 1 else many}, {how}")
    return lines if found else [*lines, "  none"]


def _completeness(status: Row, db_path: Path) -> list[str]:
    if not status["threads"]:
        return advised("No thread was found; `wetpaint-import parse FILE --explain` shows how a single page is understood.")
    lines = ["Completeness", f"  {'wiki':<38} {'threads':>8} {'posts':>8} {'expected':>9} {'missing':>8}"]
    for row in status["wikis"]:
        host = row["host"] or "(wiki not known)"
        lines.append(
            f"  {cut(host, 38):<38} {row['threads']:>8,} {row['posts']:>8,} {row['expected_posts']:>9,} {row['missing_posts']:>8,}"
        )
        if row["host"] is None:
            lines.append("    If these are all of one wiki, load their pages again with --url HOST.")
    missing = status["missing"]
    if missing["posts"]:
        incomplete = count(missing["incomplete_threads"], "thread", "threads")
        lines.append(f"  {count(missing['posts'], 'post is', 'posts are')} missing from {incomplete}.")
    if missing["unseen_threads"]:
        lines.append(f"  {count(missing['unseen_threads'], 'thread is', 'threads are')} known only from links.")
    if missing["counted_threads"]:
        lines.append(
            f"  {count(missing['counted_threads'], 'more thread is', 'more threads are')} counted by lists that show less."
        )
    if exit_code(status) == _INCOMPLETE:
        if missing["has_urls"]:
            lines += advised(f"`wetpaint-import status --missing{db_option_text(db_path)}` prints the addresses to try next.", "  ")
        for note in notes(missing, db_path):
            lines += advised(note, "  ")
    else:
        lines.append("  Nothing is known to be missing.")
    for pair in status["same_wikis"]:
        equal = count(pair["threads"], "equal thread", "equal threads")
        lines += wrapped(
            f"{pair['host']} and {pair['other_host']} show {equal}; if they are one wiki, load once with"
            f" --same-wiki {pair['other_host']}={pair['host']}",
            "  ",
        )
    return lines


def _problems(found: list[Row]) -> list[str]:
    if not found:
        return ["", "No problems."]
    lines = ["", "Problems"]
    for row in found:
        lines.append(f"  {row['count']:>8,}  {row['code']}")
        lines += advised(row["advice"], " " * 12)
        if row["example"]:
            lines += wrapped(whole(row["example"]), f"{' ' * 12}e.g. ", " " * 17)
    return lines
