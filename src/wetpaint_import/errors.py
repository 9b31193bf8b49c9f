"""The error tree, split by what the reader of the message does next; each class carries its exit code.

WetpaintImportError
  InputError 4          bad input; in a batch it becomes a row in `problems`, alone it ends the command
    SourceError         a file, archive or record that cannot be opened or is damaged; carries place and offset
  DatabaseError 5
    NotOurDatabaseError, SchemaMismatchError, DatabaseLockedError, DatabaseDamagedError
  FetchError 3          the network or the archive refused; says whether trying again helps
    BlockedError        never to be tried again: the archive, the site's robots.txt or our own safety rules forbid it
    RateLimitError      asked to wait; carries for how long
    CaptureMissingError the archive has no such capture, or nothing at all of what was asked for
  ExportError 6         an export could not be written whole, or does not hold what the database holds
  StorageError 1        the output could not be written (disk full); what was written before is whole
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


class FetchError(WetpaintImportError):
    """`why` is the short code of the ledger (docs/fetching.md); `again`: whether a later try may help."""

    exit_code = 3

    def __init__(self, url: str, message: str, *, why: str, again: bool) -> None:
        super().__init__(f"{url}: {message}")
        self.url = url
        self.message = message
        self.why = why
        self.again = again


class BlockedError(FetchError):
    """Trying again does not help."""

    def __init__(self, url: str, message: str, *, why: str = "blocked") -> None:
        super().__init__(url, message, why=why, again=False)


class RateLimitError(FetchError):
    """`retry_after` is in seconds; None where the server did not say how long."""

    def __init__(self, url: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(url, message, why="rate-limit", again=True)
        self.retry_after = retry_after


class CaptureMissingError(FetchError):
    def __init__(self, url: str, message: str, *, why: str = "no-capture") -> None:
        super().__init__(url, message, why=why, again=False)


class StorageError(WetpaintImportError):
    """`path` is the file that could not be written; `needed` and `free` are in bytes where they are known."""

    exit_code = 1

    def __init__(self, path: str, message: str, *, needed: int | None = None, free: int | None = None) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.needed = needed
        self.free = free


class ExportError(WetpaintImportError):
    """`path` is the export's folder."""

    exit_code = 6

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
