"""`status`: what is there, and what is known to be missing."""

import json
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli import status_report
from wetpaint_import.cli.options import db_option, json_option
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.query import status as status_query
from wetpaint_import.query import threads as thread_query


@click.command("status", short_help="Tell what is there, what is missing, and what could not be read.")
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
