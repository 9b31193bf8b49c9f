"""`explain`: where each field of a post comes from."""

import json
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli import explain_report
from wetpaint_import.cli.options import db_option, json_option
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.query import explain as explain_query


@click.command("explain", short_help="Tell where each field of a post comes from.")
@click.argument("post", type=int, metavar="POST")
@db_option
@json_option
def explain_command(post: int, db_path: Path, as_json: bool) -> int:
    """Tell where each field of a post comes from; POST is its id in the database."""
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        explained = explain_query.explain_post(conn, post)
    click.echo(json.dumps(explained, ensure_ascii=False, indent=2) if as_json else explain_report.as_text(explained))
    return 0
