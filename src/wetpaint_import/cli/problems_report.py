"""What could not be read or is doubtful -> a list at 80 columns: by code with what to do about it, page by page."""

import json
from itertools import groupby

from wetpaint_import.cli.width import advised, wrapped
from wetpaint_import.query.rows import Row


def as_json(found: list[Row]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def as_text(found: list[Row], code: str | None) -> str:
    """`code`: the one that was asked for."""
    if not found:
        return f"No problems of the code {code}." if code else "No problems."
    lines: list[str] = []
    for group in found:
        problems = group["problems"]
        lines += advised(f"{group['code']} ({len(problems):,}): {group['advice']}", "", "  ")
        for _, of_page in groupby(problems, lambda one: (one["place"], one["capture_id"], one["thread_id"])):
            lines += ["", *_page(list(of_page))]
        lines.append("")
    return "\n".join([*lines, "What each code means, and how to report a page: docs/problems.md"])


def _page(problems: list[Row]) -> list[str]:
    """Place and address as they are, to be copied; then each problem with what the page prints."""
    first = problems[0]
    lines = [f"  {first['place']}"]
    if first["url"]:
        lines.append(f"    {first['url']}")
    if first["thread_id"] is not None:
        lines += wrapped(f"thread {first['thread_id']}: {first['thread_title'] or '(title not known)'}", "    ", "      ")
    for problem in problems:
        lines += advised(problem["message"], "    - ", "      ")
        for text in (problem["excerpt"] or "").splitlines():
            lines += wrapped(text, "        ") if text.strip() else []
    return lines
