"""Debian's Apache with the files of an export, on loopback."""

import shutil
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from real_programs.web_server import WebServer, started

_MODULES: Final = Path("/usr/lib/apache2/modules")
_MAIN: Final = """
ServerRoot "{folder}"
ServerName localhost
PidFile "{folder}/apache.pid"
ErrorLog "{folder}/error.log"
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
User www-data
Group www-data
DocumentRoot "{folder}/empty"
Define WETPAINT_MAPS "{folder}/wetpaint"
<VirtualHost 127.0.0.1:{port}>
  Include "{folder}/wetpaint/redirects.conf"
</VirtualHost>
"""


def apache(files: Path, *, hashed: bool = False) -> AbstractContextManager[WebServer]:
    """Serves the `apache/` of an export of redirects; `hashed`: with the threads in a file of `httxt2dbm`, as it advises."""

    def prepare(folder: Path, port: int) -> list[str]:
        shutil.copytree(files, folder / "wetpaint")
        (folder / "empty").mkdir()
        if hashed:
            _hash(folder / "wetpaint")
        main = folder / "apache.conf"
        main.write_text(_MAIN.format(folder=folder, port=port, modules=_MODULES), encoding="utf-8")
        return ["-d", str(folder), "-f", str(main), "-DFOREGROUND"]

    return started("apache2", "apache2", prepare)


def _hash(folder: Path) -> None:
    # Where it is, only root looks on Debian.
    subprocess.run(["/usr/sbin/httxt2dbm", "-i", "threads.txt", "-o", "threads.dbm"], cwd=folder, check=True, capture_output=True)
    configuration = folder / "redirects.conf"
    text = configuration.read_text(encoding="utf-8")
    assert '"txt:${WETPAINT_MAPS}/threads.txt"' in text
    text = text.replace('"txt:${WETPAINT_MAPS}/threads.txt"', '"dbm:${WETPAINT_MAPS}/threads.dbm"')
    configuration.write_text(text, encoding="utf-8")
