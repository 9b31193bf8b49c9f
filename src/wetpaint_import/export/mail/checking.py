"""Written mailboxes, read back by the standard library -> what in them is not as the archive says."""

import mailbox
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.parser import BytesHeaderParser

from wetpaint_import.archive import Archive
from wetpaint_import.export.mail.composing import Mails
from wetpaint_import.export.mail.reading import differences, read_mail
from wetpaint_import.export.target import Difference

# Opens the mailbox of a list; raises `mailbox.NoSuchMailboxError`.
Opening = Callable[[str], "mailbox.Mailbox[mailbox.mboxMessage] | mailbox.Mailbox[mailbox.MaildirMessage]"]


class _Box:
    """A mailbox by Message-ID; a list that has none is an empty one."""

    def __init__(self, opening: Opening, name: str, closing: ExitStack) -> None:
        self._keys: dict[str, list[str]] = {}
        try:
            self._box = opening(name)
        except mailbox.NoSuchMailboxError:
            return
        closing.callback(self._box.close)
        parser = BytesHeaderParser()
        for key in self._box.keys():  # noqa: SIM118 (a mailbox iterates over messages)
            message_id = str(parser.parsebytes(self._box.get_bytes(key)).get("Message-ID", "")).strip("<>")
            self._keys.setdefault(message_id, []).append(key)

    def take(self, message_id: str) -> dict[str, object] | None:
        """The mail, which is then taken out of what is left."""
        keys = self._keys.get(message_id)
        if not keys:
            return None
        return read_mail(self._box.get_bytes(keys.pop()))

    def left(self) -> Iterator[str]:
        for message_id, keys in self._keys.items():
            yield from (message_id for _ in keys)


def check_mails(archive: Archive, opening: Opening) -> list[Difference]:
    """Every field of every mail, and mails that nothing in the archive accounts for."""
    mails = Mails(archive)
    boxes: dict[str, _Box] = {}
    found: list[Difference] = []
    with ExitStack() as closing:
        for thread in archive.threads():
            name = mails.list_name(thread)
            if name not in boxes:
                boxes[name] = _Box(opening, name, closing)
            for mail in mails.of(thread):
                found += differences(mail, boxes[name].take(mail.message_id))
    found += [Difference(f"mail {left} of {name}", "none", "a mail") for name, box in boxes.items() for left in box.left()]
    return found
