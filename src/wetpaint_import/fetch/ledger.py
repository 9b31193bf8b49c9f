"""The ledger beside the WARC: what the index said, what was tried and what became of it, one JSON object a line.

Only ever added to, so that a kill can at most leave a last line without its end, which is cut off at the next start. The
WARC is the truth about what was fetched, and holds the same lines; a ledger that was lost is made again from it.
docs/fetching.md describes the events.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wetpaint_import.addresses import parse_timestamp
from wetpaint_import.errors import StorageError, UsageError
from wetpaint_import.fetch.pages import page_of
from wetpaint_import.fetch.records import CdxRecord, IndexPage, Status, Stored, Tried
from wetpaint_import.fetch.warc_records import iso, may_be_referred_to, row_of, tried_of

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        # There a locked byte cannot be read either, so it lies far behind the end.
        os.lseek(descriptor, 1 << 40, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _open_locked(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
    except OSError as error:
        raise StorageError(str(path), f"cannot be opened for writing: {error.strerror}") from error
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise UsageError(f"another fetch is at work on {path.name}; wait for its end, or give another --out") from error
    return descriptor


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What later steps need of a line: whether it is done with, and what the page was."""

    status: Status
    again: bool
    notes: tuple[str, ...]


def ledger_path(warc: Path) -> Path:
    return warc.with_name(warc.name + ".ledger.jsonl")


class Ledger:
    """The state of the fetch into one WARC. Keys of `found` and `settled` are `CdxRecord.key`; those of one source."""

    def __init__(self, path: Path, source: str) -> None:
        """Raises UsageError where another fetch works on it."""
        self.path = path
        self._source = source
        self._descriptor = _open_locked(path)
        self._clear()
        self._read_back()

    def _clear(self) -> None:
        self.found: dict[str, CdxRecord] = {}
        self.settled: dict[str, Settled] = {}
        self.named: dict[str, tuple[str, str]] = {}
        self.queries: dict[str, str | None] = {}
        self.stored: dict[str, Stored] = {}
        self.captures: set[str] = set()
        self.wait_until: datetime | None = None
        self.whole_up_to = 0
        self.was_run = False
        self.is_damaged = False

    def close(self) -> None:
        os.close(self._descriptor)

    def idle_for(self, now: float) -> float | None:
        """Seconds since the last request of an earlier run; None where there was none. `now` as `time.time()`."""
        return max(0.0, now - os.fstat(self._descriptor).st_mtime) if self.was_run else None

    def touch(self) -> None:
        """Marks the moment of a request, for the pace of a run that follows a kill."""
        os.utime(self.path)

    def _read_back(self) -> None:
        end = 0
        with self.path.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                end += len(line)
                try:
                    self._apply(json.loads(line))
                except (ValueError, TypeError, KeyError):
                    self.is_damaged = True
        if end < os.fstat(self._descriptor).st_size:
            os.ftruncate(self._descriptor, end)

    def set_aside(self) -> None:
        """Begins anew, for a ledger that is damaged or whose WARC is gone: what the WARC holds is read from there."""
        aside = self.path.with_name(self.path.name + ".set-aside")
        os.close(self._descriptor)
        self.path.replace(aside)
        self._descriptor = _open_locked(self.path)
        self._clear()

    def _apply(self, event: dict[str, Any]) -> None:
        kind = event["event"]
        is_mine = event.get("source") == self._source
        if kind == "run-started":
            self.was_run = True
        elif kind == "index" and is_mine:
            self._apply_index(event)
        elif kind == "tried":
            self._settle(tried_of(event))
        elif kind == "named" and is_mine:
            self.named.setdefault(page_of(event["address"]), (event["address"], event["by"]))
        elif kind == "wait" and is_mine:
            self.wait_until = datetime.fromisoformat(event["until"])
        elif kind == "run-finished" and is_mine:
            self._forget_run()

    def _forget_run(self) -> None:
        """After a run that came to its end the index is asked anew, and the pages of a live site are."""
        self.queries.clear()
        self.named.clear()
        if self._source == "live":
            self.found.clear()
            self.settled.clear()

    def _apply_index(self, event: dict[str, Any]) -> None:
        for row in event["rows"]:
            record = CdxRecord(**row)
            self.found.setdefault(record.key, record)
        self.queries[event["query"]] = event["resume"]

    def _settle(self, tried: Tried) -> None:
        if tried.source == self._source:
            self.settled[tried.key] = Settled(status=tried.status, again=tried.again, notes=tried.notes)
        if tried.end is not None:
            self.whole_up_to = max(self.whole_up_to, tried.end)
            self.captures.add(capture_key(tried.got_url or tried.address, tried.captured_at or ""))
        if may_be_referred_to(tried) and tried.digest and tried.record_id and tried.captured_at:
            place = Stored(url=tried.got_url or tried.address, captured_at=tried.captured_at, record_id=tried.record_id)
            self.stored.setdefault(tried.digest, place)

    def add_index_page(self, query: str, page: IndexPage) -> None:
        """One line: either all its rows are known or the question is asked again."""
        rows = [{name: value for name, value in asdict(record).items() if value is not None} for record in page.records]
        self._write([{"event": "index", "source": self._source, "query": query, "resume": page.resume, "rows": rows}])

    def add_tried(self, tried: Tried, named: Iterable[str] = ()) -> None:
        """The line of an address, and the addresses that its page names; the latter first, since the former ends it."""
        by = tried.got_url or tried.address
        new = [address for address in named if page_of(address) not in self.named]
        events: list[dict[str, Any]] = [{"event": "named", "source": self._source, "address": address, "by": by} for address in new]
        self._write([*events, {"event": "tried", **row_of(tried)}])

    def start_run(self, at: str, version: str, asked: Iterable[str], options: dict[str, object]) -> None:
        event = {
            "event": "run-started",
            "at": at,
            "version": version,
            "source": self._source,
            "asked": list(asked),
            "options": options,
        }
        self._write([event])

    def finish_run(self, at: str, counts: dict[str, int]) -> None:
        self._write([{"event": "run-finished", "at": at, "source": self._source, "counts": counts}])

    def add_wait(self, now: datetime, seconds: float) -> None:
        """The archive asked for a wait that is longer than this run will last."""
        self._write([{"event": "wait", "source": self._source, "until": iso(now + timedelta(seconds=seconds))}])

    def seconds_to_wait(self, now: datetime) -> float:
        """Seconds until the archive wants to be asked again; 0 where it did not say."""
        return max(0.0, (self.wait_until - now).total_seconds()) if self.wait_until is not None else 0.0

    def _write(self, events: list[dict[str, Any]]) -> None:
        data = "".join(json.dumps(event, ensure_ascii=True) + "\n" for event in events).encode("ascii")
        end = os.fstat(self._descriptor).st_size
        is_whole = False
        try:
            is_whole = os.write(self._descriptor, data) == len(data)
            os.fsync(self._descriptor)
        except OSError as error:
            is_whole = False
            raise StorageError(str(self.path), f"cannot be written: {error.strerror}; all that was done before is safe") from error
        finally:
            if not is_whole:
                os.ftruncate(self._descriptor, end)
        if not is_whole:
            raise StorageError(str(self.path), "cannot be written: no room; all that was done before is safe")
        for event in events:
            self._apply(event)


def capture_key(url: str, captured_at: str) -> str:
    return f"{captured_at} {url}"


def captured_at_of(record: CdxRecord) -> str:
    moment = parse_timestamp(record.timestamp)
    return iso(moment) if moment is not None else ""
