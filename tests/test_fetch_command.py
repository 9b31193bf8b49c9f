"""The command: what it prints, its exit codes, the list of addresses, and loading afterwards."""

import contextlib
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from fetch_servers.internet_archive import InternetArchive
from fetch_servers.live_site import small_site
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.using import command
from fetch_servers.wiki import HOST, discussions, thread_url, wiki_captures
from wetpaint_import.cli.fetch_command import fetch_command
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.warc_records import iso
from wetpaint_import.model import Capture
from wetpaint_import.sources import Limits, iter_captures

CAPTURES = wiki_captures()
FAST = ["--rate", "600000", "--index-rate", "600000"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES)) as server:
        yield server


def run(server: Server, out: Path, *arguments: str, obj: object = None, stdin: str | None = None) -> Result:
    given = [*arguments, "--source", f"wayback:{server.address}", "--out", str(out), *FAST]
    return CliRunner().invoke(fetch_command, given, obj=obj, input=stdin, standalone_mode=False)


def test_the_report_goes_to_stdout_and_its_last_line_says_what_to_do_next(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    result = run(server, out, HOST, "--db", "my wiki.db")
    assert result.return_value == 0
    shown = result.stdout.splitlines()
    assert "12 fetched, 1 unchanged, 3 not-archived" in shown[1]
    assert f"  not-archived {thread_url(404)}: a page names it, the archive has no capture of it" in shown
    assert shown[-1].endswith(f"next: wetpaint-import load {shlex.quote(str(out))} --db 'my wiki.db'")


def test_the_report_as_json_has_all_counts(server: Server, tmp_path: Path) -> None:
    result = run(server, tmp_path / "p.warc.gz", HOST, "--json")
    report = json.loads(result.stdout)
    assert (report["fetched"], report["unchanged"], report["not_archived"], report["refused"], report["failed"]) == (12, 1, 3, 0, 0)
    assert report["index_rows"] == 14
    assert report["exit_code"] == 0
    assert report["requests"] == len(server.asked)
    assert report["bytes_added"] == (tmp_path / "p.warc.gz").stat().st_size


def test_each_address_has_a_line_on_stderr_when_asked_for(server: Server, tmp_path: Path) -> None:
    result = run(server, tmp_path / "p.warc.gz", HOST, "-v")
    assert f"fetched ok 20100708090000 {thread_url(9)}" in result.stderr.splitlines()
    assert len([line for line in result.stderr.splitlines() if line.split()[0] in ("fetched", "unchanged", "not-archived")]) == 16


def test_addresses_come_from_a_file_and_from_stdin(server: Server, tmp_path: Path) -> None:
    listed = tmp_path / "missing.txt"
    listed.write_text(f"# from status --missing\n{thread_url(9)}\n{thread_url(71)} posts 20-39\n")
    run(server, tmp_path / "a.warc.gz", "--from", str(listed))
    run(server, tmp_path / "b.warc.gz", "--from", "-", stdin=listed.read_text())
    wanted = [one for one in CAPTURES if one.url in (thread_url(9), thread_url(71))]
    assert_holds_exactly(tmp_path / "a.warc.gz", wanted)
    assert_holds_exactly(tmp_path / "b.warc.gz", wanted)


def test_a_dry_run_tells_pages_bytes_and_time(server: Server, tmp_path: Path) -> None:
    result = run(server, tmp_path / "p.warc.gz", HOST, "--dry-run")
    assert result.stdout.splitlines()[-1].startswith("to fetch: 12 pages, about 0.1 MB, about 6 s")
    assert result.return_value == 0


def test_what_is_missing_of_the_run_is_exit_code_1(server: Server, tmp_path: Path) -> None:
    result = run(server, tmp_path / "p.warc.gz", HOST, "--max-pages", "3")
    assert result.return_value == 1
    assert result.stdout.splitlines()[-1] == "10 still to fetch; run the same command again to go on where this one ended"


def test_an_archive_that_refuses_is_exit_code_3(server: Server, tmp_path: Path) -> None:
    server.answer = lambda _: Answer(status=403)
    result = run(server, tmp_path / "p.warc.gz", HOST)
    assert result.return_value == 3
    assert "stopped:" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["harborlights"],
        [HOST, "--source", "ftp://archive.example/x"],
        [HOST, "--source", "nonsense"],
        [HOST, "--source", "http://me:hush@archive.example/coll"],
        [HOST, "--out", "pages.warc"],
        [HOST, "--out", "no-such-folder/pages.warc.gz"],
        [HOST, "--from-date", "yesterday"],
        [HOST, "--crawl", "CC-MAIN-2013-20"],
        [HOST, "--contact", "two\nlines"],
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(arguments: list[str]) -> None:
    result = CliRunner().invoke(fetch_command, arguments, standalone_mode=False)
    assert isinstance(result.exception, UsageError)
    assert "hush" not in str(result.exception)


def test_loading_follows_with_the_function_that_the_group_hands_in(server: Server, tmp_path: Path) -> None:
    out, db = tmp_path / "p.warc.gz", tmp_path / "w.db"
    loaded: list[tuple[list[Path], Path]] = []

    def load(paths: list[Path], path: Path) -> int:
        loaded.append((paths, path))
        return 0

    assert run(server, out, HOST, "--load", "--db", str(db), obj={"load": load}).return_value == 0
    assert loaded == [([out], db)]
    assert run(server, out, HOST, "--load", obj={"load": lambda *_: 1}).return_value == 1
    assert isinstance(run(server, out, HOST, "--load").exception, UsageError)


def test_loading_is_left_where_nothing_was_fetched(server: Server, tmp_path: Path) -> None:
    result = run(server, tmp_path / "p.warc.gz", "unknown.wetpaint.com", "--load", obj={"load": lambda *_: 0})
    assert result.return_value == 3


def test_the_loader_sees_each_capture_with_its_address_and_time(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    run(server, out, HOST)
    pages = {(one.url, one.date): one.payload for one in discussions(CAPTURES) if one.status == 200}
    seen = [capture for capture in iter_captures([out], Limits()) if isinstance(capture, Capture)]
    payloads = {(capture.url, iso(capture.captured_at)): capture.payload for capture in seen if capture.captured_at}
    assert payloads.keys() == pages.keys()
    assert all(payloads[key] == pages[key] for key in pages if key[0] != thread_url(9))  # that one the loader unpacks
    assert {capture.url_basis for capture in seen} == {"warc-record"}


def test_a_live_site_is_fetched_by_its_host(tmp_path: Path) -> None:
    with serving(small_site()) as site:
        given = [f"127.0.0.1:{site.port}", "--source", "live", "--out", str(tmp_path / "p.warc.gz"), *FAST]
        result = CliRunner().invoke(fetch_command, given, standalone_mode=False)
    assert "6 fetched, 2 not-archived" in result.stdout


def test_ctrl_c_leaves_a_report_and_a_file_to_go_on_from(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    program = command(out, HOST, source=f"wayback:{server.address}", more=("-v",))
    has_ended, answer = threading.Event(), server.answer

    def withheld(asked: Asked) -> Answer:
        """No page but the first, so that the command cannot be faster than the signal."""
        if sum("id_/" in target for target in server.targets()) > 1:
            has_ended.wait(60)
        return answer(asked)

    server.answer = withheld
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert running.stdout is not None
        assert "fetched ok" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        report = running.stdout.read()
        running.wait()
        has_ended.set()
    assert running.returncode == 130
    assert "stopped: as you asked" in report
    assert "run the same command again" in report.splitlines()[-1]
    assert run(server, out, HOST).return_value == 0
    assert_holds_exactly(out, discussions(CAPTURES))


def test_on_a_terminal_one_line_tells_what_is_done_waiting_and_left(server: Server, tmp_path: Path) -> None:
    terminal, side = pty.openpty()
    program = command(tmp_path / "p.warc.gz", HOST, source=f"wayback:{server.address}")
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=side) as running:
        os.close(side)
        shown = b""
        with contextlib.suppress(OSError):  # a terminal whose other side is closed
            while part := os.read(terminal, 4096):
                shown += part
        os.close(terminal)
    assert running.returncode == 0
    line = re.findall(rb"\r([^\r\n]+)", shown)
    assert re.match(rb"0 done, 13 waiting, 0 a minute", line[0])
    assert re.search(rb"12 done, 1 waiting, \d+ a minute, about 0 s left", line[-1])


def test_every_option_has_its_help() -> None:
    for parameter in fetch_command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name
