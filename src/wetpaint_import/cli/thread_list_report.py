"""All threads, a line each, at 80 columns: wiki by wiki where there are several."""

import json
from itertools import groupby
from pathlib import Path

from wetpaint_import.cli.width import WIDTH, cut
from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.query.rows import Row


def as_json(found: list[Row]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def as_text(found: list[Row], db_path: Path) -> str:
    """`found` in the order of wikis."""
    if not found:
        return "No threads."
    lines = [f"{'id':>6}  {'posts':>9}  {'begun':10}  title"]
    wikis = [(host, list(rows)) for host, rows in groupby(found, lambda row: row["wiki_host"])]
    for host, rows in wikis:
        if len(wikis) > 1:
            lines += ["", host or "(wiki not known)"]
        lines += map(_line, rows)
    example = next((row for row in found if row["post_count"]), found[0])
    return "\n".join([*lines, "", f"Read a thread:      wetpaint-import show {example['id']}{db_option_text(db_path)}"])


def _line(row: Row) -> str:
    """`3/5`: three posts are there of five that are known of."""
    expected = row["post_count"] + (row["missing_count"] or 0)
    posts = f"{row['post_count']}/{expected}" if row["missing_count"] else str(row["post_count"])
    line = f"{row['id']:>6}  {posts:>9}  {(row['first_posted_at'] or '')[:10]:10}  "
    return line + cut(row["title"] or "(title not known)", WIDTH - len(line))
