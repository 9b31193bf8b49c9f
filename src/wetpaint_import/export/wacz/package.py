"""Members one after the other -> a zip file of which every byte follows from what is put in; digests are counted on the way."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

# The first time that zip can tell: members have none of their own.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16


@dataclass(slots=True)
class Member:
    """A member that is being written: its size and digest so far."""

    path: str
    stream: IO[bytes]
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.size += len(data)
        return self.stream.write(data)

    def flush(self) -> None:
        """Nothing waits here; whoever packs into the member asks for it."""

    @property
    def resource(self) -> dict[str, Any]:
        """The entry in the list of what the package holds."""
        name = self.path.rpartition("/")[2]
        return {"name": name, "path": self.path, "hash": f"sha256:{self._digest.hexdigest()}", "bytes": self.size}


class Package:
    """A zip file whose members are stored as they are, as WACZ asks for what is read by offset."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self.resources: list[dict[str, Any]] = []

    @contextmanager
    def member(self, path: str) -> Iterator[Member]:
        info = zipfile.ZipInfo(path, _NO_TIME)
        info.external_attr = _FILE_MODE
        info.create_system = 3
        with self._zip.open(info, "w", force_zip64=True) as stream:
            member = Member(path, stream)
            yield member
        self.resources.append(member.resource)

    def add(self, path: str, data: bytes) -> None:
        with self.member(path) as member:
            member.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()
