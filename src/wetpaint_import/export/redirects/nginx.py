"""Rules -> nginx: maps for its `http` level, and a server for the old hosts."""

import re
from collections import Counter
from collections.abc import Iterator

from wetpaint_import.export.redirects.rules import Rules
from wetpaint_import.export.redirects.urls import THREAD_PATH

MAPS, SERVER = "nginx/maps.conf", "nginx/server.conf"
_SHORT_HOST, _FEW_HOSTS = 40, 200
_REDIRECT = "if ($wetpaint_new) { return 301 $wetpaint_new; }"


def maps(rules: Rules) -> Iterator[str]:
    """Both hashes must hold their longest key and be large enough, or nginx does not start."""
    numbered = {f"{host} {number}": new for (host, number), new in rules.by_number.items()}
    exact = {host + uri: new for (host, uri), new in rules.exact.items()}
    longest = max((len(key) for key in (*numbered, *exact, *rules.hosts)), default=0)
    yield "# For the http level of nginx.conf; conf.d/*.conf usually is. Where a size is set already, keep the larger."
    yield f"map_hash_bucket_size {_power_of_two(longest + 64, 128)};"
    yield f"map_hash_max_size {_power_of_two(2 * max(len(numbered), len(exact)), 2048)};"
    yield from _server_name_sizes(rules.hosts)
    yield ""
    yield "# The number in the path of a thread, however it is spelled."
    yield "map $uri $wetpaint_number {"
    yield '  default "";'
    yield f'  "~*{THREAD_PATH.replace("([0-9]+)", "(?<wetpaint_digits>[0-9]+)")}" $wetpaint_digits;'
    yield "}"
    yield "# Hosts whose numbers are their own; all others share what is the same on all of these."
    yield from _map("$host", "$wetpaint_host", "*", {host: host for host in rules.hosts})
    yield from _map('"$wetpaint_host $wetpaint_number"', "$wetpaint_thread", "", numbered)
    yield "# Old addresses without a number, with their queries."
    yield from _map('"$host$request_uri"', "$wetpaint_page", "", exact)
    yield "map $wetpaint_page $wetpaint_new {"
    yield "  default $wetpaint_page;"
    yield '  "" $wetpaint_thread;'
    yield "}"


def _server_name_sizes(hosts: list[str]) -> Iterator[str]:
    """What nginx sets by itself (64 and 512) does for shorter and fewer names than these."""
    longest = max(map(len, hosts), default=0)
    if longest > _SHORT_HOST:
        yield f"server_names_hash_bucket_size {_power_of_two(longest + 64, 128)};"
    if len(hosts) > _FEW_HOSTS:
        yield f"server_names_hash_max_size {_power_of_two(4 * len(hosts), 1024)};"


def server(rules: Rules, base_host: str) -> Iterator[str]:
    hosts = [host for host in rules.hosts if host != base_host]
    yield "# In the server of the new site this one line sends old addresses on; it needs maps.conf:"
    yield f"#   {_REDIRECT}"
    if not hosts:
        return
    yield "# A server for the old hosts:"
    yield "server {"
    yield "  listen 80;"
    yield from (f"  server_name {' '.join(hosts[start : start + 8])};" for start in range(0, len(hosts), 8))
    yield f"  {_REDIRECT}"
    yield "  location / { return 404; }"
    yield "}"


def _map(source: str, variable: str, default: str, pairs: dict[str, str]) -> Iterator[str]:
    # nginx takes keys that differ in case for the same, and does not start if one stands there twice.
    times = Counter(key.lower() for key in pairs)
    yield f"map {source} {variable} {{"
    yield f'  default "{default}";'
    for key, value in pairs.items():
        yield f'  "{key if times[key.lower()] == 1 else _regex(key)}" "{value}";'
    yield "}"


def _regex(key: str) -> str:
    return f"~^{re.escape(key)}$".replace("\\", "\\\\").replace('"', '\\"')


def _power_of_two(at_least: int, smallest: int) -> int:
    size = smallest
    while size < at_least:
        size *= 2
    return size
