"""Threads -> mails: one a post, told to be what it is by headers, so that any mail program rebuilds the threads."""

from wetpaint_import.export.mail.checking import check_mails
from wetpaint_import.export.mail.exporting import write_mails
from wetpaint_import.export.mail.reading import texts_of
from wetpaint_import.export.mail.values import CANNOT_HOLD, OWN_WORDS, Mail

__all__ = ["CANNOT_HOLD", "OWN_WORDS", "Mail", "check_mails", "texts_of", "write_mails"]
