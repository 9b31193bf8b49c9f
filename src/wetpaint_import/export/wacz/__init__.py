"""The raw pages kept in the database -> `archive.wacz`: a package of WARC records with index and list of pages, for replay."""

from wetpaint_import.export.target import Target
from wetpaint_import.export.wacz.checking import check
from wetpaint_import.export.wacz.writing import OWN_WORDS, next_steps, write

TARGET = Target(
    name="wacz",
    summary="WACZ: the raw pages as they were captured, for replay in pywb or ReplayWeb.page, and to load again.",
    write=write,
    check=check,
    next_steps=next_steps,
    cannot_hold=(
        "Pages without address or time, or loaded with --no-raw.",
        "Pages that hold a withheld name: they are left out whole.",
        "HTTP heads: the database keeps a page's bytes, type and charset.",
        "Two pages of one address in the same second: both are packed, one of them is replayed.",
    ),
    own_words=OWN_WORDS,
)
