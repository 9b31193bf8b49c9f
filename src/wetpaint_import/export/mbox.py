"""The archive -> mailbox files: one a wiki, one message a post."""

import mailbox
import shlex
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.mail import CANNOT_HOLD, OWN_WORDS, Mail, check_mails, texts_of, write_mails
from wetpaint_import.export.target import Difference, Outcome, Target


def _write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001 (there are none)
    def keep(name: str, mails: list[tuple[Mail, bytes]]) -> None:
        with (folder / f"{name}.mbox").open("ab") as box:
            for mail, data in mails:
                box.write(f"From {mail.address} {mail.at.ctime()}\n".encode() + data + b"\n")

    return write_mails(archive, keep)


def _check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    return check_mails(archive, lambda name: mailbox.mbox(folder / f"{name}.mbox", create=False))


def _packed_texts(file: Path) -> Iterator[str]:
    if file.suffix == ".mbox":
        with closing(mailbox.mbox(file, create=False)) as box:
            for key in box.keys():  # noqa: SIM118 (a mailbox iterates over messages)
                yield from texts_of(box.get_bytes(key))


def _next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    first = shlex.quote(str(min(folder.glob("*.mbox"))))
    return [
        f"mutt -R -f {first}   (any other mail program: import the file and sort by thread)",
        f"wetpaint-import export maildir --out {shlex.quote(str(folder))}-maildir   (for notmuch, mblaze and mail servers)",
    ]


TARGET = Target(
    name="mbox",
    summary="Mailbox files, one a wiki: for mail programs and mailing list archives.",
    write=_write,
    check=_check,
    next_steps=_next_steps,
    cannot_hold=CANNOT_HOLD,
    own_words=OWN_WORDS,
    packed_texts=_packed_texts,
)
