"""What an export wrote, what it left out, or what its check found -> text for a terminal."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wetpaint_import.cli.width import whole, wrapped
from wetpaint_import.export import Difference

_EXPORT = re.compile(r"\bwetpaint-import export [a-z]+")
# Differences and reasons that are shown one by one.
_SHOWN = 20


def written(content: Mapping[str, Any], out: Path) -> str:
    of = content["in_archive"]
    made = ", ".join(f"{count:,} {_counted(what.replace('_', ' '), count)}" for what, count in content["written"].items())
    lines = [
        *wrapped(f"{whole(str(out))}: {made or 'nothing'}.", "", "  "),
        f"From {_number(of['threads'], 'thread')} with {_number(of['posts'], 'post')}"
        f" by {_number(of['authors'], 'registered author')}.",
    ]
    if content["estimated_dates"]:
        are = "date is an estimate" if content["estimated_dates"] == 1 else "dates are estimates"
        lines.append(f"{content['estimated_dates']:,} {are}, and marked so: the pages give none.")
    reasons = Counter((item["kind"], item["why"]) for item in content["left_out"])
    for (kind, why), count in reasons.most_common(_SHOWN):
        lines += wrapped(f"Left out: {count:,} {_plural(kind, count)}: {why}.", "", "  ")
    lines.append(f"{out / 'manifest.json'} lists all of it.")
    return "\n".join(lines)


def next_steps(steps: Sequence[str], options: str) -> str:
    """`options`: what a further export needs to hold the same part, with the same names."""
    same = (_EXPORT.sub(lambda found: found[0] + options, step, count=1) for step in steps)
    return "\n".join(["", "Next:", *(f"  {step}" for step in same)])


def differences(found: Sequence[Difference], out: Path) -> str:
    if not found:
        return f"{out} holds what the database holds."
    lines = [f"{out} is not as the database says, in {_number(len(found), 'place')}:"]
    lines += [f"  {difference.what}: expected {difference.expected}, found {difference.found}" for difference in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"  … and {len(found) - _SHOWN:,} more; --json lists them all")
    lines.append("Write the export again, or load what is lacking first.")
    return "\n".join(lines)


def differences_json(found: Sequence[Difference]) -> str:
    return json.dumps([asdict(difference) for difference in found], ensure_ascii=False, indent=2)


def _number(count: int, kind: str) -> str:
    return f"{count:,} {_plural(kind, count)}"


def _counted(plural: str, count: int) -> str:
    """The targets' own words are plurals."""
    if count != 1 or not plural.endswith("s"):
        return plural
    return f"{plural[:-3]}y" if plural.endswith("ies") else plural[:-1]


def _plural(kind: str, count: int) -> str:
    if count == 1:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("s") else f"{kind}s"
