"""The database -> the archive in a browser, on this machine alone: our pages in front of Datasette's tables and SQL."""

from wetpaint_import.serve.server import ServeOptions, serve

__all__ = ["ServeOptions", "serve"]
