"""A static site that anybody can host: pages by id, relative links, a search that runs in the reader's browser."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from wetpaint_import.export.site.checking import check_site
from wetpaint_import.export.site.own_words import own_words
from wetpaint_import.export.site.writing import write_site
from wetpaint_import.export.target import Setting, Target


def _next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001  (the target's own protocol)
    place = quote(str(folder))
    return [
        f"python3 -m webbrowser {quote(str(folder / 'index.html'))}   (all but the search works from disk)",
        f"python3 -m http.server --bind 127.0.0.1 --directory {place} 8000   (then http://127.0.0.1:8000/ , search included)",
        f"or copy {place} to any web host: it needs no program there",
    ]


TARGET = Target(
    name="site",
    summary="A static web site to read, search and host anywhere.",
    write=write_site,
    check=check_site,
    next_steps=_next_steps,
    own_words=own_words(),
    cannot_hold=(
        "raw pages: they hold scripts and all names, and stay in the database",
        "pictures: only their descriptions and addresses, as the pages that were saved hold no more",
        "colours, faces and sizes of text",
    ),
    settings=(
        Setting(name="title", help="The site's name; by default the wiki's own where there is one.", default=""),
        Setting(
            name="base-url",
            help="Where the site will stand (https://HOST/…), for feeds, a sitemap and machines; else relative.",
            default="",
            is_address=True,
        ),
        Setting(name="search", help="Whether to make the search index.", default="yes", choices=("yes", "no")),
        Setting(name="robots", help="Whether search engines are asked in or out.", default="allow", choices=("allow", "deny")),
    ),
)
