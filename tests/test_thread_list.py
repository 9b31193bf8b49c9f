"""`status --threads`: the threads with their ids; and `status --missing` where nothing is."""

import json
from pathlib import Path

import pytest

from archive import FIXTURES
from in_process import load_chosen, run
from made_wikis import HOST, Saved, by, load_wiki

_LONG = "Which of the seven little boats in the harbour of the old town leaks the least in spring"


@pytest.fixture(scope="module")
def one_wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a b.db"
    posts = (by("ann", "one"), by("bob", "two"))
    load_wiki(path, [Saved(number=7, posts=posts, title=_LONG).archived, Saved(number=8, posts=posts, title="Oars").archived])
    return path


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load_chosen(path)
    return path


def test_threads_of_several_wikis_stand_below_the_host_of_each(several: Path) -> None:
    lines = run("status", "--threads", "--db", several).stdout.splitlines()
    threads = json.loads(run("status", "--threads", "--json", "--db", several).stdout)
    host, listed = "", []
    for line in lines[1:-2]:
        if line and not line.startswith(" "):
            host = line
        elif line:
            listed.append((int(line.split()[0]), host))
    assert listed == [(thread["id"], thread["wiki_host"] or "(wiki not known)") for thread in threads]
    hosts = list(dict.fromkeys(host for _, host in listed))
    assert len(hosts) > 3
    assert hosts == [*sorted(hosts[:-1]), "(wiki not known)"]
    assert lines.count(hosts[0]) == 1


def test_one_wiki_is_not_named_but_in_json(one_wiki: Path) -> None:
    text = run("status", "--threads", "--db", one_wiki).stdout
    assert HOST not in text
    assert [line.split()[0] for line in text.splitlines()[:3]] == ["id", "1", "2"]
    threads = json.loads(run("status", "--threads", "--json", "--db", one_wiki).stdout)
    assert [thread["wiki_host"] for thread in threads] == [HOST, HOST]


def test_every_line_has_80_columns_at_the_most_and_a_cut_title_says_so(one_wiki: Path, several: Path) -> None:
    for db in (one_wiki, several):
        lines = run("status", "--threads", "--db", db).stdout.splitlines()
        assert [line for line in lines if len(line) > 80 and "wetpaint-import" not in line] == []
    (cut,) = [line for line in run("status", "--threads", "--db", one_wiki).stdout.splitlines() if "Which of" in line]
    assert len(cut) == 80
    assert cut.endswith("…")


def test_list_ends_with_the_command_that_reads_a_thread(one_wiki: Path) -> None:
    last = run("status", "--threads", "--db", one_wiki).stdout.splitlines()[-1]
    assert last == f"Read a thread:      wetpaint-import show 1 --db '{one_wiki}'"


def test_where_nothing_is_missing_no_line_is_printed(one_wiki: Path, several: Path) -> None:
    done = run("status", "--missing", "--db", one_wiki)
    assert (done.returncode, done.stdout) == (0, "")
    assert run("status", "--missing", "--db", several).stdout.startswith("http")


def test_an_archive_without_threads_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "none.db"
    run("load", FIXTURES / "refused-parking-page", "--db", empty)
    assert run("status", "--threads", "--db", empty).stdout == "No threads.\n"
