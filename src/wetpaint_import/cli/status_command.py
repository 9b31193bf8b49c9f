"""`status`: what is there, and what is known to be missing."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli import status_report, thread_list_report
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
            _print_missing(conn, as_json=as_json)
        elif threads:
            found = thread_query.list_threads(conn)
            click.echo(thread_list_report.as_json(found) if as_json else thread_list_report.as_text(found, db_path))
        else:
            click.echo(status_report.as_json(status) if as_json else status_report.as_text(status, db_path))
    return status_report.exit_code(status)


def _print_missing(conn: sqlite3.Connection, *, as_json: bool) -> None:
    """Addresses alone, for other programs: no line at all where there is none."""
    if as_json:
        click.echo(json.dumps(status_query.missing_rows(conn), ensure_ascii=False, indent=2))
    else:
        for address in status_query.missing_addresses(conn):
            click.echo(address)
