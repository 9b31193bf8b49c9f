"""What a reparse did, for people and programs."""

import json
from pathlib import Path

from wetpaint_import.cli.counting import count
from wetpaint_import.cli.width import advised
from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.load.reparsing import ReparseReport

_DONE, _INCOMPLETE = 0, 1


def exit_code(report: ReparseReport) -> int:
    return _INCOMPLETE if report.without_raw or report.damaged else _DONE


def as_json(report: ReparseReport) -> str:
    return json.dumps(
        {"captures": report.captures, "without_raw": report.without_raw, "damaged": report.damaged, "changed": report.changed},
        indent=2,
    )


def as_text(report: ReparseReport, db_path: Path) -> str:
    lines = [f"Read {count(report.captures, 'capture', 'captures')} anew."]
    if report.without_raw:
        has = count(report.without_raw, "capture has", "captures have")
        keep = "keeps what it showed; load its file" if report.without_raw == 1 else "keep what they showed; load their files"
        lines += advised(f"{has} no raw page in the database and {keep} again, without --no-raw, for more.")
    if report.damaged:
        files = "is damaged; load its file again" if report.damaged == 1 else "are damaged; load their files again"
        lines.append(f"{count(report.damaged, 'raw page', 'raw pages')} {files}.")
    lines.append("Values that are others than before:" if report.changed else "Nothing changed.")
    for name, number in report.changed.items():
        lines.append(f"  {number:>8,}  {name}")
    return "\n".join([*lines, f"Next: wetpaint-import status{db_option_text(db_path)}"])
