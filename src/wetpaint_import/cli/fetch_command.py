"""`fetch`: captures from a web archive or a live site -> WARC."""

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click

from wetpaint_import.cli.options import Size, db_option, json_option
from wetpaint_import.cli.showing import legible
from wetpaint_import.db.next_command import db_option_text
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch import INTERRUPTED, Captures, FetchOptions, Progress, Report, asked_in, date_digits, duration, fetch
from wetpaint_import.fetch.limits import COMMON_CRAWL_RATES, OTHER_RATES, WAYBACK_RATES
from wetpaint_import.fetch.records import Tried

_PAGES_A_MINUTE = f"Pages a minute, at most; else {WAYBACK_RATES.pages} for wayback, {OTHER_RATES.pages} for others."
_QUERIES_A_MINUTE = (
    f"Index queries a minute, at most; else {COMMON_CRAWL_RATES.index} for commoncrawl, {OTHER_RATES.index} for others."
)


class _Printer:
    """Progress on stderr: one line kept up to date on a terminal, else a line for each wait."""

    def __init__(self, *, is_verbose: bool) -> None:
        self._is_verbose = is_verbose
        self._is_terminal = sys.stderr.isatty()
        self._shown = 0

    def progress(self, progress: Progress) -> None:
        line = f"{progress.done} done, {progress.waiting} waiting, {progress.per_minute:.0f} a minute"
        if progress.remaining is not None and progress.waiting:
            line += f", about {duration(progress.remaining)} left"
        if progress.waits_for is not None:
            line += f"; {legible(progress.waits_for)}"
        if self._is_terminal:
            click.echo(f"\r{line.ljust(self._shown)}", err=True, nl=False)
            self._shown = len(line)
        elif progress.waits_for is not None:
            click.echo(line, err=True)

    def tried(self, tried: Tried) -> None:
        if self._is_verbose:
            self.end_line()
            click.echo(legible(f"{tried.status.value} {tried.why} {tried.timestamp} {tried.address}"), err=True)

    def end_line(self) -> None:
        if self._shown:
            click.echo(err=True)
            self._shown = 0


@click.command("fetch", short_help="Pull old pages from a web archive or a live site into a WARC file.")
@click.argument("asked", metavar="[SITE_OR_URL]...", nargs=-1)
@click.option(
    "--from",
    "lists",
    type=click.File("r", encoding="utf-8-sig", errors="replace"),  # editors of Windows begin a file with a mark
    multiple=True,
    metavar="FILE",
    help="Read hosts and addresses from FILE, one a line; - is stdin.",
)
@click.option(
    "--source",
    default="wayback",
    show_default=True,
    metavar="SOURCE",
    help="wayback, commoncrawl, live, or the address of a pywb collection; wayback:ADDRESS for another archive of the same form.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default="pages.warc.gz", show_default=True, help="The WARC to add to."
)
@click.option(
    "--captures",
    # As texts: of an enumeration Click would take the members' names, in capitals.
    type=click.Choice([each.value for each in Captures], case_sensitive=False),
    default=Captures.ALL.value,
    show_default=True,
    help="Which captures of each page to take.",
)
@click.option("--from-date", default="", metavar="DATE", help="Only captures from then on: 2009, 2009-05 or 2009-05-31.")
@click.option("--to-date", default="", metavar="DATE", help="Only captures up to then.")
@click.option("--also-host", multiple=True, metavar="HOST", help="Another host of the same wiki; may be given more than once.")
@click.option("--only-this-host", is_flag=True, help="Do not look for the wiki under the farm's other name.")
@click.option("--content-pages", is_flag=True, help="Take the wiki's content pages too, which list their threads.")
@click.option("--crawl", "crawls", multiple=True, metavar="NAME", help="Only this crawl of Common Crawl, such as CC-MAIN-2013-20.")
@click.option("--no-collapse", is_flag=True, help="Ask even for captures that are, by the index, equal to one that we have.")
@click.option("--no-follow", is_flag=True, help="Do not look at what the pages link to.")
@click.option("--again", is_flag=True, help="Try once more what was refused, not archived or failed for good.")
@click.option("--dry-run", is_flag=True, help="Ask the index only; tell how many pages, how many bytes and about how long.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), metavar="NUMBER", help=_PAGES_A_MINUTE)
@click.option("--index-rate", type=click.FloatRange(min=0, min_open=True), metavar="NUMBER", help=_QUERIES_A_MINUTE)
@click.option("--max-pages", type=click.IntRange(min=1), metavar="NUMBER", help="Stop after so many pages; the next run goes on.")
@click.option("--max-size", type=Size(), default="16M", show_default=True, metavar="SIZE", help="Larger pages are refused.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60,
    show_default=True,
    metavar="NUMBER",
    help="Seconds without an answer.",
)
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="NUMBER",
    help="Minutes to wait where the archive asks for it.",
)
@click.option("--contact", help="How the archive's people can reach you; goes into the User-Agent.")
@click.option("--cookies", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="cookies.txt for a live site.")
@click.option("--load", "then_load", is_flag=True, help="Load the WARC into the database afterwards.")
@db_option
@json_option
@click.option("-v", "--verbose", is_flag=True, help="A line for every address tried.")
@click.pass_context
def fetch_command(
    context: click.Context,
    /,
    asked: tuple[str, ...],
    lists: tuple[TextIO, ...],
    as_json: bool,
    verbose: bool,
    then_load: bool,
    db_path: Path,
    **given: object,
) -> int:
    """Pull old pages out of a web archive (or off a live site) into a WARC file.

    SITE_OR_URL is a host such as somewiki.wetpaint.com, for all its discussions, or the address of one thread or page.
    Stopped in any way, the same command goes on where it ended.
    """
    printer = _Printer(is_verbose=verbose)
    asked = (*asked, *(address for lines in lists for address in asked_in(lines)))
    if lists and not asked:
        click.echo("the list names no address: there is nothing to fetch", err=True)
        return 0
    options = _options(asked=asked, **given)  # type: ignore[arg-type] # Click has checked the types
    report = fetch(options, printer)
    printer.end_line()
    _print(report, db_path, as_json=as_json)
    if not then_load or options.dry_run or report.exit_code == INTERRUPTED or not options.out.exists():
        return report.exit_code
    # One JSON object is all that a program wants to find there.
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        loaded = _loader(context)([options.out], db_path)
    # The larger code is the worse news.
    return max(report.exit_code, loaded)


def _options(
    *,
    asked: tuple[str, ...],
    source: str,
    out: Path,
    captures: Captures,
    from_date: str,
    to_date: str,
    also_host: tuple[str, ...],
    only_this_host: bool,
    content_pages: bool,
    crawls: tuple[str, ...],
    no_collapse: bool,
    no_follow: bool,
    again: bool,
    dry_run: bool,
    rate: float | None,
    index_rate: float | None,
    max_pages: int | None,
    max_size: int,
    timeout: float,
    patience: float,
    contact: str | None,
    cookies: Path | None,
) -> FetchOptions:
    return FetchOptions(
        asked=asked,
        source=source.rstrip("/"),
        out=out,
        captures=Captures(captures),
        from_date=date_digits(from_date, option="--from-date") if from_date else "",
        to_date=date_digits(to_date, option="--to-date") if to_date else "",
        other_sites=also_host,
        with_twins=not only_this_host,
        content_pages=content_pages,
        crawls=crawls,
        collapse=not no_collapse,
        follow=not no_follow,
        again=again,
        dry_run=dry_run,
        rate=rate,
        index_rate=index_rate,
        max_pages=max_pages,
        max_size=max_size,
        timeout=timeout,
        patience=patience * 60,
        contact=contact,
        cookies=cookies,
    )


def _print(report: Report, db_path: Path, *, as_json: bool) -> None:
    lines = [json.dumps(report.as_json(), indent=2)] if as_json else report.as_text(db_option_text(db_path))
    for line in lines:
        # Addresses and messages are what an archive says, and may hold orders to a terminal.
        click.echo(line if as_json else legible(line))


def _loader(context: click.Context) -> Callable[[list[Path], Path], int]:
    """The group hands in what `--load` calls, so that fetching knows nothing of the database."""
    handed_in = context.find_object(dict) or {}
    load = handed_in.get("load")
    if not callable(load):
        raise UsageError("--load works only in the whole program")
    loader: Callable[[list[Path], Path], int] = load
    return loader
