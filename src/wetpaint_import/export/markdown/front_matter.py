"""Names and values <-> YAML front matter: every value is written as JSON, which YAML reads as it is, whatever texts hold."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wetpaint_import.export.dates import instant_text

_FENCE = "---"
# What YAML takes for ends of lines or does not allow at all; JSON writes only control characters below 0x20 as escapes.
_NOT_PLAIN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def to_front_matter(values: Mapping[str, Any]) -> str:
    """A line a name; a list of rows has a line a row. What is None or empty is left out."""
    lines = [_FENCE]
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{name}:", *(f"  - {_json(row)}" for row in value)]
        elif value is not None and value != [] and value != {}:
            lines.append(f"{name}: {_json(value)}")
    return "\n".join([*lines, _FENCE, ""])


def read_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What `to_front_matter` wrote, and the text after it; raises `ValueError` where it is damaged."""
    head, fence, rest = text.removeprefix(f"{_FENCE}\n").partition(f"\n{_FENCE}\n")
    if not fence or not text.startswith(f"{_FENCE}\n"):
        raise ValueError("no front matter")
    values: dict[str, Any] = {}
    name = ""
    for line in head.split("\n"):
        if line.startswith("  - "):
            values[name].append(json.loads(line[4:]))
            continue
        name, _, value = line.partition(":")
        values[name] = json.loads(value) if value else []
    return values, rest


def _json(value: object) -> str:
    return _NOT_PLAIN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    raise TypeError(f"{type(value).__name__} has no place in front matter")
