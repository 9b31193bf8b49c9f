"""The written pages -> Pagefind's index beside them, made by Pagefind's own program."""

import subprocess
import sys
from pathlib import Path

from wetpaint_import.errors import ExportError

INDEX_FOLDER = "pagefind"
# The script that a page loads, what it loads in turn, and the index; the ready-made interfaces are not used here.
_UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.*")


def build_search_index(folder: Path) -> int:
    """Indexes the threads of the site in `folder` and returns the number of files; raises `ExportError` if Pagefind does not run."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--glob", "t/*.html", "--force-language", "en", "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    except OSError as error:
        raise ExportError(str(folder), f"the search index could not be made ({error.strerror}); try --search no") from error
    index = folder / INDEX_FOLDER
    if done.returncode or not (index / "pagefind.js").is_file():
        last = (done.stderr.strip() or done.stdout.strip() or "it wrote nothing").splitlines()[-1]
        raise ExportError(str(folder), f"Pagefind could not make the search index: {last}; try --search no")
    for pattern in _UNUSED:
        for file in index.glob(pattern):
            file.unlink()
    return sum(file.is_file() for file in index.rglob("*"))
