"""Fetching a live site: from link to link, as far as robots.txt allows, with the cookies that the user gives."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fetch_servers.certificate import self_signed
from fetch_servers.clock import FakeClock
from fetch_servers.faults import cut_body
from fetch_servers.live_site import SESSION, LiveSite, small_site
from fetch_servers.loopback import Answer, Asked, Server, serving
from fetch_servers.reading import assert_sound, read_warc
from fetch_servers.using import run_fetch
from fetch_servers.wiki import thread_page
from wetpaint_import.errors import UsageError
from wetpaint_import.fetch.limits import MIB
from wetpaint_import.fetch.records import Status


@pytest.fixture
def site() -> Iterator[tuple[Server, LiveSite]]:
    site = small_site()
    with serving(site) as server:
        yield server, site


def host(server: Server) -> str:
    return f"127.0.0.1:{server.port}"


def held(out: Path) -> dict[str, bytes]:
    return {url.partition("/thread")[2]: payload for (url, _), payload in read_warc(out).payloads.items()}


def test_lists_lead_to_threads_and_threads_to_their_further_pages(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, host(server), source="live")
    assert held(out) == {target.partition("/thread")[2]: body for target, body in pages.pages.items() if "/thread" in target}
    assert report.reasons["not-archived: not-found"] == 2  # the forum, and the thread that is gone
    assert report.exit_code == 0
    assert_sound(out)


def test_each_page_is_asked_for_once_whatever_addresses_it_has(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, _ = site
    run_fetch(tmp_path / "p.warc.gz", host(server), source="live")
    assert sorted(server.targets()) == sorted(set(server.targets()))
    assert "/thread/1/another+slug" not in server.targets()
    assert "/page/Home" not in server.targets()


def test_the_time_of_the_capture_is_now_and_its_address_its_own(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, _ = site
    out = tmp_path / "p.warc.gz"
    run_fetch(out, f"{server.address}/thread/3/three", source="live", clock=FakeClock(at=datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)))
    own = read_warc(out).of_kind("response")[0][0]
    assert own["WARC-Date"].startswith("2021-02-03T04:05")
    assert own["WARC-Target-URI"] == own["WARC-Source-URI"] == f"{server.address}/thread/3/three"


def test_robots_txt_is_obeyed(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.robots = b"User-agent: wetpaint-import\nDisallow: /thread/2\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /\n"
    out = tmp_path / "p.warc.gz"
    clock = FakeClock()
    report = run_fetch(out, host(server), source="live", clock=clock)
    assert not any(target.startswith("/thread/2") for target in server.targets())
    assert "/1/one" in held(out)
    assert report.reasons["refused: robots"] == 1
    assert sum(clock.slept) >= 7 * 6


def test_a_site_that_wants_no_visitors_gets_none(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.robots = b"User-agent: *\nDisallow: /\n"
    report = run_fetch(tmp_path / "p.warc.gz", host(server), source="live")
    assert server.targets() == ["/robots.txt"]
    assert report.exit_code == 1


def test_a_robots_txt_that_moved_is_followed_and_one_with_a_fault_keeps_us_out(
    site: tuple[Server, LiveSite], tmp_path: Path
) -> None:
    server, pages = site
    server.answer = lambda asked: (
        Answer(status=301, headers=(("Location", "/rules.txt"),))
        if asked.target == "/robots.txt"
        else Answer(body=b"User-agent: *\nDisallow: /")
        if asked.target == "/rules.txt"
        else pages(asked)
    )
    run_fetch(tmp_path / "a.warc.gz", host(server), source="live")
    assert server.targets() == ["/robots.txt", "/rules.txt"]
    server.asked.clear()
    server.answer = lambda asked: Answer(status=500) if asked.target == "/robots.txt" else pages(asked)
    run_fetch(tmp_path / "b.warc.gz", host(server), source="live")
    assert set(server.targets()) == {"/robots.txt"}


def test_members_pages_need_the_cookie_which_stands_in_no_record(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.secret["/thread/8/inside"] = thread_page(8, 2020)
    address = f"{server.address}/thread/8/inside"
    report = run_fetch(tmp_path / "a.warc.gz", address, source="live")
    assert report.reasons["refused: forbidden"] == 1
    cookies = tmp_path / "cookies.txt"
    name, _, value = SESSION.partition("=")
    cookies.write_text(f"# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t4102444800\t{name}\t{value}\n")
    out = tmp_path / "b.warc.gz"
    run_fetch(out, address, source="live", cookies=cookies)
    contents = read_warc(out)
    assert list(contents.payloads.values()) == [thread_page(8, 2020)]
    assert value not in str(contents.records)
    assert "secret" not in str(contents.records)  # that of the answer's Set-Cookie


@pytest.mark.parametrize("text", ["", "no cookies at all", "\x00\xff"])
def test_a_cookie_file_that_is_none_is_wrong_usage(tmp_path: Path, text: str) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=r"cookies\.txt"):
        run_fetch(tmp_path / "p.warc.gz", "127.0.0.1:1", source="live", cookies=cookies)


def test_pages_that_did_not_change_become_revisits_and_changed_ones_are_added(
    site: tuple[Server, LiveSite], tmp_path: Path
) -> None:
    server, pages = site
    out = tmp_path / "p.warc.gz"
    run_fetch(out, host(server), source="live")
    pages.pages["/thread/3/three"] = thread_page(99, 2021)
    report = run_fetch(out, host(server), source="live", clock=FakeClock(at=datetime(2026, 6, 1, tzinfo=UTC)))
    assert (report.counts[Status.FETCHED], report.counts[Status.UNCHANGED]) == (1, 5)
    assert_sound(out)


def test_a_stopped_run_goes_on_from_the_links_it_knew(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, _ = site
    out = tmp_path / "p.warc.gz"
    while run_fetch(out, host(server), source="live", max_pages=2).waiting:
        pass
    pages = [target for target in server.targets() if target != "/robots.txt"]
    assert sorted(pages) == sorted(set(pages))
    assert len(held(out)) == 6


def test_a_redirect_within_the_wiki_is_recorded_and_followed(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.moved["/thread/5/old"] = "/thread/3/three"
    pages.pages["/thread"] = thread_page(1, 2020, links=["/thread/5/old"])
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, host(server), source="live")
    assert set(held(out)) == {"", "/5/old", "/3/three"}
    assert report.notes["redirect"] == 1


def test_a_redirect_to_an_address_at_home_is_not_followed(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    with serving(lambda _: Answer(body=b"the router's own page")) as private:
        pages.pages["/thread"] = thread_page(1, 2020, links=[f"{private.address}/thread/1/x"])
        pages.moved["/forum"] = f"{private.address}/thread/2/x"
        run_fetch(tmp_path / "p.warc.gz", host(server), source="live")
        assert private.asked == []


def test_a_list_without_end_is_left_at_the_limit(tmp_path: Path) -> None:
    def answer(target: str) -> Answer:
        offset = int(target.partition("offset=")[2] or 0)
        return Answer(body=f'<a href="/thread?offset={offset + 20}">next</a>'.encode())

    with serving(lambda asked: answer(asked.target)) as server:
        report = run_fetch(tmp_path / "p.warc.gz", f"{server.address}/thread", source="live", max_pages=12)
        assert len(server.asked) <= 14
    assert report.exit_code == 1
    assert report.waiting == 1


def test_a_bomb_and_a_cut_page_of_a_live_site_are_not_kept(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    packed = (("Content-Encoding", "gzip"),)
    bomb = Answer(headers=packed, body=gzip.compress(bytes(40 * MIB)))

    def answer(asked: Asked) -> Answer:
        if asked.target == "/thread/3/three":
            return bomb
        return cut_body(pages(asked)) if asked.target.startswith("/thread/2") else pages(asked)

    server.answer = answer
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, host(server), source="live")
    assert report.reasons["refused: too-large"] == 1
    assert report.reasons["failed: cut-body"] == 1
    assert set(held(out)) == {"", "?offset=20&maxResults=20", "/1/one", "/1/one?offset=20&maxResults=20"}


def test_a_robots_txt_that_an_editor_of_windows_wrote_is_obeyed(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.robots = "User-agent: *\r\nDisallow: /thread/3\r\n".encode("utf-8-sig")
    report = run_fetch(tmp_path / "p.warc.gz", host(server), source="live")
    assert report.reasons["refused: robots"] == 1
    assert "/thread/3/three" not in server.targets()


def test_half_of_a_robots_txt_is_not_taken_for_the_whole(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    rules = b"User-agent: *\nDisallow: /private\n" + b"# so that the rule is in the second half\n" * 3 + b"Disallow: /thread/3\n"
    pages.robots = rules
    cut = [cut_body(Answer(body=rules))]
    server.answer = lambda asked: cut.pop() if asked.target == "/robots.txt" and cut else pages(asked)
    report = run_fetch(tmp_path / "p.warc.gz", host(server), source="live")
    assert report.reasons["refused: robots"] == 1
    assert "/thread/3/three" not in server.targets()


@pytest.mark.parametrize("path", ["", "/thread/1/one"])
def test_a_site_that_cannot_be_reached_is_exit_code_3(path: str, tmp_path: Path) -> None:
    with serving(LiveSite()) as gone:
        address = gone.address
    report = run_fetch(tmp_path / "p.warc.gz", address + path, source="live")
    assert report.exit_code == 3
    assert report.stopped is not None


def test_a_site_whose_certificate_cannot_be_trusted_is_exit_code_3(tmp_path: Path) -> None:
    with serving(small_site(), self_signed(tmp_path)[1]) as server:
        address = server.address.replace("http:", "https:")
        report = run_fetch(tmp_path / "p.warc.gz", address, source="live")
    assert report.reasons["failed: tls"] == 2
    assert report.exit_code == 3


def test_a_site_that_has_nothing_of_it_is_exit_code_3(tmp_path: Path) -> None:
    with serving(LiveSite()) as empty:
        assert run_fetch(tmp_path / "p.warc.gz", host(empty), source="live").exit_code == 3


def test_an_asked_page_that_is_not_there_is_exit_code_1(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, _ = site
    given = [f"{server.address}/thread/3/three", f"{server.address}/thread/4/gone"]
    assert run_fetch(tmp_path / "p.warc.gz", *given, source="live").exit_code == 1


def test_links_lead_on_whatever_characters_they_have(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.pages["/thread"] = thread_page(1, 2020, links=["/thread/5/café", "/thread/6/two words"])
    pages.pages["/thread/5/caf%C3%A9"] = thread_page(8, 2020)
    pages.pages["/thread/6/two%20words"] = thread_page(9, 2020)
    out = tmp_path / "p.warc.gz"
    run_fetch(out, host(server), source="live")
    assert {thread_page(8, 2020), thread_page(9, 2020)} <= set(held(out).values())


def test_a_redirect_to_another_spelling_of_the_page_is_followed(site: tuple[Server, LiveSite], tmp_path: Path) -> None:
    server, pages = site
    pages.moved |= {"/thread": "/thread/", "/thread/": f"http://127.0.0.1:{server.port}/thread/index.html"}
    pages.pages["/thread/index.html"] = thread_page(1, 2020, links=["/thread/1", "/thread/8/round"])
    pages.moved |= {"/thread/1": "/thread/1/one", "/thread/8/round": "/thread/8/about", "/thread/8/about": "/thread/8/round"}
    out = tmp_path / "p.warc.gz"
    report = run_fetch(out, host(server), source="live")
    assert set(held(out)) == {"/index.html", "/1/one", "/1/one?offset=20&maxResults=20"}
    assert report.reasons["failed: redirect-loop"] == 1
    assert_sound(out)
    server.asked.clear()
    assert run_fetch(out, host(server), source="live").reasons["unchanged: same-bytes"] == 3
