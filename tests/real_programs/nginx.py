"""Debian's nginx with the files of an export, on loopback."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from real_programs.web_server import WebServer, started

_MAIN: Final = """
daemon off;
master_process off;
pid "{folder}/nginx.pid";
error_log "{folder}/error.log";
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path "{folder}/body";
  proxy_temp_path "{folder}/proxy";
  fastcgi_temp_path "{folder}/fastcgi";
  uwsgi_temp_path "{folder}/uwsgi";
  scgi_temp_path "{folder}/scgi";
  include "{folder}/maps.conf";
  include "{folder}/server.conf";
  # A second site, as on most machines: only then does nginx look at host names at all.
  server {{ listen 127.0.0.1:{port}; server_name another.site.invalid; return 204; }}
}}
"""


def nginx(files: Path) -> AbstractContextManager[WebServer]:
    """Serves the `nginx/` of an export of redirects."""

    def prepare(folder: Path, port: int) -> list[str]:
        (folder / "maps.conf").write_text((files / "maps.conf").read_text(encoding="utf-8"), encoding="utf-8")
        server = (files / "server.conf").read_text(encoding="utf-8")
        assert server.count("listen 80;") == 1
        (folder / "server.conf").write_text(server.replace("listen 80;", f"listen 127.0.0.1:{port};"), encoding="utf-8")
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, port=port), encoding="utf-8")
        return ["-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]

    return started("nginx", "nginx-light", prepare)
