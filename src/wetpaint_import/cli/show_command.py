"""The command `show`: a thread to read."""

import json
import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli import thread_markdown, thread_report
from wetpaint_import.cli.options import Zone, db_option, json_option, people_options
from wetpaint_import.cli.people_notes import tell_unknown_names
from wetpaint_import.cli.showing import legible, shown
from wetpaint_import.cli.times import in_zone
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.db.next_command import db_option_text, thread_listing
from wetpaint_import.errors import UsageError
from wetpaint_import.people import People
from wetpaint_import.query.threads import find_thread, read_thread

# `less` shows colours, ends at once where all fits, and leaves the thread on the screen.
_PAGER_OPTIONS = "FRX"


@click.command("show", short_help="Print a thread to read.")
@click.argument("words", metavar="THREAD", nargs=-1, required=True)
@db_option
@click.option("--zone", type=Zone(), metavar="ZONE", help="Show times in this zone, e.g. Europe/Oslo; else as printed.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the thread as Markdown.")
@people_options
@json_option
def show_command(words: tuple[str, ...], db_path: Path, zone: str | None, as_markdown: bool, people: People, as_json: bool) -> int:
    """Print a thread to read; THREAD is its id, its address, or words of its title.

    On a terminal a long thread is shown page by page.
    """
    if as_json and as_markdown:
        raise UsageError("--json and --markdown are two forms; choose one")
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        tell_unknown_names(conn, people)
        found = read_thread(conn, find_thread(conn, " ".join(words), thread_listing(db_path, people), people))
    found = in_zone(shown(found, people), zone)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        found = legible(found)
        as_text = thread_markdown.as_markdown if as_markdown else thread_report.as_text
        # A text to keep or to send holds no withheld name, not even in a command.
        _print(as_text(found, db_option_text(db_path), explains=people == People.none()))
    return 0


def _print(text: str) -> None:
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        os.environ.setdefault("LESS", _PAGER_OPTIONS)
        click.echo_via_pager(text + "\n")
    else:
        click.echo(text)
