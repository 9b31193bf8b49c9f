"""`serve`: the archive in a browser, until it is stopped."""

import json
import tempfile
import threading
import traceback
import webbrowser
from contextlib import closing
from pathlib import Path

import click

from wetpaint_import.cli.options import db_option, people_options
from wetpaint_import.cli.people_notes import tell_unknown_names
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.people import People


@click.command("serve", short_help="Read the archive in a browser.")
@db_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, metavar="NUMBER", help="0 = any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Listen here; anything but this machine's own address lets others read the archive.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="NAME", help="With --host: a further name under which others reach it.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@click.option("--metadata", "prints_metadata", is_flag=True,
              help="Print the metadata.json for a Datasette of your own, and end.")  # fmt: skip
@people_options
def serve_command(
    db_path: Path, port: int, host: str, names: tuple[str, ...], opens: bool, prints_metadata: bool, people: People
) -> int:
    """Read the archive in a browser: threads, authors, tags, search, sources, and all tables with SQL.

    Only this machine can reach it, nothing is written, and no other host is asked for anything. Ctrl-C ends it.
    """
    # Datasette takes half a second to load: no other command has to wait for it.
    from wetpaint_import.serve import ServeOptions, serve  # noqa: PLC0415
    from wetpaint_import.serve.metadata import metadata  # noqa: PLC0415

    if prints_metadata:
        click.echo(json.dumps(metadata(db_path.stem), ensure_ascii=False, indent=2))
        return 0

    if people != People.none():
        with translated(db_path), closing(open_existing(db_path).conn) as conn:
            tell_unknown_names(conn, people)

    def on_ready(address: str) -> None:
        click.echo(address)
        click.echo(f"Serving {db_path}; Ctrl-C ends it.", err=True)
        if opens:
            # In a thread: a browser of the terminal comes back only when it is closed.
            threading.Thread(target=_open_browser, args=[address], daemon=True).start()

    serve(db_path, ServeOptions(host=host, port=port, names=names, people=people), on_ready, _tell_fault)
    return 0


def _open_browser(address: str) -> None:
    if not webbrowser.open(address):
        click.echo("No browser could be opened; open the address yourself.", err=True)


def _tell_fault(error: Exception) -> None:
    """As the guard of all commands does, but the server goes on."""
    with tempfile.NamedTemporaryFile("w", prefix="wetpaint-import-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    click.echo(f"a fault of our own ({type(error).__name__}: {error}); please report it with the file {file.name}", err=True)
