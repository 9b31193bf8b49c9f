"""Databases to export: fixtures and random threads with address and time, as a crawler leaves them; and exports of them."""

import io
import json
import random
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from archive import load, run
from fixture_cases import FIXTURES, Case
from generator.make_thread import make_thread
from generator.skins import render
from wetpaint_import.cli.guard import run as run_here


@dataclass(frozen=True, slots=True)
class Page:
    """A capture as it goes into a WARC file; text renderings as records of type conversion."""

    url: str
    date: str
    payload: bytes
    media_type: str = "text/html"
    charset: str | None = "utf-8"


def write_pages_warc(path: Path, pages: Iterable[Page]) -> None:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for page in pages:
            content_type = page.media_type + (f"; charset={page.charset}" if page.charset else "")
            http, kind = None, "conversion"
            if page.media_type != "text/plain":
                http = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1")
                kind = "response"
            record = writer.create_warc_record(
                page.url, kind, payload=io.BytesIO(page.payload), length=len(page.payload), http_headers=http,
                warc_content_type="" if http else content_type, warc_headers_dict={"WARC-Date": page.date},
            )  # fmt: skip
            writer.write_record(record)


def fixture_pages() -> list[Page]:
    """The fixtures that say address and time."""
    pages = []
    for case in map(Case, sorted(path for path in FIXTURES.iterdir() if path.is_dir())):
        about = case.about()
        if about["url"] and about["captured_at"] and not about.get("time_zone"):
            pages.append(
                Page(
                    about["url"], about["captured_at"], case.page.read_bytes(),
                    about.get("media_type") or ("text/plain" if case.page.suffix == ".txt" else "text/html"), about.get("charset"),
                )
            )  # fmt: skip
    return pages


def random_pages(count: int, seed: int = 0) -> list[Page]:
    """HTML pages of random threads that know their address."""
    pages: list[Page] = []
    while len(pages) < count:
        seed += 1
        rng = random.Random(seed)
        truth = make_thread(rng)
        if truth.url and truth.captured_at:
            at = truth.captured_at.astimezone(UTC)
            page = render(truth, "named" if seed % 2 else "unknown", rng)
            pages.append(Page(truth.url, f"{at:%Y-%m-%dT%H:%M:%SZ}", page.encode()))
    return pages


def database(folder: Path, pages: Iterable[Page], *arguments: str | Path, name: str = "wiki") -> Path:
    """A new database of these pages."""
    folder.mkdir(parents=True, exist_ok=True)
    write_pages_warc(folder / f"{name}.warc.gz", pages)
    load(folder / f"{name}.db", folder / f"{name}.warc.gz", *arguments)
    return folder / f"{name}.db"


def export(db: Path, target: str, out: Path, *arguments: str | Path) -> dict[str, Any]:
    """The manifest of an export that did not fail."""
    done = run("export", target, "--db", db, "--out", out, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


def withholding(folder: Path, *names: str) -> tuple[str, Path]:
    """The option with a file that withholds the names, of which some may be nobody's."""
    (folder / "authors.toml").write_text(f"withheld = {json.dumps(names, ensure_ascii=False)}", encoding="utf-8")
    return "--authors", folder / "authors.toml"


def command(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command that runs in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_here([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def manifest(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content
