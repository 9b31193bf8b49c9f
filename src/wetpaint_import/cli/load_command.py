"""`load`: pages into the database."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from wetpaint_import.cli import load_report
from wetpaint_import.cli.options import Size, WikiPair, db_option, json_option, page_options
from wetpaint_import.cli.progress import load_progress
from wetpaint_import.cli.showing import legible
from wetpaint_import.load.loading import load
from wetpaint_import.load.report import LoadOptions
from wetpaint_import.sources import Limits

# As people write it.
_MAX_PAGE_SIZE = f"{Limits().max_page_size // 1024**2}M"


def load_and_report(paths: Sequence[Path], db_path: Path, options: LoadOptions | None = None, *, as_json: bool = False) -> int:
    """Loads, reports, and returns the exit code."""
    with load_progress(paths) as on_progress:
        report = load(db_path, paths, options or LoadOptions(), on_progress)
    click.echo(load_report.as_json(report) if as_json else legible(load_report.as_text(report, db_path)))
    return load_report.exit_code(report)


@click.command("load")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@db_option
@page_options
@click.option("--no-raw", is_flag=True, help="Do not keep the raw pages in the database (reparse then needs the files).")
@click.option(
    "--same-wiki", "same_wiki", type=WikiPair(), multiple=True, metavar="A=B", help="Hosts A and B are one wiki, named B."
)
@click.option("--jobs", type=click.IntRange(0), default=0, metavar="NUMBER", help="Processes that parse; 0 = one a core.")
@click.option("--max-page-size", type=Size(), default=_MAX_PAGE_SIZE, show_default=True, metavar="SIZE",
              help="Larger pages are set aside.")  # fmt: skip
@json_option
def load_command(
    paths: tuple[Path, ...],
    db_path: Path,
    url: str | None,
    captured_at: datetime | None,
    time_zone: str | None,
    no_raw: bool,
    same_wiki: tuple[tuple[str, str], ...],
    jobs: int,
    max_page_size: int,
    as_json: bool,
) -> int:
    """Read saved pages into the database.

    PATH is a page (HTML or text), a folder of any depth, or an archive. What was loaded before is skipped, unless this load
    tells more of it (its address, its time zone, its bytes); after an interruption the same command goes on.
    """
    options = LoadOptions(
        url=url, captured_at=captured_at, time_zone=time_zone, keep_raw=not no_raw, same_wiki=same_wiki, jobs=jobs,
        limits=Limits(max_page_size=max_page_size),
    )  # fmt: skip
    return load_and_report(paths, db_path, options, as_json=as_json)
