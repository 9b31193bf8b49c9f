"""The archive -> a folder a wiki with a Markdown file a thread, fit for git: a change in one thread changes one file."""

from wetpaint_import.export.markdown.checking import check
from wetpaint_import.export.markdown.writing import OWN_WORDS, next_steps, write
from wetpaint_import.export.target import Target

TARGET = Target(
    name="markdown",
    summary="Markdown: a folder a wiki, a file a thread with YAML front matter; to read, to search and to keep in git.",
    write=write,
    check=check,
    next_steps=next_steps,
    cannot_hold=(
        "Earlier states of edited posts: a file holds the present one.",
        "Colours, sizes and places of text and images; underlining.",
        "Images themselves: the text holds their addresses.",
    ),
    own_words=OWN_WORDS,
)
