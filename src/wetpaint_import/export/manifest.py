"""What an export holds -> its `manifest.json`: counts in, counts out, what was left out and why, digests of all files."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wetpaint_import.archive import Archive
from wetpaint_import.errors import UsageError
from wetpaint_import.export.name_marks import name_marks
from wetpaint_import.export.staging import MANIFEST_NAME
from wetpaint_import.export.target import Outcome, Target

_NOT_OURS = "is damaged or no manifest of ours; write the export again"


def counts_in(archive: Archive) -> dict[str, int]:
    """What the selected part of the database holds."""
    counts: Counter[str] = Counter(threads=0, posts=0, authors=0, versions=0, quotes=0, links=0, images=0, missing_posts=0)
    authors = set()
    for thread in archive.threads():
        counts["threads"] += 1
        counts["missing_posts"] += sum(gap.post_count or 0 for gap in thread.gaps)
        for post in thread.posts:
            counts["posts"] += 1
            counts["versions"] += len(post.versions)
            counts["quotes"] += len(post.quotes)
            counts["links"] += len(post.links)
            counts["images"] += len(post.images)
            counts["undated_posts"] += post.posted_at is None
            if post.author is not None and not post.author.is_anonymous:
                authors.add(post.author.id)
    counts["authors"] = len(authors)
    return dict(counts)


def write_manifest(
    folder: Path, target: Target, archive: Archive, settings: Mapping[str, str], outcome: Outcome, program: str
) -> dict[str, Any]:
    shown = archive.people.redact
    places = {setting.name for setting in target.settings if setting.is_place}
    # The target's own words, which its check reads again.
    own = {setting.name: {setting.default, *setting.choices} for setting in target.settings}
    content = {
        "target": target.name,
        "program": program,
        "settings": {
            name: value if value in own.get(name, ()) else shown(value) for name, value in settings.items() if name not in places
        },
        "only": [f"{kind}={shown(value)}" for kind, value in archive.selection.wanted],
        "withheld_authors": len(archive.people.withheld),
        "joined_authors": len(archive.people.persons),
        "name_marks": name_marks(archive),
        "in_archive": counts_in(archive),
        "written": dict(sorted(outcome.written.items())),
        "estimated_dates": outcome.estimated_dates,
        "left_out": [{**asdict(item), "why": shown(item.why)} for item in outcome.left_out],
        "cannot_hold": list(target.cannot_hold),
        "files": [
            {"path": str(file.relative_to(folder)), "bytes": file.stat().st_size, "sha256": _digest(file)}
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        ],
    }
    (folder / MANIFEST_NAME).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return content


def read_manifest(path: Path) -> dict[str, Any]:
    """Raises `UsageError` where the file is no manifest of ours."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries = [(entry["path"], entry["sha256"]) for entry in content["files"]]
        kinds = [("target", str), ("settings", dict), ("only", list), ("withheld_authors", int), ("joined_authors", int)]
        is_ours = bool(entries) and all(isinstance(content[name], kind) for name, kind in kinds)
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path} {_NOT_OURS}") from error
    if not is_ours:
        raise UsageError(f"{path} {_NOT_OURS}")
    return dict(content)


def lacking_files(folder: Path, content: Mapping[str, Any]) -> list[str]:
    return [entry["path"] for entry in content["files"] if not (folder / entry["path"]).is_file()]


def altered_files(folder: Path, content: Mapping[str, Any]) -> list[str]:
    """Files that are not as the manifest says: lacking or changed."""
    return [
        entry["path"]
        for entry in content["files"]
        if not (folder / entry["path"]).is_file() or _digest(folder / entry["path"]) != entry["sha256"]
    ]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
