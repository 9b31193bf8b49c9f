"""A folder written beside its place and moved there whole: never half an export, and nothing foreign is overwritten."""

import errno
import filecmp
import json
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from wetpaint_import.errors import ExportError, UsageError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# By this file an export is known as ours.
MANIFEST_NAME = "manifest.json"
# In the folder beside: the export to be, the earlier one while the two change places, and the file that is locked meanwhile.
_NEW, _OLD, _LOCK = "new", "old", "wetpaint-import.lock"
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
_FULL = "the disk is full; nothing of the export was kept. Free some room and run the same command"
# Foreign things that a message names.
_SHOWN = 3


@contextmanager
def staged(out: Path, target: str, left_by_tools: Collection[str] = ()) -> Iterator[Path]:
    """An empty folder that becomes `out` when the block ends well, and vanishes otherwise.

    An earlier export for the same target at `out` is replaced, its unchanged files keep their times; anything else raises
    `UsageError`, but for the top-level names `left_by_tools`, which the target's own programs make there. What a killed export
    left beside goes.
    """
    out = _real(out)
    _refuse_foreign(out, target, left_by_tools)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(out)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    except OSError as error:
        raise ExportError(str(out), f"cannot be written ({error.strerror}); choose another --out") from error
    try:
        with (beside / _LOCK).open("wb") as lock:
            _lock(lock.fileno())
            new = beside / _NEW
            new.mkdir()
            yield new
            _keep_times(new, out)
            _move(beside, out)
    except OSError as error:
        raise ExportError(str(out), _advice(error)) from error
    except sqlite3.OperationalError as error:
        # Of a database that the target writes: the archive's own is only read.
        if not error.sqlite_errorname.startswith(_NO_ROOM):
            raise
        raise ExportError(str(out), _FULL) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _real(out: Path) -> Path:
    """Without links on the way, so that the folder itself is replaced and not what points to it."""
    real = out.resolve()
    if real == Path.cwd() or real in Path.cwd().parents:
        raise UsageError(
            f"{out} is, or holds, the folder you are in; --out names a folder of its own, which is replaced as a whole"
        )
    return real if not out.is_symlink() or out.exists() else out


def _refuse_foreign(out: Path, target: str, left_by_tools: Collection[str]) -> None:
    if out.is_dir():
        found = sorted(out.iterdir())
        if found and not (out / MANIFEST_NAME).is_file():
            raise UsageError(f"{out} is a folder with other things in it; choose a new or empty one for --out")
        if found and (foreign := _foreign(out, target, left_by_tools)):
            named = ", ".join(foreign[:_SHOWN]) + (" and more" if len(foreign) > _SHOWN else "")
            raise UsageError(
                f"{out} holds what no export wrote ({named}) and would be replaced; move that away, or choose another --out"
            )
    elif out.exists() or out.is_symlink():
        raise UsageError(f"{out} exists and is no folder; --out names the folder of the export")


def _foreign(out: Path, target: str, left_by_tools: Collection[str]) -> list[str]:
    """Files in an earlier export of which its manifest does not know; raises `UsageError` where it is for another target."""
    try:
        content = json.loads((out / MANIFEST_NAME).read_text(encoding="utf-8"))
        own = {str(entry["path"]) for entry in content["files"]}
        earlier = content["target"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{out / MANIFEST_NAME} is damaged or not ours; choose a new or empty folder for --out") from error
    if earlier != target:
        raise UsageError(f"{out} holds an export for {earlier}, which one for {target} would replace; choose another --out")
    own.add(MANIFEST_NAME)
    paths = (path.relative_to(out) for path in sorted(out.rglob("*")) if path.is_symlink() or not path.is_dir())
    return [str(path) for path in paths if str(path) not in own and path.parts[0] not in left_by_tools]


def _clear_leftovers(out: Path) -> None:
    """Removes what killed exports to `out` left beside it; one that is still being written holds its lock, and stays."""
    shape = re.compile(re.escape(f".{out.name}.") + r"[a-z0-9_]{8}\.part")
    for beside in sorted(out.parent.iterdir()):
        if not shape.fullmatch(beside.name) or not (beside / _LOCK).is_file():
            continue
        try:
            with (beside / _LOCK).open("r+b") as lock:
                _lock(lock.fileno())
                if (beside / _OLD).is_dir() and not out.exists():
                    # Killed just between the two moves.
                    (beside / _OLD).rename(out)
                shutil.rmtree(beside, ignore_errors=True)
        except OSError:
            continue


def _keep_times(new: Path, old: Path) -> None:
    """Equal files get the times of the earlier export, so that what copies by time copies only what changed."""
    if not old.is_dir():
        return
    for file in new.rglob("*"):
        before = old / file.relative_to(new)
        if file.is_file() and before.is_file() and filecmp.cmp(file, before, shallow=False):
            shutil.copystat(before, file)


def _move(beside: Path, out: Path) -> None:
    if not out.exists():
        (beside / _NEW).rename(out)
        return
    out.rename(beside / _OLD)
    try:
        (beside / _NEW).rename(out)
    except OSError:
        (beside / _OLD).rename(out)
        raise


def _advice(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _FULL
    return f"could not be written whole ({error.strerror or error}); nothing of it was kept"
