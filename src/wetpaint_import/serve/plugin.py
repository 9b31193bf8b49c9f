"""Hooks of Datasette -> our pages before its own, cells of its tables that lead to them, errors in the same design."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, Final

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils.asgi import Base400, Request, Response  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from pluggy import HookimplMarker

from wetpaint_import.errors import DatabaseError, DatabaseLockedError
from wetpaint_import.serve.connections import TookTooLongError
from wetpaint_import.serve.pages import Pages, Route
from wetpaint_import.serve.schema_notes import schema_notes
from wetpaint_import.serve.tables import PACKED
from wetpaint_import.web.render import environment

hookimpl = HookimplMarker("datasette")

# Columns of tables and queries -> the page of what they name. Keys of the tables themselves lead to Datasette's row.
_PAGES: Final = {
    "author_id": "/author/",
    "capture_id": "/capture/",
    "location_id": "/place/",
    "post_id": "/post/",
    "reply_to_id": "/post/",
    "source_post_id": "/post/",
    "tag_id": "/tag/",
    "thread_id": "/thread/",
    "wiki_id": "/wiki/",
}
# Columns of queries that name what such an id beside them means.
_NAMES: Final = {
    "author": ("author_id",),
    "author_name": ("author_id",),
    "name": ("author_id", "tag_id"),
    "subject": ("post_id",),
    "tag": ("tag_id",),
    "title": ("thread_id",),
}
_WHAT_TO_DO: Final = {
    400: "Something in the address cannot be read. Go back and try it another way.",
    403: "This part of the archive is not shown here.",
    404: "There is nothing at this address. The search finds threads by their words, and by their old address on the wiki.",
}


class ArchivePages:
    """The plugin; `datasette` names it by `__name__`."""

    __name__ = "wetpaint_import.serve"

    def __init__(self, pages: Pages, database: str, on_fault: Callable[[Exception], None]) -> None:
        """`on_fault` is told of errors that nobody foresaw; the page says no more than that there was one."""
        self._pages = pages
        self._on_fault = on_fault
        self._database = database

    @hookimpl
    def register_routes(self) -> list[Route]:
        return self._pages.routes()

    @hookimpl
    def render_cell(self, row: Mapping[str, Any], value: object, column: str, table: str | None, database: str) -> Markup | None:
        """Ids become links to what they name, and in queries the names beside them too."""
        if database != self._database:
            return None
        if (table, column) in PACKED:
            return Markup('<span class="muted">packed</span>')
        key, label = column, value
        if table is None and column in _NAMES:
            key = next((name for name in _NAMES[column] if name in row.keys()), column)  # noqa: SIM118  (a row of SQLite)
        if (path := _PAGES.get(key)) is None:
            return None
        id_ = row[key]
        if isinstance(id_, Mapping):
            # A foreign key that Datasette has looked up.
            id_, label = id_["value"], id_["label"]
        return Markup('<a href="{}{}">{}</a>').format(path, id_, label) if isinstance(id_, int) else None

    @hookimpl
    def prepare_jinja2_environment(self, env: Environment) -> None:
        """Our templates for Datasette extend those of the archive's pages."""
        pages = environment()
        shared = PackageLoader("wetpaint_import.web")
        env.loader = ChoiceLoader([PrefixLoader({"web": shared}, delimiter=":"), *([env.loader] if env.loader else []), shared])
        env.filters = {**pages.filters, **env.filters}
        env.globals = {**pages.globals, **env.globals}

    @hookimpl
    def extra_template_vars(self) -> dict[str, Any]:
        return {"links": self._pages.links, "frame": self._pages.links.frame, "words": _words}

    @hookimpl
    def forbidden(self, request: Request) -> Any:  # noqa: ANN401  (Datasette's response)
        return self._answer(request, 403, _WHAT_TO_DO[403])

    @hookimpl
    def handle_exception(self, request: Request, exception: Exception) -> Any:  # noqa: ANN401  (Datasette's response)
        """Whatever was raised while an answer was made; faults of our own are told and written to the terminal."""
        if isinstance(exception, TookTooLongError | QueryInterrupted) or _was_interrupted(exception):
            return self._answer(request, 400, "The question took too long to answer. Ask for less: for one year, or with a LIMIT.")
        if isinstance(exception, DatasetteError):
            # Datasette's 500 is what it says to an address that asks for what is not there, as a column to sort by.
            status = 400 if exception.status == 500 else exception.status
            return self._answer(request, status, f"{exception.title or 'Datasette says'}: {exception.message}.")
        if isinstance(exception, Base400):
            # Datasette takes the first part of any address for a database.
            is_ours = not str(exception).startswith(("404", "Database not found"))
            words = str(exception) if is_ours else _WHAT_TO_DO[404]
            return self._answer(request, exception.status, words)
        if isinstance(exception, sqlite3.ProgrammingError):
            return self._answer(request, 400, f"The SQL cannot be run: {exception}")
        if isinstance(exception, DatabaseError | sqlite3.Error):
            return self._answer(request, 503, _of_database(exception))
        self._on_fault(exception)
        return self._answer(request, 500, "This is a fault of the program; the terminal in which it runs tells more.")

    def _answer(self, request: Request, status: int, words: str) -> Any:  # noqa: ANN401
        if request.path.endswith((".json", ".csv")):
            return Response.json({"ok": False, "error": words, "status": status}, status=status)
        return self._pages.message(_TITLES.get(status, "Not shown"), words, status)


_TITLES: Final = {400: "Not understood", 403: "Not shown", 404: "Not found", 500: "A fault", 503: "The database cannot be read"}


def _words(table: str) -> str:
    """What the schema says of a table or view."""
    notes = schema_notes().get(table)
    return notes.description if notes is not None else ""


def _was_interrupted(exception: Exception) -> bool:
    """Datasette wraps the error of a query that went over its time in one that shows a page of its own."""
    return isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted"


def _of_database(error: DatabaseError | sqlite3.Error) -> str:
    text = str(error)
    if isinstance(error, DatabaseLockedError) or "locked" in text or "busy" in text:
        return "Another program is writing to the database. Load this page again when it is done."
    # Without the file's path: who reads here knows which archive is served, and others need not know where it lies.
    text = text.removeprefix(f"{error.path}: ") if isinstance(error, DatabaseError) else text
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."
