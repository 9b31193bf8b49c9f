"""Paths -> database, in batches that are each whole: after any interruption the same command goes on where it stopped."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from wetpaint_import import __version__
from wetpaint_import.db.authors import remove_unused
from wetpaint_import.db.captures import ReadPage, capture_key, is_loaded, save_page, save_refused
from wetpaint_import.db.codec import to_json, to_text
from wetpaint_import.db.connection import create_or_open, translated
from wetpaint_import.db.merging import merge_touched
from wetpaint_import.db.search_index import mark_stale, refresh_index
from wetpaint_import.db.sightings import same_wiki
from wetpaint_import.db.sqlite_library import Database
from wetpaint_import.db.threads import ThreadWriter
from wetpaint_import.db.unseen_threads import refresh_unseen_threads
from wetpaint_import.errors import UsageError
from wetpaint_import.load.meter import Meter
from wetpaint_import.load.reading import digest_of
from wetpaint_import.load.report import LoadOptions, LoadReport, Progress
from wetpaint_import.load.workers import Job, read_pages
from wetpaint_import.model import Capture, Problem, State, ThreadView
from wetpaint_import.sources import Found, NotAPage, Skipped, iter_captures

# A batch is one transaction; what a kill can undo is one batch at the most.
PAGES_A_BATCH = 100
# Bounds how many pages stand between their file and the database at any time, bundles in worker processes included.
_PAGES_UNDER_WAY = 10_000


def load(path: Path, inputs: Iterable[Path], options: LoadOptions, on_progress: Callable[[Progress], None]) -> LoadReport:
    """Loads `inputs` into the archive at `path` and returns what was done; raises `DatabaseError` and `SourceError`."""
    paths = list(inputs)
    # First, since a path that does not exist is told before any database is made.
    found = iter_captures(paths, options.limits, url=options.url, captured_at=options.captured_at)
    db = create_or_open(path)
    try:
        with translated(path):
            return _Load(db, options, on_progress).run(paths, found)
    finally:
        db.conn.close()


class _Load:
    def __init__(self, db: Database, options: LoadOptions, on_progress: Callable[[Progress], None]) -> None:
        self._db = db
        self._conn = db.conn
        self._options = options
        self._on_progress = on_progress
        self._report = LoadReport()
        self._refused: list[tuple[str, Problem]] = []
        self._run_id = 0
        self._meter = Meter()

    def run(self, inputs: list[Path], found: Iterator[Found]) -> LoadReport:
        before = self._totals()
        self._begin(inputs)
        jobs = self._jobs(found)
        pages = read_pages(jobs, self._options.time_zone, keep_raw=self._options.keep_raw, processes=self._options.jobs)
        batch: list[ReadPage] = []
        for page in pages:
            batch.append(page)
            if len(batch) >= PAGES_A_BATCH:
                self._write(batch)
                batch = []
        self._write(batch)
        self._finish(before)
        return self._report

    def _begin(self, inputs: list[Path]) -> None:
        options = {
            "paths": [str(path).encode(errors="replace").decode() for path in inputs],
            "url": self._options.url,
            "captured_at": to_text(self._options.captured_at),
            "time_zone": self._options.time_zone,
            "keep_raw": self._options.keep_raw,
        }
        with self._db.atomic():
            cursor = self._conn.execute(
                "INSERT INTO runs (command, options, version, started_at) VALUES ('load', ?, ?, ?)",
                [to_json(options), __version__, to_text(datetime.now(UTC))],
            )
            self._run_id = int(cursor.lastrowid or 0)
            self._tell_same_wikis()

    def _tell_same_wikis(self) -> None:
        """A new `--same-wiki` concerns threads that are here already."""
        touched: list[int] = []
        for host, kept in self._options.same_wiki:
            known = same_wiki(self._conn)
            if known.get(kept) == host or known.get(host, kept) != known.get(kept, kept):
                raise UsageError(
                    f"--same-wiki {host}={kept}: an earlier load was told that {host if host in known else kept} is"
                    f" {known[host if host in known else kept]}; give that again, or load into a new database"
                )
            cursor = self._conn.execute(
                "INSERT INTO settings (name, value) VALUES ('same-wiki', ?) ON CONFLICT DO NOTHING", [f"{host}={kept}"]
            )
            if cursor.rowcount:
                rows = self._conn.execute("SELECT id FROM sightings WHERE host IN (?, ?)", [host, kept])
                touched += [row[0] for row in rows]
        if touched:
            merge_touched(self._conn, ThreadWriter(self._conn), touched)
            mark_stale(self._conn)

    def _jobs(self, found: Iterator[Found]) -> Iterator[Job]:
        # Only what is under way: what is written, the database knows.
        seen: OrderedDict[str, None] = OrderedDict()
        for item in found:
            self._meter.at(item.place)
            match item:
                case NotAPage():
                    self._report.not_pages += 1
                case Skipped():
                    self._report.set_aside_page(item.code, item.place, item.message)
                    self._refused.append((item.place, Problem(code=item.code, message=item.message)))
                case Capture():
                    digest = digest_of(item.payload)
                    key = capture_key(digest, item.url, item.captured_at)
                    if key in seen or is_loaded(self._conn, key):
                        self._report.already_loaded += 1
                        continue
                    seen[key] = None
                    if len(seen) > _PAGES_UNDER_WAY:
                        seen.popitem(last=False)
                    yield item, digest

    def _write(self, batch: list[ReadPage]) -> None:
        if not batch and not self._refused:
            return
        with self._db.atomic():
            for place, problem in self._refused:
                save_refused(self._conn, place, problem)
            self._refused.clear()
            fresh: dict[int, ThreadView] = {}
            for page in batch:
                if is_loaded(self._conn, capture_key(page.digest, page.capture.url, page.capture.captured_at)):
                    self._report.already_loaded += 1  # by another process, meanwhile
                    continue
                fresh |= save_page(self._conn, page, self._run_id)
                self._count(page)
            if fresh:
                mark_stale(self._conn)
                merge_touched(self._conn, ThreadWriter(self._conn), fresh, fresh)
        if batch:
            posts = sum(len(thread.posts) for page in batch for thread in page.view.threads)
            self._report.posts += posts
            self._on_progress(Progress(self._report.pages, self._report.posts, self._meter.done))

    def _count(self, page: ReadPage) -> None:
        if page.view.state is State.READ:
            self._report.read[page.view.page_kind] += 1
            for code in {problem.code for problem in page.view.problems}:
                self._report.doubts[code] += 1
        else:
            problem = page.view.problems[-1]
            self._report.set_aside_page(problem.code, page.capture.place, problem.message)

    def _finish(self, before: tuple[int, int]) -> None:
        with self._db.atomic():
            remove_unused(self._conn)
            refresh_unseen_threads(self._conn)
            refresh_index(self._conn)
            threads, posts = self._totals()
            report = self._report
            report.threads, report.posts = threads, posts
            report.new_threads, report.new_posts = threads - before[0], posts - before[1]
            report.missing_posts, report.missing_threads = self._conn.execute(
                "SELECT coalesce(sum(post_count), 0),"
                " count(*) FILTER (WHERE thread_id IS NULL AND thread_count IS NULL) + coalesce(sum(thread_count), 0) FROM missing"
            ).fetchone()
            counts = {"read": dict(report.read), "set_aside": dict(report.set_aside), "already_loaded": report.already_loaded,
                      "not_pages": report.not_pages, "new_threads": report.new_threads, "new_posts": report.new_posts}  # fmt: skip
            self._conn.execute(
                "UPDATE runs SET finished_at = ?, counts = ? WHERE id = ?",
                [to_text(datetime.now(UTC)), to_json(counts), self._run_id],
            )

    def _totals(self) -> tuple[int, int]:
        row = self._conn.execute("SELECT (SELECT count(*) FROM threads), (SELECT count(*) FROM posts)").fetchone()
        return row[0], row[1]
