"""The archive -> `posts.jsonl`, `threads.jsonl` and `authors.jsonl`: a JSON object a line, each file with its JSON Schema."""

from wetpaint_import.export.jsonl.checking import check
from wetpaint_import.export.jsonl.schemas import SCHEMA_WORDS
from wetpaint_import.export.jsonl.writing import next_steps, write
from wetpaint_import.export.tables import OWN_WORDS
from wetpaint_import.export.target import Target

TARGET = Target(
    name="jsonl",
    summary="JSON Lines: one line a post, a thread and an author, with JSON Schemas; for scripts and data tools.",
    write=write,
    check=check,
    next_steps=next_steps,
    cannot_hold=("Raw pages: `export wacz` takes them along.", "Which capture gave which field (`explain` tells that)."),
    own_words=f"{OWN_WORDS} {SCHEMA_WORDS} jsonl",
)
