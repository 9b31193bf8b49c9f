"""Old addresses -> where the same thing stands in an export: `addresses.jsonl`, of which redirects are made."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from wetpaint_import.addresses import known_forms
from wetpaint_import.archive import ArchivedThread

FILE_NAME = "addresses.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """Where a thread went. `old` are its known original addresses; `new` is relative to the new site's root, no slash in front.

    `kind` is thread, page or post; `id` is ours, `original_id` the platform's.
    """

    kind: str
    id: int
    original_id: str | None
    title: str | None
    old: tuple[str, ...]
    new: str


def thread_moved(thread: ArchivedThread, new: str) -> NewAddress:
    """A thread's entry with all the address forms under which it may have been linked."""
    old = dict.fromkeys(form for address in thread.addresses for form in (address, *known_forms(address)))
    return NewAddress(kind="thread", id=thread.id, original_id=thread.original_id, title=thread.title, old=tuple(old), new=new)


def write_addresses(folder: Path, addresses: Iterable[NewAddress]) -> None:
    lines = [json.dumps(asdict(address), ensure_ascii=False) + "\n" for address in addresses]
    (folder / FILE_NAME).write_text("".join(lines), encoding="utf-8")


def read_addresses(path: Path) -> Iterator[NewAddress]:
    """The entries of a finished export's map."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield NewAddress(**{**entry, "old": tuple(entry["old"])})
