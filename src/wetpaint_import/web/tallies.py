"""The selected threads -> counts: by wiki, author, month, year and tag."""

from collections import defaultdict
from collections.abc import Iterable

from wetpaint_import.archive import Archive, Person, Wiki
from wetpaint_import.web.scope import Row, Scope, instant
from wetpaint_import.web.views import UNKNOWN_WIKI, AuthorLine, Figures, MonthCount, PlaceLine, TagRef, WikiLine

_FIGURES = """
SELECT coalesce(threads.wiki_id, 0), count(*), coalesce(sum(posted_at IS NULL), 0), coalesce(sum(author_id IS NULL), 0),
  coalesce(sum(edited_at IS NOT NULL), 0), min(posted_at), max(posted_at)
FROM posts JOIN threads ON threads.id = posts.thread_id WHERE {wanted} GROUP BY 1
"""
_LACKS = """
SELECT coalesce(threads.wiki_id, 0), coalesce(sum(missing.post_count), 0), count(DISTINCT threads.id)
FROM missing JOIN threads ON threads.id = missing.thread_id WHERE {wanted} GROUP BY 1
"""
_AUTHORS = """
SELECT coalesce(threads.wiki_id, 0), posts.author_id, count(*), count(DISTINCT posts.thread_id), min(posted_at), max(posted_at)
FROM posts JOIN threads ON threads.id = posts.thread_id WHERE {wanted} AND posts.author_id IS NOT NULL GROUP BY 1, 2
"""
_MONTHS = """
SELECT coalesce(threads.wiki_id, 0), CAST(substr(posted_at, 1, 4) AS INTEGER) * 12 + CAST(substr(posted_at, 6, 2) AS INTEGER) - 1,
  count(*)
FROM posts JOIN threads ON threads.id = posts.thread_id WHERE {wanted} AND posted_at IS NOT NULL GROUP BY 1, 2 ORDER BY 2
"""
_YEARS = """
SELECT coalesce((SELECT substr(min(posted_at), 1, 4) FROM posts WHERE thread_id = threads.id), 'undated') AS year, count(*)
FROM threads WHERE {wanted} GROUP BY 1 ORDER BY 1
"""
_TAGS = """
SELECT tags.id, tags.name, count(*) FROM thread_tags JOIN threads ON threads.id = thread_tags.thread_id
JOIN tags ON tags.id = thread_tags.tag_id WHERE {wanted} AND (? < 0 OR coalesce(threads.wiki_id, 0) = ?)
GROUP BY tags.id ORDER BY 3 DESC, tags.name
"""
_YEAR_AUTHORS = """
SELECT posts.author_id, count(*), count(DISTINCT posts.thread_id), min(posted_at), max(posted_at)
FROM posts JOIN threads ON threads.id = posts.thread_id
WHERE {wanted} AND substr(posted_at, 1, 4) = ? AND posts.author_id IS NOT NULL GROUP BY 1
"""
_YEAR_TAGS = """
SELECT tags.id, tags.name, count(*) FROM thread_tags JOIN threads ON threads.id = thread_tags.thread_id
JOIN tags ON tags.id = thread_tags.tag_id
WHERE {wanted} AND EXISTS (SELECT 1 FROM posts WHERE posts.thread_id = threads.id AND substr(posted_at, 1, 4) = ?)
GROUP BY tags.id ORDER BY 3 DESC, tags.name
"""
_PLACES = """
SELECT threads.location_id, count(DISTINCT threads.id), count(posts.id)
FROM threads LEFT JOIN posts ON posts.thread_id = threads.id
WHERE {wanted} AND coalesce(threads.wiki_id, 0) = ? AND threads.location_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1
"""
_EVERY_WIKI = -1
_NOTHING = Figures(
    threads=0, posts=0, authors=0, missing_posts=0, incomplete_threads=0, undated=0, unnamed=0, edited=0,
    first_posted_at=None, last_posted_at=None,
)  # fmt: skip


class Tallies:
    """Counts over the whole selection, read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._scope = Scope(archive)
        self._authors = self._author_lines()
        self._months = self._month_counts()
        self._figures = self._figures_by_wiki()
        self.wikis = tuple(self._wiki_line(wiki_id) for wiki_id in sorted(self._figures, key=self._by_posts))
        self.years = tuple((str(year), int(count)) for year, count in self._scope.rows(_YEARS))

    def figures(self) -> Figures:
        """All wikis together."""
        parts = list(self._figures.values())
        return Figures(
            threads=sum(part.threads for part in parts),
            posts=sum(part.posts for part in parts),
            authors=len(self.authors()),
            missing_posts=sum(part.missing_posts for part in parts),
            incomplete_threads=sum(part.incomplete_threads for part in parts),
            undated=sum(part.undated for part in parts),
            unnamed=sum(part.unnamed for part in parts),
            edited=sum(part.edited for part in parts),
            first_posted_at=min((part.first_posted_at for part in parts if part.first_posted_at), default=None),
            last_posted_at=max((part.last_posted_at for part in parts if part.last_posted_at), default=None),
        )

    def wiki(self, wiki_id: int) -> WikiLine | None:
        """Also of a wiki from which no thread is here; None if there is none of that id."""
        return self._wiki_line(wiki_id) if wiki_id in self._figures or wiki_id in self._archive.wikis else None

    def months(self, wiki_id: int | None = None) -> tuple[MonthCount, ...]:
        """Months with posts, in order; `wiki_id` None = all wikis together."""
        counts: dict[int, int] = defaultdict(int)
        for wiki, months in self._months.items():
            if wiki_id in (None, wiki):
                for month, posts in months:
                    counts[month] += posts
        return tuple(MonthCount(month, posts) for month, posts in sorted(counts.items()))

    def authors(self, wiki_id: int | None = None) -> list[AuthorLine]:
        """Those with a name, who wrote most first; `wiki_id` None = all wikis together."""
        return _ranked(line for wiki, lines in self._authors.items() if wiki_id in (None, wiki) for line in lines)

    def year_authors(self, year: str) -> list[AuthorLine]:
        """Who wrote in `year`, with the posts of that year; most first."""
        return _ranked(self._author_line(*row) for row in self._scope.rows(_YEAR_AUTHORS, after=[year]))

    def year_tags(self, year: str) -> tuple[TagRef, ...]:
        """The tags of the threads in which somebody wrote in `year`."""
        return self._tag_refs(self._scope.rows(_YEAR_TAGS, after=[year]))

    def tags(self, wiki_id: int = _EVERY_WIKI) -> tuple[TagRef, ...]:
        return self._tag_refs(self._scope.rows(_TAGS, after=[wiki_id, wiki_id]))

    def places(self, wiki_id: int) -> tuple[PlaceLine, ...]:
        rows = self._scope.rows(_PLACES, after=[wiki_id])
        return tuple(PlaceLine(place=self._archive.places[id_], threads=threads, posts=posts) for id_, threads, posts in rows)

    def _by_posts(self, wiki_id: int) -> tuple[bool, int, int]:
        return wiki_id == UNKNOWN_WIKI, -self._figures[wiki_id].posts, wiki_id

    def _wiki_line(self, wiki_id: int) -> WikiLine:
        wiki = self._archive.wikis.get(wiki_id) or Wiki(id=UNKNOWN_WIKI, host="", name=None)
        return WikiLine(wiki=wiki, figures=self._figures.get(wiki_id, _NOTHING), months=self.months(wiki_id))

    def _author_lines(self) -> dict[int, list[AuthorLine]]:
        lines: dict[int, list[AuthorLine]] = defaultdict(list)
        for wiki_id, author_id, posts, threads, first, last in self._scope.rows(_AUTHORS):
            lines[wiki_id].append(self._author_line(author_id, posts, threads, first, last))
        return lines

    def _author_line(self, author_id: int, posts: int, threads: int, first: str | None, last: str | None) -> AuthorLine:
        return AuthorLine(
            person=self._archive.persons[author_id], posts=posts, threads=threads,
            first_posted_at=instant(first), last_posted_at=instant(last),
        )  # fmt: skip

    def _tag_refs(self, rows: list[Row]) -> tuple[TagRef, ...]:
        return tuple(TagRef(id_, self._archive.people.redact(name), threads) for id_, name, threads in rows)

    def _month_counts(self) -> dict[int, list[tuple[int, int]]]:
        months: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for wiki_id, month, posts in self._scope.rows(_MONTHS):
            months[wiki_id].append((month, posts))
        return months

    def _figures_by_wiki(self) -> dict[int, Figures]:
        posts = {row[0]: row[1:] for row in self._scope.rows(_FIGURES)}
        lacks = {row[0]: row[1:] for row in self._scope.rows(_LACKS)}
        threads = self._scope.rows("SELECT coalesce(wiki_id, 0), count(*) FROM threads WHERE {wanted} GROUP BY 1")
        found = {}
        for wiki_id, count in threads:
            post_count, undated, unnamed, edited, first, last = posts.get(wiki_id, (0, 0, 0, 0, None, None))
            missing, incomplete = lacks.get(wiki_id, (0, 0))
            found[wiki_id] = Figures(
                threads=count, posts=post_count, authors=len(self.authors(wiki_id)), missing_posts=missing,
                incomplete_threads=incomplete, undated=undated, unnamed=unnamed, edited=edited,
                first_posted_at=instant(first), last_posted_at=instant(last),
            )  # fmt: skip
        return found


def is_listed(person: Person) -> bool:
    """Whether a person has a page: the anonymous and the withheld have none."""
    return not person.is_anonymous and not person.is_withheld


def _ranked(lines: Iterable[AuthorLine]) -> list[AuthorLine]:
    merged: dict[int, AuthorLine] = {}
    for line in lines:
        merged[line.person.id] = _joined(merged.get(line.person.id), line)
    named = [line for line in merged.values() if is_listed(line.person)]
    return sorted(named, key=lambda line: (-line.posts, line.person.name.casefold(), line.person.id))


def _joined(one: AuthorLine | None, other: AuthorLine) -> AuthorLine:
    """Two accounts or wikis of one person. A thread in which both wrote counts twice: rare, and never hides one."""
    if one is None:
        return other
    first = [at for at in (one.first_posted_at, other.first_posted_at) if at is not None]
    last = [at for at in (one.last_posted_at, other.last_posted_at) if at is not None]
    return AuthorLine(
        person=one.person, posts=one.posts + other.posts, threads=one.threads + other.threads,
        first_posted_at=min(first, default=None), last_posted_at=max(last, default=None),
    )  # fmt: skip
