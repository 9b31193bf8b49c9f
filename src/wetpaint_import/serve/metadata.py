"""What Datasette is told of the database: words on tables and columns, queries, facets, what to hide."""

from typing import Any, Final

from wetpaint_import.serve.questions import QUESTIONS
from wetpaint_import.serve.schema_notes import schema_notes

# Tables of ours for ours: pages as packed bytes, and what tells a row from its fellows.
_HIDDEN: Final = frozenset(
    {
        "_sqlite_migrations",
        "mentions",
        "originals",
        "pages",
        "post_sources",
        "post_version_captures",
        "posts_fts",
        "rule_sets",
        "settings",
        "sightings",
        "thread_sources",
    }
)
_FACETS: Final = {
    "authors": ("wiki_id",),
    "captures": ("page_kind", "layout", "state", "source"),
    "locations": ("kind",),
    "missing": ("what",),
    "problems": ("code",),
    "threads": ("wiki_id",),
}
_LABELS: Final = {"captures": "url", "posts": "subject", "threads": "title", "wikis": "host"}
# Searched through `posts_fts`: Datasette sees by itself only that the index belongs to the view `posts_search`.
_SEARCHED: Final = {"post_details": "post_id", "posts": "id"}


def metadata(name: str, *, is_open: bool = True) -> dict[str, Any]:
    """Datasette's `metadata.json`, for a database that it calls `name`; not `is_open`: nobody may look into the tables."""
    database: dict[str, Any] = {
        "description": "All that the saved pages say, in tables. docs/database.md tells how they hang together.",
        "tables": {table: _table(table) for table in sorted(schema_notes().keys() | _HIDDEN)},
        "queries": {name: {"title": question.title, "sql": question.sql} for name, question in QUESTIONS.items()},
    }
    if not is_open:
        database |= {"allow": False, "allow_sql": False}
    return {"title": "Discussion archive", "databases": {name: database}}


def _table(name: str) -> dict[str, Any]:
    notes = schema_notes().get(name)
    table: dict[str, Any] = {}
    if notes is not None and notes.description:
        table["description"] = notes.description
    if notes is not None and notes.columns:
        table["columns"] = dict(notes.columns)
    if name in _HIDDEN:
        table["hidden"] = True
    if name in _FACETS:
        table["facets"] = list(_FACETS[name])
    if name in _LABELS:
        table["label_column"] = _LABELS[name]
    if name in _SEARCHED:
        table |= {"fts_table": "posts_fts", "fts_pk": _SEARCHED[name]}
    return table
