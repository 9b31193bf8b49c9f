"""The first bytes of a file and its name -> what it is: a page, a container, or neither. Bytes come before names."""

import re
import tarfile
from enum import Enum, auto
from typing import NamedTuple

from wetpaint_import.sources.media import HTML, OTHER, TEXT, extension

# Enough for a browser's MHTML header with a long address, a tar header (512) and an HTML page's first tags.
HEAD_SIZE = 2048


class Kind(Enum):
    PAGE = auto()
    NOT_A_PAGE = auto()
    GZIP = auto()
    BZIP2 = auto()
    XZ = auto()
    ZIP = auto()
    TAR = auto()
    WARC = auto()
    MHTML = auto()
    CLOSED = auto()  # packed in a way that is not read here


class Verdict(NamedTuple):
    kind: Kind
    media_type: str | None


_CONTAINERS = (
    (b"\x1f\x8b\x08", Kind.GZIP, "application/gzip"),
    (b"PK\x03\x04", Kind.ZIP, "application/zip"),
    (b"PK\x05\x06", Kind.ZIP, "application/zip"),
    (b"\xfd7zXZ\x00", Kind.XZ, "application/x-xz"),
    (b"WARC/", Kind.WARC, "application/warc"),
    (b"7z\xbc\xaf\x27\x1c", Kind.CLOSED, "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", Kind.CLOSED, "application/vnd.rar"),
    (b"\x28\xb5\x2f\xfd", Kind.CLOSED, "application/zstd"),
    (b"filedesc://", Kind.CLOSED, "application/x-arc"),
)
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_MEDIA = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"RIFF", "application/octet-stream"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"CWS", "application/x-shockwave-flash"),
    (b"FWS", "application/x-shockwave-flash"),
    (b"\x7fELF", "application/octet-stream"),
    (b"MZ\x90", "application/octet-stream"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"wOFF", "font/woff"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
# Office files and e-books are zip files with a fixed first member.
_NOT_AN_ARCHIVE = (b"[Content_Types].xml", b"mimetype", b"META-INF/")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|base|frameset|table|div|center|form|script|style|font|h[1-6]|p|a|br|span)\b",
    re.IGNORECASE,
)
_XML = re.compile(rb"<(?:\?xml|rss|feed|rdf|svg|urlset)\b", re.IGNORECASE)
_FEED = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<rss\b", re.IGNORECASE | re.DOTALL)
_XHTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_MHTML = re.compile(
    rb"^(?:mime-version:|content-type:\s*multipart/related|snapshot-content-location:)", re.IGNORECASE | re.MULTILINE
)
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z-]*:[ \t]")
# Tab, line feed, form feed, carriage return, escape (ISO-2022 texts) and all from space on.
_TEXT_BYTES = bytes([9, 10, 12, 13, 27, *range(32, 127), *range(128, 256)])
_SHARE_OF_CONTROLS = 0.05
_STYLE_OR_DATA = frozenset({"css", "js", "json", "xml", "xsl", "rss", "atom", "rdf", "svg"})


def classify(base: str, head: bytes, *, in_thread: bool = False) -> Verdict:
    """What the file named `base` is, by its first HEAD_SIZE bytes. `in_thread`: its folders are the address of a thread."""
    container = _container(base, head)
    if container is not None:
        return container
    if is_warc_name(base) and not looks_like_html(head):
        # Its first record is damaged, or there is none.
        return Verdict(Kind.WARC, "application/warc")
    found = extension(base)
    media_type = HTML.get(found) or TEXT.get(found)
    if _FEED.match(head.lstrip()):
        # A feed of updated pages names its wiki.
        return Verdict(Kind.PAGE, "application/rss+xml")
    if looks_like_html(head):
        # HTML sent for a script or a style sheet is an error answer of its server; but a thread may be named "Node.js".
        is_answer = found in _STYLE_OR_DATA and not in_thread
        return Verdict(Kind.NOT_A_PAGE, OTHER[found]) if is_answer else Verdict(Kind.PAGE, HTML.get(found, "text/html"))
    for signature, found_type in _MEDIA:
        if head.startswith(signature) and not is_text(head):
            return Verdict(Kind.NOT_A_PAGE, found_type)
    if media_type is not None:
        # Even where the bytes are no text: the name says that somebody takes this for a page.
        return Verdict(Kind.PAGE, media_type)
    if found in OTHER:
        return Verdict(Kind.NOT_A_PAGE, OTHER[found])
    if head and is_text(head) and not _XML.match(head.lstrip()):
        return Verdict(Kind.PAGE, None)
    return Verdict(Kind.NOT_A_PAGE, None)


def _container(base: str, head: bytes) -> Verdict | None:
    for signature, kind, media_type in _CONTAINERS:
        if head.startswith(signature):
            if kind is Kind.ZIP and head[30:].startswith(_NOT_AN_ARCHIVE):
                return Verdict(Kind.NOT_A_PAGE, "application/zip")
            return Verdict(kind, media_type)
    if _BZIP2.match(head):
        return Verdict(Kind.BZIP2, "application/x-bzip2")
    if _is_tar(head):
        return Verdict(Kind.TAR, "application/x-tar")
    if _is_mhtml(base, head):
        return Verdict(Kind.MHTML, "multipart/related")
    return None


def _is_tar(head: bytes) -> bool:
    if len(head) < tarfile.BLOCKSIZE or (head[257:262] != b"ustar" and b"\x00" not in head[:100]):
        return False
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def _is_mhtml(base: str, head: bytes) -> bool:
    if _HEADER_LINE.match(head) is None:
        return False
    return base.lower().endswith((".mht", ".mhtml")) or _MHTML.search(head.replace(b"\r", b"")) is not None


def is_warc_name(base: str) -> bool:
    return base.lower().endswith((".warc", ".warc.gz", ".warc.wet", ".warc.wet.gz"))


def looks_like_html(head: bytes) -> bool:
    # The NULs of UTF-16 are passed over.
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if not start.startswith(b"<"):
        return False
    start = start.replace(b"\x00", b"")
    return (_XHTML if _XML.match(start) else _HTML).search(start) is not None


def is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    return len(head.translate(None, _TEXT_BYTES)) <= len(head) * _SHARE_OF_CONTROLS
