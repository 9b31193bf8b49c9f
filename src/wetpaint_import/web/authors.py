"""The selected threads -> authors and their posts, a page at a time."""

import json
from collections import defaultdict

from wetpaint_import.archive import Archive
from wetpaint_import.web.scope import Row, Scope, instant
from wetpaint_import.web.tallies import Tallies, is_listed
from wetpaint_import.web.thread_lines import IN_TIME, LIST_SIZE, OF_LISTED_STARTER, ThreadLines, shown_title
from wetpaint_import.web.views import AuthoredPost, AuthorLine, AuthorsView, AuthorView, MonthCount, Pager, TagRef

# Posts on one page of an author.
_POSTS = 100
_TAGS = 30
_EXCERPT = 240  # characters

_WRITTEN = """
SELECT posts.id, posts.position, threads.id, threads.title, posts.subject, posts.posted_at, posts.posted_at_text,
  substr(posts.body_text, 1, {excerpt}), coalesce(threads.wiki_id, 0)
FROM posts JOIN threads ON threads.id = posts.thread_id
WHERE {{wanted}} AND posts.author_id IN ({marks})
ORDER BY posts.posted_at IS NULL, posts.posted_at DESC, posts.id DESC LIMIT {count} OFFSET ?
"""
_MONTHS = """
SELECT CAST(substr(posted_at, 1, 4) AS INTEGER) * 12 + CAST(substr(posted_at, 6, 2) AS INTEGER) - 1, count(*)
FROM posts JOIN threads ON threads.id = posts.thread_id
WHERE {{wanted}} AND posted_at IS NOT NULL AND posts.author_id IN ({marks}) GROUP BY 1 ORDER BY 1
"""
_TAGS_OF = """
SELECT tags.id, tags.name, count(DISTINCT threads.id) FROM posts JOIN threads ON threads.id = posts.thread_id
JOIN thread_tags ON thread_tags.thread_id = threads.id JOIN tags ON tags.id = thread_tags.tag_id
WHERE {{wanted}} AND posts.author_id IN ({marks}) GROUP BY 1 ORDER BY 3 DESC, 2 LIMIT {count}
"""
_WIKIS_OF = """
SELECT DISTINCT threads.wiki_id FROM posts JOIN threads ON threads.id = posts.thread_id
WHERE {{wanted}} AND threads.wiki_id IS NOT NULL AND posts.author_id IN ({marks}) ORDER BY 1
"""


class Authors:
    """Those who have a page: named, and not withheld."""

    def __init__(self, archive: Archive, tallies: Tallies) -> None:
        self._archive = archive
        self._scope = Scope(archive)
        self._threads = ThreadLines(archive)
        self._lines = {line.person.id: line for line in tallies.authors()}
        self._accounts: dict[int, list[int]] = defaultdict(list)
        for row_id, person in archive.persons.items():
            self._accounts[person.id].append(row_id)

    @property
    def ids(self) -> list[int]:
        """Those who wrote something that is here."""
        return sorted(self._lines)

    def listed(self, page: int) -> AuthorsView | None:
        lines = list(self._lines.values())
        pages = max(1, -(-len(lines) // LIST_SIZE))
        if not 1 <= page <= pages:
            return None
        start = (page - 1) * LIST_SIZE
        return AuthorsView(authors=tuple(lines[start : start + LIST_SIZE]), pager=Pager(page=page, pages=pages, total=len(lines)))

    def view(self, account_id: int, page: int) -> AuthorView | None:
        """Of the person whose account that is; also of one of whom no post is here: known from lists, or under an older name."""
        person = self._archive.persons.get(account_id)
        if person is None or not is_listed(person):
            return None
        line = self._lines.get(person.id) or AuthorLine(
            person=person, posts=0, threads=0, first_posted_at=None, last_posted_at=None
        )
        pages = max(1, -(-line.posts // _POSTS))
        if not 1 <= page <= pages:
            return None
        accounts = self._accounts[person.id]
        begun = json.dumps(accounts)
        marks = ", ".join("?" * len(accounts))
        months = self._scope.rows(_MONTHS.format(marks=marks), after=accounts) if page == 1 else []
        tags = self._scope.rows(_TAGS_OF.format(marks=marks, count=_TAGS), after=accounts) if page == 1 else []
        posts = self._scope.rows(
            _WRITTEN.format(marks=marks, count=_POSTS, excerpt=_EXCERPT), after=[*accounts, (page - 1) * _POSTS]
        )
        wikis = self._scope.rows(_WIKIS_OF.format(marks=marks), after=accounts)
        return AuthorView(
            line=line,
            months=tuple(MonthCount(month, count) for month, count in months),
            wikis=tuple(self._archive.wikis[wiki_id] for (wiki_id,) in wikis),
            tags=tuple(TagRef(id_, self._archive.people.redact(name), count) for id_, name, count in tags),
            posts=tuple(self._written(row) for row in posts),
            begun=self._threads.page(OF_LISTED_STARTER, begun, IN_TIME, 1) if page == 1 else (),
            begun_count=self._threads.pager(OF_LISTED_STARTER, begun, 1).total,
            pager=Pager(page=page, pages=pages, total=line.posts),
        )

    def _written(self, row: Row) -> AuthoredPost:
        post_id, position, thread_id, title, subject, posted_at, posted_at_text, excerpt, wiki_id = row
        redact = self._archive.people.redact
        return AuthoredPost(
            post_id=post_id,
            position=position,
            thread_id=thread_id,
            thread_title=shown_title(self._archive, thread_id, title),
            subject=redact(subject) if subject else None,
            posted_at=instant(posted_at),
            posted_at_text=redact(posted_at_text) if posted_at_text else None,
            excerpt=_cut(redact(excerpt)),
            wiki_id=wiki_id,
        )


def _cut(text: str) -> str:
    """One line that ends at a word."""
    line = " ".join(text.split())
    return f"{line.rsplit(' ', 1)[0]} …" if len(line) >= _EXCERPT - 20 else line
