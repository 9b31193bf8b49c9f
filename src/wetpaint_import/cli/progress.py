"""A running load on a terminal: pages, rate, remaining time; silent where stderr is no terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wetpaint_import.load.meter import total_bytes
from wetpaint_import.load.report import Progress


@contextmanager
def load_progress(paths: Sequence[Path]) -> Iterator[Callable[[Progress], None]]:
    """What a load calls with its progress."""
    if not sys.stderr.isatty():
        yield lambda progress: None  # noqa: ARG005
        return
    # Imported here: a command in a pipe has no use for it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=max(total_bytes(paths), 1), rate="")

        def show(progress: Progress) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f"{progress.pages / elapsed:,.0f} pages/s" if elapsed > 1 else ""
            bar.update(
                task, completed=progress.bytes_read, description=f"{progress.pages:,} pages, {progress.posts:,} posts", rate=rate
            )

        yield show
