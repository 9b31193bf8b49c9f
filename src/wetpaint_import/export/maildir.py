"""The archive -> Maildir folders: one a wiki, one file a post."""

import mailbox
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.mail import CANNOT_HOLD, OWN_WORDS, Mail, check_mails, texts_of, write_mails
from wetpaint_import.export.target import Difference, Outcome, Target

# Beside the manifest, so that no wiki's name meets a file of ours, and mail programs find nothing but mails.
_ROOT = "mail"
_PARTS = ("cur", "new", "tmp")


def _write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001 (there are none)
    def keep(name: str, mails: list[tuple[Mail, bytes]]) -> None:
        for part in _PARTS:
            (folder / _ROOT / name / part).mkdir(parents=True, exist_ok=True)
        for mail, data in mails:
            local_part = mail.message_id.partition("@")[0]
            # `2,S`: read, as old mails are.
            (folder / _ROOT / name / "cur" / f"{int(mail.at.timestamp())}.{local_part}:2,S").write_bytes(data)

    return write_mails(archive, keep)


def _check(archive: Archive, folder: Path, settings: Mapping[str, str]) -> list[Difference]:  # noqa: ARG001
    return check_mails(archive, lambda name: mailbox.Maildir(folder / _ROOT / name, create=False))


def _packed_texts(file: Path) -> Iterator[str]:
    if file.parent.name in _PARTS:
        yield from texts_of(file.read_bytes())


def _next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    root = folder / _ROOT
    first = min(root.iterdir())
    config = (
        f"[database]\\npath=$PWD/notmuch\\nmail_root=$(realpath {shlex.quote(str(root))})\\n[maildir]\\nsynchronize_flags=false\\n"
    )
    return [
        f"mlist {shlex.quote(str(first))} | mthread | mscan",
        f'mkdir -p notmuch && printf "{config}" > notmuch.ini',
        "NOTMUCH_CONFIG=notmuch.ini notmuch new && NOTMUCH_CONFIG=notmuch.ini notmuch search '*'",
    ]


TARGET = Target(
    name="maildir",
    summary="Maildir folders, one a wiki: for notmuch, mblaze, mutt and mail servers.",
    write=_write,
    check=_check,
    next_steps=_next_steps,
    cannot_hold=CANNOT_HOLD,
    own_words=OWN_WORDS,
    packed_texts=_packed_texts,
)
