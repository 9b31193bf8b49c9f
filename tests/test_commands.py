"""The command line: output, exit codes, messages."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from archive import FIXTURES, load, run


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.db"
    load(path, FIXTURES)
    return path


def test_parse_prints_what_a_page_shows() -> None:
    done = run(
        "parse",
        FIXTURES / "names-tr-two-td-2010" / "page.html",
        "--url",
        "http://quiltersguild.wetpaint.com/thread/2210457/hand+piecing",
    )
    assert done.returncode == 0
    page = json.loads(done.stdout)
    assert (page["page_kind"], page["layout"], page["problems"]) == ("thread", "named", [])
    assert page["threads"][0]["posts"][2]["author"] == {"name": None, "kind": "anonymous"}


def test_parse_explain_shows_where_every_text_went() -> None:
    done = run("parse", FIXTURES / "text-a-chrome-around" / "page.txt", "--explain")
    for place in ("furniture", "title", "subject", "dates", "body", "rating", "unplaced"):
        assert f" {place}  " in done.stdout, place


def test_parse_of_a_refused_page_says_why() -> None:
    done = run("parse", FIXTURES / "refused-parking-page" / "page.html")
    assert done.returncode == 4
    assert json.loads(done.stdout)["problems"][0]["code"] == "parking-page"


def test_parse_of_a_cut_page_keeps_what_is_whole() -> None:
    done = run("parse", FIXTURES / "archive-cut-in-body" / "page.html")
    assert done.returncode == 1
    assert json.loads(done.stdout)["threads"][0]["posts"]


def test_status_is_readable_at_80_columns_and_complete_as_json(db: Path) -> None:
    text = run("status", "--db", db)
    assert text.returncode == 1
    assert "Known" not in text.stderr
    figures = [line for line in text.stdout.splitlines() if "e.g." not in line and str(db) not in line]
    assert max(len(line) for line in figures) <= 80
    status = json.loads(run("status", "--db", db, "--json").stdout)
    assert status["captures"]["total"] == status["captures"]["read"] + status["captures"]["quarantined"]
    assert {row["code"] for row in status["problems"]} >= {"parking-page", "truncated", "unplaced-text"}
    assert all(row["advice"] for row in status["problems"])


def test_status_keeps_a_long_path_whole_and_beside_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / ("saved  pages " * 8 + "x") / "page.html"
    page.parent.mkdir()
    page.write_bytes((FIXTURES / "refused-parking-page" / "page.html").read_bytes())
    done = run("load", page, "--db", tmp_path / "a.db")
    assert done.returncode == 4
    assert f"    {page}:\n" in done.stdout
    text = run("status", "--db", tmp_path / "a.db").stdout
    assert f"            e.g. {page}\n" in text
    assert [line for line in text.splitlines() if len(line) > 80 and str(page) not in line and str(tmp_path) not in line] == []


def test_status_missing_prints_addresses_one_a_line(db: Path) -> None:
    done = run("status", "--missing", "--db", db)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines
    assert all(line.startswith("http") for line in lines)
    assert len(set(lines)) == len(lines)


def test_show_finds_a_thread_by_id_address_and_words(db: Path) -> None:
    by_words = run("show", "hand piecing or machine", "--db", db)
    assert by_words.returncode == 0
    assert "PatchworkPenny" in by_words.stdout
    assert "Life is short & fabric is long." in by_words.stdout
    thread = json.loads(run("show", "Hand piecing or machine piecing", "--db", db, "--json").stdout)
    assert run("show", str(thread["id"]), "--db", db).stdout == by_words.stdout


def test_show_says_what_to_type_where_nothing_or_too_much_fits(db: Path) -> None:
    nothing = run("show", "no such thread at all", "--db", db)
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "status --threads" in nothing.stderr
    several = run("show", "the", "--db", db)
    assert several.returncode == 2
    assert "name one by its id" in several.stderr


def test_explain_names_capture_place_and_rule(db: Path) -> None:
    done = run("explain", "1", "--db", db)
    assert done.returncode == 0
    assert "from capture" in done.stdout
    assert "rule:" in done.stdout
    explained = json.loads(run("explain", "1", "--db", db, "--json").stdout)
    assert all(field["rule"] and field["place"] for field in explained["fields"])
    assert run("explain", "999999", "--db", db).returncode == 2


def test_wrong_usage_and_missing_input_have_their_exit_codes(tmp_path: Path) -> None:
    assert run("load").returncode == 2
    assert run("no-such-command").returncode == 2
    assert run("load", tmp_path, "--captured-at", "yesterday", "--db", tmp_path / "a.db").returncode == 2
    assert run("load", tmp_path, "--time-zone", "Mars/Olympus", "--db", tmp_path / "a.db").returncode == 2
    missing = run("load", tmp_path / "nothing-here", "--db", tmp_path / "a.db")
    assert missing.returncode == 4
    assert "no such file" in missing.stderr


def test_data_goes_to_stdout_and_a_closed_pipe_is_no_fault(db: Path) -> None:
    command = shlex.join([sys.executable, "-m", "wetpaint_import", "show", "1", "--db", str(db)])
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command} | head -n 1"], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_progress_is_silent_in_a_pipe(tmp_path: Path) -> None:
    done = run("load", FIXTURES / "skin-print-version", "--db", tmp_path / "a.db")
    assert done.stderr == ""


@pytest.mark.parametrize("fault", ["ZeroDivisionError", "GeneratorExit"])  # and one that is no `Exception`, as panics of libraries
def test_a_fault_of_our_own_is_one_line_and_a_file(fault: str, tmp_path: Path) -> None:
    script = f"""if True:
        import wetpaint_import.cli.guard as g
        def broken(**kwargs): raise {fault}
        g.cli.main = broken
        raise SystemExit(g.run(["status"]))
    """
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert done.returncode == 70
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    (trace,) = tmp_path.glob("wetpaint-import-*.txt")
    assert fault in trace.read_text(encoding="utf-8")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_told_in_plain_words(db: Path, unbuffered: str) -> None:
    for arguments in (["show", "1", "--db", str(db)], ["status", "--json", "--db", str(db)], ["--help"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "wetpaint_import", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            )  # fmt: skip
        message = "wetpaint-import: the output could not be written (No space left on device)\n"
        assert (done.returncode, done.stderr) == (1, message)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8:strict"])
def test_files_and_pipes_get_utf_8_and_paths_as_they_came_whatever_the_locale(encoding: str, tmp_path: Path) -> None:
    db = tmp_path / os.fsdecode(b"caf\xe9.db")
    for name, shown in (("load", os.fsencode(db)), ("status", os.fsencode(db)), ("stats", "█".encode())):
        pages = [FIXTURES / "names-tr-two-td-2010", FIXTURES / "text-a-chrome-around"] if name == "load" else []
        command: list[str | Path] = [sys.executable, "-m", "wetpaint_import", name, *pages, "--db", db]
        done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding})
        assert (done.returncode in (0, 1), done.stderr) == (True, b"")
        assert shown in done.stdout


def test_an_address_may_lack_its_scheme_and_nothing_else(tmp_path: Path) -> None:
    page = FIXTURES / "names-tr-two-td-2010" / "page.html"
    told = json.loads(run("parse", page, "--url", "quiltersguild.wetpaint.com/thread/2210457/x").stdout)
    assert told["url"] == "http://quiltersguild.wetpaint.com/thread/2210457/x"
    for nonsense in ("nonsense", "", "http://", "http:// a b", "ftp://x.example/", "javascript:a.b"):
        done = run("load", page, "--url", nonsense, "--db", tmp_path / "a.db")
        assert done.returncode == 2, nonsense
        assert "write it like http://" in done.stderr


def test_the_next_command_fits_a_path_with_spaces(tmp_path: Path) -> None:
    done = run("load", FIXTURES / "skin-print-version", "--db", tmp_path / "Grüße von hier.db")
    assert f"wetpaint-import status --db '{tmp_path}/Grüße von hier.db'" in done.stdout
