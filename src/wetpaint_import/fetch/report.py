"""What a fetch tells: its progress while it runs, and the report at its end."""

import shlex
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wetpaint_import.fetch.records import Status, Tried

# So many refused, failed or missing addresses stand in the report; the ledger has all.
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`waits_for` is None while a request is under way; `remaining` is in seconds, None while nothing is known."""

    done: int
    waiting: int
    per_minute: float
    remaining: float | None
    waits_for: str | None = None


class Watcher(Protocol):
    """Who wants to be told while a fetch runs."""

    def progress(self, progress: Progress) -> None: ...

    def tried(self, tried: Tried) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What lies ahead: requests for pages, repeats that need none, bytes (compressed, as the index has them), seconds."""

    pages: int
    repeats: int
    size: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class Report:
    """Counts of this run. `stopped` says why it ended before its end, `exit_code` follows the contract.

    `lacks_asked`: an address that the user gave is not archived; what only pages name does not count as incomplete.
    """

    source: str
    out: Path
    ledger: Path
    index_rows: int = 0
    unreadable_rows: int = 0
    left_out: int = 0
    requests: int = 0
    bytes_added: int = 0
    repaired: int = 0
    waiting: int = 0
    seconds: float = 0.0
    counts: Counter[Status] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    lacks_asked: bool = False
    other_sites: set[str] = field(default_factory=set)
    examples: list[Tried] = field(default_factory=list)
    estimate: Estimate | None = None
    stopped: str | None = None
    is_final: bool = False
    exit_code: int = 0

    def add(self, tried: Tried) -> None:
        self.counts[tried.status] += 1
        self.reasons[f"{tried.status.value}: {tried.why}"] += 1
        self.notes.update(tried.notes)
        if tried.status not in (Status.FETCHED, Status.UNCHANGED) and len(self.examples) < _SHOWN:
            self.examples.append(tried)

    def stop(self, message: str, exit_code: int, *, is_final: bool = False) -> None:
        """`is_final`: the same command would come to the same end."""
        self.stopped, self.exit_code, self.is_final = message, exit_code, is_final

    def settle_exit_code(self) -> None:
        lacks = self.counts[Status.REFUSED] or self.counts[Status.FAILED] or self.waiting or self.lacks_asked
        if not self.stopped and lacks:
            self.exit_code = 1

    def as_json(self) -> dict[str, object]:
        estimate = self.estimate
        return {
            "source": self.source,
            "out": str(self.out),
            "ledger": str(self.ledger),
            "index_rows": self.index_rows,
            "unreadable_index_rows": self.unreadable_rows,
            "captures_not_needed": self.left_out,
            **{status.value.replace("-", "_"): self.counts[status] for status in Status},
            "reasons": dict(sorted(self.reasons.items())),
            "notes": dict(sorted(self.notes.items())),
            "waiting": self.waiting,
            "repaired": self.repaired,
            "requests": self.requests,
            "bytes_added": self.bytes_added,
            "seconds": round(self.seconds, 1),
            "other_sites": sorted(self.other_sites),
            "examples": [
                {
                    "address": row.address,
                    "timestamp": row.timestamp,
                    "status": row.status.value,
                    "why": row.why,
                    "message": row.message,
                    "again": row.again,
                }
                for row in self.examples
            ],
            "estimate": None
            if estimate is None
            else {"pages": estimate.pages, "repeats": estimate.repeats, "bytes": estimate.size, "seconds": round(estimate.seconds)},
            "stopped": self.stopped,
            "exit_code": self.exit_code,
        }

    def as_text(self, db_option: str = "") -> list[str]:
        """Lines for people; the last says what to do next, with `db_option` in it."""
        found = (
            f"{_counted(self.index_rows, 'page')} named"
            if self.source == "live"
            else f"{_counted(self.index_rows, 'capture')} in the index"
        )
        lines = [f"{self.source}: {found}"] if self.index_rows else []
        if self.estimate is not None:
            return [*lines, *_estimate_lines(self.estimate), *([self.stopped] if self.stopped else [])]
        told = [f"{self.counts[status]} {status.value}" for status in Status if self.counts[status]]
        lines.append(
            f"this run: {', '.join(told) or 'nothing new'}; {_counted(self.requests, 'request')} in {duration(self.seconds)}"
        )
        lines += [f"  {count} {reason}" for reason, count in sorted(self.reasons.items()) if not reason.endswith(": ok")]
        lines += [f"  {count} marked {note}" for note, count in sorted(self.notes.items())]
        if self.repaired:
            lines.append(f"  {self.repaired} found whole in the file after an earlier stop")
        if self.unreadable_rows:
            lines.append(f"  {_counted(self.unreadable_rows, 'row')} of the index could not be read")
        if self.other_sites:
            lines.append(f"  the wiki also answered at {', '.join(sorted(self.other_sites))}: add --also-host to look there")
        lines += [f"  {_example(row)}" for row in self.examples]
        if self.stopped:
            lines.append(f"stopped: {self.stopped}")
        return [*lines, self._next_step(db_option)]

    def _next_step(self, db_option: str) -> str:
        if self.is_final and not self.waiting:
            return "the same command will bring no more today; another --source may have it"
        if self.waiting or self.stopped:
            left = f"{self.waiting} still to fetch; " if self.waiting else ""
            return f"{left}run the same command again to go on where this one ended"
        added = f"{_counted(self.bytes_added, 'byte')} added to {self.out}, every address tried is in {self.ledger.name}"
        return f"{added}; next: wetpaint-import load {shlex.quote(str(self.out))}{db_option}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _estimate_lines(estimate: Estimate) -> list[str]:
    has, needs = ("has", "needs") if estimate.repeats == 1 else ("have", "need")
    size, time = megabytes(estimate.size), duration(estimate.seconds)
    return [
        f"{_counted(estimate.repeats, 'capture')} {has} the content of another and {needs} no request",
        f"to fetch: {_counted(estimate.pages, 'page')}, about {size}, about {time}; none fetched yet",
    ]


def _example(row: Tried) -> str:
    which = f"{row.address} {row.timestamp}".rstrip()
    return f"{row.status.value} {which}: {row.message}{' (may work later)' if row.again else ''}"


def megabytes(size: float) -> str:
    return f"{size / 1_000_000:.1f} MB"


def duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
