"""`reparse`: all derived tables anew from the raw pages."""

from pathlib import Path

import click

from wetpaint_import.cli import reparse_report
from wetpaint_import.cli.options import db_option, json_option
from wetpaint_import.load.reparsing import reparse


@click.command("reparse", short_help="Rebuild everything from the raw pages kept in the database.")
@db_option
@click.option("--jobs", type=click.IntRange(0), default=0, metavar="NUMBER", help="Processes that parse; 0 = one a core.")
@json_option
def reparse_command(db_path: Path, jobs: int, as_json: bool) -> int:
    """Rebuild all derived tables from the raw pages kept in the database, and say what changed."""
    report = reparse(db_path, jobs, lambda captures: None)  # noqa: ARG005
    click.echo(reparse_report.as_json(report) if as_json else reparse_report.as_text(report, db_path))
    return reparse_report.exit_code(report)
