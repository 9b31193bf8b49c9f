"""A name's extension -> media type: which files are pages by their names and which are not."""

import re

HTML = {
    "html": "text/html",
    "htm": "text/html",
    "shtml": "text/html",
    "xhtml": "application/xhtml+xml",
    "xht": "application/xhtml+xml",
}
TEXT = {"txt": "text/plain", "text": "text/plain", "wet": "text/plain"}
# What mirrors of wikis hold beside pages. An extension that is not here says nothing: titles end in anything.
OTHER = {
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "jsonl": "application/json",
    "xml": "application/xml",
    "xsl": "application/xml",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "md": "text/markdown",
    "cdx": "text/plain",
    "cdxj": "text/plain",
    "log": "text/plain",
    "lst": "text/plain",
    "ndx": "application/octet-stream",
    "dat": "application/octet-stream",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "webp": "image/webp",
    "swf": "application/x-shockwave-flash",
    "flv": "video/x-flv",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "wmv": "video/x-ms-wmv",
    "avi": "video/x-msvideo",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "woff": "font/woff",
    "ttf": "font/ttf",
    "eot": "application/vnd.ms-fontobject",
    "py": "text/x-python",
    "ini": "text/plain",
    "url": "text/plain",
    "sql": "application/sql",
    "sqlite": "application/vnd.sqlite3",
    "db": "application/vnd.sqlite3",
}
# Files of the mirroring programs themselves and of file systems: texts, but never pages.
_FURNITURE = frozenset({"robots.txt", "hts-log.txt", "cookies.txt", ".downloaded.txt", ".ds_store", "thumbs.db", "desktop.ini"})
_FURNITURE_FOLDERS = frozenset({"hts-cache", "__macosx"})
_EXTENSION = re.compile(r"\.([a-z0-9]{2,6})(?:\.(?:\d{1,3}|orig))?$")
_QUERY = re.compile(r"(?:\?|%3f|@(?=\w+=)).*", re.DOTALL)


def extension(base: str) -> str:
    """The extension that tells a file's kind, lower case without dot; the marks of copies and queries of wget are passed over."""
    base = base.lower()
    match = _EXTENSION.search(base)
    if match is not None and match[1] in HTML:
        return match[1]
    match = _EXTENSION.search(_QUERY.sub("", base))
    return match[1] if match else ""


def media_type_of(base: str) -> str | None:
    found = extension(base)
    return HTML.get(found) or TEXT.get(found) or OTHER.get(found)


def is_furniture(folders: tuple[str, ...], base: str) -> bool:
    """Whether a file belongs to the program that made the tree. macOS writes `._NAME` beside each file."""
    base = base.lower()
    if base in _FURNITURE or base.startswith("._"):
        return True
    return bool(folders) and folders[-1].lower() in _FURNITURE_FOLDERS and not base.endswith(".zip")
