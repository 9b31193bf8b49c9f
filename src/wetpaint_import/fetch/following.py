"""What the pages themselves name: threads to look for, pages of a live site, and what the archive does not have."""

from collections.abc import Iterable

from wetpaint_import.addresses import read_address
from wetpaint_import.fetch.pages import page_of
from wetpaint_import.fetch.records import CdxRecord, IndexPage, Status
from wetpaint_import.fetch.taking import Taking
from wetpaint_import.fetch.targets import Target, TargetKind, read_target
from wetpaint_import.fetch.work import Work


class Following:
    def __init__(self, work: Work, taking: Taking, targets: Iterable[Target]) -> None:
        self._work = work
        self._taking = taking
        self._known_targets = {(target.kind, target.site, target.thread_id or page_of(target.url)) for target in targets}

    def _known_pages(self) -> set[str]:
        return {page_of(record.original) for record in self._work.ledger.found.values()}

    def new_targets(self) -> list[Target]:
        """Threads and further list pages that an asked-for page names and that no query has covered yet."""
        if not self._work.source.has_index:
            return []
        found = []
        for address, _ in self._work.ledger.named.values():
            if self._work.scope.holds(address):
                continue
            target = read_target(address)
            name = (target.kind, target.site, target.thread_id or page_of(target.url))
            if name not in self._known_targets:
                self._known_targets.add(name)
                self._work.scope.add(target)
                found.append(target)
        return found

    def new_live_pages(self) -> int:
        """How many pages of a live site were named and not yet looked at; they are in the ledger then."""
        if self._work.source.has_index:
            return 0
        known = self._known_pages()
        new = [(page, address) for page, (address, _) in self._work.ledger.named.items() if page not in known]
        if new:
            for _, address in new:
                self._work.scope.add(read_target(address))
            records = tuple(CdxRecord(original=address, timestamp="") for _, address in new)
            self._work.ledger.add_index_page(f"named {new[0][1]}", IndexPage(records=records))
        return len(new)

    def note_missing(self, asked: Iterable[Target], error_only: Iterable[CdxRecord]) -> None:
        """Lines for what was asked for or is named by a page and is in no index."""
        if not self._work.source.has_index:
            self._work.report.lacks_asked = any(self._is_not_there(target) for target in asked)
            return
        known = self._known_pages()
        threads = {read_address(record.original).thread_id for record in self._work.ledger.found.values()}
        for target in asked:
            # Under any of the wiki's hosts: thread ids are the farm's, not the host's.
            is_there = target.thread_id in threads if target.kind is TargetKind.THREAD else page_of(target.url) in known
            if not is_there and target.kind is not TargetKind.SITE:
                self._work.report.lacks_asked = True
                self._note(target.url, "", "not-in-index", "the archive has no capture of it", None)
        for page, (address, by) in self._work.ledger.named.items():
            if page not in known and self._work.scope.holds(address):
                self._note(address, "", "not-in-index", "a page names it, the archive has no capture of it", by)
        for record in error_only:
            message = f"the archive has only error pages of it ({record.statuscode})"
            self._note(record.original, record.timestamp, "only-errors", message, None)

    def _is_not_there(self, target: Target) -> bool:
        """On a live site; not every wiki has both of the pages that a site's fetch starts with."""
        settled = self._work.ledger.settled.get(CdxRecord(original=target.url, timestamp="").key)
        return target.kind is not TargetKind.SITE and settled is not None and settled.status is Status.NOT_ARCHIVED

    def _note(self, address: str, timestamp: str, why: str, message: str, named_by: str | None) -> None:
        if f"{timestamp} {address}" not in self._work.ledger.settled:
            self._taking.missing(address, timestamp, why, message, named_by)
