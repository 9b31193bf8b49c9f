"""A stream read once from its start to its end, within a budget; what archives and packed files are read through."""

from collections.abc import Callable
from typing import Protocol

from wetpaint_import.sources.found import Limits, RefusedError

# Read at once while skipping.
_CHUNK = 1 << 16
# Readers of archive formats ask for whole headers at once; no honest one is larger.
_LARGEST_READ = 1 << 20
# How far back one can seek: a tar block.
_BACK = 512


class BudgetError(RefusedError):
    """The whole input unpacks to more than it may: nothing of it is read further."""


class Budget:
    """What one input may still unpack to, however deep its archives are nested."""

    def __init__(self, place: str, size: int, limits: Limits) -> None:
        self._place = place
        self._left = size + min(limits.max_total, limits.free_unpacked + limits.max_ratio * size)

    def charge(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            message = "unpacks to far more than honest archives do, reading stopped; if you trust it, unpack it and load the folder"
            raise BudgetError(self._place, message, code="too-large")


class Reads(Protocol):
    """Anything with `read`, which gives at most so many bytes and none at the end."""

    def read(self, size: int, /) -> bytes: ...


class Forward:
    """Reads `source` once; can look ahead, tell where it is, and seek: forward by reading, back by 512 bytes (as tar needs).

    An error of `source` is raised only when all bytes before it have been given. `jump` (count of bytes), where the source has it,
    passes over bytes without reading them.
    """

    def __init__(
        self,
        source: Reads,
        charge: Callable[[int], None] | None = None,
        jump: Callable[[int], object] | None = None,
    ) -> None:
        self._source = source
        self._charge = charge
        self._jump = jump
        self._ahead = b""
        self._behind = b""
        self._position = 0
        self._fault: OSError | EOFError | None = None

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer only at the end, without taking them."""
        if len(self._ahead) < size:
            self._ahead += self._pull(size - len(self._ahead), has_data=bool(self._ahead))
        return self._ahead[:size]

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > _LARGEST_READ:
            raise OSError(f"a header of {size} bytes is no honest one")
        return self.read_large(size)

    def read_large(self, size: int) -> bytes:
        """Like `read`, for callers who have bounded `size` themselves."""
        data = self._ahead[:size]
        self._ahead = self._ahead[size:]
        if len(data) < size:
            data += self._pull(size - len(data), has_data=bool(data))
        if data:
            self._behind = data[-_BACK:] if len(data) >= _BACK else (self._behind + data)[-_BACK:]
            self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, position: int, whence: int = 0) -> int:
        if whence == 1:
            position += self._position
        back = self._position - position
        if back > len(self._behind):
            raise OSError("this stream is read only forward")
        if back > 0:
            self._ahead = self._behind[-back:] + self._ahead
            self._behind = self._behind[:-back]
            self._position = position
        elif self._jump is not None and -back > len(self._ahead) + _CHUNK:
            self._jump(-back - len(self._ahead))
            self._ahead = self._behind = b""
            self._position = position
        while position > self._position and self.read_large(min(_CHUNK, position - self._position)):
            pass
        return self._position

    def _pull(self, size: int, *, has_data: bool) -> bytes:
        pieces: list[bytes] = []
        if self._fault is not None:
            if has_data:
                return b""
            raise self._fault
        try:
            while size > 0 and (piece := self._source.read(size)):
                pieces.append(piece)
                size -= len(piece)
                if self._charge is not None:
                    self._charge(len(piece))
        except BudgetError:
            raise
        except (OSError, EOFError) as error:
            self._fault = error
            if not pieces and not has_data:
                raise
        return b"".join(pieces)
