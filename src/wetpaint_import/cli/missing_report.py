"""What is known to be missing -> how much of it has no address to try, and the command that takes the addresses."""

from collections.abc import Iterator
from pathlib import Path

from wetpaint_import.cli.counting import count
from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.query.rows import Row


def notes(missing: Row, db_path: Path) -> Iterator[str]:
    """Sentences for a person, beside the addresses."""
    db = db_option_text(db_path)
    parts = []
    if missing["posts_without_url"]:
        parts.append(count(missing["posts_without_url"], "missing post", "missing posts"))
    if missing["threads_without_url"]:
        parts.append(count(missing["threads_without_url"], "missing thread", "missing threads"))
    if parts:
        is_one = missing["posts_without_url"] + missing["threads_without_url"] == 1
        has, them = ("has", "it") if is_one else ("have", "them")
        listing = f"`wetpaint-import status --missing --json{db}`"
        yield f"{' and '.join(parts)} {has} no address to try, as no page tells one; {listing} lists {them}, too."
    if missing["has_urls"]:
        fetch = f"`wetpaint-import status --missing{db} | wetpaint-import fetch --from - --load{db}`"
        yield f"{fetch} asks a web archive for all that have an address."
