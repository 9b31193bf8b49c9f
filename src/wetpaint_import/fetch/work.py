"""What all steps of one fetch share."""

from dataclasses import dataclass

from wetpaint_import.fetch.ledger import Ledger
from wetpaint_import.fetch.options import FetchOptions
from wetpaint_import.fetch.pace import Clock
from wetpaint_import.fetch.report import Report
from wetpaint_import.fetch.source import Source
from wetpaint_import.fetch.targets import Scope
from wetpaint_import.fetch.telling import Telling
from wetpaint_import.fetch.warc_file import WarcFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    options: FetchOptions
    source: Source
    scope: Scope
    ledger: Ledger
    warc: WarcFile
    clock: Clock
    report: Report
    watcher: Telling
