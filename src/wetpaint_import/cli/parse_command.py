"""`parse`: what one saved page shows."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from wetpaint_import.cli import page_report
from wetpaint_import.cli.options import page_options
from wetpaint_import.cli.showing import legible
from wetpaint_import.cli.single_page import read_single
from wetpaint_import.output import page_json
from wetpaint_import.parse import Options, parse


@click.command("parse")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE")
@page_options
@click.option("--explain", is_flag=True, help="Show instead which text of the page went where.")
def parse_command(file: Path, url: str | None, captured_at: datetime | None, time_zone: str | None, explain: bool) -> int:
    """Print as JSON what one saved page shows; touches no database."""
    capture = read_single(file, url=url, captured_at=captured_at)
    view = parse(capture, Options(default_zone=ZoneInfo(time_zone) if time_zone else None, explain=explain))
    click.echo(legible(page_report.explained(view)) if explain else json.dumps(page_json(view), ensure_ascii=False, indent=2))
    return page_report.exit_code(view)
