"""The database -> the values of each page; None where nothing has that id or page."""

from functools import cached_property

from wetpaint_import.addresses import known_forms, read_address
from wetpaint_import.archive import Archive
from wetpaint_import.web.authors import Authors
from wetpaint_import.web.captures import Captures
from wetpaint_import.web.provenance import Provenance
from wetpaint_import.web.scope import Scope
from wetpaint_import.web.tallies import Tallies
from wetpaint_import.web.thread_lines import IN_TIME, NEWEST_FIRST, OF_PLACE, OF_TAG, OF_WIKI, OF_YEAR, ThreadLines
from wetpaint_import.web.thread_pages import thread_views
from wetpaint_import.web.views import (
    AuthorsView,
    AuthorView,
    CapturesView,
    ExplainView,
    HomeView,
    ListView,
    SourcesView,
    TagRef,
    TagsView,
    ThreadView,
    WikiView,
)

# Lines of the short lists on overview pages, and tags there.
_SHORT = 10
_TAGS = 40


class Reader:
    """Pages of what `archive` selects. Counts over the whole are read once, so make a new one when the database has changed."""

    def __init__(self, archive: Archive, *, show_places: bool = False) -> None:
        """`show_places`: whether pages may tell where on somebody's disk the saved pages lay."""
        self.archive = archive
        self._captures = Captures(archive, show_places=show_places)
        self._lines = ThreadLines(archive)
        self._scope = Scope(archive)

    @cached_property
    def tallies(self) -> Tallies:
        return Tallies(self.archive)

    @cached_property
    def _authors(self) -> Authors:
        return Authors(self.archive, self.tallies)

    @cached_property
    def provenance(self) -> Provenance:
        return Provenance(self.archive, self._captures)

    def home(self) -> HomeView:
        return HomeView(
            figures=self.tallies.figures(),
            months=self.tallies.months(),
            wikis=self.tallies.wikis,
            years=self.tallies.years,
            busiest=self._lines.busiest(_SHORT),
            authors=tuple(self.tallies.authors()[:_SHORT]),
            tags=self.tallies.tags()[:_TAGS],
            unseen_threads=self._captures.unseen_threads(),
            counted_threads=self._captures.counted_threads(),
        )

    def wiki(self, wiki_id: int, page: int = 1) -> WikiView | None:
        line = self.tallies.wiki(wiki_id)
        pager = self._lines.pager(OF_WIKI, wiki_id, page)
        if line is None or not 1 <= page <= pager.pages:
            return None
        return WikiView(
            line=line,
            places=self.tallies.places(wiki_id) if page == 1 else (),
            authors=tuple(self.tallies.authors(wiki_id)[:_SHORT]) if page == 1 else (),
            tags=self.tallies.tags(wiki_id)[:_TAGS] if page == 1 else (),
            threads=self._lines.page(OF_WIKI, wiki_id, NEWEST_FIRST, page),
            pager=pager,
        )

    def place(self, place_id: int, page: int = 1) -> ListView | None:
        place = self.archive.places.get(place_id)
        if place is None:
            return None
        rows = self._scope.rows("SELECT wiki_id FROM threads WHERE {wanted} AND location_id = ? LIMIT 1", after=[place_id])
        return self._list("place", place_id, place.title or "(no title)", page, OF_PLACE, wiki_id=rows[0][0] if rows else None)

    def tag(self, tag_id: int, page: int = 1) -> ListView | None:
        names = self.archive.conn.execute("SELECT name FROM tags WHERE id = ?", [tag_id]).fetchall()
        return self._list("tag", tag_id, self.archive.people.redact(names[0][0]), page, OF_TAG) if names else None

    def year(self, year: str, page: int = 1) -> ListView | None:
        """Threads that began in `year`, and who wrote most in it."""
        return self._list("year", year, year, page, OF_YEAR)

    def author(self, person_id: int, page: int = 1) -> AuthorView | None:
        return self._authors.view(person_id, page)

    def authors(self, page: int = 1) -> AuthorsView | None:
        return self._authors.listed(page)

    def tags(self) -> TagsView:
        return TagsView(tags=self.tallies.tags())

    def thread(self, thread_id: int, page: int = 1) -> ThreadView | None:
        if thread_id not in self._wanted:
            return None
        views = thread_views(self.archive.thread(thread_id), self.thread_tags(thread_id), self.known_threads)
        return next((view for view in views if view.page == page), None)

    def explain(self, thread_id: int, page: int = 1, post_id: int | None = None) -> ExplainView | None:
        """Where the values of the posts of a page come from; `post_id`: of one post only."""
        if thread_id not in self._wanted:
            return None
        return self.provenance.view(self.archive.thread(thread_id), page, post_id)

    def author_ids(self) -> list[int]:
        """Those who have a page."""
        return self._authors.ids

    def place_ids(self) -> list[int]:
        rows = self._scope.rows(
            "SELECT DISTINCT location_id FROM threads WHERE {wanted} AND location_id IS NOT NULL ORDER BY location_id"
        )
        return [place_id for (place_id,) in rows]

    def thread_tags(self, thread_id: int) -> tuple[TagRef, ...]:
        rows = self.archive.conn.execute(
            "SELECT tags.id, tags.name FROM thread_tags JOIN tags ON tags.id = tag_id WHERE thread_id = ? ORDER BY tags.name",
            [thread_id],
        )
        return tuple(TagRef(id_, self.archive.people.redact(name)) for id_, name in rows)

    def sources(self) -> SourcesView:
        return self._captures.sources(self.tallies.figures(), self.tallies.wikis)

    def captures(self, page: int = 1) -> CapturesView | None:
        return self._captures.listed(page)

    def capture(self, capture_id: int) -> CapturesView | None:
        return self._captures.one(capture_id)

    @cached_property
    def known_threads(self) -> dict[tuple[str, str], int]:
        """Threads by wiki's host and platform's id; a wiki of the farm also by its name on the farm's other host."""
        rows = self._scope.rows(
            "SELECT wikis.host, threads.original_id, threads.id FROM threads JOIN wikis ON wikis.id = threads.wiki_id"
            " WHERE {wanted} AND threads.original_id IS NOT NULL ORDER BY threads.id DESC"
        )
        found: dict[tuple[str, str], int] = {}
        for host, original_id, id_ in rows:
            for form in known_forms(f"http://{host}/thread/{original_id}"):
                found[read_address(form).host, original_id] = id_
        return found

    @cached_property
    def _wanted(self) -> frozenset[int]:
        return frozenset(self.archive.thread_ids)

    def _list(
        self, kind: str, id_: int | str, title: str, page: int, condition: str, *, wiki_id: int | None = None
    ) -> ListView | None:
        pager = self._lines.pager(condition, id_, page)
        # Any number could be a year; a place from which all threads were moved away is still one.
        if (kind == "year" and not pager.total) or not 1 <= page <= pager.pages:
            return None
        is_year = kind == "year" and page == 1 and isinstance(id_, str)
        return ListView(
            kind=kind,
            id=id_,
            title=title,
            wiki=self.archive.wikis.get(wiki_id) if wiki_id is not None else None,
            place=self.archive.places.get(id_) if kind == "place" and isinstance(id_, int) else None,
            years=self.tallies.years if kind == "year" else (),
            authors=tuple(self.tallies.year_authors(str(id_))[:_SHORT]) if is_year else (),
            tags=self.tallies.year_tags(str(id_))[:_TAGS] if is_year else (),
            threads=self._lines.page(condition, id_, IN_TIME if kind == "year" else NEWEST_FIRST, page),
            pager=pager,
        )
