"""`parse --explain`: a page as a person sees it, with the field that took each piece of its text."""

from wetpaint_import.cli.width import advised, wrapped
from wetpaint_import.model import PageView, State

# Of the names on the left.
_WIDTH = 20
_STATES = {State.READ: "read", State.QUARANTINED: "set aside"}
_DONE, _INCOMPLETE, _NOT_READ = 0, 1, 4
_INCOMPLETE_CODES = {"truncated", "count-mismatch"}


def exit_code(view: PageView) -> int:
    """4: refused; 1: read, but the page itself shows that it is not whole."""
    if view.state is State.QUARANTINED:
        return _NOT_READ
    return _INCOMPLETE if any(problem.code in _INCOMPLETE_CODES for problem in view.problems) else _DONE


def explained(view: PageView) -> str:
    lines = [
        *_beside("kind", f"{view.page_kind}, layout {view.layout}, {_STATES[view.state]}"),
        *_beside("address", _known(view.url, view.url_basis)),
        *_beside("captured", _known(view.captured_at, view.captured_at_basis)),
        *_beside("encoding", view.encoding or "none"),
        "",
    ]
    for part in view.placed:
        for i, text in enumerate(part.text.split("\n")):
            lines += _beside(part.place if i == 0 else "", text)
    for problem in view.problems:
        lines += ["", *advised(f"{problem.code}: {problem.message}", "", "  ")]
        for text in (problem.excerpt or "").split("\n"):
            lines += wrapped(text, "    ") if text else []
    return "\n".join(lines)


def _beside(name: str, text: str) -> list[str]:
    return wrapped(text, f"{name:>{_WIDTH}}  ", " " * (_WIDTH + 2))


def _known(value: object, basis: str | None) -> str:
    if value is None:
        return "not known"
    return f"{value} ({basis})" if basis else str(value)
