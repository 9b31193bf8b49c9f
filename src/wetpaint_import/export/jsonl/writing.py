"""Threads -> the three files and their schemas, one thread in memory at a time."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from wetpaint_import.archive import Archive
from wetpaint_import.export.jsonl.lines import file_name, to_line
from wetpaint_import.export.jsonl.schemas import json_schema, schema_name
from wetpaint_import.export.tables import AUTHORS, POSTS, THREADS, Counted, author_rows, post_rows, thread_row
from wetpaint_import.export.target import Outcome


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001
    counted = Counted()
    with (
        (folder / file_name(POSTS)).open("w", encoding="utf-8", newline="\n") as posts,
        (folder / file_name(THREADS)).open("w", encoding="utf-8", newline="\n") as threads,
    ):
        for thread in archive.threads():
            counted.see(thread)
            threads.write(to_line(thread_row(thread)))
            posts.writelines(to_line(row) for row in post_rows(thread))
    with (folder / file_name(AUTHORS)).open("w", encoding="utf-8", newline="\n") as authors:
        authors.writelines(to_line(row) for row in author_rows(counted))
    for table in (POSTS, THREADS, AUTHORS):
        text = json.dumps(json_schema(table), ensure_ascii=False, indent=2) + "\n"
        (folder / schema_name(table)).write_text(text, encoding="utf-8", newline="\n")
    return Outcome(written=counted.rows + _authors(counted))


def _authors(counted: Counted) -> Counter[str]:
    return Counter(authors=len(counted.authors))


def next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    posts = str(folder / file_name(POSTS))
    name = json.dumps(posts)
    count = f'posts = duckdb.read_json({name}); print(posts.aggregate("author_name, count(*)").order("2 DESC").limit(10))'
    return [
        f"python -c {quote(f'import duckdb; {count}')}",
        f"python -c {quote(f'import pandas; print(pandas.read_json({name}, lines=True).describe())')}",
        f"sqlite-utils insert posts.db posts {quote(posts)} --nl",
    ]
