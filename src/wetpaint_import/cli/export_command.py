"""`export TARGET`: one subcommand a target, made from what the target says of itself."""

import json
import textwrap
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from wetpaint_import.archive import Archive, Selection
from wetpaint_import.cli import export_report
from wetpaint_import.cli.options import SiteAddress, db_option, json_option, people_options
from wetpaint_import.cli.people_notes import refuse_misspelt, tell, unknown_names
from wetpaint_import.cli.showing import legible
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.db.next_command import only_option_text, same_options_text, thread_listing
from wetpaint_import.errors import UsageError
from wetpaint_import.export import Target, check, export
from wetpaint_import.export.targets import TARGET_NAMES, target
from wetpaint_import.people import People

_EXPORT_FAILED = 6
# Of 80 columns, click indents by two.
_HELP_WIDTH = 76


class _Targets(click.Group):
    """Loads a target's libraries only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(TARGET_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return _command(target(cmd_name)) if cmd_name in TARGET_NAMES else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            message = f"the target comes before {error.option_name}, as in: export site --out FOLDER --check"
            raise click.UsageError(message, ctx) from error


@click.group("export", short_help="Write the archive for another platform.", cls=_Targets)
def export_command() -> None:
    """Write the archive for another platform, as a folder with a manifest of what it holds.

    The folder is written beside its place and moved there whole; running the same again replaces it.
    """


def _command(chosen: Target) -> click.Command:
    """The subcommand of one target."""

    @click.pass_context
    def run(ctx: click.Context, /, db_path: Path, out: Path, only: tuple[str, ...], people: People, verify: bool, as_json: bool,
            **settings: Any) -> int:  # noqa: ANN401  (click gives the target's own options by name)  # fmt: skip
        given = {
            setting.name: str(settings[setting.name.replace("-", "_")])
            for setting in chosen.settings
            if not verify or ctx.get_parameter_source(setting.name.replace("-", "_")) is not click.core.ParameterSource.DEFAULT
        }
        if lacking := [
            f"--{setting.name}" for setting in chosen.settings if setting.is_required and not given.get(setting.name, "-")
        ]:
            raise UsageError(
                f"`export {chosen.name}` needs {' and '.join(lacking)}; `export {chosen.name} --help` says what to give"
            )
        with translated(db_path), closing(open_existing(db_path).conn) as conn:
            archive = Archive(conn, Selection.read(only), people)
            refuse_misspelt(conn, people)
            # Told last, where they are seen.
            notes = unknown_names(conn, people)
            if verify:
                code = _verify(archive, chosen, out, given, as_json=as_json)
                tell(notes)
                return code
            content = export(archive, chosen, out, given, thread_listing(db_path, people))
        click.echo(json.dumps(content, ensure_ascii=False, indent=2) if as_json else legible(export_report.written(content, out)))
        if not as_json:
            options = same_options_text(db_path, people) + only_option_text(only)
            click.echo(export_report.next_steps(chosen.next_steps(out, given), options))
        tell(notes)
        return 0

    command = click.Command(
        chosen.name,
        callback=run,
        help=_help(chosen),
        short_help=chosen.summary,
        params=[_option(setting) for setting in reversed(chosen.settings)],
    )
    for option in (json_option, _verify_option, people_options, _only_option, _out_option, db_option):
        option(command)
    command.params.reverse()
    return command


def _verify(archive: Archive, chosen: Target, out: Path, settings: Mapping[str, str], *, as_json: bool) -> int:
    differences = check(archive, chosen, out, settings)
    click.echo(export_report.differences_json(differences) if as_json else legible(export_report.differences(differences, out)))
    return _EXPORT_FAILED if differences else 0


def _help(chosen: Target) -> str:
    lacks = "\n".join(
        textwrap.fill(lack, _HELP_WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)
        for lack in chosen.cannot_hold
    )
    return f"{chosen.summary}\n\n\b\nWhat it cannot hold:\n{lacks}" if lacks else chosen.summary


def _option(setting: Any) -> click.Option:  # noqa: ANN401
    value_type = click.Choice(setting.choices) if setting.choices else SiteAddress() if setting.is_address else click.STRING
    return click.Option(
        [f"--{setting.name}"], default=setting.default, show_default=bool(setting.default), type=value_type,
        help=f"Required. {setting.help}" if setting.is_required else setting.help,
    )  # fmt: skip


_out_option = click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="The folder of the export; made if need be."
)
_only_option = click.option(
    "--only", multiple=True, metavar="KIND=VALUE", help="Only wiki=HOST, thread=ID or tag=NAME; may be given more than once."
)
_verify_option = click.option(
    "--check", "verify", is_flag=True, help="Write nothing: read the export at --out back and compare it with the database."
)
