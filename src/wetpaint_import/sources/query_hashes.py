"""What stands for a query in a mirror's file name (a hash) -> the query, where it can be proved.

HTTrack puts the first four hex digits of the query's MD5 before the extension (`slug8f3a.html`), the maintained Wayback downloader
`__q` and twelve of its SHA-256 (`slug__q0123456789ab`). The addresses of the platform have few queries: each is tried.
"""

import hashlib
import re
from functools import lru_cache

# Pages of 20 posts. Four hex digits fit one of 100 queries by chance once in about 650 names that happen to end in four hex digits;
# twelve never do, so that more can be tried.
_PAGES_OF_SHORT = 100
_PAGES_OF_LONG = 2_000
_SHORT = re.compile(r"(.+)([0-9a-f]{4})")
_LONG = re.compile(r"(.+)__q([0-9a-f]{12})")


def without_hash(stem: str, *, is_folder: bool) -> tuple[str, str | None]:
    """(name without the hash, the query it stands for, None if unknown); a name without a hash comes back as it is.

    Only the Wayback downloader makes folders (with an `index.html`) of addresses that have no extension.
    """
    short, long = _queries_by_hash()
    if match := _LONG.fullmatch(stem):
        return match[1], long.get(match[2])
    if not is_folder and (match := _SHORT.fullmatch(stem)) and match[2] in short:
        return match[1], short[match[2]]
    return stem, None


@lru_cache(maxsize=1)
def _queries_by_hash() -> tuple[dict[str, str], dict[str, str]]:
    queries = ["t=anon", *(f"offset={20 * page}&maxResults=20" for page in range(_PAGES_OF_LONG))]
    short = {hashlib.md5(query.encode(), usedforsecurity=False).hexdigest()[:4]: query for query in queries[: _PAGES_OF_SHORT + 1]}
    long = {hashlib.sha256(query.encode()).hexdigest()[:12]: query for query in queries}
    return short, long
