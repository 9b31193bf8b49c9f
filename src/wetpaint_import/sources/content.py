"""A content: bytes with a name and a place, as a file on disk or a member of an archive holds them."""

from dataclasses import dataclass

from wetpaint_import.sources.forward import Budget, Forward
from wetpaint_import.sources.names import Name
from wetpaint_import.sources.openable import FilePart, Held, Openable


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`stream` is read once; `openable` is there where the bytes can also be read at any place. `size` is None where unknown.

    `source` is the outermost container's kind (None: in none); `depth` counts the archives around, `layers` the packings.
    `is_companion`: lies in the folder that a browser wrote beside a page.
    """

    name: Name
    place: str
    stream: Forward
    budget: Budget
    size: int | None
    openable: Openable | None = None
    source: str | None = None
    depth: int = 0
    layers: int = 0
    is_companion: bool = False

    def opened(self, most_held: int) -> Openable | None:
        """These bytes to be read at any place: as they lie, or held in memory; None if they are more than `most_held`."""
        if self.openable is not None:
            return self.openable
        if self.size is None or self.size > most_held:
            return None
        return Held(self.stream.read_large(self.size))

    def part(self, start: int, size: int) -> FilePart | None:
        """A member stored unpacked at `start`, if this content lies on disk."""
        if not isinstance(self.openable, FilePart) or start + size > self.openable.size:
            return None
        return FilePart(self.openable.path, self.openable.start + start, size)
