"""The command `stats`: figures of all posts, or of those that filters choose."""

import csv
import io
import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from wetpaint_import.cli import stats_report
from wetpaint_import.cli.filter_options import name_options, span_options, wiki_option
from wetpaint_import.cli.options import db_option, json_option, people_options
from wetpaint_import.cli.people_notes import tell_unknown_names
from wetpaint_import.cli.showing import legible, shown
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.errors import UsageError
from wetpaint_import.people import People
from wetpaint_import.query.filters import Filters
from wetpaint_import.query.rows import Row
from wetpaint_import.query.stats import TABLES, read_stats

_ON_A_TERMINAL = 10


@click.command("stats", short_help="Tell who wrote how much, when, where and on what.")
@db_option
@name_options
@wiki_option
@span_options
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="So many threads, authors and tags; else ten, and all in JSON and CSV.",
)
@people_options
@json_option
@click.option("--csv", "table", type=click.Choice(list(TABLES)), help="Print this table alone, as CSV.")
def stats_command(
    db_path: Path,
    authors: tuple[str, ...],
    tags: tuple[str, ...],
    wikis: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: int | None,
    people: People,
    as_json: bool,
    table: str | None,
) -> int:
    """Tell who wrote how much, when, where and on what, and how soon others replied."""
    if as_json and table:
        raise UsageError("--json and --csv are two forms; choose one")
    filters = Filters(authors=authors, tags=tags, wikis=wikis, since=since, until=until)
    rows = limit if as_json or table else limit or _ON_A_TERMINAL
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        tell_unknown_names(conn, people)
        stats = shown(read_stats(conn, filters, people, rows), people)
    if as_json:
        click.echo(json.dumps(stats, ensure_ascii=False, indent=2))
    elif table:
        click.echo(_csv(stats[table], TABLES[table]), nl=False)
    else:
        click.echo(stats_report.as_text(legible(stats), filters))
    return 0


def _csv(found: list[Row], columns: Sequence[str]) -> str:
    """Lists in one cell: `a; b`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in found)
    return text.getvalue()


def _cell(value: Any) -> Any:  # noqa: ANN401  (SQLite's own)
    if not isinstance(value, list):
        return value
    return "; ".join(item if isinstance(item, str) else str(item.get("tag") or item.get("title") or "") for item in value)
