"""The command line: options in, one call of a shell, report out. Data goes to stdout, all else to stderr."""

from wetpaint_import.cli.guard import main

__all__ = ["main"]
