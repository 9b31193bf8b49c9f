"""The options by which commands choose posts: author, tag, wiki, a span of time."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Period(click.ParamType[str]):
    """A year, a month or a day: `2009`, `2011-06`, `2011-06-30`."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", str(value).strip(), re.ASCII)
        parts = [part for part in match.groups() if part] if match else []
        try:
            date(*(int(part) for part in [*parts, "1", "1"][:3]))
        except (TypeError, ValueError):
            self.fail(f"'{value}' is no year, month or day; write it like 2009, 2011-06 or 2011-06-30", param, ctx)
        return "-".join(part.zfill(2) for part in parts)


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
