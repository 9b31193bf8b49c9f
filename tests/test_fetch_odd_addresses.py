"""Addresses and options as people and other programs spell them: understood or told before anything is asked, never half."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from fetch_servers.internet_archive import InternetArchive
from fetch_servers.live_site import LiveSite
from fetch_servers.loopback import Server, serving
from fetch_servers.reading import assert_holds_exactly
from fetch_servers.wiki import HOST, discussions, thread_page, thread_url, wiki_captures
from wetpaint_import.cli.fetch_command import fetch_command
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.pages import named_addresses
from wetpaint_import.fetch.targets import read_target

CAPTURES = wiki_captures()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(InternetArchive(CAPTURES)) as server:
        yield server


def run(out: Path, *arguments: str, source: str, stdin: str | bytes | None = None, obj: object = None) -> Result:
    given = [*arguments, "--source", source, "--out", str(out), "--rate", "600000", "--index-rate", "600000"]
    return CliRunner().invoke(fetch_command, given, obj=obj, input=stdin, standalone_mode=False)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"http://{HOST}/page/Lamps#oil", f"http://{HOST}/page/Lamps"),
        (f"http://{HOST}/#top", f"http://{HOST}/"),
        ("bücher.example", "http://xn--bcher-kva.example"),
        ("http://BÜCHER.example:8080/thread/7/x", "http://xn--bcher-kva.example:8080/thread/7/x"),
        ("LocalHost:8080", "http://LocalHost:8080"),
    ],
)
def test_an_address_is_asked_for_as_archives_and_sites_spell_it(text: str, url: str) -> None:
    assert read_target(text).url == url


@pytest.mark.parametrize("text", [f"http://{'ü' * 64}.example/thread/7", "http://ü..example/"])
def test_a_host_that_has_no_such_spelling_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError):
        read_target(text)


def test_a_page_is_found_by_an_address_with_a_mark_at_its_end(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    result = run(out, f"http://{HOST}/page/Lamps#oil", "--no-follow", source=f"wayback:{server.address}")
    assert result.return_value == 0
    assert_holds_exactly(out, [one for one in CAPTURES if one.url.endswith("/page/Lamps")])


def test_an_address_may_be_spelled_as_in_a_page(tmp_path: Path) -> None:
    with serving(LiveSite(pages={"/thread/7/x?offset=20&maxResults=20": thread_page(7, 2020)})) as site:
        given = f"{site.address}/thread/7/x?offset=20&amp;maxResults=20"
        assert "1 fetched" in run(tmp_path / "p.warc.gz", given, source="live").stdout


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ('<a href="/page/Café">'.encode(), f"http://{HOST}/page/Café"),
        ('<a href="/page/Café">'.encode("latin-1"), f"http://{HOST}/page/Café"),
        (b'<a href="/thread/7/the lamp room">', f"http://{HOST}/thread/7/the%20lamp%20room"),
    ],
)
def test_a_link_is_read_in_the_characters_of_its_page(page: bytes, named: str) -> None:
    assert named_addresses(page, f"http://{HOST}/thread") == [named]


@pytest.mark.parametrize(
    "more",
    [
        ["--also-host", ""],
        ["--also-host", "two words"],
        ["--from-date", "2010", "--to-date", "2009"],
        ["--from-date", "2009-06", "--to-date", "2009-05-31"],
        ["--timeout", "nan"],
        ["--timeout", "inf"],
        ["--timeout", "1e300"],
        ["--patience", "nan"],
        ["--patience", "1e300"],
    ],
)
def test_options_that_make_no_sense_are_told_before_anything_is_asked(server: Server, more: list[str], tmp_path: Path) -> None:
    result = run(tmp_path / "p.warc.gz", HOST, *more, source=f"wayback:{server.address}")
    assert isinstance(result.exception, UsageError)
    assert server.asked == []


@pytest.mark.parametrize("option", ["--rate", "--index-rate"])
@pytest.mark.parametrize("rate", ["nan", "inf", "1e-300"])
def test_a_rate_that_is_none_is_told(option: str, rate: str, tmp_path: Path) -> None:
    out = str(tmp_path / "p.warc.gz")
    result = CliRunner().invoke(fetch_command, [HOST, option, rate, "--out", out, "--source", "wayback:http://127.0.0.1:9"])
    assert isinstance(result.exception, UsageError)


def test_dates_that_overlap_are_no_contradiction(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    result = run(out, HOST, "--from-date", "2009-03", "--to-date", "2009", source=f"wayback:{server.address}")
    assert result.return_value == 0


def test_a_list_that_an_editor_of_windows_wrote_is_read(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    listed = f"{thread_url(71)}\r\n{thread_url(9)}\r\n".encode("utf-8-sig")
    assert run(out, "--from", "-", source=f"wayback:{server.address}", stdin=listed).return_value == 0
    assert_holds_exactly(out, [one for one in CAPTURES if one.url in (thread_url(9), thread_url(71))])


def test_an_empty_list_is_no_wrong_usage(server: Server, tmp_path: Path) -> None:
    result = run(tmp_path / "p.warc.gz", "--from", "-", "--load", source=f"wayback:{server.address}", stdin="# none\n\n")
    assert result.return_value == 0
    assert "nothing to fetch" in result.stderr
    assert server.asked == []


def test_a_dry_run_loads_nothing(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    source = f"wayback:{server.address}"
    run(out, HOST, source=source)
    given = {"load": lambda *_: pytest.fail("it loads")}
    assert run(out, HOST, "--dry-run", "--load", source=source, obj=given).return_value == 0


def test_the_report_as_json_stays_alone_on_stdout_when_a_load_follows(server: Server, tmp_path: Path) -> None:
    def load(*_: object) -> int:
        click.echo("a report of its own")
        return 0

    result = run(tmp_path / "p.warc.gz", HOST, "--json", "--load", source=f"wayback:{server.address}", obj={"load": load})
    assert result.stdout.endswith("}\n")
    assert "a report of its own" in result.stderr


def test_the_worse_of_the_two_ends_is_the_exit_code(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    source = f"wayback:{server.address}"
    run(out, HOST, source=source)
    result = run(out, "unknown.example", "--load", source=source, obj={"load": lambda *_: 1})
    assert result.return_value == 3


def test_everything_of_a_wiki_arrives_whatever_its_host_is_written_like(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "p.warc.gz"
    assert run(out, f"HTTP://{HOST.upper()}:80/#x", source=f"wayback:{server.address}").return_value == 0
    assert_holds_exactly(out, discussions(CAPTURES))


def test_a_list_of_which_nothing_is_archived_ends_in_one_short_line(server: Server, tmp_path: Path) -> None:
    listed = "".join(f"{thread_url(number)}\n" for number in range(900, 1000))
    result = run(tmp_path / "p.warc.gz", "--from", "-", source=f"wayback:{server.address}", stdin=listed)
    assert result.return_value == 3
    stopped, last = result.stdout.splitlines()[-2:]
    assert stopped.startswith(f"stopped: {thread_url(900)} and 99 more: nothing of it is in wayback")
    assert "another --source" in last
