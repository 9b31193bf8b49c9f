"""Safety of the one connection to elsewhere: schemes, private addresses, sizes, times, certificates, secrets."""

import threading
from collections.abc import Iterator
from http.cookiejar import MozillaCookieJar
from pathlib import Path

import pytest

from fetch_servers.certificate import self_signed
from fetch_servers.faults import drips, stalls
from fetch_servers.loopback import Answer, Server, serving
from wetpaint_import.errors import BlockedError, FetchError
from wetpaint_import.fetch.connection import Connection, place_of


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(lambda _: Answer(body=b"0123456789" * 100)) as server:
        yield server


def connected(server: Server, timeout: float = 5.0) -> Connection:
    return Connection(named=[("127.0.0.1", server.port)], timeout=timeout)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "file:///etc/passwd",
        "gopher://a.example/",
        "//a.example/x",
        "http:///x",
        "http://[::1",
        "http://a.example:99999/",
        "http://user:word@a.example/",
    ],
)
def test_only_plain_web_addresses_are_asked_for(url: str) -> None:
    with pytest.raises(BlockedError) as caught:
        Connection().get(url)
    assert caught.value.why == "bad-address"


def test_the_port_of_an_address_may_be_left_out() -> None:
    assert place_of("https://Archive.EXAMPLE/web") == ("archive.example", 443)
    assert place_of("http://archive.example:8080") == ("archive.example", 8080)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_a_loopback_address_that_nobody_named_gets_no_request(server: Server, host: str) -> None:
    with pytest.raises(FetchError) as caught:
        Connection(timeout=2).get(f"http://{host}:{server.port}/")
    assert caught.value.why in ("private-address", "connection")  # the server speaks no IPv6
    assert server.asked == []


def test_a_private_address_is_refused_for_good(server: Server) -> None:
    with pytest.raises(BlockedError) as caught:
        Connection(named=[("127.0.0.1", server.port + 1)]).get(f"{server.address}/")
    assert caught.value.why == "private-address"
    assert not caught.value.again


def test_behind_a_proxy_private_addresses_are_refused_too(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    for private in ("http://10.0.0.7/", "http://169.254.169.254/latest", "http://localhost:1/"):
        with pytest.raises(BlockedError):
            Connection().get(private)
    assert server.asked == []


def test_a_proxy_of_the_environment_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    connection = Connection()
    assert connection.get("http://archive.example/web").status == 200
    connection.close()
    assert server.targets() == ["http://archive.example/web"]


def test_redirects_are_not_followed(server: Server) -> None:
    server.answer = lambda _: Answer(status=302, headers=(("Location", "/elsewhere"),))
    connection = connected(server)
    assert connection.get(f"{server.address}/").status == 302
    connection.close()
    assert server.targets() == ["/"]


def test_a_body_over_the_limit_is_refused_and_one_of_just_that_size_is_not(server: Server) -> None:
    connection = connected(server)
    assert len(connection.get(f"{server.address}/", largest=1000).body) == 1000
    with pytest.raises(BlockedError) as caught:
        connection.get(f"{server.address}/", largest=999)
    connection.close()
    assert caught.value.why == "too-large"


@pytest.mark.parametrize("after_head", [False, True])
def test_a_server_that_falls_silent_is_a_timeout(server: Server, after_head: bool) -> None:
    good = Answer(body=b"x" * 1000)
    server.answer = lambda _: stalls(server.closing, after_head=after_head)(good)
    connection = connected(server, timeout=0.1)
    with pytest.raises(FetchError) as caught:
        connection.get(f"{server.address}/")
    connection.close()
    assert caught.value.why == "timeout"
    assert caught.value.again


@pytest.mark.parametrize("in_head", [False, True])
def test_a_server_that_never_ends_is_cut_off(server: Server, in_head: bool) -> None:
    server.answer = lambda _: drips(server.closing, in_head=in_head)(Answer())
    connection = connected(server, timeout=0.1)
    with pytest.raises(FetchError) as caught:
        connection.get(f"{server.address}/")
    connection.close()
    assert caught.value.why == "timeout"


def test_no_watcher_is_left_behind(server: Server) -> None:
    connection = connected(server)
    for _ in range(5):
        connection.get(f"{server.address}/")
    connection.close()
    watchers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for watcher in watchers:
        watcher.join(timeout=1)
    assert not any(watcher.is_alive() for watcher in watchers)


def test_a_certificate_that_nobody_vouches_for_ends_it(tmp_path: Path) -> None:
    _, context = self_signed(tmp_path)
    with serving(lambda _: Answer(body=b"secret"), context) as secure:
        with pytest.raises(FetchError) as caught:
            connected(secure).get(f"https://127.0.0.1:{secure.port}/")
        assert secure.asked == []
    assert caught.value.why == "tls"
    assert not caught.value.again


def test_a_certificate_that_the_user_vouches_for_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serving(lambda _: Answer(body=b"secret"), context) as secure:
        connection = connected(secure)
        assert connection.get(f"https://127.0.0.1:{secure.port}/").body == b"secret"
        connection.close()


def test_passwords_of_netrc_stay_at_home(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hush\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    connection = connected(server)
    received = connection.get(f"{server.address}/")
    connection.close()
    assert "Authorization" not in server.asked[0].headers
    assert not any(name.lower() == "authorization" for name, _ in received.request_headers)


def test_cookies_go_to_their_site_only_and_into_no_record(server: Server, tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    row = "{host}\tFALSE\t/\tFALSE\t4102444800\tsession\t{value}\n"
    rows = row.format(host="127.0.0.1", value="mine") + row.format(host="other.example", value="not")
    cookies.write_text(f"# Netscape HTTP Cookie File\n{rows}")
    jar = MozillaCookieJar(cookies)
    jar.load()
    connection = Connection(named=[("127.0.0.1", server.port)], cookies=jar)
    received = connection.get(f"{server.address}/")
    connection.close()
    assert server.asked[0].headers["Cookie"] == "session=mine"
    assert not any(name.lower() == "cookie" or "mine" in value for name, value in received.request_headers)


def test_cookies_of_answers_are_not_taken(server: Server) -> None:
    server.answer = lambda _: Answer(headers=(("Set-Cookie", "tracker=1"),))
    connection = connected(server)
    for _ in range(2):
        connection.get(f"{server.address}/")
    connection.close()
    assert "Cookie" not in server.asked[1].headers


def test_a_folded_header_becomes_one_line(server: Server) -> None:
    folded = b"HTTP/1.1 200 OK\r\nX-A: one\r\n two\r\nContent-Length: 2\r\n\r\nok"
    server.answer = lambda _: Answer(raw=lambda line: line.write(folded))
    connection = connected(server)
    received = connection.get(f"{server.address}/")
    connection.close()
    assert received.header("x-a") == "one two"


def test_repeated_headers_are_all_kept(server: Server) -> None:
    server.answer = lambda _: Answer(headers=(("X-A", "1"), ("X-A", "2")))
    connection = connected(server)
    received = connection.get(f"{server.address}/")
    connection.close()
    assert [value for name, value in received.headers if name == "X-A"] == ["1", "2"]


def test_a_response_without_end_is_cut_off_behind_a_proxy_too(monkeypatch: pytest.MonkeyPatch) -> None:
    closing = threading.Event()
    with serving(lambda _: drips(closing, in_head=False)(Answer())) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        connection = Connection(timeout=0.1)
        threading.Timer(10, closing.set).start()
        with pytest.raises(FetchError) as caught:
            connection.get("http://archive.invalid/x", largest=10**9)
        assert not closing.is_set()
        closing.set()
        connection.close()
    assert caught.value.why == "timeout"
