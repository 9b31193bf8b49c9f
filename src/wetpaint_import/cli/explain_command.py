"""`explain`: where each field of a post comes from."""

import json
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli import explain_report
from wetpaint_import.cli.options import db_option, json_option, people_options
from wetpaint_import.cli.people_notes import tell_unknown_names
from wetpaint_import.cli.showing import legible, shown
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.db.next_command import same_options_text
from wetpaint_import.people import WITHHELD, People
from wetpaint_import.query import explain as explain_query
from wetpaint_import.query.rows import Row


@click.command("explain", short_help="Tell where each field of a post comes from.")
@click.argument("post", type=int, metavar="POST")
@db_option
@people_options
@json_option
def explain_command(post: int, db_path: Path, people: People, as_json: bool) -> int:
    """Tell where each field of a post comes from; POST is its id in the database."""
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        tell_unknown_names(conn, people)
        explained = _shown(explain_query.explain_post(conn, post, same_options_text(db_path, people)), people)
    click.echo(json.dumps(explained, ensure_ascii=False, indent=2) if as_json else explain_report.as_text(legible(explained)))
    return 0


def _shown(explained: Row, people: People) -> Row:
    """What a page printed for a withheld author is withheld, too: it may be an older name of the account."""
    is_withheld = people.is_withheld(explained["author_name"], explained["wiki_host"])
    fields = [_shown_field(field, people, is_withheld=is_withheld) for field in explained["fields"]]
    return {**shown({**explained, "fields": []}, people), "fields": fields}


def _shown_field(field: Row, people: People, *, is_withheld: bool) -> Row:
    """Names of fields and rules are our own words."""
    read = {name: field[name] for name in ("field", "rule")}
    told: Row = {**shown(field, people), **read}
    if field["field"] == "body_html":
        told |= {name: people.redact_html(field[name]) for name in ("value", "text")}
    if field["field"] == "author_id" and is_withheld:
        told["text"] = WITHHELD
    return told
