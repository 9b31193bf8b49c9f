"""Archive and target -> a finished folder with manifest and address map, or an error and nothing; and its check."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wetpaint_import import __version__
from wetpaint_import.archive import Archive, Selection
from wetpaint_import.errors import ExportError, UsageError
from wetpaint_import.export.address_map import write_addresses
from wetpaint_import.export.leaks import leaked
from wetpaint_import.export.manifest import altered_files, lacking_files, read_manifest, write_manifest
from wetpaint_import.export.name_marks import shows_more
from wetpaint_import.export.own_words import SHARED_WORDS
from wetpaint_import.export.staging import MANIFEST_NAME, staged
from wetpaint_import.export.target import Difference, Target
from wetpaint_import.people import WITHHELD

_PROGRAM = f"wetpaint-import {__version__}"


def export(
    archive: Archive, target: Target, out: Path, settings: Mapping[str, str], listing: str = "choose another part of it"
) -> dict[str, Any]:
    """Writes the export to the folder `out` and returns its manifest; raises `ExportError` if it could not be written whole.

    `listing` says which command tells what there is, for the error where nothing fits.
    """
    with _one_state(archive.conn):
        if not archive.thread_ids:
            raise UsageError(f"nothing in the database fits; {listing}")
        _refuse_fewer_names(archive, target, out)
        with staged(out, target.name, target.left_by_tools) as folder:
            outcome = target.write(archive, folder, settings)
            if outcome.addresses:
                write_addresses(folder, outcome.addresses)
            content = write_manifest(folder, target, archive, settings, outcome, _PROGRAM)
            if leaks := leaked(folder, archive.people, _own_words(target), target.packed_texts):
                file, name = leaks[0]
                raise ExportError(
                    str(out), f"the withheld name '{name}' would stand in {file} ({len(leaks)} such places); nothing was written"
                )
    return content


def check(archive: Archive, target: Target, out: Path, settings: Mapping[str, str]) -> list[Difference]:
    """What in the finished export at `out` is not as the database says; empty = all is there. Withheld names are looked for too."""
    path = out / MANIFEST_NAME
    if not path.is_file():
        raise UsageError(f"{out} holds no export; leave --check out to write one")
    content = read_manifest(path)
    if content["target"] != target.name:
        raise UsageError(f"{out} holds an export for {content['target']}, not for {target.name}")
    archive = _as_exported(archive, content, out)
    altered = [Difference(f"file {name}", "as the manifest says", "lacking or changed") for name in altered_files(out, content)]
    found = leaked(out, archive.people, _own_words(target), target.packed_texts)
    leaks = [Difference(f"withheld name in {file}", "nowhere", name) for file, name in found]
    if lacking_files(out, content):
        return altered + leaks
    with _one_state(archive.conn):
        return altered + leaks + target.check(archive, out, {**content["settings"], **settings})


def _refuse_fewer_names(archive: Archive, target: Target, out: Path) -> None:
    """What is no export for `target` is refused where the folder is made."""
    try:
        content = read_manifest(out / MANIFEST_NAME)
    except (OSError, UsageError):
        return
    if content["target"] == target.name and shows_more(archive, content):
        raise UsageError(
            f"{out} was written with names withheld or joined that are not so now (or from another database); give the same"
            " --authors and --withhold (more is fine), choose another --out, or delete that export first"
        )


@contextmanager
def _one_state(conn: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one moment, though a load may go on beside."""
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.rollback()


def _as_exported(archive: Archive, content: Mapping[str, Any], out: Path) -> Archive:
    """The part that was exported, with names as they were shown then; raises `UsageError` where others are asked for."""
    people = archive.people
    if (content["withheld_authors"], content["joined_authors"]) != (len(people.withheld), len(people.persons)):
        raise UsageError(f"{out} was written with other names joined or withheld; give the same --authors and --withhold")
    only = [f"{kind}={people.redact(value)}" for kind, value in archive.selection.wanted]
    if only == content["only"]:
        return archive
    if only or content["only"] != [people.redact(text) for text in content["only"]] or WITHHELD in str(content["only"]):
        raise UsageError(
            f"{out} holds another part of the archive ({', '.join(content['only']) or 'all of it'}); give the same --only"
        )
    return Archive(archive.conn, Selection.read(content["only"]), people)


def _own_words(target: Target) -> str:
    """What stands in every export of the target, whoever wrote the posts."""
    return " ".join([_PROGRAM, target.name, *target.cannot_hold, target.own_words, SHARED_WORDS])
