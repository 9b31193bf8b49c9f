"""The commands: each parses its options, makes one call, and reports."""

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from wetpaint_import import __version__
from wetpaint_import.cli import explain_report, load_report, page_report, reparse_report, status_report
from wetpaint_import.cli.export_command import export_command
from wetpaint_import.cli.fetch_command import fetch_command
from wetpaint_import.cli.index_command import index_command
from wetpaint_import.cli.options import Size, WikiPair, db_option, json_option, page_options
from wetpaint_import.cli.progress import load_progress
from wetpaint_import.cli.search_command import search_command
from wetpaint_import.cli.serve_command import serve_command
from wetpaint_import.cli.show_command import show_command
from wetpaint_import.cli.single_page import read_single
from wetpaint_import.cli.stats_command import stats_command
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.load.loading import load
from wetpaint_import.load.reparsing import reparse
from wetpaint_import.load.report import LoadOptions
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse
from wetpaint_import.query import explain as explain_query
from wetpaint_import.query import status as status_query
from wetpaint_import.query import threads as thread_query
from wetpaint_import.sources import Limits


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wetpaint-import")
@click.pass_context
def cli(context: click.Context) -> None:
    """Reads saved pages of Wetpaint and WikiFoundry discussions into a SQLite database.

    Begin with `wetpaint-import load PATH`, where PATH is a saved page, a folder of them, or an archive; or with
    `wetpaint-import fetch SITE`, which pulls what a web archive has.
    """
    context.obj = {"load": _load}


cli.add_command(fetch_command)
cli.add_command(export_command)
cli.add_command(index_command)
cli.add_command(search_command)
cli.add_command(show_command)
cli.add_command(stats_command)
cli.add_command(serve_command)


def _load(paths: Sequence[Path], db_path: Path, options: LoadOptions | None = None, *, as_json: bool = False) -> int:
    """Loads, reports, and returns the exit code."""
    with load_progress(paths) as on_progress:
        report = load(db_path, paths, options or LoadOptions(), on_progress)
    click.echo(load_report.as_json(report) if as_json else load_report.as_text(report, db_path))
    return load_report.exit_code(report)


@cli.command("load")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@db_option
@page_options
@click.option("--no-raw", is_flag=True, help="Do not keep the raw pages in the database (reparse then needs the files).")
@click.option(
    "--same-wiki", "same_wiki", type=WikiPair(), multiple=True, metavar="A=B", help="Hosts A and B are one wiki, named B."
)
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes that parse; 0 = one a core.")
@click.option("--max-page-size", type=Size(), default=Limits().max_page_size, show_default="16M", metavar="SIZE",
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

    PATH is a page (HTML or text), a folder of any depth, or an archive. What was loaded before is skipped; after an
    interruption the same command goes on.
    """
    options = LoadOptions(
        url=url, captured_at=captured_at, time_zone=time_zone, keep_raw=not no_raw, same_wiki=same_wiki, jobs=jobs,
        limits=Limits(max_page_size=max_page_size),
    )  # fmt: skip
    return _load(paths, db_path, options, as_json=as_json)


@cli.command("parse")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE")
@page_options
@click.option("--explain", is_flag=True, help="Show instead which text of the page went where.")
def parse_command(file: Path, url: str | None, captured_at: datetime | None, time_zone: str | None, explain: bool) -> int:
    """Print as JSON what one saved page shows; touches no database."""
    capture = read_single(file, url=url, captured_at=captured_at)
    view = parse(capture, Options(default_zone=ZoneInfo(time_zone) if time_zone else None, explain=explain))
    click.echo(page_report.explained(view) if explain else json.dumps(page_json(view), ensure_ascii=False, indent=2))
    return page_report.exit_code(view)


@cli.command("status")
@db_option
@click.option("--missing", is_flag=True, help="Print only the addresses to try next, one a line.")
@click.option("--threads", is_flag=True, help="List the threads with their ids.")
@json_option
def status_command(db_path: Path, missing: bool, threads: bool, as_json: bool) -> int:
    """Tell what is there, what is known to be missing, and which pages could not be read and why."""
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        status = status_query.read_status(conn)
        if missing:
            lines = status_query.missing_addresses(conn)
            click.echo(json.dumps(status_query.missing_rows(conn), ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
        elif threads:
            click.echo(status_report.threads(thread_query.list_threads(conn), as_json=as_json))
        else:
            click.echo(status_report.as_json(status) if as_json else status_report.as_text(status, db_path))
    return status_report.exit_code(status)


@cli.command("explain")
@click.argument("post", type=int, metavar="POST")
@db_option
@json_option
def explain_command(post: int, db_path: Path, as_json: bool) -> int:
    """Tell where each field of a post comes from; POST is its id in the database."""
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        explained = explain_query.explain_post(conn, post)
    click.echo(json.dumps(explained, ensure_ascii=False, indent=2) if as_json else explain_report.as_text(explained))
    return 0


@cli.command("reparse")
@db_option
@click.option("--jobs", type=click.IntRange(0), default=0, help="Processes that parse; 0 = one a core.")
@json_option
def reparse_command(db_path: Path, jobs: int, as_json: bool) -> int:
    """Rebuild all derived tables from the raw pages kept in the database, and say what changed."""
    report = reparse(db_path, jobs, lambda captures: None)  # noqa: ARG005
    click.echo(reparse_report.as_json(report) if as_json else reparse_report.as_text(report))
    return reparse_report.exit_code(report)
