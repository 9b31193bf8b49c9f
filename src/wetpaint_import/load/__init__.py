"""Saved pages -> database: read, parse in as many processes as there are cores, merge, write."""

from wetpaint_import.load.loading import load
from wetpaint_import.load.meter import total_bytes
from wetpaint_import.load.reparsing import ReparseReport, reparse
from wetpaint_import.load.report import LoadOptions, LoadReport, Progress

__all__ = ["LoadOptions", "LoadReport", "Progress", "ReparseReport", "load", "reparse", "total_bytes"]
