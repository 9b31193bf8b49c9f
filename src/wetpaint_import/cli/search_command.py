"""The command `search`: words and filters -> posts."""

import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from wetpaint_import.cli import search_report
from wetpaint_import.cli.filter_options import name_options, span_options, wiki_option
from wetpaint_import.cli.options import db_option, json_option, people_options
from wetpaint_import.cli.people_notes import tell_unknown_names
from wetpaint_import.cli.showing import legible, shown
from wetpaint_import.db.connection import open_existing, translated
from wetpaint_import.db.next_command import db_option_text, same_options_text
from wetpaint_import.db.search_index import is_stale
from wetpaint_import.people import People
from wetpaint_import.query.filters import Filters
from wetpaint_import.query.rows import Row
from wetpaint_import.query.search import Query, search
from wetpaint_import.query.search_hints import hints
from wetpaint_import.query.search_words import join_arguments

# A typographic minus, which is no sign of an option.
_MINUS = "−"


class _MinusWords(click.Command):
    """`-word` is a word that is not wanted, and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = {name: option for option in self.get_params(ctx) for name in (*option.opts, *option.secondary_opts)}
        read: list[str] = []
        for arg in args:
            before = options.get(read[-1]) if read else None
            is_value = isinstance(before, click.Option) and not before.is_flag
            is_minus_word = arg[:1] == "-" and arg[1:2] not in ("", "-") and arg not in options
            read.append(_MINUS + arg[1:] if is_minus_word and not is_value else arg)
        return super().parse_args(ctx, read)


@click.command("search", cls=_MinusWords)
@click.argument("words", nargs=-1, metavar="[WORDS]…")
@db_option
@name_options
@wiki_option
@span_options
@click.option("--in", "within", type=click.Choice(["title", "body"]), help="Look only there.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, metavar="NUMBER",
              help="Show so many posts at the most.")  # fmt: skip
@click.option("--per-thread", type=click.IntRange(0), default=3, show_default=True, metavar="NUMBER",
              help="And so many of one thread; 0 = all.")  # fmt: skip
@people_options
@json_option
def search_command(
    words: tuple[str, ...],
    db_path: Path,
    authors: tuple[str, ...],
    tags: tuple[str, ...],
    wikis: tuple[str, ...],
    since: str | None,
    until: str | None,
    within: str | None,
    limit: int,
    per_thread: int,
    people: People,
    as_json: bool,
) -> int:
    """Find posts by words, author, tag, wiki and time.

    WORDS may stand anywhere in a post, marks and accents do not count: sourdough starter (both), "hand piecing" (a
    phrase), sourdough OR rye, -machine (without), quilt* (all words that begin so). With a filter
    alone, without WORDS: the newest posts.
    """
    meant, loosely = join_arguments(words)
    filters = Filters(authors=authors, tags=tags, wikis=wikis, since=since, until=until)
    query = Query(words=meant, filters=filters, within=within, limit=limit, per_thread=per_thread)
    with translated(db_path), closing(open_existing(db_path).conn) as conn:
        tell_unknown_names(conn, people)
        if is_stale(conn):
            index = f"`wetpaint-import index{db_option_text(db_path)}`"
            click.echo(f"the search index is behind the posts; {index} brings it up to date", err=True)
        found = _search(conn, query, loosely, people)
    found = _shown(found, people)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(search_report.as_text(legible(found), in_colour=sys.stdout.isatty()))
        # With names that are withheld in them they are nothing for those who shall read what was found.
        for line in search_report.next_steps(found, same_options_text(db_path, people)):
            click.echo(line, err=people != People.none())
    return 0


def _shown(found: Row, people: People) -> Row:
    """Where a name was taken out of a snippet, its marks would stand elsewhere."""
    told: Row = shown(found, people)
    for hit, before in zip(told["hits"], found["hits"], strict=True):
        hit["marks"] = before["marks"] if hit["snippet"] == before["snippet"] else []
    return told


def _search(conn: sqlite3.Connection, query: Query, loosely: str, people: People) -> Row:
    """What the words mean; else the same words apart from each other; else what could be changed."""
    found = search(conn, query, people)
    found["words"], found["hints"] = query.words, []
    if not found["hits"] and loosely != query.words:
        apart = search(conn, replace(query, words=loosely), people)
        if apart["hits"]:
            return {**apart, "words": loosely, "hints": [f"no post has {query.words} in these very words; these have all of them"]}
    if not found["hits"]:
        found["hints"] = hints(conn, query, people)
    return found
