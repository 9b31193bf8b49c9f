"""The error tree, split by what the reader of the message does next; each class carries its exit code.

WetpaintImportError
  InputError 4          bad input; in a batch it becomes a row in `problems`, alone it ends the command
    ParseError          a page that cannot be read; carries the problem code
    SourceError         a file, archive or record that cannot be opened or is damaged; carries place and offset
  DatabaseError 5
    NotOurDatabaseError, SchemaMismatchError, DatabaseLockedError, DatabaseDamagedError
  UsageError 2          the command's words are right but what they name is not there (no such thread)
"""

from typing import ClassVar


class WetpaintImportError(Exception):
    """Base of all errors that the program raises on purpose; `str()` is the message for the user."""

    exit_code: ClassVar[int] = 70


class UsageError(WetpaintImportError):
    exit_code = 2


class InputError(WetpaintImportError):
    exit_code = 4


class ParseError(InputError):
    """`code` is a problem code of the contract; `excerpt` shows the part of the page that led to it."""

    def __init__(self, code: str, message: str, excerpt: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.excerpt = excerpt


class SourceError(InputError):
    """`place` is the path (and member); `offset` is in bytes, None where the whole file is meant."""

    def __init__(self, place: str, message: str, offset: int | None = None, code: str = "unreadable") -> None:
        where = place if offset is None else f"{place} at byte {offset}"
        super().__init__(f"{where}: {message}")
        self.place = place
        self.offset = offset
        self.code = code


class DatabaseError(WetpaintImportError):
    """`path` is the database's file."""

    exit_code = 5

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class NotOurDatabaseError(DatabaseError):
    pass


class SchemaMismatchError(DatabaseError):
    pass


class DatabaseLockedError(DatabaseError):
    pass


class DatabaseDamagedError(DatabaseError):
    pass
