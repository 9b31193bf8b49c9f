"""Debian's Caddy with the file of an export, on loopback."""

from contextlib import AbstractContextManager
from pathlib import Path

from real_programs.web_server import WebServer, started


def caddy(file: Path) -> AbstractContextManager[WebServer]:
    """Serves the `caddy/Caddyfile` of an export of redirects."""

    def prepare(folder: Path, port: int) -> list[str]:
        options = f"{{\n  admin off\n  auto_https off\n  http_port {port}\n  default_bind 127.0.0.1\n}}\n"
        (folder / "Caddyfile").write_text(options + file.read_text(encoding="utf-8"), encoding="utf-8")
        return ["run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]

    return started("caddy", "caddy", prepare)
