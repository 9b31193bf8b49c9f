"""The programs of web archives that no one here wrote: warcio's checker, the validator of WACZ, and pywb serving a package."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from real_programs.listening import await_listening, free_port

COLLECTION = "wiki"
_CHECK = "import sys; from warcio.cli import main; main(sys.argv[1:])"
_VALIDATE = "import sys; from wacz.main import main; sys.exit(main(sys.argv[1:]))"
_MANAGER = "import sys; from pywb.manager.manager import main; main(sys.argv[1:])"
_SERVER = "import sys; from pywb.apps.cli import wayback; wayback(sys.argv[1:])"


def run_program(program: str, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120)


def check_warc(warc: Path) -> subprocess.CompletedProcess[str]:
    """`warcio check`: every digest of every record."""
    return run_program(_CHECK, "check", "-v", warc)


def validate_wacz(package: Path) -> subprocess.CompletedProcess[str]:
    """`wacz validate`."""
    return run_program(_VALIDATE, "validate", "-f", package)


@contextmanager
def replaying(folder: Path, package: Path) -> Iterator[str]:
    """The address of a pywb collection that was made of the package, with the index that the package brings."""
    folder.mkdir()
    for arguments in (["init", COLLECTION], ["add", "--unpack-wacz", COLLECTION, str(package.absolute())]):
        done = run_program(_MANAGER, *arguments, cwd=folder)
        assert done.returncode == 0, f"pywb is needed for this test: {done.stderr}"
    port = free_port()
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-c", _SERVER, "-p", str(port), "-b", "127.0.0.1"]
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            await_listening(server, port, (folder / "log").read_text)
            yield f"http://127.0.0.1:{port}/{COLLECTION}"
        finally:
            server.kill()
            server.wait()


def replayed(address: str, timestamp: str, url: str) -> tuple[bytes, str]:
    """The untouched body of a capture, and the type under which it comes."""
    with urllib.request.urlopen(f"{address}/{timestamp}id_/{url}", timeout=60) as answer:  # noqa: S310  (our own server)
        return answer.read(), answer.headers["Content-Type"]
