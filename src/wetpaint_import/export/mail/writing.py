"""A mail -> its bytes: short lines of ASCII, and none that a mailbox file takes for the start of the next mail."""

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterator
from email.utils import format_datetime

from wetpaint_import.export.mail.values import Mail

# RFC 5322: lines should not be longer than that, but for what cannot be broken, and never longer than 998 characters.
_HEADER_LINE = 78
_LONGEST_WORD = 900
# Bytes of text in one encoded word: base64 and frame then have 72 characters of the 75 that RFC 2047 allows.
_WORD_BYTES = 45
_QUOTABLE = re.compile(r"[\x20-\x7e]*")
# The start of a mail; readers of mboxrd also take a `>` away from before it.
_FROM_LINE = re.compile(rb"^(>*)From ", re.MULTILINE)


def mail_bytes(mail: Mail) -> bytes:
    """Header, empty line, body in quoted-printable; each line ends in a line feed alone, as in all mailbox files."""
    head = "".join(f"{name}: {value}\n" for name, value in _headers(mail))
    return head.encode("ascii") + b"\n" + quoted_printable(mail.text)


def _headers(mail: Mail) -> Iterator[tuple[str, str]]:
    yield "Message-ID", f"<{mail.message_id}>"
    if mail.in_reply_to:
        yield "In-Reply-To", f"<{mail.in_reply_to}>"
        yield "References", "\n ".join(f"<{reference}>" for reference in mail.references)
    yield "Date", format_datetime(mail.at)
    yield "From", _named("From", mail.author, mail.address)
    yield "To", _named("To", mail.list_title, f"list@{mail.list_name}.invalid")
    yield "Subject", _unstructured("Subject", mail.subject)
    yield "List-Id", _named("List-Id", mail.list_title, f"{mail.list_name}.invalid")
    if mail.archived_at:
        yield "Archived-At", f"<{_folded(mail.archived_at)}>"
    for name, value in mail.notes:
        yield name, _unstructured(name, value)
    yield "MIME-Version", "1.0"
    yield "Content-Type", 'text/plain; charset="utf-8"'
    yield "Content-Transfer-Encoding", "quoted-printable"


def _named(header: str, name: str, address: str) -> str:
    """A display name and an address, on one line if it is short enough."""
    phrase = _phrase(name)
    fits = "\n" not in phrase and len(f"{header}: {phrase} <{address}>") <= _HEADER_LINE
    return f"{phrase} <{address}>" if fits else f"{phrase}\n <{address}>"


def _phrase(text: str) -> str:
    """A display name: in quotes where that is enough."""
    if len(text) > _HEADER_LINE - len('List-Id: ""') or not _is_plain(text):
        return _encoded_words(text)
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{escaped}"'


def _unstructured(name: str, text: str) -> str:
    """Plain text is broken at single spaces, so that it is the same when the lines are joined again."""
    if not text or not _is_plain(text) or max(map(len, text.split(" "))) > _LONGEST_WORD:
        return _encoded_words(text)
    lines = [f"{name}:"]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) < _HEADER_LINE or lines == [f"{name}:"]:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\n".join(lines).removeprefix(f"{name}: ")


def _is_plain(text: str) -> bool:
    """`=?` would be read as the start of an encoded word."""
    return _QUOTABLE.fullmatch(text) is not None and "=?" not in text


def _encoded_words(text: str) -> str:
    words = []
    piece = b""
    for character in text:
        data = character.encode()
        if len(piece) + len(data) > _WORD_BYTES:
            words.append(piece)
            piece = b""
        piece += data
    words.append(piece)
    return "\n ".join(f"=?utf-8?B?{b64encode(word).decode()}?=" for word in words)


def _folded(uri: str) -> str:
    """A very long address is broken by white space, which readers drop (RFC 5064)."""
    return "\n ".join(uri[i : i + _LONGEST_WORD] for i in range(0, len(uri), _LONGEST_WORD))


def quoted_printable(text: str) -> bytes:
    """Lines of at most 76 characters, none of which a mailbox file takes for the start of a mail."""
    encoded = b"\n".join(b2a_qp(line.encode()) for line in text.split("\n"))
    # Broken in two, so that the line does not become too long.
    return _FROM_LINE.sub(rb"\1=46=\nrom ", encoded)
