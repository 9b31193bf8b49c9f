"""A folder written beside its place and moved there whole: never half an export, and nothing foreign is overwritten."""

import errno
import filecmp
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wetpaint_import.errors import ExportError, UsageError

# By this file an export is known as ours.
MANIFEST_NAME = "manifest.json"


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """An empty folder that becomes `out` when the block ends well, and vanishes otherwise.

    An earlier export at `out` is replaced, its unchanged files keep their times; anything else at `out` raises `UsageError`.
    """
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
        beside.chmod(0o755)
    except OSError as error:
        raise ExportError(str(out), f"cannot be written ({error.strerror}); choose another --out") from error
    try:
        yield beside
        _keep_times(beside, out)
        _move(beside, out)
    except OSError as error:
        raise ExportError(str(out), _advice(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if out.is_dir():
        if any(out.iterdir()) and not (out / MANIFEST_NAME).is_file():
            raise UsageError(f"{out} is a folder with other things in it; choose a new or empty one for --out")
    elif out.exists() or out.is_symlink():
        raise UsageError(f"{out} exists and is no folder; --out names the folder of the export")


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
        beside.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".old", dir=out.parent)) / "old"
    out.replace(old)
    try:
        beside.rename(out)
    except OSError:
        old.replace(out)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _advice(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; nothing of the export was kept. Free some room and run the same command"
    return f"could not be written whole ({error.strerror or error}); nothing of it was kept"
