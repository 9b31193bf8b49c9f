"""The written pages -> Pagefind's index beside them, made by Pagefind's own program while the other pages are written."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2

from wetpaint_import.errors import ExportError

INDEX_FOLDER = "pagefind"
# The ready-made interfaces are not used here: only `pagefind.js`, what it loads in turn, and the index.
_UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.*")
# Stands before the CBOR in each of Pagefind's files (seen in 1.5.2).
_PREFIX = b"pagefind_dcd"


@contextmanager
def search_index(folder: Path) -> Iterator[None]:
    """Indexes the threads of the site in `folder` while the block runs; raises `ExportError` if Pagefind does not work."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--glob", "t/*.html", "--force-language", "en", "--quiet"]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603
    except OSError as error:
        raise ExportError("pagefind", f"the search index could not be made ({error.strerror}); try --search no") from error
    with process:
        try:
            yield
            output, _ = process.communicate()
        finally:
            process.kill()
    index = folder / INDEX_FOLDER
    if process.returncode or not (index / "pagefind.js").is_file():
        last = (output.decode("utf-8", "replace").strip() or "it wrote nothing").splitlines()[-1]
        raise ExportError("pagefind", f"Pagefind could not make the search index: {last}; try --search no")
    for pattern in _UNUSED:
        for file in index.glob(pattern):
            file.unlink()
    _settle(index)


def _settle(index: Path) -> None:
    """Puts filters into an order: Pagefind writes them as its hash tables hold them, another one each time.

    Files are named by what they hold, so the names change too, and with them the file that lists them.
    """
    entry_file = index / "pagefind-entry.json"
    entry = json.loads(entry_file.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        old = index / f"pagefind.{language['hash']}.pf_meta"
        meta = _read(old)
        for part in meta:
            if _lists_filters(index, part):
                part[:] = sorted([name, _sorted_filter(index, hash_)] for name, hash_ in part)
        prefix = language["hash"].split("_")[0]
        language["hash"] = f"{prefix}_{_digest(meta, 10)}"
        old.unlink()
        _write(index / f"pagefind.{language['hash']}.pf_meta", meta)
    entry["languages"] = dict(sorted(entry["languages"].items()))
    entry_file.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _lists_filters(index: Path, part: Any) -> bool:  # noqa: ANN401  (as CBOR has it)
    """Whether a part of the list is that of filters: pairs of a name and a file that is there."""
    if not isinstance(part, list):
        return False
    pairs = [entry for entry in part if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[1], str)]
    return len(pairs) == len(part) > 0 and all((index / "filter" / f"{hash_}.pf_filter").is_file() for _, hash_ in pairs)


def _sorted_filter(index: Path, hash_: str) -> str:
    """Rewrites one filter in order; its new hash."""
    old = index / "filter" / f"{hash_}.pf_filter"
    name, values = _read(old)
    content = [name, sorted(values)]
    old.unlink()
    new = f"{hash_.split('_', maxsplit=1)[0]}_{_digest(content, 7)}"
    _write(index / "filter" / f"{new}.pf_filter", content)
    return new


def _read(file: Path) -> Any:  # noqa: ANN401
    return cbor2.loads(gzip.decompress(file.read_bytes()).removeprefix(_PREFIX))


def _write(file: Path, content: Any) -> None:  # noqa: ANN401
    file.write_bytes(gzip.compress(_PREFIX + cbor2.dumps(content), mtime=0))


def _digest(content: Any, length: int) -> str:  # noqa: ANN401
    return sha256(cbor2.dumps(content)).hexdigest()[:length]
