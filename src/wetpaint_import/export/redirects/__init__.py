"""The address map of another export -> redirects from the old addresses, for nginx, Apache, Caddy, Netlify, and as CSV."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from wetpaint_import.export.redirects.checking import check
from wetpaint_import.export.redirects.files import all_files
from wetpaint_import.export.redirects.rules import Rules
from wetpaint_import.export.redirects.writing import write
from wetpaint_import.export.target import Setting, Target

__all__ = ["TARGET"]


def _next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    place = quote(str(folder))
    return [
        "Take what your server reads; each file says on top where it goes:",
        f"  nginx:   cp {place}/nginx/maps.conf /etc/nginx/conf.d/ && cp {place}/nginx/server.conf /etc/nginx/sites-enabled/",
        "           nginx -t && nginx -s reload",
        f"  Apache:  cp -r {place}/apache /etc/apache2/wetpaint, write `Include wetpaint/redirects.conf` in a VirtualHost",
        "           a2enmod rewrite && apachectl configtest && apachectl graceful",
        f"  Caddy:   cp {place}/caddy/Caddyfile /etc/caddy/ && caddy reload --config /etc/caddy/Caddyfile",
        f"  Netlify: cp {place}/netlify/_redirects into the folder that you publish",
        f"Then try some of the addresses in {place}/redirects.csv.",
    ]


def _own_words() -> str:
    """What the files hold with no rule in them, and what stands beside each rule."""
    empty = Rules(hosts=["old"])
    lines = [line for name, lines in all_files(empty, "https://new") for line in (name, *lines)]
    return " ".join([*lines, "http thread account photo video page name t anon offset maxResults 20 title post index.php"])


TARGET = Target(
    name="redirects",
    summary="Redirects from all old addresses of threads to another export's site: nginx, Apache, Caddy, Netlify, CSV.",
    write=write,
    check=check,
    next_steps=_next_steps,
    cannot_hold=(
        "Fragments of old addresses: browsers send none, so a link to one post leads to its thread.",
        "Addresses that no capture and no known form tells.",
    ),
    settings=(
        Setting(
            name="from",
            help="The folder of the finished export whose site the old addresses shall lead to.",
            default="",
            is_place=True,
            is_required=True,
        ),
        Setting(
            name="base",
            help="The address of that site, such as https://new.example.org or https://example.org/wiki.",
            default="",
            is_address=True,
            is_required=True,
        ),
    ),
    own_words=_own_words(),
)
