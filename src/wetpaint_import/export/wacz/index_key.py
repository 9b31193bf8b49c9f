"""An address -> the key under which replay looks for it (SURT: `com,wetpaint,kilnandclay)/thread/4688102/glaze`).

The rules are those of the Internet Archive's canonicalizer, so that other programs' keys for the same address are equal; their
library asks the network for names that look like numbers, and so is only the oracle of the tests.
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WWW = re.compile(r"^www\d*\.")
_SESSIONS_IN_QUERY = [
    re.compile(rf"^(.*)(?:{form})(?:&(.*))?$", re.IGNORECASE)
    for form in (
        r"jsessionid=[0-9a-z]{32}",
        r"phpsessid=[0-9a-z]{32}",
        r"sid=[0-9a-z]{32}",
        r"aspsessionid[a-z]{8}=[a-z]{24}",
        r"cfid=[^&]+&cftoken=[^&]+",
    )
]


def index_key(url: str) -> str:
    """`url` must be http or https with a host."""
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").replace("..", ".").strip("."))
    port = f":{parts.port}" if parts.port not in (None, 443 if parts.scheme.lower() == "https" else 80) else ""
    path = _path(parts.path)
    query = _query(parts.query)
    return f"{','.join(reversed(host.split('.')))}{port}){path}" + (f"?{query}" if query else "")


def _path(path: str) -> str:
    kept: list[str] = []
    for part in _unescaped(path).split("/")[1:]:
        if part == "..":
            kept = kept[:-1] if kept else [part]
        elif part != ".":
            kept.append(part)
    plain = "/" + "".join(f"{part}/" for part in kept[:-1] if part) + (kept[-1] if kept else "")
    plain = _escaped(plain).lower()
    return plain[:-1] if plain.endswith("/") and len(plain) > 1 else plain


def _query(query: str) -> str:
    query = _escaped(_unescaped(query))
    for form in _SESSIONS_IN_QUERY:
        if match := form.match(query):
            query = match[1] + (match[2] or "")
    return "&".join(sorted(query.lower().split("&"), key=lambda pair: pair.split("=", 1)))


def _unescaped(text: str) -> str:
    """Until nothing is left to unescape; bytes stand as the characters of their numbers."""
    data = text.encode()
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return data.decode("latin-1")


def _escaped(text: str) -> str:
    return quote_from_bytes(text.encode("latin-1"), safe=_KEPT)
