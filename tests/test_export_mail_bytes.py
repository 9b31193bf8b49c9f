"""The bytes of exported mails: legal, the same each time, with every mark that the archive owes its readers; and their check."""

import json
import mailbox
import quopri
import re
from contextlib import closing
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, rows, run
from fetch_servers.wiki import Archived
from made_wikis import HOST, Saved, by, load_hostile, load_wiki
from pages import Written
from wetpaint_import.export import Target, maildir, mbox
from wetpaint_import.export.leaks import leaked
from wetpaint_import.export.mail.writing import quoted_printable
from wetpaint_import.people import read_people

FIRST = "Jul 18 2010, 12:27 PM EDT"
LATER = "Jul 18 2010, 1:40 PM EDT"
QUILTS = "http://quiltersguild.wetpaint.com/thread/4188/hand+piecing"
KITES = "http://kitefliers.wikifoundry.com/thread/7411002/wind+log+2013?offset=40&maxResults=20"
SAID = [f"words of post {number} and nothing else" for number in range(14)]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thread of plain posts, an edited one, one in which all answer each other, one with tags, one whose beginning is lost."""
    path = tmp_path_factory.mktemp("made") / "a.db"
    answers = (by("ann", SAID[0]), *(by("bob", f'<blockquote>"{SAID[n - 1]}"</blockquote>{SAID[n]}') for n in range(1, 14)))
    captures = [
        Saved(number=1, posts=(by("ann", "one"), by("bob", "two", "some day | Post edited: some day"))).archived,
        Saved(number=2, posts=(by("ann", "before the edit"),), timestamp="20100718170000").archived,
        Saved(number=2, posts=(by("ann", "after the edit", f"{FIRST} | Post edited: {LATER}"),)).archived,
        Saved(number=3, posts=answers).archived,
        Archived(url=QUILTS, timestamp="20110815150311", payload=_fixture("names-tr-two-td-2010")),
        Archived(url=KITES, timestamp="20140101000000", payload=_fixture("names-paged-third-page")),
        Archived(url="http://kilnnotes.wetpaint.com/thread", timestamp="20140101000000", payload=_fixture("list-thread-index")),
    ]
    load_wiki(path, captures)
    return path


@pytest.fixture(scope="module")
def out(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as mbox."""
    path = tmp_path_factory.mktemp("mbox") / "out"
    export(db, "mbox", path)
    return path


def _fixture(name: str) -> bytes:
    return (FIXTURES / name / "page.html").read_bytes()


def export(db: Path, target: str, out: Path, *options: str) -> dict[str, Any]:
    done = run("export", target, "--db", db, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


def manifest_of(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return content


def mails(out: Path, name: str = HOST) -> list[Message]:
    with closing(mailbox.mbox(out / f"{name}.mbox", create=False)) as box:
        return list(box)


def thread(db: Path, out: Path, number: int, name: str = HOST) -> list[Message]:
    ((id_,),) = rows(db, "SELECT id FROM threads WHERE original_id = ?", str(number))
    return [mail for mail in mails(out, name) if f".t{id_}@" in mail["Message-ID"]]


def header(mail: Message, name: str) -> list[str]:
    return [str(make_header(decode_header(re.sub(r"\n(?=\s)", "", value)))) for value in mail.get_all(name, [])]


def text_of(mail: Message) -> str:
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def found_by_check(db: Path, target: str, out: Path) -> list[dict[str, str]]:
    done = run("export", target, "--db", db, "--out", out, "--check", "--json")
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert done.returncode == (6 if found else 0)
    return found


@pytest.mark.parametrize("target", ["mbox", "maildir"])
def test_the_same_database_gives_the_same_bytes_and_is_as_the_check_wants_it(target: str, db: Path, tmp_path: Path) -> None:
    export(db, target, tmp_path / "one")
    export(db, target, tmp_path / "elsewhere" / "two")
    assert files(tmp_path / "one") == files(tmp_path / "elsewhere" / "two")
    assert found_by_check(db, target, tmp_path / "one") == []


def test_a_mailbox_is_ascii_with_short_lines_and_one_from_line_a_mail(tmp_path: Path) -> None:
    load_hostile(tmp_path / "a.db")
    manifest = export(tmp_path / "a.db", "mbox", tmp_path / "out")
    data = (tmp_path / "out" / f"{HOST}.mbox").read_bytes()
    assert data.isascii()
    assert b"\r" not in data
    assert len(re.findall(rb"^>*From ", data, re.MULTILINE)) == manifest["written"]["messages"]
    assert max(map(len, data.splitlines())) < 998
    for mail in mails(tmp_path / "out"):
        assert [name for name in mail.keys() if not name.startswith("X-Archive-")] == [  # noqa: SIM118 (keys repeat)
            *("Message-ID In-Reply-To References" if mail["References"] else "Message-ID").split(),
            *"Date From To Subject List-Id Archived-At MIME-Version Content-Type Content-Transfer-Encoding".split(),
        ]
        assert re.fullmatch(rf"<p\d+\.t\d+@{HOST}\.invalid>", mail["Message-ID"])
    assert found_by_check(tmp_path / "a.db", "mbox", tmp_path / "out") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a \n\tb\t",
        "From x\n>From y\n>>From z",
        ".",
        "From " * 40,
        ">" * 74 + "From x",
        "=",
        "é" * 80,
        "\f\v\x1c\x85\u2028",
        "x" * 999,
    ],
)
def test_quoted_printable_lines_are_short_and_read_back(text: str) -> None:
    encoded = quoted_printable(text)
    assert quopri.decodestring(encoded).decode() == text
    assert all(len(line) <= 76 and not re.match(rb">*From ", line) for line in encoded.split(b"\n"))


def test_a_lost_opening_post_has_a_placeholder_that_all_others_answer(db: Path, out: Path) -> None:
    first, *others = thread(db, out, 7411002, "kitefliers.wikifoundry.com")
    assert first["Message-ID"].startswith("<lost0.t")
    assert first["From"] == '"Lost posts" <lost@kitefliers.wikifoundry.com.invalid>'
    assert text_of(first) == "The opening post and replies 1 to 39 of this thread are not in the archive.\n"
    assert (header(first, "X-Archive-Placeholder"), header(first, "X-Archive-Date")) == (["yes"], ["estimated"])
    assert others[0]["In-Reply-To"] == first["Message-ID"]
    assert {mail["References"].split()[0] for mail in others} == {first["Message-ID"]}


def test_a_thread_of_which_nothing_is_left_is_a_placeholder(db: Path, out: Path) -> None:
    empty = rows(db, "SELECT id FROM threads WHERE id NOT IN (SELECT thread_id FROM posts)")
    found = {mail["Message-ID"] for file in out.glob("*.mbox") for mail in mails(out, file.stem)}
    assert empty
    assert {id_ for (id_,) in empty} <= {int(re.sub(r".*\.t|@.*", "", message_id)) for message_id in found}


def test_only_what_the_pages_do_not_date_has_a_date_marked_as_an_estimate(db: Path, out: Path) -> None:
    one, two = thread(db, out, 1)
    assert (one["Date"], header(one, "X-Archive-Date")) == ("Sun, 18 Jul 2010 16:27:00 +0000", [])
    assert (two["Date"], header(two, "X-Archive-Date")) == ("Sun, 18 Jul 2010 16:27:01 +0000", ["estimated"])
    assert header(two, "X-Archive-Printed-Date") == ["some day"]
    assert manifest_of(out)["estimated_dates"] == rows(db, "SELECT count(*) FROM posts WHERE posted_at IS NULL")[0][0] == 1


def test_every_mail_tells_whose_it_is_and_where_it_was(db: Path, out: Path) -> None:
    first, second, third, _ = mails(out, "quiltersguild.wetpaint.com")
    ((author,),) = rows(db, "SELECT id FROM authors WHERE name = 'PatchworkPenny'")
    assert first["From"].replace("\n", "") == f'"PatchworkPenny" <author{author}@quiltersguild.wetpaint.com.invalid>'
    assert first["Archived-At"] == f"<{QUILTS}>"
    assert header(first, "X-Archive-Printed-Date") == ["May 4 2010, 8:12 AM EDT"]
    assert header(first, "X-Archive-Edited") == ["2010-05-04T12:31:00Z"]
    assert header(first, "X-Archive-Tag") == ["beginners", "first sewing machine", "hand piecing"]
    assert header(first, "X-Archive-Place") == ["page: Beginner Blocks"]
    assert header(first, "X-Archive-Captured") == ["2011-08-15T15:03:11Z"]
    assert header(second, "X-Archive-Tag") == []
    assert third["From"] == '"anonymous" <anonymous@quiltersguild.wetpaint.com.invalid>'
    assert header(third, "X-Archive-Author") == ["anonymous"]


def test_an_edited_post_has_its_last_text_and_the_manifest_tells_of_the_others(db: Path, out: Path) -> None:
    (mail,) = thread(db, out, 2)
    assert text_of(mail) == "after the edit\n"
    assert header(mail, "X-Archive-Versions") == ["2"]
    ((version,),) = rows(db, "SELECT id FROM post_versions WHERE body_html = 'before the edit'")
    why = "a mail has one text; this is an earlier one of an edited post"
    assert manifest_of(out)["left_out"] == [{"kind": "version", "id": version, "why": why}]


def test_long_chains_of_answers_keep_the_opening_post_and_the_last_ten(db: Path, out: Path) -> None:
    found = thread(db, out, 3)
    ids = [mail["Message-ID"] for mail in found]
    assert [mail["In-Reply-To"] for mail in found] == [None, *ids[:13]]
    assert found[-1]["References"].split() == [ids[0], *ids[3:13]]


def test_withheld_names_stand_in_no_mail_however_it_is_encoded(tmp_path: Path) -> None:
    body = "jane doe said, and Jane<b> Doe</b>; see <a href='/account/Jane+Doe'>her page</a> " + "é" * 30 + " Jane Doe"
    posts = (by("Jane Doe", body), Written(author="", body="<blockquote>Jane Doe: hello</blockquote>thanks Jane Doe"))
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=posts, title="What Jane Doe says").archived])
    for target in ("mbox", "maildir"):
        export(tmp_path / "a.db", target, tmp_path / target, "--withhold", "Jane Doe")
    found = mails(tmp_path / "mbox")
    headers = [header(mail, name) for mail in found for name in mail.keys()]  # noqa: SIM118 (keys repeat)
    shown = [str(headers), *map(text_of, found), *map(str, files(tmp_path / "maildir").values())]
    assert all(not re.search(r"jane\W*doe", text, re.IGNORECASE) for text in shown)
    assert found[0]["From"] == f'"[withheld]" <withheld@{HOST}.invalid>'
    assert found[0]["Subject"] == "What [withheld] says"
    done = run("export", "mbox", "--db", tmp_path / "a.db", "--out", tmp_path / "mbox", "--check", "--withhold", "Jane Doe")
    assert done.returncode == 0, done.stdout


def test_wikis_named_like_withheld_authors_lose_their_names_and_stay_apart(tmp_path: Path) -> None:
    hosts = ("jane-doe.wetpaint.com", "jane_doe.wetpaint.com")
    captures = [Saved(number=number, host=host, posts=(by("ann", host),)).archived for number, host in enumerate(hosts, 1)]
    load_wiki(tmp_path / "a.db", captures)
    export(tmp_path / "a.db", "mbox", tmp_path / "out", "--withhold", "Jane Doe")
    boxes = sorted(file.name for file in (tmp_path / "out").glob("*.mbox"))
    assert boxes == ["withheld.wetpaint.com-2.mbox", "withheld.wetpaint.com.mbox"]
    assert all("[withheld]" in text_of(mail) for box in boxes for mail in mails(tmp_path / "out", box.removesuffix(".mbox")))


@pytest.mark.parametrize("target", [mbox.TARGET, maildir.TARGET])
def test_the_search_for_withheld_names_reads_what_is_encoded(target: Target, tmp_path: Path) -> None:
    body = "words " * 11 + "and Jane Doelittle"
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("Zoë Ångström", body),)).archived])
    export(tmp_path / "a.db", target.name, tmp_path / "out")
    for name in ("Zoë Ångström", "Jane Doelittle"):
        people = read_people("", [name])
        assert {leak for _, leak in leaked(tmp_path / "out", people, "", target.packed_texts)} == {name}
        assert leaked(tmp_path / "out", people) == []


# Field, and what stands there before and after; each in a post of its own.
DAMAGES = (
    ("text", b"words of post 2 and", b"w0rds of post 2 and"),
    ("author", b'From: "PatchworkPenny"', b'From: "PatchworkPeggy"'),
    ("at", b"Date: Sun, 18 Jul 2010 16:27:01", b"Date: Sun, 18 Jul 2010 16:27:02"),
    ("subject", b"Subject: RE: Hand piecing", b"Subject: RE: Hand slicing"),
    ("notes", b"X-Archive-Position: 7", b"X-Archive-Position: 70"),
    ("archived_at", b"Archived-At: <http://kitefliers", b"Archived-At: <http://kitesellers"),
)


def test_the_check_tells_which_field_of_which_post_is_not_as_it_was(db: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name, data in files(out).items():
        changed = data
        for _, old, new in DAMAGES if name.endswith(".mbox") else ():
            changed = changed.replace(old, new, 1)
        if name == f"{HOST}.mbox":
            # The last mail is taken away, and another added.
            *kept, last = changed.split(b"\nFrom ")
            changed = b"\nFrom ".join([*kept, last.replace(b"Message-ID: <p", b"Message-ID: <q")])
        (tmp_path / "out" / name).write_bytes(changed)
    found = found_by_check(db, "mbox", tmp_path / "out")
    fields = [difference["what"].partition(": ")[2] for difference in found if ": " in difference["what"]]
    assert sorted(fields) == sorted(field for field, _, _ in DAMAGES)
    assert all(re.fullmatch(r"(post|placeholder) .+: [a-z_]+|file .+|mail .+|post \d+", difference["what"]) for difference in found)
    others = [(one["expected"], one["found"]) for one in found if "a mail" in (one["expected"], one["found"])]
    assert others == [("a mail", "none"), ("none", "a mail")]
