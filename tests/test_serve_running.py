"""The server as a program: it begins and ends as it should, and bears what happens to its database meanwhile."""

import json
import os
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive import run
from made_wikis import Saved, by, load_wiki
from serving import serving
from wetpaint_import.serve.protection import Hosts, is_loopback, split_host, with_headers


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "a.db"
    load_wiki(path, [Saved(number=7, posts=(by("ann", "a kiln"), by("bob", "yes")), title="Clay").archived])
    return path


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copy(made, tmp_path / "wiki.db"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ends_cleanly_when_it_is_told_to(made: Path, how: signal.Signals) -> None:
    with serving(made) as served:
        assert served.address.startswith("http://127.0.0.1:")
        connection = socket.create_connection(("127.0.0.1", served.port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % served.port)
        assert connection.recv(15) == b"HTTP/1.1 200 OK"
        code, said = served.stop(how)
        connection.close()
    assert code == 0
    assert said.splitlines() == [f"Serving {made}; Ctrl-C ends it."]


def test_opens_a_browser_when_asked_to_and_does_not_wait_for_it(made: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "told")
    browser = tmp_path / "browser"
    told = shlex.quote(str(tmp_path / "told"))
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}\nexec cat {told}\n', encoding="utf-8")
    browser.chmod(0o755)
    with serving(made, "--open", BROWSER=f"{shlex.quote(str(browser))} %s") as served:
        assert (tmp_path / "told").read_text(encoding="utf-8") == served.address
        assert served.get("/").status == 200
        (tmp_path / "told").write_text("", encoding="utf-8")
        assert served.stop()[0] == 0


def test_port_that_is_taken_is_told_with_what_to_do(made: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--db", made, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "--port 0 takes any free one" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("arguments", "code"), [
    (("--db", "none.db"), 5),
    (("--db", "text.db"), 5),
    (("--host", "no such host"), 2),
    (("--authors", "bad.toml"), 2),
])  # fmt: skip
def test_what_cannot_be_served_is_told_in_a_line(db: Path, arguments: tuple[str, str], code: int) -> None:
    (db.parent / "text.db").write_text("no database " * 100, encoding="utf-8")
    (db.parent / "bad.toml").write_text("withheld = 3", encoding="utf-8")
    done = run("serve", *(("--db", db) if arguments[0] != "--db" else ()), *arguments, cwd=db.parent)
    assert done.returncode == code
    assert "raceback" not in done.stderr
    assert done.stderr.strip()


def test_metadata_is_printed_for_a_datasette_of_ones_own(made: Path) -> None:
    done = run("serve", "--db", made, "--metadata")
    assert done.returncode == 0
    assert "0 = opening post" in json.loads(done.stdout)["databases"]["a"]["tables"]["posts"]["columns"]["position"]


def test_other_commands_do_not_load_datasette() -> None:
    code = "import sys, wetpaint_import.cli; print([name for name in ('datasette', 'uvicorn', 'jinja2') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_shows_at_once_what_a_load_adds(db: Path, tmp_path: Path) -> None:
    with serving(db) as served:
        assert served.get("/search?q=boats").text.count("<mark>") == 0
        assert "/thread/2" not in served.get("/wiki/1").text
        # As many as to have been answered by every thread of the server.
        for _ in range(12):
            assert ">eve<" not in served.get("/authors").text
        load_wiki_into(db, tmp_path)
        assert "/thread/2" in served.get("/wiki/1").text
        for _ in range(12):
            assert ">eve<" in served.get("/authors").text
        assert served.get("/search?q=boats").text.count("<mark>") == 1
        assert "2 rows" in served.get("/archive/threads").text.replace("<strong>2</strong>", "2")


def load_wiki_into(db: Path, folder: Path) -> None:
    """A second thread, loaded into a database that is there."""
    other = folder / "more.db"
    load_wiki(other, [Saved(number=8, posts=(by("eve", "my boats"),), title="Water").archived])
    done = run("load", other.with_suffix(".warc.gz"), "--db", db)
    assert done.returncode == 0, done.stderr


def test_follows_a_database_that_was_replaced(db: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    load_wiki(other, [Saved(number=9, posts=(by("eve", "another wiki"),), title="Apples").archived])
    with serving(db) as served:
        assert "Clay" in served.get("/thread/1").text
        assert "Clay" in served.get("/archive/threads").text
        other.replace(db)
        for suffix in ("-wal", "-shm"):
            Path(f"{db}{suffix}").unlink(missing_ok=True)
        assert "Apples" in served.get("/thread/1").text
        assert "Apples" in served.get("/archive/threads").text


def test_database_that_is_gone_is_told_until_it_is_back(db: Path) -> None:
    away = db.with_suffix(".away")
    with serving(db) as served:
        db.rename(away)
        for path in ("/", "/thread/1", "/archive/threads", "/search?q=kiln"):
            page = served.get(path)
            assert page.status == 503, path
            assert "the database is gone" in page.text.lower(), path
            assert "raceback" not in page.text
        away.rename(db)
        assert served.get("/").status == 200
        assert served.get("/archive/threads").status == 200
        assert served.stop()[0] == 0


def test_locked_database_is_told(db: Path) -> None:
    writer = sqlite3.connect(db, isolation_level=None)
    # Readers of a database without a write-ahead log must wait for writers.
    writer.execute("PRAGMA journal_mode = DELETE")
    with serving(db) as served:
        served.get("/")
        writer.execute("BEGIN EXCLUSIVE")
        with ThreadPoolExecutor() as executor:
            pages = list(executor.map(served.get, ("/", "/archive/threads")))
        writer.execute("ROLLBACK")
        for page in pages:
            assert page.status == 503
            assert "Another program is writing to the database" in page.text
        assert served.get("/").status == 200
    writer.close()


def test_damaged_database_is_told(db: Path) -> None:
    with serving(db) as served:
        content = bytearray(db.read_bytes())
        content[4096:] = os.urandom(len(content) - 4096)
        fresh = db.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(db)
        for path in ("/", "/archive/threads", "/search?q=kiln"):
            page = served.get(path)
            assert page.status == 503, path
            assert "raceback" not in page.text


def test_answers_many_at_a_time_listens_to_this_machine_alone_and_writes_nothing(db: Path) -> None:
    before = db.read_bytes()
    paths = ["/", "/thread/1", "/archive/posts", "/search?q=kilnn", "/explain/1", "/raw/1", "/archive/posts.json"] * 12
    with serving(db) as served, ThreadPoolExecutor(8) as executor:
        assert {page.status for page in executor.map(served.get, paths)} == {200}
        listening = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
        assert [local for _, local, _, state, *_ in listening if state == "0A" and local.endswith(f":{served.port:04X}")] == [
            f"0100007F:{served.port:04X}"
        ]
        served.stop()
    assert db.read_bytes() == before


def test_plugins_of_datasette_that_happen_to_be_installed_take_no_part(made: Path, tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(
        "from datasette import hookimpl\n\n@hookimpl\ndef menu_links(): raise ValueError\n\n"
        "@hookimpl\ndef extra_body_script(): raise ValueError\n", encoding="utf-8",
    )  # fmt: skip
    about = tmp_path / "noisy-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: noisy\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[datasette]\nnoisy = noisy\n", encoding="utf-8")
    paths = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(tmp_path)]))
    with serving(made, PYTHONPATH=paths) as served:
        assert served.get("/archive/posts").status == 200


def test_other_machines_are_served_only_where_the_user_says_so(made: Path) -> None:
    with serving(made, "--host", "0.0.0.0", "--name", "Archive.Example") as served:  # noqa: S104  (what is tested)
        assert served.address == f"http://127.0.0.1:{served.port}/"
        for host in ("192.0.2.7", f"192.0.2.7:{served.port}", "[2001:db8::1]:80", "archive.example", socket.gethostname()):
            assert served.get("/about", Host=host).status == 200, host
        assert served.get("/about", Host="evil.example").status == 421
        assert "a.warc.gz" not in served.get("/capture/1").text
    with serving(made) as served:
        assert "a.warc.gz" in served.get("/capture/1").text


def test_hosts_of_a_loopback_server_are_its_own_names() -> None:
    hosts = Hosts.of("127.0.0.2", 8001, ("Tunnel.example",))
    for value in ("127.0.0.2:8001", "localhost:8001", "[::1]:8001", "tunnel.example:8001"):
        assert hosts.answers_to(value), value
    for value in ("127.0.0.2", "127.0.0.2:80", "192.0.2.1:8001", "localhost.evil.example:8001", "", ":8001", "localhost:x"):
        assert not hosts.answers_to(value), value
    assert Hosts.of("::1", 80).answers_to("[::1]")


@pytest.mark.parametrize(("value", "parts"), [
    ("A.b:80", ("a.b", 80)), ("a", ("a", 80)), ("[::1]", ("[::1]", 80)), ("[::1]:9", ("[::1]", 9)), ("a:b", ("a", 0)),
    ("a:999999", ("a", 0)), ("", ("", 80)),
])  # fmt: skip
def test_host_header_is_taken_apart(value: str, parts: tuple[str, int]) -> None:
    assert split_host(value) == parts


def test_loopback_addresses_are_known() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.1.2.3", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "192.0.2.1", "::", "example.org", "")))  # noqa: S104  (what is tested)


def test_answers_keep_their_own_policy_and_lose_no_other_header() -> None:
    given = [(b"Content-Type", b"text/plain"), (b"Content-Security-Policy", b"sandbox"), (b"X-Content-Type-Options", b"sniff")]
    headers = dict(with_headers(given))
    assert headers[b"content-type"] == b"text/plain"
    assert headers[b"content-security-policy"] == b"sandbox"
    assert headers[b"x-content-type-options"] == b"nosniff"
