"""The archive -> `posts.parquet`, `threads.parquet` and `authors.parquet`: typed columns, zstd, row groups of bounded size."""

from wetpaint_import.export.parquet.checking import check
from wetpaint_import.export.parquet.writing import next_steps, write
from wetpaint_import.export.tables import OWN_WORDS
from wetpaint_import.export.target import Target

TARGET = Target(
    name="parquet",
    summary="Parquet: tables of posts, threads and authors with typed columns; for DuckDB, pandas and their like.",
    write=write,
    check=check,
    next_steps=next_steps,
    cannot_hold=("Raw pages: `export wacz` takes them along.", "Which capture gave which field (`explain` tells that)."),
    own_words=f"{OWN_WORDS} parquet",
)
