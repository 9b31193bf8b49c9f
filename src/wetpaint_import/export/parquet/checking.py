"""A finished export -> where its rows, read back by pyarrow, are not as the database says."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from wetpaint_import.archive import Archive
from wetpaint_import.export.parquet.schemas import arrow_schema, file_name
from wetpaint_import.export.tables import Row, Table, compared, compared_tables
from wetpaint_import.export.target import Difference

# Rows that are values of Python at a time.
_BATCH = 1_000


def check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    return compared_tables(archive, lambda table, expected: _compared(table, expected, folder))


def _compared(table: Table, expected: Iterable[Row], folder: Path) -> Iterator[Difference]:
    name = file_name(table)
    try:
        with pq.ParquetFile(folder / name) as file:
            if not file.schema_arrow.equals(arrow_schema(table)):
                yield Difference(f"{name}, columns", "those of this program", "others")
                return
            yield from compared(table, expected, _rows(file))
    except (pa.ArrowException, OSError) as error:
        yield Difference(name, "a whole Parquet file", f"damage ({str(error).splitlines()[0]}); the rest was not compared")


def _rows(file: pq.ParquetFile) -> Iterator[Row]:
    for batch in file.iter_batches(batch_size=_BATCH):
        yield from batch.to_pylist()
