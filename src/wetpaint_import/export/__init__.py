"""The archive -> files for another platform: one package or module a target, on one shared layer."""

from wetpaint_import.export.exporting import check, export
from wetpaint_import.export.target import Difference, LeftOut, Outcome, Setting, Target

__all__ = ["Difference", "LeftOut", "Outcome", "Setting", "Target", "check", "export"]
