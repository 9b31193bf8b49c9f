"""`status`: what is there, and what is known to be missing."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli import missing_report, problems_report, status_report, thread_list_report
from wetpaint_import.cli.options import db_option, json_option
from wetpaint_import.cli.showing import legible
from wetpaint_import.cli.width import advised
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.errors import UsageError
from wetpaint_import.query import problems as problem_query
from wetpaint_import.query import status as status_query
from wetpaint_import.query import threads as thread_query
from wetpaint_import.query.rows import Row

# `--problems` without a code.
_ALL = ""


@click.command("status", short_help="Tell what is there, what is missing, and what could not be read.")
@db_option
@click.option("--missing", is_flag=True, help="Print only the addresses to try next, one a line.")
@click.option("--threads", is_flag=True, help="List the threads with their ids.")
@click.option("--problems", "code", is_flag=False, flag_value=_ALL, metavar="[CODE]",
              help="List all that could not be read or is doubtful, or what has this problem code.")  # fmt: skip
@json_option
def status_command(db_path: Path, missing: bool, threads: bool, code: str | None, as_json: bool) -> int:
    """Tell what is there, what is known to be missing, and which pages could not be read and why."""
    if missing + threads + (code is not None) > 1:
        raise UsageError("--missing, --threads and --problems are reports of their own; choose one")
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        status = status_query.read_status(conn)
        if missing:
            _print_missing(conn, status["missing"], db_path, as_json=as_json)
        elif threads:
            found = thread_query.list_threads(conn)
            click.echo(thread_list_report.as_json(found) if as_json else thread_list_report.as_text(legible(found), db_path))
        elif code is not None:
            problems = problem_query.list_problems(conn, code or None)
            click.echo(problems_report.as_json(problems) if as_json else problems_report.as_text(legible(problems), code))
        else:
            click.echo(status_report.as_json(status) if as_json else status_report.as_text(legible(status), db_path))
    return status_report.exit_code(status)


def _print_missing(conn: sqlite3.Connection, missing: Row, db_path: Path, *, as_json: bool) -> None:
    """Addresses alone, for other programs: no line at all where there is none; what a person should know goes beside them."""
    if as_json:
        click.echo(json.dumps(status_query.missing_rows(conn), ensure_ascii=False, indent=2))
    else:
        for address in status_query.missing_addresses(conn):
            click.echo(address)
        for note in missing_report.notes(missing, db_path):
            click.echo("\n".join(advised(note)), err=True)
