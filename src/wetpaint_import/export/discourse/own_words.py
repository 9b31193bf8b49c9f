"""What stands in every export for Discourse, and its texts without Markdown's escapes: both for the search for withheld names."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from wetpaint_import.export.discourse.names import RESERVED_TAGS
from wetpaint_import.export.discourse.permalinks import NORMALIZATION
from wetpaint_import.export.discourse.store import FILE_NAME

_FIELDS = (
    "post author subject date printed estimated edited at html earlier versions found valuable gone later url captured lost posts"
    " thread id wiki location title starter tags claimed featured reported kind account profile created true first in the archive"
    " registered anonymous withheld unknown page forum photo video"
)
_WORDS = (
    "config converting_from wetpaint sqlite discourse.db categories locations wikis attribution line fields placeholders replies"
    " quotes quote with source topics users categories tags permalinks normalization user small br b i u s sub sup big"
    " Discussions of which no tells not known Wiki author author_not_known member discussions c tag original found this valuable"
    " edited captured date has text in Posts to are is The opening and reply It stood http https com www wetpaint wikifoundry"
    " 0088CC FFFFFF archive/thread placeholder post_id user_id id"
)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


def own_words() -> str:
    return " ".join([_FIELDS, "archive_" + " archive_".join(_FIELDS.split()), _WORDS, NORMALIZATION, *sorted(RESERVED_TAGS)])


def texts_without_escapes(file: Path) -> Iterator[str]:
    r"""The texts of posts: a name with an underscore stands there as `a\_b`."""
    if file.name != FILE_NAME:
        return
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
        for (raw,) in conn.execute("SELECT raw FROM posts WHERE instr(raw, '\\')"):
            yield _ESCAPE.sub("", raw)
