"""The options by which search and stats choose posts: author, tag, wiki, a span of time -> `Filters`."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from wetpaint_import.query.filters import Filters

F = TypeVar("F", bound=Callable[..., Any])


class Period(click.ParamType[str]):
    """A year, a month or a day: `2009`, `2011-06`, `2011-06-30`."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", str(value).strip(), re.ASCII)
        try:
            if match is None:
                raise ValueError
            year, month, day = match.groups()
            date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            self.fail(f"'{value}' is no year, month or day; write it like 2009, 2011-06 or 2011-06-30", param, ctx)
        return "-".join(part.zfill(2) for part in (year, month, day) if part)


def span_options(function: F) -> F:
    until = click.option(
        "--until", type=Period(), metavar="WHEN", help="Posts up to this year, month or day, the whole of it; UTC."
    )
    since = click.option(
        "--since", type=Period(), metavar="WHEN", help="Posts from this year, month or day on (2009, 2011-06); UTC."
    )
    return since(until(function))


def wiki_option(function: F) -> F:
    return click.option(
        "--wiki", "wikis", multiple=True, metavar="HOST", help="Posts of this wiki: its host, or the first part of it."
    )(function)


def name_options(function: F) -> F:
    tag = click.option("--tag", "tags", multiple=True, metavar="TAG", help="Posts of threads with this tag.")
    author = click.option("--author", "authors", multiple=True, metavar="NAME", help="Posts by this author; repeat it for several.")
    return author(tag(function))


def filters_of(options: dict[str, Any]) -> Filters:
    """Of a command's options; what it does not have is not asked for."""
    return Filters(**{name: options[name] for name in ("authors", "tags", "wikis", "since", "until") if name in options})
