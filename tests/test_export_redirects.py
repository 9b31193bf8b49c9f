"""Redirects: real servers send every old address to its new one, all else nowhere, whatever stands in titles and addresses."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from archive import run
from made_wikis import HOSTILE_TITLES, Saved, by, load_hostile, load_wiki
from real_programs.apache import apache
from real_programs.caddy import caddy
from real_programs.nginx import nginx
from real_programs.web_server import WebServer
from wetpaint_import.export.address_map import NewAddress, read_addresses, write_addresses
from wetpaint_import.export.redirects.rules import Rules, make_rules

pytestmark = pytest.mark.integration

BASE = "https://new.example.org/archive"
HOST = "garden.wetpaint.com"
# What an address map may hold as a new address: another export's slip, or a title made for it.
HOSTILE_NEW = (
    "//evil.example/",
    "\\\\evil.example",
    "https://evil.example/",
    "a\r\nSet-Cookie: x=1",
    "a%0d%0aSet-Cookie:%20x=1",
    'a"; return 302 http://evil.example/; "',
    "a$host}{$http_x;# ${HTTP_HOST} %{HTTP_HOST} %1 $1 {host} {$HOME}",
    "a b\tc 301 ~^.*$",
    "Ünïcode/日本/\u2028",
    "index.php?title=Talk:A_%26_B&action=view",
    "wiki/Talk:Home/100%25_sure",
    "wiki/100%_sure",
    "'single' `back` <tag> [x] ^ |",
    "../../up",
    "@user:pw@evil.example",
    "page#fragment",
    ":splat/*",
)
# How an old address's end may be spelled; nothing of it matters.
DECORATIONS = (
    "", "/", "/any+title", "/any%20title?offset=20&maxResults=20", "?t=anon", "?url=//evil.example/", "//evil.example",
    "/%0d%0aLocation:%20http://evil.example", "/AC%2FDC", "/%22;return%20302%20/x;%22", "/$host%7D%7B$1", "/%C3%9Cn%C3%AF%FF",
    "/" + "x" * 1500, ".html", ".html?x=1#y",
)  # fmt: skip


def entry(id_: int, new: str, *old: str) -> NewAddress:
    return NewAddress(kind="thread", id=id_, original_id=str(id_), title="T", old=old, new=new)


ENTRIES = (
    *(entry(number, new, f"http://{HOST}/thread/{1000 + number}/t") for number, new in enumerate(HOSTILE_NEW)),
    # Wikis share numbers.
    entry(50, "first", "http://one.wetpaint.com/thread/7/x", "http://one.wikifoundry.com/thread/7/x"),
    entry(51, "second", "http://two.wetpaint.com/thread/7/x"),
    # Places, other forms, addresses without a number, with queries, in two spellings.
    entry(52, "photo", f"http://{HOST}/photo/771204/thread/2000/", f"http://{HOST}/thread/2000"),
    entry(53, "mirror", "http://mirror.example.net/saved/thread_53.html?page=1&x=a%20b", "http://mirror.example.net/Saved/"),
    entry(54, "other", "http://mirror.example.net/saved/", 'http://mirror.example.net/q"uo;te$x{y}\\z w~^.*'),
    # Hosts that are none, and one that must be spelled for requests.
    entry(55, "bad", 'http://evil"; return 302 x;.example/thread/1', "http:///thread/3", "http://[withheld].wetpaint.com/thread/4"),
    entry(56, "idn", "http://bücher.example/thread/56"),
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Redirects from the hostile map, in a folder that looks like an export of the hostile archive."""
    folder = tmp_path_factory.mktemp("redirects")
    load_hostile(folder / "a.db")
    (folder / "made").mkdir()
    write_addresses(folder / "made", ENTRIES)
    done = run("export", "redirects", "--db", folder / "a.db", "--from", folder / "made", "--base", BASE, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module", params=["nginx", "apache", "apache-dbm", "caddy"])
def server(request: pytest.FixtureRequest, out: Path) -> Iterator[WebServer]:
    starting = {
        "nginx": lambda: nginx(out / "nginx"),
        "apache": lambda: apache(out / "apache"),
        "apache-dbm": lambda: apache(out / "apache", hashed=True),
        "caddy": lambda: caddy(out / "caddy" / "Caddyfile"),
    }
    with starting[request.param]() as running:
        yield running


def is_plain(url: str) -> bool:
    """Below the base, and with nothing in it that ends a string, a line or a rule, or that is a variable."""
    return re.fullmatch(re.escape(BASE) + r"/(?:[A-Za-z0-9._~/:@?=&+,!*()#-]|%[0-9A-Fa-f]{2})*", url) is not None


def known(out: Path) -> list[dict[str, str]]:
    with (out / "redirects.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def sent(old: str) -> tuple[str, str]:
    """Host and target as a browser sends them."""
    parts = urlsplit(old)
    host = (parts.hostname or "").encode("idna").decode()
    target = quote(parts.path + (f"?{parts.query}" if parts.query else ""), safe="/:@?=&+,!*()~%$;'")
    return host, target


def test_every_known_address_leads_where_the_map_says(out: Path, server: WebServer) -> None:
    rows = known(out)
    assert len(rows) == len(HOSTILE_NEW) + 3 + 2 + 2 + 2 + 1
    by_id = {str(entry_.id): entry_ for entry_ in ENTRIES}
    for row in rows:
        answer = server.ask(*sent(row["old_url"]))
        assert (answer.status, answer.location) == (301, row["new_url"]), row
        assert is_plain(row["new_url"])
        assert unquote(row["new_url"]) == unquote(f"{BASE}/" + by_id[row["id"]].new.lstrip("/\\"))


@pytest.mark.parametrize("decoration", DECORATIONS)
def test_what_follows_the_number_is_decoration(server: WebServer, decoration: str) -> None:
    for host, number, new in ((HOST, 2000, "photo"), ("one.wikifoundry.com", 7, "first"), ("two.wetpaint.com", 7, "second")):
        for path in ("/thread/", "/account/some+body/thread/", "/Photo/1/Thread/", "/video/x%20y/thread/"):
            answer = server.ask(host, f"{path}{number}{decoration}".partition("#")[0])
            assert (answer.status, answer.location) == (301, f"{BASE}/{new}"), (host, path)


def test_no_way_up_leads_out_of_the_site(server: WebServer) -> None:
    for target in (
        "/thread/2000/..%2f..%2fevil",
        "/thread/2000/../../evil",
        "/thread/2000/%2e%2e/2000",
        "/thread/..//evil.example/%2f..",
    ):
        assert server.ask(HOST, target).location in (None, f"{BASE}/photo")


def test_hosts_are_told_apart_in_any_spelling(server: WebServer) -> None:
    for host in ("TWO.wetpaint.com", f"two.wetpaint.com:{server.port}"):
        assert server.ask(host, "/thread/7/x").location == f"{BASE}/second"


@pytest.mark.parametrize(
    ("host", "target"),
    [
        (HOST, "/"), (HOST, "/thread/"), (HOST, "/thread/1"), (HOST, "/thread/10000"), (HOST, "/thread/x1000"),
        (HOST, "/threads/1000"), (HOST, "/x/thread/1000"), (HOST, "/account/thread/1000"), (HOST, "/thread/7"),
        (HOST, "/page/thread/1000x"), (HOST, "//evil.example/"), (HOST, "//evil.example/%2e%2e"), (HOST, "/?x=/thread/1000"),
        (HOST, "/%0d%0aLocation:%20http://evil.example"), (HOST, "/thread/$wetpaint_number"), (HOST, "/thread/%7Bre.wetpaint.1%7D"),
        ("mirror.example.net", "/saved/thread_53.html"), ("mirror.example.net", "/saved/thread_53.html?page=2&x=a%20b"),
        ("mirror.example.net", "/thread/1000"), ("one.wetpaint.com", "/thread/1000"),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_not_found(server: WebServer, host: str, target: str) -> None:
    answer = server.ask(host, target)
    assert (answer.status, answer.location) == (404, None)


def test_an_unknown_host_gets_what_only_one_thread_can_mean(out: Path, tmp_path: Path) -> None:
    shutil.copytree(out / "nginx", tmp_path / "nginx")
    with nginx(tmp_path / "nginx") as server:
        for host in ("discussions.example.com", "new.example.org"):
            assert server.ask(host, "/thread/2000/x").location == f"{BASE}/photo"
        assert server.ask("discussions.example.com", "/thread/7/x").status == 404
        assert server.ask('"; evil', "/thread/7/x").status in (400, 404)


def test_mediawikis_titles_arrive_through_the_whole_chain(out: Path, tmp_path: Path) -> None:
    db = out.parent / "a.db"
    made = run("export", "mediawiki", "--db", db, "--out", tmp_path / "mediawiki")
    assert made.returncode == 0, made.stderr
    arguments = ("--db", db, "--from", tmp_path / "mediawiki", "--base", "http://127.0.0.1", "--out", tmp_path / "out")
    assert run("export", "redirects", *arguments).returncode == 0
    entries = list(read_addresses(tmp_path / "mediawiki" / "addresses.jsonl"))
    assert len(entries) == len(HOSTILE_TITLES)
    with nginx(tmp_path / "out" / "nginx") as server:
        for moved in entries:
            for old in moved.old:
                answer = server.ask(*sent(old))
                assert (answer.status, answer.location) == (301, f"http://127.0.0.1/{moved.new}")


def chain(rules: Rules, url: str) -> list[str]:
    """The addresses that a browser is sent to, one after the other."""
    found = [url]
    while len(found) < 10:
        parts = urlsplit(found[-1])
        new = rules.find(parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else ""))
        if new is None:
            return found
        found.append(new)
    raise AssertionError("a circle")


def test_a_new_site_on_the_old_host_keeps_its_pages_and_no_redirect_goes_in_a_circle() -> None:
    own = "http://www.club.example"
    entries = [
        entry(1, "thread/5", f"{own}/thread/5/x", f"{own}/thread/5"),
        entry(2, "thread/6", f"{own}/thread/7/x"),
        entry(3, "thread/7", f"{own}/thread/6/y"),
        entry(4, "t/8.html", f"{own}/thread/8"),
        entry(5, "old.php?id=9", f"{own}/old.php?id=9", f"{own}/older.php?id=9"),
    ]
    rules = make_rules(entries, own)
    for moved in entries:
        for old in moved.old:
            assert len(chain(rules, old)) <= 2
        assert chain(rules, f"{own}/{moved.new}") == [f"{own}/{moved.new}"]
    assert rules.find("www.club.example", "/thread/8/z") == f"{own}/t/8.html"
    assert rules.find("www.club.example", "/older.php?id=9") == f"{own}/old.php?id=9"
    assert {item.id for item in rules.left_out} == {1, 2, 3, 5}


def test_a_new_site_elsewhere_whose_pages_look_like_old_threads_keeps_them() -> None:
    base = "http://new.example"
    rules = make_rules(
        [entry(1, "thread/2", "http://a.wetpaint.com/thread/1"), entry(2, "thread/1", "http://a.wetpaint.com/thread/2")], base
    )
    assert rules.find("a.wetpaint.com", "/thread/1") == f"{base}/thread/2"
    assert rules.find("new.example", "/thread/1") is None
    assert rules.find("b.example", "/thread/1") == f"{base}/thread/2"


def test_a_wiki_that_stays_on_its_host_needs_no_server_of_its_own(out: Path, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    write_addresses(tmp_path / "made", [entry(1, "t/1.html", "http://www.club.example/thread/5/x")])
    arguments = (
        "--db",
        out.parent / "a.db",
        "--from",
        tmp_path / "made",
        "--base",
        "http://www.club.example",
        "--out",
        tmp_path / "out",
    )
    assert run("export", "redirects", *arguments).returncode == 0
    server = tmp_path / "out" / "nginx" / "server.conf"
    lines = server.read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") for line in lines)
    site = f"server {{\n  listen 80;\n  {lines[1].lstrip('# ')}\n  location / {{ return 404; }}\n}}\n"
    server.write_text(site, encoding="utf-8")
    with nginx(server.parent) as running:
        assert running.ask("www.club.example", "/thread/5/y?t=anon").location == "http://www.club.example/t/1.html"
        assert running.ask("www.club.example", "/t/1.html").location is None


def test_the_thread_that_was_seen_at_an_address_has_it_before_one_that_may_have_moved_there() -> None:
    moved = entry(1, "a", "http://x.wetpaint.com/thread/5", "http://x.wikifoundry.com/thread/5")
    seen = entry(2, "b", "http://x.wikifoundry.com/thread/5", "http://x.wetpaint.com/thread/5")
    for entries in ([moved, seen], [seen, moved]):
        rules = make_rules(entries, "https://n.example")
        assert rules.find("x.wetpaint.com", "/thread/5/t") == "https://n.example/a"
        assert rules.find("x.wikifoundry.com", "/thread/5/t") == "https://n.example/b"
    same = make_rules([moved, entry(3, "c", "http://x.wetpaint.com/thread/5")], "https://n.example")
    assert same.find("x.wetpaint.com", "/thread/5/t") is None
    assert [item.why for item in same.left_out] == ["another thread has the same old address"]


def test_netlifys_file_names_every_number_once_and_hosts_where_they_matter(out: Path) -> None:
    lines = (out / "netlify" / "_redirects").read_text(encoding="utf-8").splitlines()
    rules = [line.split(" ") for line in lines if not line.startswith("#")]
    assert all(len(rule) >= 3 and rule[-1] == "301" and rule[-2].startswith(BASE + "/") for rule in rules)
    targets = {rule[0]: rule[-2] for rule in rules}
    assert targets["/thread/2000/*"] == targets["/photo/:name/thread/2000"] == f"{BASE}/photo"
    assert targets["http://one.wetpaint.com/thread/7/*"] == f"{BASE}/first"
    assert targets["http://two.wetpaint.com/thread/7/*"] == f"{BASE}/second"
    assert "/thread/7/*" not in targets
    assert len(targets) == len(rules)
    # Nothing in a target is taken for a placeholder.
    assert not any(set(":*") & set(urlsplit(target).path) for target in targets.values())


def test_nginx_starts_with_many_and_long_hosts(tmp_path: Path, out: Path) -> None:
    (tmp_path / "many").mkdir()
    long = "a" * 60
    moved = [entry(n, f"t/{n}", f"http://{long[: n % 60 + 1]}.wiki-{n}.{long}.example/thread/7/slug") for n in range(1, 701)]
    write_addresses(tmp_path / "many", moved)
    arguments = ("--db", out.parent / "a.db", "--from", tmp_path / "many", "--base", BASE, "--out", tmp_path / "out")
    assert run("export", "redirects", *arguments).returncode == 0
    with nginx(tmp_path / "out" / "nginx") as server:
        for old in (moved[0], moved[58], moved[699]):
            assert server.ask(*sent(old.old[0])).location == f"{BASE}/{old.new}"


def test_nginx_starts_with_a_hundred_thousand_rules(tmp_path: Path, out: Path) -> None:
    (tmp_path / "many").mkdir()
    write_addresses(
        tmp_path / "many", (entry(n, f"t/{n}", f"http://h{n % 7}.wetpaint.com/thread/{n}/slug") for n in range(1, 50_001))
    )
    arguments = ("--db", out.parent / "a.db", "--from", tmp_path / "many", "--base", BASE, "--out", tmp_path / "out")
    assert run("export", "redirects", *arguments).returncode == 0
    with nginx(tmp_path / "out" / "nginx") as server:
        for number in (1, 25_000, 49_999, 50_000):
            assert server.ask(f"h{number % 7}.wetpaint.com", f"/thread/{number}").location == f"{BASE}/t/{number}"


def test_wrong_use_is_told_and_writes_nothing(out: Path, tmp_path: Path) -> None:
    db = out.parent / "a.db"
    for base in (
        "",
        "new.example.org",
        "javascript:alert(1)",
        "https://a.example/?x",
        'https://a.example/"; }',
        "https://u:p@a.example",
    ):
        done = run("export", "redirects", "--db", db, "--from", out.parent / "made", "--base", base, "--out", tmp_path / "x")
        assert (done.returncode, "--base" in done.stderr) == (2, True)
    for folder, word in (("", "--from"), (str(tmp_path), "addresses.jsonl")):
        done = run("export", "redirects", "--db", db, "--from", folder, "--base", BASE, "--out", tmp_path / "x")
        assert (done.returncode, word in done.stderr) == (2, True)
    (tmp_path / "addresses.jsonl").write_text('{"kind": 1}\n', encoding="utf-8")
    assert run("export", "redirects", "--db", db, "--from", tmp_path, "--base", BASE, "--out", tmp_path / "x").returncode == 2
    assert not (tmp_path / "x").exists()


def test_the_same_map_gives_the_same_bytes_and_check_finds_changes(out: Path, tmp_path: Path) -> None:
    arguments = ("export", "redirects", "--db", out.parent / "a.db", "--from", out.parent / "made", "--out", tmp_path / "out")
    assert run(*arguments, "--base", BASE).returncode == 0
    for file in sorted(out.rglob("*")):
        if file.is_file():
            assert file.read_bytes() == (tmp_path / "out" / file.relative_to(out)).read_bytes(), file.name
    assert str(out.parent) not in "".join(file.read_text(encoding="utf-8") for file in out.rglob("*") if file.is_file())
    assert run(*arguments, "--check").returncode == 0
    maps = tmp_path / "out" / "apache" / "threads.txt"
    maps.write_text(maps.read_text(encoding="utf-8").replace("/first", "/fist"), encoding="utf-8")
    done = run(*arguments, "--check", "--json")
    assert done.returncode == 6
    assert "apache/threads.txt, line" in str(json.loads(done.stdout))


def test_a_withheld_name_in_an_old_address_is_not_written(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(db, [Saved(number=5, title="Boats", posts=(by("jane_d", "x"),)).archived])
    (tmp_path / "made").mkdir()
    write_addresses(tmp_path / "made", [entry(1, "t/1", "http://x.wetpaint.com/account/jane_d/thread/5")])
    arguments = ("export", "redirects", "--db", db, "--from", tmp_path / "made", "--base", BASE, "--out", tmp_path / "out")
    done = run(*arguments, "--withhold", "jane_d")
    assert done.returncode == 6
    assert not (tmp_path / "out").exists()
    assert run(*arguments).returncode == 0
