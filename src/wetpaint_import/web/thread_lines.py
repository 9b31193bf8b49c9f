"""The selected threads -> lines of lists, a page at a time."""

from functools import cached_property

from wetpaint_import.archive import Archive, Person
from wetpaint_import.web.scope import Row, Scope, instant
from wetpaint_import.web.views import Pager, ThreadLine

# Lines on one page of a list.
LIST_SIZE = 200

_COUNTED = """
SELECT threads.id, threads.title, coalesce(threads.wiki_id, 0), threads.location_id, threads.is_featured, threads.is_locked,
  (SELECT count(*) FROM posts WHERE posts.thread_id = threads.id) AS post_count,
  (SELECT min(posted_at) FROM posts WHERE posts.thread_id = threads.id) AS first_at,
  (SELECT max(posted_at) FROM posts WHERE posts.thread_id = threads.id) AS last_at,
  (SELECT coalesce(sum(post_count), 0) FROM missing WHERE missing.thread_id = threads.id) AS missing_count,
  (SELECT author_id FROM posts WHERE posts.thread_id = threads.id AND position = 0 ORDER BY id LIMIT 1), threads.starter_id
FROM threads WHERE {wanted}
"""
_WRITERS = """
SELECT DISTINCT posts.author_id FROM posts JOIN threads ON threads.id = posts.thread_id
WHERE {wanted} AND posts.author_id IS NOT NULL
"""
# What makes a list: condition on a thread, with one parameter.
OF_WIKI = "coalesce(threads.wiki_id, 0) = ?"
OF_PLACE = "threads.location_id = ?"
OF_TAG = "threads.id IN (SELECT thread_id FROM thread_tags WHERE tag_id = ?)"
OF_YEAR = "coalesce((SELECT substr(min(posted_at), 1, 4) FROM posts WHERE thread_id = threads.id), 'undated') = ?"
# The parameter is a JSON array of authors' ids.
OF_LISTED_STARTER = (
    "threads.starter_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
    " (SELECT 1 FROM posts WHERE posts.thread_id = threads.id AND position = 0 AND author_id IS NOT NULL)"
)
NEWEST_FIRST = "last_at IS NULL, last_at DESC, threads.id"
IN_TIME = "first_at IS NULL, first_at, threads.id"
_BUSIEST_FIRST = "post_count DESC, threads.id"


class ThreadLines:
    """Lists of threads of the archive's selection."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._scope = Scope(archive)

    def pager(self, condition: str, value: object, page: int) -> Pager:
        total = self._scope.row(f"SELECT count(*) FROM threads WHERE {{wanted}} AND {condition}", after=[value])[0]  # noqa: S608
        return Pager(page=page, pages=max(1, -(-total // LIST_SIZE)), total=total)

    def page(self, condition: str, value: object, order: str, page: int) -> tuple[ThreadLine, ...]:
        """The lines of page `page` of the threads for which `condition` holds."""
        sql = f"{_COUNTED} AND {condition} ORDER BY {order} LIMIT {LIST_SIZE} OFFSET ?"
        return tuple(self._line(row) for row in self._scope.rows(sql, after=[value, (page - 1) * LIST_SIZE]))

    def busiest(self, count: int) -> tuple[ThreadLine, ...]:
        sql = f"{_COUNTED} ORDER BY {_BUSIEST_FIRST} LIMIT ?"
        return tuple(self._line(row) for row in self._scope.rows(sql, after=[count]))

    def _line(self, row: Row) -> ThreadLine:
        id_, title, wiki_id, place_id, featured, locked, posts, first, last, missing, author_id, starter_id = row
        archive = self._archive
        starter = archive.persons.get(author_id if author_id is not None else starter_id)
        return ThreadLine(
            id=id_,
            title=shown_title(archive, id_, title),
            wiki_id=wiki_id,
            place=archive.places.get(place_id),
            starter=starter,
            has_starter_page=author_id is not None or (starter is not None and self._wrote(starter)),
            posts=posts,
            missing=missing,
            first_posted_at=instant(first),
            last_posted_at=instant(last),
            is_featured=bool(featured),
            is_locked=bool(locked),
        )

    def _wrote(self, person: Person) -> bool:
        """Whether any post of the selection is theirs: who is known from lists alone has no page."""
        return person.id in self._writers

    @cached_property
    def _writers(self) -> frozenset[int]:
        ids = self._scope.rows(_WRITERS)
        return frozenset(self._archive.persons[id_].id for (id_,) in ids)


def shown_title(archive: Archive, thread_id: int, title: str | None) -> str:
    """As `ArchivedThread.shown_title`, for a row."""
    return archive.people.redact(title) if title else f"(title not known, thread {thread_id})"
