"""A fetch from beginning to end: index -> captures to take -> WARC, and what their pages name, until nothing new turns up."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from wetpaint_import import __version__
from wetpaint_import.errors import BlockedError, CaptureMissingError, FetchError, RateLimitError, StorageError
from wetpaint_import.fetch.asking import Asker
from wetpaint_import.fetch.connection import Connection
from wetpaint_import.fetch.following import Following
from wetpaint_import.fetch.ledger import Ledger, ledger_path
from wetpaint_import.fetch.options import FetchOptions, read_cookies
from wetpaint_import.fetch.pace import Clock, Pace, SystemClock
from wetpaint_import.fetch.places import place_to_ask
from wetpaint_import.fetch.records import CdxRecord, IndexQuery, Status
from wetpaint_import.fetch.report import Report, Watcher
from wetpaint_import.fetch.rounds import Rounds
from wetpaint_import.fetch.taking import Taking
from wetpaint_import.fetch.targets import Scope, Target, all_targets, read_target
from wetpaint_import.fetch.telling import Telling
from wetpaint_import.fetch.warc_file import WarcFile
from wetpaint_import.fetch.warc_records import iso
from wetpaint_import.fetch.work import Work

# As shells have it for a program that Ctrl-C ended.
INTERRUPTED = 130


def fetch(options: FetchOptions, watcher: Watcher, clock: Clock | None = None) -> Report:
    """Does what `options` ask. Raises UsageError; what ends the fetch before its end stands in the report."""
    clock = clock or SystemClock()
    # People copy addresses out of pages, as they are spelled there.
    asked = [read_target(text.replace("&amp;", "&"), with_pages=options.content_pages) for text in options.asked]
    targets = all_targets(asked, other_sites=options.other_sites, with_twins=options.with_twins and options.source != "live")
    place = place_to_ask(options, targets)
    report = Report(source=options.source, out=options.out, ledger=ledger_path(options.out))
    telling = Telling(watcher, clock)
    connection = Connection(
        named=place.named, contact=options.contact, timeout=options.timeout, cookies=read_cookies(options.cookies)
    )
    with closing(connection), closing(Ledger(report.ledger, options.source)) as ledger, closing(WarcFile(options.out)) as warc:
        idle = ledger.idle_for(clock.now().timestamp())
        asker = Asker(
            connection,
            clock,
            index_pace=Pace(options.index_rate or place.rates.index, clock, idle_for=idle),
            page_pace=Pace(options.rate or place.rates.pages, clock, idle_for=idle),
            tell_wait=telling.wait,
            before_request=ledger.touch,
            note_wait=lambda seconds: ledger.add_wait(clock.now(), seconds),
            patience=options.patience,
            largest_page=options.max_size,
        )
        work = Work(
            options=options,
            source=place.open(asker),
            scope=Scope(targets),
            ledger=ledger,
            warc=warc,
            clock=clock,
            report=report,
            watcher=telling,
        )
        with _ending(report):
            _Run(work, asked, targets).go(asker)
        report.requests = asker.requests
    report.seconds = telling.elapsed()
    report.settle_exit_code()
    return report


@contextmanager
def _ending(report: Report) -> Iterator[None]:
    """What ends a fetch early goes into its report, since what was done is safe and worth telling."""
    try:
        yield
    except (FetchError, StorageError) as error:
        report.stop(str(error), error.exit_code, is_final=isinstance(error, FetchError) and not error.again)
    except KeyboardInterrupt:
        report.stop("as you asked", INTERRUPTED)


class _Run:
    def __init__(self, work: Work, asked: list[Target], targets: list[Target]) -> None:
        self._work = work
        self._asked = asked
        self._targets = targets
        self._taking = Taking(work)
        self._blocked: BlockedError | None = None

    def go(self, asker: Asker) -> None:
        work = self._work
        self._recover()
        self._wait_as_told()
        work.ledger.start_run(iso(work.clock.now()), __version__, work.options.asked, work.options.for_ledger())
        following = Following(work, self._taking, self._targets)
        rounds = Rounds(work, self._taking, asker)
        targets = self._targets
        while True:
            self._ask_index(targets)
            if not rounds.prepare():
                return
            if not rounds.take_all():
                return
            targets = following.new_targets()
            if not targets and not following.new_live_pages():
                break
        following.note_missing(self._asked, rounds.error_only)
        counts = {status.value: count for status, count in work.report.counts.items()}
        has_something = rounds.has_something()
        work.ledger.finish_run(iso(work.clock.now()), counts)
        if not has_something:
            self._raise_for_nothing(rounds.last_trouble)

    def _recover(self) -> None:
        """Takes up what an earlier run left: the ledger may lack the last capture, the file may end in half of one."""
        ledger, warc = self._work.ledger, self._work.warc
        is_known = ledger.was_run
        if ledger.is_damaged or ledger.whole_up_to > warc.size:
            ledger.set_aside()
        for adopted in warc.repair(ledger.whole_up_to, is_known=is_known):
            self._taking.adopt(adopted)

    def _wait_as_told(self) -> None:
        """A Retry-After outlives the run that was given it."""
        work = self._work
        seconds = work.ledger.seconds_to_wait(work.clock.now())
        reason = f"the archive asked us to wait until {work.ledger.wait_until}"
        if seconds > work.options.patience:
            raise RateLimitError(work.options.source, reason, seconds)
        if seconds:
            work.watcher.wait(seconds, reason)
            work.clock.sleep(seconds)

    def _ask_index(self, targets: list[Target]) -> None:
        options = self._work.options
        for query in self._work.source.queries(targets, options.from_date, options.to_date):
            try:
                self._ask(query)
            except BlockedError as error:
                self._blocked = error
                self._taking.settle(self._taking.row_of_error(CdxRecord(original=query.url, timestamp=""), error))

    def _ask(self, query: IndexQuery) -> None:
        """To the end of the answers; a query that an earlier run came to the end of is not asked again."""
        ledger = self._work.ledger
        resume = ledger.queries.get(query.key)
        seen = {resume}
        is_asked = query.key in ledger.queries
        while not is_asked or resume is not None:
            page = self._work.source.index_page(query, resume)
            if page.resume is not None and page.resume in seen:
                loop = FetchError(query.url, "the index goes round in circles", why="bad-index", again=True)
                page = replace(page, resume=None, failure=loop)
            seen.add(page.resume)
            self._work.report.unreadable_rows += page.unreadable_rows
            if page.failure is not None:
                row = CdxRecord(original=page.failure.url, timestamp="")
                self._taking.settle(self._taking.row_of_error(row, page.failure))
            ledger.add_index_page(query.key, page)
            is_asked, resume = True, page.resume

    def _raise_for_nothing(self, last_trouble: FetchError | None) -> None:
        """An archive that has nothing of it, or shows nothing, is no success; nor is a live site that cannot be reached."""
        options, counts = self._work.options, self._work.report.counts
        is_live = not self._work.source.has_index
        if is_live and counts[Status.FAILED] == counts.total():
            raise last_trouble or FetchError(options.asked[0], "no page of it could be had", why="connection", again=True)
        if counts[Status.FAILED] or (is_live and counts[Status.REFUSED]):
            return
        if self._blocked is not None:
            raise self._blocked
        told = "could be had from" if counts[Status.REFUSED] else "is in"
        first, more = options.asked[0], len(options.asked) - 1
        which = f"{first} and {more} more" if more else first
        raise CaptureMissingError(which, f"nothing of it {told} {options.source}")
