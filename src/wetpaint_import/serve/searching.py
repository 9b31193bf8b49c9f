"""What a search page was asked -> hits, and the ways to narrow them down by wiki, author, tag and year."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from unicodedata import combining, normalize
from urllib.parse import urlencode

from wetpaint_import.archive import Archive
from wetpaint_import.db.search_index import is_stale
from wetpaint_import.errors import UsageError
from wetpaint_import.people import People
from wetpaint_import.query.filters import Filters
from wetpaint_import.query.rows import Row
from wetpaint_import.query.search import Query, search
from wetpaint_import.query.search_hints import hints
from wetpaint_import.query.search_words import Word, read_words
from wetpaint_import.serve.facets import Counts, count_facets
from wetpaint_import.web.scope import instant
from wetpaint_import.web.views import Facet, Hit, SearchView

_PER_PAGE: Final = 20
# Pages further down hold what nobody looks for; narrowing the search finds more.
LAST_PAGE: Final = 50
# Lines of one group of facets.
_OFFERED: Final = 12
_GROUPS: Final = (("wiki", "Wiki"), ("author", "Author"), ("tag", "Tag"), ("year", "Year"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The search page's own address, taken apart. `within` is `title`, `body` or empty for both."""

    words: str = ""
    wiki: str = ""
    author: str = ""
    tag: str = ""
    year: str = ""
    within: str = ""
    page: int = 1

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.wiki or self.author or self.tag or self.year)

    def address(self) -> str:
        given = {
            "q": self.words,
            **{name: getattr(self, name) for name, _ in _GROUPS},
            "in": self.within,
            "page": str(self.page) if self.page > 1 else "",
        }
        return "/search?" + urlencode({name: value for name, value in given.items() if value})

    def query(self) -> Query:
        return Query(
            words=self.words,
            filters=Filters(
                authors=(self.author,) if self.author else (),
                tags=(self.tag,) if self.tag else (),
                wikis=(self.wiki,) if self.wiki else (),
                since=self.year or None,
                until=self.year or None,
            ),
            within=self.within or None,
            # One more than the page shows, to know whether another follows.
            limit=self.page * _PER_PAGE + 1,
            per_thread=0,
        )


def search_view(archive: Archive, asked: Asked) -> SearchView:
    """Never raises for what was typed: the view says what is wrong with it."""
    if asked.is_empty:
        return SearchView(query="", hits=(), total=0)
    try:
        return _found(archive, asked)
    except UsageError as error:
        return replace(_nothing(asked), message=f"{str(error)[:1].upper()}{str(error)[1:]}.")


def _found(archive: Archive, asked: Asked) -> SearchView:
    query = asked.query()
    if _names_withheld(archive.people, asked):
        return _nothing(asked)
    found = search(archive.conn, query, archive.people)
    counts = count_facets(archive, query)
    if not found["hits"]:
        said = [*found["unknown"], *hints(archive.conn, query, archive.people), *filter(None, [_stale_words(archive)])]
        message = archive.people.redact("; ".join(said))
        return replace(_nothing(asked), message=message or None, facets=_facets(asked, counts))
    start = (asked.page - 1) * _PER_PAGE
    shown = found["hits"][start : start + _PER_PAGE]
    has_more = len(found["hits"]) > start + _PER_PAGE and asked.page < LAST_PAGE
    return replace(
        _nothing(asked),
        hits=tuple(_hits(archive, shown)),
        total=found["total"],
        facets=_facets(asked, counts),
        message=" ".join(filter(None, (_more_words(found), _stale_words(archive)))) or None,
        previous=replace(asked, page=asked.page - 1).address() if asked.page > 1 else None,
        following=replace(asked, page=asked.page + 1).address() if has_more else None,
    )


def _nothing(asked: Asked) -> SearchView:
    hidden = [*((name, getattr(asked, name)) for name, _ in _GROUPS), ("in", asked.within)]
    return SearchView(query=asked.words, hits=(), total=0, hidden=tuple((name, value) for name, value in hidden if value))


def _more_words(found: Row) -> str | None:
    return f"More than {found['total']:,} posts fit; narrow the search to see the best first." if found["is_more"] else None


def _stale_words(archive: Archive) -> str | None:
    """A load that is under way, or was killed, leaves posts that words do not find."""
    return "The search index is behind the posts: words may miss some of them." if is_stale(archive.conn) else None


def _hits(archive: Archive, rows: list[Row]) -> Iterable[Hit]:
    marks = ", ".join("?" * len(rows))
    authors = dict(
        archive.conn.execute(f"SELECT id, author_id FROM posts WHERE id IN ({marks})", [row["post_id"] for row in rows]).fetchall()  # noqa: S608
    )
    for row in rows:
        title = row["thread_title"] or f"(title not known, thread {row['thread_id']})"
        yield Hit(
            post_id=row["post_id"],
            thread_id=row["thread_id"],
            position=row["position"],
            title=archive.people.redact(title),
            author=archive.persons.get(authors[row["post_id"]]),
            posted_at=instant(row["posted_at"]),
            posted_at_text=archive.people.redact(row["posted_at_text"] or "") or None,
            wiki_host=archive.people.redact(row["wiki_host"] or ""),
            snippet=_pieces(archive.people, row["snippet"], row["marks"]),
        )


def _pieces(people: People, snippet: str, marks: list[list[int]]) -> tuple[str, ...]:
    """Text and what was found by turns. A name may lie across both, so where one was withheld nothing is marked."""
    shown = people.redact(snippet)
    if shown != snippet:
        return (shown,)
    pieces, last = [], 0
    for start, end in marks:
        pieces += [snippet[last:start], snippet[start:end]]
        last = end
    return (*pieces, snippet[last:])


def _facets(asked: Asked, counts: Counts) -> tuple[tuple[str, tuple[Facet, ...]], ...]:
    groups = []
    for name, heading in _GROUPS:
        chosen = getattr(asked, name)
        if chosen:
            facets = [Facet(label=chosen, count=None, href=_narrowed(asked, name, ""), is_chosen=True)]
        else:
            facets = [
                Facet(label=label, count=count if counts.is_complete else None, href=_narrowed(asked, name, label))
                for label, count in _ordered(name, counts.by[name])
            ]
        if chosen or len(facets) > 1:
            groups.append((heading, tuple(facets)))
    return tuple(groups)


def _narrowed(asked: Asked, name: str, value: str) -> str:
    return replace(asked, page=1, **{name: value}).address()


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    """Years in their order, all else by number."""
    if name == "year":
        return sorted(counts.items())
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))[:_OFFERED]


def _names_withheld(people: People, asked: Asked) -> bool:
    """Whether the words spell a name that is not to be shown: what they would find tells who is behind it."""
    if not people.withheld or not asked.words.strip():
        return False
    typed = [part for group in read_words(asked.words).wanted for word in group for part in _parts(word)]
    return any(
        all(any(part == begun or (is_begun and part.startswith(begun)) for begun, is_begun in typed) for part in _folded(name))
        for name in people.withheld_names
    )


def _parts(word: Word) -> list[tuple[str, bool]]:
    """What the index would compare, each with whether it only begins a word of the index."""
    parts = _folded(word.text)
    return [(part, word.begins and part == parts[-1]) for part in parts]


def _folded(text: str) -> list[str]:
    """As the index takes a text apart: letters and digits, no accents, no capitals."""
    plain = "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return re.findall(r"[^\W_]+", plain)
