"""A database's file -> the ASGI application: Datasette for the tables, our pages in front of it, the checks round both."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import DEFAULT_PLUGINS, pm  # type: ignore[import-untyped]

from wetpaint_import.serve.library import Library
from wetpaint_import.serve.metadata import metadata
from wetpaint_import.serve.pages import Pages
from wetpaint_import.serve.plugin import ArchivePages
from wetpaint_import.serve.protection import App, Hosts, Protected
from wetpaint_import.serve.tables import ArchiveDatabase

# The name of the database in addresses: /archive/posts.
DATABASE: Final = "archive"
_TEMPLATES: Final = Path(__file__).parent / "templates"
# Replaced by ours: these two print traces with all values of variables to the terminal.
_REPLACED: Final = ("datasette.handle_exception", "datasette.forbidden")
_SETTINGS: Final[dict[str, Any]] = {
    "allow_download": False,
    "default_page_size": 100,
    "default_facet_size": 8,
    "max_returned_rows": 1000,
    # To find columns worth counting, Datasette tries all: seconds for a wide view. The list of columns offers each.
    "suggest_facets": False,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 300,
    "truncate_cells_html": 600,
    "max_csv_mb": 100,
    "default_cache_ttl": 0,
}


def application(library: Library, hosts: Hosts, on_fault: Callable[[Exception], None]) -> App:
    """Answers to `hosts` alone. Where names are withheld, the tables stay closed: they hold the data as it is."""
    _take_over(ArchivePages(Pages(library), DATABASE, on_fault))
    datasette = Datasette(
        [],
        template_dir=str(_TEMPLATES),
        metadata=metadata(DATABASE, is_open=not library.people.withheld),
        settings=_SETTINGS,
    )
    datasette.remove_database("_memory")
    datasette.add_database(ArchiveDatabase(datasette, library.path), name=DATABASE)
    return Protected(datasette.app(), hosts)


def _take_over(plugin: ArchivePages) -> None:
    """Datasette's own plugins and ours: what else is installed might load things from elsewhere, or write."""
    kept = set(DEFAULT_PLUGINS) - set(_REPLACED)
    for name, installed in pm.list_name_plugin():
        if name not in kept and installed is not None:
            pm.unregister(installed)
    pm.register(plugin, "wetpaint-import")
