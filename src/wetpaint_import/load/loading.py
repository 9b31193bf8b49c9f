"""Paths -> database, in batches that are each whole: after any interruption the same command goes on where it stopped."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from wetpaint_import import __version__
from wetpaint_import.addresses import read_address
from wetpaint_import.db.authors import remove_unused
from wetpaint_import.db.captures import ReadPage, capture_key, save_page, told
from wetpaint_import.db.codec import to_json, to_text
from wetpaint_import.db.connection import create_or_open, translated, writing
from wetpaint_import.db.equal_pages import read_before
from wetpaint_import.db.gathering import gather_if_stale
from wetpaint_import.db.loaded_captures import find_loaded
from wetpaint_import.db.merging import merge_touched
from wetpaint_import.db.problem_rows import save_refused
from wetpaint_import.db.search_index import mark_stale, refresh_index
from wetpaint_import.db.second_reading import read_again
from wetpaint_import.db.sightings import same_wiki
from wetpaint_import.db.sqlite_library import Database
from wetpaint_import.db.threads import ThreadWriter
from wetpaint_import.db.unseen_threads import refresh_unseen_threads
from wetpaint_import.errors import UsageError
from wetpaint_import.load.meter import Meter
from wetpaint_import.load.originals import LoadedOriginals
from wetpaint_import.load.reading import digest_of, read_page
from wetpaint_import.load.refusals import Refusals
from wetpaint_import.load.report import LoadOptions, LoadReport, Progress
from wetpaint_import.load.second_look import Preference, SecondLook, preference, replaces, second_look
from wetpaint_import.load.workers import Job, read_pages
from wetpaint_import.model import Capture, Problem, State, ThreadView
from wetpaint_import.sources import Found, NotAPage, Skipped, check_paths, iter_captures

# A batch is one transaction; what a kill can undo is one batch at the most.
PAGES_A_BATCH = 100
# Bounds how many pages stand between their file and the database at any time, bundles in worker processes included.
_PAGES_UNDER_WAY = 10_000


def load(path: Path, inputs: Iterable[Path], options: LoadOptions, on_progress: Callable[[Progress], None]) -> LoadReport:
    """Loads `inputs` into the archive at `path` and returns what was done; raises `DatabaseError` and `SourceError`."""
    paths = list(inputs)
    # First, since a path that does not exist is told before any database is made.
    check_paths(paths)
    _check_told(paths, options.url)
    db = create_or_open(path)
    try:
        with translated(path):
            return _Load(db, options, on_progress).run(paths)
    finally:
        db.conn.close()


def _check_told(paths: Iterable[Path], url: str | None) -> None:
    """Pages of a folder are of many threads: one address for all of them would make them one."""
    if url is not None and read_address(url).thread_id is not None and any(path.is_dir() for path in paths):
        raise UsageError(
            f"--url {url} is the address of one thread; give it with the pages of that thread, and with a folder the wiki's host"
        )


class _Load:
    def __init__(self, db: Database, options: LoadOptions, on_progress: Callable[[Progress], None]) -> None:
        self._db = db
        self._conn = db.conn
        self._options = options
        self._on_progress = on_progress
        self._report = LoadReport()
        self._refused: list[tuple[str, Problem]] = []
        # Only what is under way: what is written, the database knows.
        self._under_way: OrderedDict[str, Preference] = OrderedDict()
        # Known from equal bytes; or read in the zone that an earlier load was told, which the processes of this one do not know.
        self._read_aside: list[ReadPage] = []
        self._refusals = Refusals(db.conn)
        self._originals = LoadedOriginals(db)
        self._run_id = 0
        self._meter = Meter()

    def run(self, inputs: list[Path]) -> LoadReport:
        before = self._totals()
        self._begin(inputs)
        limits, url, captured_at = self._options.limits, self._options.url, self._options.captured_at
        jobs = self._jobs(iter_captures(inputs, limits, url=url, captured_at=captured_at, archive=self._originals))
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
        with writing(self._db):
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
        for item in found:
            self._meter.at(item.place)
            self._refusals.note(item)
            match item:
                case NotAPage():
                    self._report.not_pages += 1
                case Skipped():
                    self._report.set_aside_page(item.code, item.place, item.message)
                    self._refused.append((item.place, Problem(code=item.code, message=item.message)))
                case Capture():
                    yield from self._to_read(item)

    def _to_read(self, found: Capture) -> Iterator[Job]:
        digest = digest_of(found.payload)
        self._originals.confirm(found.payload, digest)
        key = capture_key(digest, found.url, found.captured_at)
        time_zone, keep_raw = self._options.time_zone, self._options.keep_raw
        look: SecondLook | None = None
        if key not in self._under_way or self._under_way[key] < preference(found):
            known = find_loaded(self._conn, key)
            look = second_look(known, found, time_zone, keep_raw=keep_raw) if known else SecondLook(found, time_zone)
        if look is None:
            self._report.already_loaded += 1
            return
        self._under_way[key] = preference(look.capture)
        if len(self._under_way) > _PAGES_UNDER_WAY:
            self._under_way.popitem(last=False)
        equal = read_before(self._conn, look.capture, digest, look.time_zone, keep_raw=keep_raw)
        if equal is None and look.time_zone == time_zone:
            yield look.capture, digest
            return
        self._read_aside.append(equal or read_page(look.capture, digest, look.time_zone, keep_raw=keep_raw))
        if len(self._read_aside) >= PAGES_A_BATCH:
            self._write([])

    def _write(self, batch: list[ReadPage]) -> None:
        pages = [*self._read_aside, *batch]
        self._read_aside.clear()
        if not pages and not self._refused:
            return
        with writing(self._db):
            for place, problem in self._refused:
                save_refused(self._conn, place, problem)
            self._refused.clear()
            self._originals.save()
            self._save(pages)
        if pages:
            self._report.posts += sum(len(thread.posts) for page in pages for thread in page.view.threads)
            self._on_progress(Progress(self._report.pages, self._report.posts, self._meter.done))

    def _save(self, pages: list[ReadPage]) -> None:
        fresh: dict[int, ThreadView] = {}
        touched: set[int] = set()
        for page in pages:
            known = find_loaded(self._conn, capture_key(page.digest, page.capture.url, page.capture.captured_at))
            if known is None:
                fresh |= save_page(self._conn, page, self._run_id)
                self._count(page)
            elif replaces(known, page):
                again = read_again(self._conn, known.id, page)
                touched |= again
                fresh = {sighting_id: view for sighting_id, view in fresh.items() if sighting_id not in again}
                self._report.read_again += 1
            else:
                self._report.already_loaded += 1  # by another process, meanwhile
        if fresh or touched:
            mark_stale(self._conn)
            merge_touched(self._conn, ThreadWriter(self._conn), [*fresh, *touched], fresh)

    def _count(self, page: ReadPage) -> None:
        told_url, told_at = told(page)
        self._report.own_url += self._options.url is not None and told_url is None
        self._report.own_time += self._options.captured_at is not None and told_at is None
        if page.view.state is State.READ:
            self._report.read[page.view.page_kind] += 1
            for code in {problem.code for problem in page.view.problems}:
                self._report.doubts[code] += 1
        else:
            problem = page.view.problems[-1]
            self._report.set_aside_page(problem.code, page.capture.place, problem.message)

    def _finish(self, before: tuple[int, int]) -> None:
        with writing(self._db):
            self._originals.save()
            self._refusals.remove_settled()
            gather_if_stale(self._conn)
            remove_unused(self._conn)
            refresh_unseen_threads(self._conn)
            refresh_index(self._conn)
            threads, posts = self._totals()
            report = self._report
            (report.wiki_unknown,) = self._conn.execute("SELECT count(*) FROM threads WHERE wiki_id IS NULL").fetchone()
            report.threads, report.posts = threads, posts
            report.new_threads, report.new_posts = threads - before[0], posts - before[1]
            report.missing_posts, report.missing_threads, report.missing_urls = self._conn.execute(
                "SELECT coalesce(sum(post_count), 0),"
                " count(*) FILTER (WHERE thread_id IS NULL AND thread_count IS NULL) + coalesce(sum(thread_count), 0),"
                " count(url) FROM missing"
            ).fetchone()
            counts = {"read": dict(report.read), "set_aside": dict(report.set_aside), "already_loaded": report.already_loaded,
                      "read_again": report.read_again, "not_pages": report.not_pages,
                      "new_threads": report.new_threads, "new_posts": report.new_posts}  # fmt: skip
            self._conn.execute(
                "UPDATE runs SET finished_at = ?, counts = ? WHERE id = ?",
                [to_text(datetime.now(UTC)), to_json(counts), self._run_id],
            )

    def _totals(self) -> tuple[int, int]:
        row = self._conn.execute("SELECT (SELECT count(*) FROM threads), (SELECT count(*) FROM posts)").fetchone()
        return row[0], row[1]
