"""A thread -> the name of its file: the id, which never changes, and words of the title to know it by."""

import re
import unicodedata

from wetpaint_import.archive import ArchivedThread
from wetpaint_import.people import People

# Characters of the words; with id and ending a name stays far below what any file system takes.
_MOST = 60


def file_name(thread: ArchivedThread, people: People) -> str:
    """`12-glaze-came-out-grey.md`: plain ASCII and lower case, so that no file system takes two names for one."""
    words = _slug(thread.title or "")
    # Without accents, a harmless title may spell a withheld name.
    if people.leaks(words):
        words = ""
    return f"{thread.id}-{words}.md" if words else f"{thread.id}.md"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
    return words if len(words) <= _MOST else words[:_MOST].rpartition("-")[0] or words[:_MOST]
