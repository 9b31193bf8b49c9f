"""What an export target is made of, and what its writing and checking give back: values and callables, no registry."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wetpaint_import.archive import Archive
from wetpaint_import.export.address_map import NewAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """An option of one target: `--NAME`; `choices` empty = any text. Flags have the choices yes and no.

    `is_place`: a path of this machine, which no file of the export tells. `is_address`: the address of a web site, or empty.
    """

    name: str
    help: str
    default: str
    choices: tuple[str, ...] = ()
    is_place: bool = False
    is_address: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the archive that the export does not hold; `kind` is thread, post, author, capture, quote, …; `id` is ours."""

    kind: str
    id: int
    why: str


@dataclass(slots=True)
class Outcome:
    """What a target wrote: `written` counts things by the target's own words (pages, revisions, messages, …)."""

    written: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    addresses: list[NewAddress] = field(default_factory=list)
    estimated_dates: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What a read-back found: `expected` by the database, `found` in the export."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A way out. `write` fills an empty folder; `check` reads a finished one back and compares it with the archive.

    Both must give the same bytes, or the same answer, for the same database: no clock, no random numbers, no machine paths.
    `next_steps` are lines for the user: what to run on the target, with `folder` as the place of the export.
    `own_words` are those that its files hold whatever the archive holds: as withheld names they cannot be looked for.
    `packed_texts` gives what a file of the export holds in forms that only the target knows, for the search for withheld names.
    `left_by_tools` are top-level names that the target's own programs make in the folder; they do not hinder the next export.
    """

    name: str
    summary: str
    write: Callable[[Archive, Path, Mapping[str, str]], Outcome]
    check: Callable[[Archive, Path, Mapping[str, str]], list[Difference]]
    next_steps: Callable[[Path, Mapping[str, str]], list[str]]
    cannot_hold: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    own_words: str = ""
    packed_texts: Callable[[Path], Iterable[str]] = lambda _: ()
    left_by_tools: tuple[str, ...] = ()
