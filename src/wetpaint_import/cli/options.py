"""Options and their types that several commands share."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from wetpaint_import.people import read_people

F = TypeVar("F", bound=Callable[..., Any])

_WEB_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)*\.?(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_HOST_FIRST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


class Instant(click.ParamType[datetime]):
    """A time as people or archives write it: `2011-08-15T15:03:11Z`, `20110815150311`; UTC. A day alone means its last second: a
    page may print any time of the day on which it was captured."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        if isinstance(value, datetime):
            return value
        try:
            if _DAY.fullmatch(value):
                value = f"{value}T23:59:59"
            at = datetime.strptime(value, "%Y%m%d%H%M%S") if value.isdigit() and len(value) == 14 else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no time; write it like 2011-08-15T15:03:11Z", param, ctx)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


class Zone(click.ParamType[str]):
    """An IANA time zone, `America/New_York`."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fail(f"'{value}' is no time zone; write it like America/New_York", param, ctx)
        return str(value)


class PageAddress(click.ParamType[str]):
    """The address of a page; `http://` may be left out."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        address = str(value).strip()
        if _HOST_FIRST.fullmatch(address):
            address = f"http://{address}"
        if not _WEB_ADDRESS.fullmatch(address):
            self.fail(f"'{value}' is no address; write it like http://garden.wetpaint.com/thread/12/title", param, ctx)
        return address


class SiteAddress(click.ParamType[str]):
    """The address below which a site stands; empty where none is given."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        address = str(value).strip()
        if address and not _WEB_ADDRESS.fullmatch(address):
            self.fail(
                f"'{value}' is no address of a site; write it like https://new.example.org or https://example.org/wiki", param, ctx
            )
        return address


class Size(click.ParamType[int]):
    """A number of bytes, `20M`."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,12})\s*([KMG]?)(?:i?B)?", value.strip(), re.IGNORECASE)
        if match is None:
            self.fail(f"'{value}' is no size; write it like 20M", param, ctx)
        return int(match[1]) * _UNITS[match[2].upper()]


class WikiPair(click.ParamType[tuple[str, str]]):
    """`A=B`: the hosts A and B are one wiki, named B."""

    name = "a=b"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ANN401
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"([\w.-]+)=([\w.-]+)", value.strip().lower())
        if match is None or match[1] == match[2]:
            self.fail(f"'{value}' names no two hosts; write it like old.wetpaint.com=new.example.org", param, ctx)
        return match[1], match[2]


def db_option(function: F) -> F:
    return click.option(
        "--db", "db_path", type=click.Path(path_type=Path, dir_okay=False), default=Path("wetpaint.db"), show_default=True,
        metavar="PATH", help="The database.",
    )(function)  # fmt: skip


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")(function)


def people_options(function: F) -> F:
    """`--authors` and `--withhold`, given to the command as one `people`."""

    def read(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
        path: Path | None = ctx.params.pop("authors_file", None)
        text = path.read_text(encoding="utf-8", errors="replace") if path else ""
        people = read_people(text, value, source=str(path or "--withhold"))
        ctx.params["people"] = replace(people, authors_file=str(path) if path else None)
        return value

    withhold = click.option(
        "--withhold", multiple=True, metavar="NAME", callback=read, expose_value=False,
        help="Show this author's name nowhere (NAME, or NAME@HOST); may be given more than once.",
    )  # fmt: skip
    authors = click.option(
        "--authors", "authors_file", type=click.Path(path_type=Path, exists=True, dir_okay=False), is_eager=True, metavar="FILE",
        help="authors.toml: which names are one person, and which are withheld.",
    )  # fmt: skip
    return authors(withhold(function))


def page_options(function: F) -> F:
    """What the user knows of pages that do not say it themselves; what they say is never overruled."""
    for option in (
        click.option("--time-zone", type=Zone(), metavar="ZONE", help="Zone of times printed without one, e.g. America/New_York."),
        click.option(
            "--captured-at",
            type=Instant(),
            metavar="TIME",
            help="When pages were captured that do not tell it, e.g. 2011-08-15T15:03:11Z; a day alone means its end (UTC).",
        ),
        click.option(
            "--url",
            type=PageAddress(),
            metavar="URL",
            help="Original address of pages that do not tell it; for many pages the wiki's host, e.g. garden.wetpaint.com.",
        ),
    ):
        function = option(function)
    return function
