"""`parse --explain`: a page as a person sees it, with the field that took each piece of its text."""

from wetpaint_import.model import PageView, State

_WIDTH = 20
_DONE, _INCOMPLETE, _NOT_READ = 0, 1, 4
_INCOMPLETE_CODES = {"truncated", "count-mismatch"}


def exit_code(view: PageView) -> int:
    """4: refused; 1: read, but the page itself shows that it is not whole."""
    if view.state is State.QUARANTINED:
        return _NOT_READ
    return _INCOMPLETE if any(problem.code in _INCOMPLETE_CODES for problem in view.problems) else _DONE


def explained(view: PageView) -> str:
    lines = [
        f"{'kind':>{_WIDTH}}  {view.page_kind}, layout {view.layout}, {view.state}",
        f"{'address':>{_WIDTH}}  {_known(view.url, view.url_basis)}",
        f"{'captured':>{_WIDTH}}  {_known(view.captured_at, view.captured_at_basis)}",
        f"{'encoding':>{_WIDTH}}  {view.encoding or 'none'}",
        "",
    ]
    for part in view.placed:
        for i, text in enumerate(part.text.split("\n")):
            lines.append(f"{part.place if i == 0 else '':>{_WIDTH}}  {text}")
    for problem in view.problems:
        lines.append(f"\n{problem.code}: {problem.message}")
        lines += [f"    {text}" for text in (problem.excerpt or "").split("\n") if text]
    return "\n".join(lines)


def _known(value: object, basis: str | None) -> str:
    if value is None:
        return "not known"
    return f"{value} ({basis})" if basis else str(value)
