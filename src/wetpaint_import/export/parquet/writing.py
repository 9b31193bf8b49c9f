"""Threads -> the three files, a row group in memory at a time."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import Any, Self

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from wetpaint_import.archive import Archive
from wetpaint_import.export.parquet.schemas import arrow_schema, file_name
from wetpaint_import.export.tables import AUTHORS, POSTS, THREADS, Counted, Row, Table, author_rows, post_rows, thread_row
from wetpaint_import.export.target import Outcome

# A row group ends with the row that reaches either bound; characters count those of the longest columns.
_ROWS = 5_000
_CHARACTERS = 16_000_000
_LEVEL = 9


class _TableWriter:
    def __init__(self, folder: Path, table: Table) -> None:
        self._schema = arrow_schema(table)
        self._writer = pq.ParquetWriter(
            folder / file_name(table),
            self._schema,
            compression="zstd",
            compression_level=_LEVEL,
        )
        self._rows: list[Row] = []
        self._characters = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._flush()
        self._writer.close()

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            self._rows.append(row)
            self._characters += len(row.get("body_html", "")) + sum(len(v["body_html"]) for v in row.get("earlier_versions", ()))
            if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
                self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema), row_group_size=_ROWS)
        self._rows = []
        self._characters = 0


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001
    counted = Counted()
    with ExitStack() as stack:
        posts, threads, authors = (stack.enter_context(_TableWriter(folder, table)) for table in (POSTS, THREADS, AUTHORS))
        for thread in archive.threads():
            counted.see(thread)
            threads.add([thread_row(thread)])
            posts.add(post_rows(thread))
        authors.add(author_rows(counted))
    return Outcome(written=counted.rows + Counter(authors=len(counted.authors)))


def next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    posts, threads = (json.dumps(str(folder / file_name(table))) for table in (POSTS, THREADS))
    read = f"posts, threads = duckdb.read_parquet({posts}), duckdb.read_parquet({threads})"
    longest = "SELECT title, count(*) FROM posts JOIN threads ON threads.id = thread_id GROUP BY ALL ORDER BY 2 DESC LIMIT 10"
    by_author = f'import pandas; print(pandas.read_parquet({posts}).groupby("author_name").size())'
    return [
        f"python -c {quote(f'import duckdb; {read}; print(duckdb.sql({json.dumps(longest)}))')}",
        f"python -c {quote(by_author)}",
    ]
