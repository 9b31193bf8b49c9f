"""Rules -> Apache: a file for a VirtualHost, and the maps that it looks things up in."""

from collections.abc import Iterator

from wetpaint_import.export.redirects.rules import Rules
from wetpaint_import.export.redirects.urls import THREAD_PATH

CONFIGURATION, HOSTS, THREADS, PAGES = "apache/redirects.conf", "apache/hosts.txt", "apache/threads.txt", "apache/pages.txt"
_HOST = r'RewriteCond "%{HTTP_HOST}" "^([A-Za-z0-9.-]+?)\.?(?::[0-9]+)?$"'
# New addresses without and with a query: since 2.4.60 Apache answers 403 where a `?` comes out of a map.
_NEW = (("^([^?]+)$", "%1"), ("^([^?]+)[?](.*)$", "%1?%2"))


def configuration() -> Iterator[str]:
    """`NE` keeps a `%` from being escaped again, `QSD` drops the old query. Old titles may hold `%2F`, which Apache refuses unless
    told otherwise."""
    yield "# For a VirtualHost that answers to the old hosts (ServerAlias). Needs mod_rewrite, and the *.txt beside this."
    yield "# Above some 10,000 threads run `httxt2dbm -i threads.txt -o threads.dbm`, and write dbm:…/threads.dbm below."
    yield "<IfDefine !WETPAINT_MAPS>"
    yield "  Define WETPAINT_MAPS /etc/apache2/wetpaint"
    yield "</IfDefine>"
    yield "AllowEncodedSlashes NoDecode"
    yield "RewriteEngine On"
    yield "RewriteMap wetpaint-lower int:tolower"
    for name in ("hosts", "threads", "pages"):
        yield f'RewriteMap wetpaint-{name} "txt:${{WETPAINT_MAPS}}/{name}.txt"'
    for found, substitution in _NEW:
        yield "# Old addresses without a number, with their queries."
        yield _HOST
        yield 'RewriteCond "${wetpaint-lower:%1}" "^(.+)$"'
        yield r'RewriteCond "%1 %{THE_REQUEST}" "^(\S+) \S+ (\S+)"'
        yield f'RewriteCond "${{wetpaint-pages:%1%2}}" "{found}"'
        yield f'RewriteRule "^" "{substitution}" [R=301,NE,QSD,L]'
        yield "# The number in the path of a thread, however it is spelled."
        yield _HOST
        yield 'RewriteCond "${wetpaint-hosts:${wetpaint-lower:%1}|*}" "^(.+)$"'
        yield f'RewriteCond "${{wetpaint-threads:%1/$1}}" "{found}"'
        yield f'RewriteRule "(?i){THREAD_PATH}" "{substitution}" [R=301,NE,QSD,L]'


def hosts(rules: Rules) -> Iterator[str]:
    yield "# Hosts whose numbers are their own."
    yield from (f"{host} {host}" for host in rules.hosts)


def threads(rules: Rules) -> Iterator[str]:
    yield "# Host and number; * = every other host."
    yield from (f"{host}/{number} {new}" for (host, number), new in rules.by_number.items())


def pages(rules: Rules) -> Iterator[str]:
    yield "# Host, path and query."
    yield from (f"{host}{uri} {new}" for (host, uri), new in rules.exact.items())
