"""Rules -> a Caddyfile for the old hosts."""

from collections.abc import Iterator

from wetpaint_import.export.redirects.rules import ANY_HOST, Rules
from wetpaint_import.export.redirects.urls import THREAD_PATH

FILE_NAME = "caddy/Caddyfile"


def caddyfile(rules: Rules, base_host: str) -> Iterator[str]:
    """`map` compares one line after the other, and takes the first that fits."""
    hosts = [host for host in rules.hosts if host != base_host]
    yield "# In a site of your own `import wetpaint` is all it takes. For certificates leave `http://` out below."
    yield "(wetpaint) {"
    yield f"  @wetpaint_numbered path_regexp wetpaint (?i){THREAD_PATH}"
    yield "  map {host} {wetpaint_host} {"
    yield from (f"    ~(?i)^{host.replace('.', '[.]')}$ {host}" for host in rules.hosts)
    yield f'    default "{ANY_HOST}"'
    yield "  }"
    yield "  map @wetpaint_numbered {wetpaint_host}/{re.wetpaint.1} {wetpaint_thread} {"
    yield from (f'    "{host}/{number}" "{new}"' for (host, number), new in rules.by_number.items())
    yield '    default ""'
    yield "  }"
    yield "  map {host}{http.request.orig_uri} {wetpaint_page} {"
    yield from (f'    "{host}{uri}" "{new}"' for (host, uri), new in rules.exact.items())
    yield '    default ""'
    yield "  }"
    yield '  @wetpaint_page expression {wetpaint_page} != ""'
    yield "  redir @wetpaint_page {wetpaint_page} 301"
    yield "  @wetpaint_thread {"
    yield f"    path_regexp (?i){THREAD_PATH}"
    yield '    expression {wetpaint_thread} != ""'
    yield "  }"
    yield "  redir @wetpaint_thread {wetpaint_thread} 301"
    yield "}"
    if hosts:
        yield ", ".join(f"http://{host}" for host in hosts) + " {"
        yield "  import wetpaint"
        yield "  respond 404"
        yield "}"
