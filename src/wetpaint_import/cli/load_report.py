"""The closing words of a load: what was read, what was set aside and why, what is missing, what to do next."""

import json
from pathlib import Path

from wetpaint_import.cli.counting import count
from wetpaint_import.cli.width import WIDTH, advised, whole
from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.load.report import LoadReport
from wetpaint_import.problem_codes import PROBLEM_CODES, advice

# Kinds of pages in words: one, several.
PAGE_KINDS = {
    "thread": ("thread page", "thread pages"),
    "thread_list": ("list of threads", "lists of threads"),
    "content_page": ("content page", "content pages"),
    "other": ("other page", "other pages"),
}
_DONE, _INCOMPLETE, _NOTHING_READ = 0, 1, 4


def exit_code(report: LoadReport) -> int:
    if not report.read and not report.already_loaded and not report.read_again:
        return _NOTHING_READ
    return _INCOMPLETE if report.set_aside or report.missing_posts or report.missing_threads else _DONE


def as_json(report: LoadReport) -> str:
    return json.dumps(
        {
            "read": dict(report.read),
            "set_aside": dict(report.set_aside),
            "doubts": dict(report.doubts),
            "already_loaded": report.already_loaded,
            "read_again": report.read_again,
            "not_pages": report.not_pages,
            "own_url": report.own_url,
            "own_time": report.own_time,
            "wiki_unknown": report.wiki_unknown,
            "new_threads": report.new_threads,
            "new_posts": report.new_posts,
            "threads": report.threads,
            "posts": report.posts,
            "missing_posts": report.missing_posts,
            "missing_threads": report.missing_threads,
            "missing_urls": report.missing_urls,
        },
        indent=2,
    )


def as_text(report: LoadReport, db_path: Path) -> str:
    option = db_option_text(db_path)
    lines = [_read(report)]
    if report.read_again:
        it = "it" if report.read_again == 1 else "them"
        again = f"{count(report.read_again, 'page', 'pages')} that {_were(report.read_again)} loaded before"
        lines += advised(f"Read {again} once more: more is known of {it} now.")
    if report.already_loaded:
        them = "it" if report.already_loaded == 1 else "them"
        lines.append(f"Skipped {count(report.already_loaded, 'page', 'pages')}: the database has {them} already.")
    for number, what, option_name in ((report.own_url, "address", "--url"), (report.own_time, "capture time", "--captured-at")):
        if number:
            tell, them = ("tells its own", "it") if number == 1 else ("tell their own", "them")
            lines += advised(f"{count(number, 'page', 'pages')} {tell} {what}; {option_name} was not used for {them}.")
    if report.not_pages:
        lines.append(
            f"Passed over {count(report.not_pages, 'file that is no page', 'files that are no pages')} (images, scripts …)."
        )
    lines += _set_aside(report, option)
    lines += _doubts(report)
    lines += advised(
        f"{db_path}: {count(report.threads, 'thread', 'threads')}, {count(report.posts, 'post', 'posts')}"
        f" ({report.new_threads:+,} and {report.new_posts:+,})."
    )
    lines += _wiki_unknown(report.wiki_unknown)
    lines += advised(_missing(report, option))
    return "\n".join([*lines, *_next(report, option)])


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _read(report: LoadReport) -> str:
    if not report.read:
        return "Read no new page."
    kinds = [count(report.read[kind], *names) for kind, names in PAGE_KINDS.items() if report.read[kind]]
    return f"Read {', '.join(kinds)}."


def _set_aside(report: LoadReport, option: str) -> list[str]:
    if not report.set_aside:
        return []
    lines = [f"Set aside {count(sum(report.set_aside.values()), 'page or file', 'pages or files')}:"]
    for code, number in report.set_aside.most_common():
        lines += advised(f"{code} ({number:,}): {advice(code)}", "  ", "    ")
        for place, message in report.examples.get(code, ()):
            lines += advised(f"{whole(place)}: {message}", "    ", "      ")
        if number > len(report.examples.get(code, ())):
            lines += advised(f"… and more; `wetpaint-import status --problems {code}{option}` lists them all.", "    ")
    return lines


def _doubts(report: LoadReport) -> list[str]:
    if not report.doubts:
        return []
    lines = ["Read, but look at:"]
    for code, number in report.doubts.most_common():
        meaning = PROBLEM_CODES.get(code, ("", ""))[0]
        lines += advised(f"{code} ({count(number, 'page', 'pages')}): {meaning}", "  ", "    ")
    return lines


def _wiki_unknown(number: int) -> list[str]:
    if not number:
        return []
    tell, these = ("does not tell its", "it is of one that you know") if number == 1 else ("do not tell their", "all are of one")
    return advised(
        f"{count(number, 'thread', 'threads')} {tell} wiki, so that equal names may be two authors. If {these}, load the same again"
        " with `--url HOST`, e.g. `--url garden.wetpaint.com`."
    )


def _missing(report: LoadReport, option: str) -> str:
    if not report.missing_posts and not report.missing_threads:
        return "Nothing is known to be missing."
    parts = []
    if report.missing_posts:
        parts.append(count(report.missing_posts, "post", "posts"))
    if report.missing_threads:
        parts.append(
            count(report.missing_threads, "thread known only from links or counts", "threads known only from links or counts")
        )
    if report.missing_urls:
        where = f"`wetpaint-import status --missing{option}` lists the addresses to try."
    else:
        where = "No page tells an address to try."
    return f"Known to be missing: {' and '.join(parts)}. {where}"


def _next(report: LoadReport, option: str) -> list[str]:
    if not report.threads:
        return advised("No thread was found; `wetpaint-import parse FILE --explain` shows how a single page is understood.")
    line = f"Next: wetpaint-import status{option}   (then: wetpaint-import show 1{option})"
    return [line] if len(line) <= WIDTH else [f"Next: wetpaint-import status{option}", f"Then: wetpaint-import show 1{option}"]
