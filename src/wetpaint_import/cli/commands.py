"""The commands by name, in the order in which they are used; the module of each is loaded only when it is asked for."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from wetpaint_import import __version__

# Each stands in a module NAME_command beside this one, as NAME_command.
_COMMANDS = ("fetch", "load", "status", "search", "show", "stats", "explain", "serve", "export", "parse", "reparse", "index")


class _Commands(click.Group):
    """Loading every command's libraries would double the time of the short ones."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"wetpaint_import.cli.{cmd_name}_command"), f"{cmd_name}_command")
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wetpaint-import")
@click.pass_context
def cli(context: click.Context) -> None:
    """Reads saved pages of Wetpaint and WikiFoundry discussions into a SQLite database.

    Begin with `wetpaint-import load PATH`, where PATH is a saved page, a folder of them, or an archive; or with
    `wetpaint-import fetch SITE`, which pulls what a web archive has.
    """
    context.obj = {"load": _load}


def _load(paths: Sequence[Path], db_path: Path) -> int:
    """What `fetch --load` does at its end."""
    code: int = import_module("wetpaint_import.cli.load_command").load_and_report(paths, db_path)
    return code
