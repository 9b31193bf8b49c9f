"""What a reparse did, for people and programs."""

import json

from wetpaint_import.load.reparsing import ReparseReport

_DONE, _INCOMPLETE = 0, 1


def exit_code(report: ReparseReport) -> int:
    return _INCOMPLETE if report.without_raw or report.damaged else _DONE


def as_json(report: ReparseReport) -> str:
    return json.dumps(
        {"captures": report.captures, "without_raw": report.without_raw, "damaged": report.damaged, "changed": report.changed},
        indent=2,
    )


def as_text(report: ReparseReport) -> str:
    lines = [f"Read {report.captures:,} captures anew."]
    if report.without_raw:
        lines.append(
            f"{report.without_raw:,} captures have no raw page in the database and keep what they showed;"
            " load their files into a new database to read them anew."
        )
    if report.damaged:
        lines.append(f"{report.damaged:,} raw pages are damaged; load their files again.")
    if not report.changed:
        lines.append("Nothing changed.")
    for name, number in report.changed.items():
        lines.append(f"  {number:>8,}  {name}")
    return "\n".join(lines)
