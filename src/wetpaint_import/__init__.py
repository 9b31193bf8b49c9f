"""Reads saved pages of Wetpaint and WikiFoundry discussions into a normalized SQLite database."""

__version__ = "0.1.0"
