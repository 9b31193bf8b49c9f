"""The archive -> mails handed on one by one, with counts of what was written and notes of what mails cannot hold."""

from collections.abc import Callable

from wetpaint_import.archive import Archive, ArchivedThread
from wetpaint_import.export.address_map import thread_moved
from wetpaint_import.export.mail.composing import Mails
from wetpaint_import.export.mail.values import Mail
from wetpaint_import.export.mail.writing import mail_bytes
from wetpaint_import.export.target import LeftOut, Outcome

# Puts the mails of one thread into the list of that name.
Keeping = Callable[[str, list[tuple[Mail, bytes]]], None]


def write_mails(archive: Archive, keep: Keeping) -> Outcome:
    """Thread by thread, in the order of their ids. The new addresses are those that public-inbox gives."""
    mails = Mails(archive)
    outcome = Outcome()
    lists = set()
    for thread in archive.threads():
        name = mails.list_name(thread)
        made = list(mails.of(thread))
        keep(name, [(mail, mail_bytes(mail)) for mail in made])
        lists.add(name)
        outcome.written["messages"] += len(made)
        outcome.written["placeholders"] += sum(mail.post_id is None for mail in made)
        outcome.estimated_dates += sum(post.posted_at is None for post in thread.posts)
        outcome.left_out += _earlier_versions(thread)
        outcome.addresses.append(thread_moved(thread, f"{name}/{made[0].message_id}/t/"))
    outcome.written["lists"] = len(lists)
    return outcome


def _earlier_versions(thread: ArchivedThread) -> list[LeftOut]:
    return [
        LeftOut("version", version.id, "a mail has one text; this is an earlier one of an edited post")
        for post in thread.posts
        for version in post.versions[:-1]
    ]
