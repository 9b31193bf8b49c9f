"""One round of a fetch: the captures chosen from what the index said, taken one by one; and what it would cost."""

import shutil

from wetpaint_import.errors import FetchError, RateLimitError, StorageError
from wetpaint_import.fetch.asking import Asker
from wetpaint_import.fetch.bodies import plain_digest
from wetpaint_import.fetch.ledger import Settled
from wetpaint_import.fetch.limits import (
    FAULTS_BEFORE_STOP,
    LIVE_PAGES,
    RECORD_OVERHEAD,
    SILENCES_BEFORE_STOP,
    TYPICAL_ANSWER,
    UNKNOWN_LENGTH,
)
from wetpaint_import.fetch.options import is_between
from wetpaint_import.fetch.records import CdxRecord, Status
from wetpaint_import.fetch.report import Estimate
from wetpaint_import.fetch.selection import Choice, select
from wetpaint_import.fetch.taking import Taking
from wetpaint_import.fetch.work import Work

# What a capture must not be marked as to stand for its page where not all captures are taken.
_NO_PAGE = frozenset({"parking-page", "error-page", "redirect"})
_SILENCES = frozenset({"timeout", "connection"})


class Rounds:
    """`error_only`: the rows of pages of which the archive holds nothing but error pages. `last_trouble`: the last failure."""

    def __init__(self, work: Work, taking: Taking, asker: Asker) -> None:
        self._work = work
        self._taking = taking
        self._asker = asker
        self._attempted: set[str] = set()
        self._wanted: list[CdxRecord] = []
        self._pending: list[Choice] = []
        self._requests = 0
        self._troubles: list[str] = []
        self.last_trouble: FetchError | None = None
        self.error_only: tuple[CdxRecord, ...] = ()
        self._most = work.options.max_pages
        if self._most is None and not work.source.has_index:
            self._most = LIVE_PAGES

    def prepare(self) -> bool:
        """Chooses; false where only an estimate was wanted. Raises StorageError where the disk has no room for it."""
        options, ledger, report = self._work.options, self._work.ledger, self._work.report
        self._wanted = wanted = [
            record
            for record in ledger.found.values()
            if self._work.scope.holds(record.original) and is_between(record.timestamp, options.from_date, options.to_date)
        ]
        selection = select(wanted, options.captures)
        self.error_only = selection.error_only
        report.index_rows, report.left_out = len(wanted), selection.left_out
        self._pending = [choice for choice in selection.choices if not self._is_done(choice)]
        # What failed in an earlier run comes last: one bad capture must not keep the others away for ever.
        self._pending.sort(key=lambda choice: any(record.key in ledger.settled for record in choice.candidates))
        estimate = self._estimate()
        if options.dry_run:
            report.estimate = estimate
            return False
        self._check_room(estimate.size)
        return True

    def has_something(self) -> bool:
        """Whether anything of what is asked for is in the file."""
        settled = (self._work.ledger.settled.get(record.key) for record in self._wanted)
        return any(row is not None and row.status in (Status.FETCHED, Status.UNCHANGED) for row in settled)

    def _estimate(self) -> Estimate:
        seen = set(self._work.ledger.stored)
        pages = repeats = size = 0
        for choice in self._pending:
            record = choice.candidates[0]
            digest = plain_digest(record.digest)
            is_repeat = record.is_page and digest is not None and digest in seen and self._work.options.collapse
            if is_repeat or self._taking.needs_no_request(record):
                repeats += 1
                size += RECORD_OVERHEAD
                continue
            if digest is not None:
                seen.add(digest)
            pages += 1
            size += (UNKNOWN_LENGTH if record.length is None else record.length) + RECORD_OVERHEAD
        seconds = pages * max(self._asker.page_interval, TYPICAL_ANSWER)
        return Estimate(pages=pages, repeats=repeats, size=size, seconds=seconds)

    def _check_room(self, needed: int) -> None:
        folder = self._work.options.out.absolute().parent
        free = shutil.disk_usage(folder).free
        if needed > free:
            message = f"no room: about {needed} bytes are to come, {free} are free; no more was fetched"
            raise StorageError(str(self._work.options.out), message, needed=needed, free=free)

    def take_all(self) -> bool:
        """False where `max_pages` ended it. Raises FetchError where the archive or the network is out of reach."""
        for position, choice in enumerate(self._pending):
            left = len(self._pending) - position
            self._work.report.waiting = left
            self._work.watcher.waiting(left)
            if not self._take_one_of(choice):
                return False
        self._work.report.waiting = 0
        return True

    def _take_one_of(self, choice: Choice) -> bool:
        for record in choice.candidates:
            settled = self._work.ledger.settled.get(record.key)
            if settled is not None and self._is_final(record, settled):
                if self._is_good(settled):
                    break
                continue
            asks = not self._taking.needs_no_request(record)
            if asks and self._most is not None and self._requests >= self._most:
                return False
            self._requests += asks
            self._attempted.add(record.key)
            if self._is_taken(record, asks=asks):
                break
        return True

    def _is_taken(self, record: CdxRecord, *, asks: bool) -> bool:
        """Whether a page of the wiki came of it. Only what was asked for tells that the archive is in reach."""
        try:
            tried = self._taking.take(record)
        except RateLimitError:
            raise
        except FetchError as error:
            self._count_trouble(error)
            return False
        if tried.why == "forbidden":
            self._count_trouble(FetchError(record.original, tried.message, why=tried.why, again=False))
        elif asks:
            self._troubles.clear()
        return self._is_good(Settled(status=tried.status, again=tried.again, notes=tried.notes))

    def _count_trouble(self, error: FetchError) -> None:
        """Raises the error itself where it is no longer a matter of single captures."""
        self._troubles.append(error.why)
        self.last_trouble = error
        silences = sum(why in _SILENCES for why in self._troubles)
        if silences >= SILENCES_BEFORE_STOP or len(self._troubles) >= FAULTS_BEFORE_STOP:
            raise error

    def _is_done(self, choice: Choice) -> bool:
        settled = [(record, self._work.ledger.settled.get(record.key)) for record in choice.candidates]
        if any(row is not None and self._is_final(record, row) and self._is_good(row) for record, row in settled):
            return True
        return all(row is not None and self._is_final(record, row) for record, row in settled)

    def _is_final(self, record: CdxRecord, settled: Settled) -> bool:
        if record.key in self._attempted:
            return True
        retried = self._work.options.again and settled.status not in (Status.FETCHED, Status.UNCHANGED)
        return not settled.again and not retried

    def _is_good(self, settled: Settled) -> bool:
        return settled.status in (Status.FETCHED, Status.UNCHANGED) and not _NO_PAGE.intersection(settled.notes)
