"""pywb, the archive that no one here wrote, serving WARC files on loopback. Without pywb the tests that use it fail."""

import io
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from fetch_servers.wiki import Archived
from real_programs.listening import await_listening, free_port

COLLECTION = "wiki"
_MANAGER = "import sys; from pywb.manager.manager import main; main(sys.argv[1:])"
_SERVER = "import sys; from pywb.apps.cli import wayback; wayback(sys.argv[1:])"


def write_warc(path: Path, captures: Iterable[Archived]) -> None:
    """A WARC as a crawler would have left it; payloads equal to an earlier one of the same address become revisits."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        seen: dict[tuple[str, str], Archived] = {}
        for one in captures:
            size = len(one.payload)
            http = StatusAndHeaders(
                f"{one.status} {one.reason}", [*one.headers, ("Content-Length", str(size))], protocol="HTTP/1.1"
            )
            own = {"WARC-Date": one.date}
            earlier = seen.setdefault((one.url, one.digest), one)
            if earlier is one:
                record = writer.create_warc_record(
                    one.url,
                    "response",
                    payload=io.BytesIO(one.payload),
                    length=size,
                    http_headers=http,
                    warc_headers_dict=own,
                )
            else:
                record = writer.create_revisit_record(
                    one.url, f"sha1:{one.digest}", earlier.url, earlier.date, http_headers=http, warc_headers_dict=own
                )
            writer.write_record(record)


@contextmanager
def pywb_serving(folder: Path, warcs: Iterable[Path]) -> Iterator[str]:
    """The address of a collection that holds these files."""
    folder.mkdir(exist_ok=True)
    _run(folder, _MANAGER, "init", COLLECTION)
    _run(folder, _MANAGER, "add", COLLECTION, *(str(path.absolute()) for path in warcs))
    port = free_port()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVER, "-p", str(port), "-b", "127.0.0.1"], cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            await_listening(server, port, (folder / "log").read_text)
            yield f"http://127.0.0.1:{port}/{COLLECTION}"
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()


def _run(folder: Path, program: str, *arguments: str) -> None:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"pywb is needed for this test: {done.stderr}"
