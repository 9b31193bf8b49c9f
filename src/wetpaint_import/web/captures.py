"""The database -> what the archive rests on: captures, what could not be read, what is missing."""

from wetpaint_import.archive import Archive
from wetpaint_import.problem_codes import advice
from wetpaint_import.web.scope import Row, Scope, instant
from wetpaint_import.web.thread_lines import shown_title
from wetpaint_import.web.views import CaptureLine, CapturesView, Figures, GapLine, Pager, ProblemLine, SourcesView, WikiLine

# Captures are listed by id, so many ids to a page: a capture stays where it is when others come.
CAPTURES_PER_PAGE = 250
# Gaps that the page on completeness lists; the database holds them all.
_GAPS = 500

# With a selection, only what shows its threads.
_OF_WANTED = """
captures.id IN (SELECT sightings.capture_id FROM sightings JOIN threads ON threads.id = sightings.thread_id WHERE {wanted})
"""
_CAPTURES = f"""
SELECT id, url, captured_at, source, place, sha256, page_kind, layout, state,
  EXISTS (SELECT 1 FROM pages WHERE pages.sha256 = captures.sha256) FROM captures
WHERE {_OF_WANTED} AND id BETWEEN ? AND ? ORDER BY id
"""  # noqa: S608
_SHOWN_THREADS = """
SELECT DISTINCT sightings.capture_id, threads.id, threads.title FROM sightings JOIN threads ON threads.id = sightings.thread_id
WHERE {wanted} AND sightings.capture_id BETWEEN ? AND ? ORDER BY 1, 2
"""


class Captures:
    """Saved pages as values. `show_places`: whether where they lay on a disk may be told."""

    def __init__(self, archive: Archive, *, show_places: bool) -> None:
        self._archive = archive
        self._scope = Scope(archive)
        self._show_places = show_places
        self._is_whole = not archive.selection.wanted

    def one(self, capture_id: int) -> CapturesView | None:
        lines = self.between(capture_id, capture_id)
        return CapturesView(captures=lines, pager=Pager(total=1)) if lines else None

    def listed(self, page: int) -> CapturesView | None:
        last = self._scope.row("SELECT coalesce(max(id), 0) FROM captures")[0]
        pages = max(1, -(-last // CAPTURES_PER_PAGE))
        if not 1 <= page <= pages:
            return None
        lines = self.between((page - 1) * CAPTURES_PER_PAGE + 1, page * CAPTURES_PER_PAGE)
        return CapturesView(captures=lines, pager=Pager(page=page, pages=pages, total=self._count()))

    def between(self, first: int, last: int) -> tuple[CaptureLine, ...]:
        """The captures with ids from `first` to `last`, both included."""
        sql = _CAPTURES.replace(_OF_WANTED, "1") if self._is_whole else _CAPTURES
        problems: dict[int, list[str]] = {}
        for capture_id, code in self._scope.rows(
            "SELECT DISTINCT capture_id, code FROM problems WHERE capture_id BETWEEN ? AND ? ORDER BY 1, 2", [first, last]
        ):
            problems.setdefault(capture_id, []).append(code)
        threads: dict[int, list[tuple[int, str]]] = {}
        for capture_id, thread_id, title in self._scope.rows(_SHOWN_THREADS, after=[first, last]):
            threads.setdefault(capture_id, []).append((thread_id, shown_title(self._archive, thread_id, title)))
        rows = self._scope.rows(sql, after=[first, last])
        return tuple(self._line(row, problems.get(row[0], []), threads.get(row[0], [])) for row in rows)

    def _line(self, row: Row, problems: list[str], threads: list[tuple[int, str]]) -> CaptureLine:
        id_, url, captured_at, source, place, sha256, page_kind, layout, state, has_raw = row
        redact = self._archive.people.redact
        return CaptureLine(
            id=id_,
            url=redact(url) if url else None,
            captured_at=instant(captured_at),
            source=source,
            place=redact(place) if self._show_places else None,
            sha256=sha256,
            page_kind=page_kind,
            layout=layout,
            state=state,
            has_raw=bool(has_raw),
            problems=tuple(problems),
            threads=tuple(threads),
        )

    def unseen_threads(self) -> int:
        """Threads of which nothing but links speak; told of the whole archive only."""
        return self._unseen("count(*)", "thread_count IS NULL")

    def counted_threads(self) -> int:
        """Further threads that lists count and do not show; told of the whole archive only."""
        return self._unseen("coalesce(sum(thread_count), 0)", "thread_count IS NOT NULL")

    def _unseen(self, number: str, condition: str) -> int:
        if not self._is_whole:
            return 0
        return int(self._scope.row(f"SELECT {number} FROM missing WHERE thread_id IS NULL AND {condition}")[0])  # noqa: S608  (our own)

    def sources(self, figures: Figures, wikis: tuple[WikiLine, ...]) -> SourcesView:
        condition = "1" if self._is_whole else _OF_WANTED
        first, last, quarantined = self._scope.row(
            f"SELECT min(captured_at), max(captured_at), coalesce(sum(state = 'quarantined'), 0) FROM captures WHERE {condition}"  # noqa: S608
        )
        return SourcesView(
            figures=figures,
            wikis=wikis,
            captures_by_source=self._counted("source"),
            captures_by_kind=self._counted("page_kind"),
            captures=self._count(),
            quarantined=quarantined,
            first_captured_at=instant(first),
            last_captured_at=instant(last),
            problems=self._problems(),
            gaps=self._gaps(),
            gap_count=self._scope.row(
                f"SELECT count(*) FROM missing LEFT JOIN threads ON threads.id = missing.thread_id WHERE {self._gap_condition}"  # noqa: S608
            )[0],
        )

    def _count(self) -> int:
        return sum(count for _, count in self._counted("source"))

    def _counted(self, column: str) -> tuple[tuple[str, int], ...]:
        condition = "1" if self._is_whole else _OF_WANTED
        rows = self._scope.rows(f"SELECT {column}, count(*) FROM captures WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1")  # noqa: S608
        return tuple((name, count) for name, count in rows)

    def _problems(self) -> tuple[ProblemLine, ...]:
        condition = "1" if self._is_whole else _OF_WANTED
        rows = self._scope.rows(
            "SELECT problems.code, count(*) FROM problems LEFT JOIN captures ON captures.id = problems.capture_id"  # noqa: S608
            f" WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return tuple(ProblemLine(code=code, count=count, advice=advice(code)) for code, count in rows)

    @property
    def _gap_condition(self) -> str:
        return "1" if self._is_whole else "missing.thread_id IS NOT NULL AND {wanted}"

    def _gaps(self) -> tuple[GapLine, ...]:
        rows = self._scope.rows(
            "SELECT missing.thread_id, threads.title, missing.what, missing.url, missing.post_count"  # noqa: S608
            " FROM missing LEFT JOIN threads ON threads.id = missing.thread_id"
            f" WHERE {self._gap_condition} ORDER BY missing.thread_id IS NULL, missing.id LIMIT {_GAPS}"
        )
        redact = self._archive.people.redact
        return tuple(
            GapLine(
                thread=(thread_id, shown_title(self._archive, thread_id, title)) if thread_id else None,
                what=redact(what),
                url=redact(url) if url else None,
                posts=posts,
            )
            for thread_id, title, what, url, posts in rows
        )
