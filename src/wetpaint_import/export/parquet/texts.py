"""A Parquet file -> all texts in it: what its compressed pages hide from a scan of the bytes."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

# Rows looked at together.
_BATCH = 5_000


def read_texts(path: Path) -> Iterator[str]:
    """The texts of a column in one string, a line each, batch by batch; a damaged file ends early."""
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                for column in batch.columns:
                    yield from _texts(column)
    except (pa.ArrowException, OSError):
        return


def _texts(values: pa.Array) -> Iterator[str]:
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        yield "\n".join(values.drop_null().to_pylist())
    elif pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        yield from _texts(values.flatten())
    elif pa.types.is_struct(values.type):
        for column in values.flatten():
            yield from _texts(column)
