"""A mail's bytes -> what it says, read by the standard library; and how that differs from what it ought to say."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from wetpaint_import.export.mail.values import Mail
from wetpaint_import.export.target import Difference

_KNOWN = (
    "message-id in-reply-to references date from to subject list-id archived-at mime-version content-type content-transfer-encoding"
).split()
_LINE_BREAK = re.compile(r"\r?\n(?=[ \t])")
# How much of a text a difference shows, in characters.
_SHOWN = 200


def read_mail(data: bytes) -> dict[str, object]:
    """The values of a `Mail` by name, without our ids, of which mails know nothing."""
    message = message_from_bytes(data)
    author, address = parseaddr(_raw(message, "From"))
    list_title, list_id = parseaddr(_raw(message, "List-Id"))
    body = message.get_payload(decode=True)
    return {
        "message_id": _raw(message, "Message-ID").strip("<>"),
        "in_reply_to": _raw(message, "In-Reply-To").strip("<>") or None,
        "references": tuple(reference.strip("<>") for reference in _raw(message, "References").split()),
        "at": _date(_raw(message, "Date")),
        "author": _decoded(author),
        "address": address,
        "subject": _decoded(_raw(message, "Subject")),
        "list_name": list_id.removesuffix(".invalid"),
        "list_title": _decoded(list_title),
        "archived_at": "".join(_raw(message, "Archived-At").strip("<>").split()) or None,
        "notes": tuple((name, _decoded(str(value))) for name, value in message.items() if name.lower() not in _KNOWN),
        "text": body.decode("utf-8", "replace") if isinstance(body, bytes) else "",
    }


def texts_of(data: bytes) -> Iterator[str]:
    """All that the mail says, decoded."""
    message = message_from_bytes(data)
    yield from (_decoded(str(value)) for value in message.values())
    body = message.get_payload(decode=True)
    yield body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def differences(expected: Mail, found: dict[str, object] | None) -> Iterator[Difference]:
    """Field by field; `found` None = the mail is not there."""
    where = f"post {expected.post_id}" if expected.post_id is not None else f"placeholder {expected.message_id}"
    if found is None:
        yield Difference(where, "a mail", "none")
        return
    for name in (field.name for field in fields(Mail) if field.name in found):
        wanted = getattr(expected, name)
        if wanted != found[name]:
            yield Difference(f"{where}: {name}", _shown(wanted), _shown(found[name]))


def _raw(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _decoded(text: str) -> str:
    """`text` with its lines joined and its encoded words read."""
    return str(make_header(decode_header(_LINE_BREAK.sub("", text))))


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
