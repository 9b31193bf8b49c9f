"""Names and titles -> names that a target accepts, each only once; what was changed can be looked up both ways."""

from collections.abc import Callable, Iterator


class UniqueNames:
    """`legal` makes a name legal for the target; `fold` gives what the target takes for equal; `distinct` adds an id on collision.

    The same names in the same order give the same result: feed them by ascending id.
    """

    def __init__(
        self, legal: Callable[[str], str], fold: Callable[[str], str] = str.casefold,
        distinct: Callable[[str, int], str] = "{} ({})".format,
    ) -> None:  # fmt: skip
        self._legal = legal
        self._fold = fold
        self._distinct = distinct
        self._taken: dict[str, int] = {}
        self._given: dict[int, tuple[str, str]] = {}

    def give(self, id_: int, name: str) -> str:
        """The name that stands for `id_`; asking again gives the same."""
        if id_ in self._given:
            return self._given[id_][1]
        legal = self._legal(name)
        attempt = 0
        while self._fold(legal) in self._taken:
            attempt += 1
            suffix = id_ if attempt == 1 else int(f"{id_}{attempt}")
            legal = self._legal(self._distinct(name, suffix))
            if attempt > 1 and self._fold(legal) in self._taken:
                # A legal form that cuts the suffix off would never become unique.
                legal = self._distinct(self._legal(name)[: -len(str(suffix)) - 3], suffix)
        self._taken[self._fold(legal)] = id_
        self._given[id_] = (name, legal)
        return legal

    def changed(self) -> Iterator[tuple[int, str, str]]:
        """Id, old and new name of all that could not stay as they were."""
        for id_, (name, legal) in self._given.items():
            if name != legal:
                yield id_, name, legal
