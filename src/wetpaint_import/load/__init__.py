"""Saved pages -> database: read, parse in as many processes as there are cores, merge, write.

Nothing is imported here: the worker processes load `workers` alone, and SQLite's libraries would double their size.
"""
