"""The bytes of exported mails: legal, the same each time, with every mark that the archive owes its readers; and their check."""

import json
import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, load, rows, run
from made_wikis import HOST, Saved, by, load_hostile, load_wiki
from pages import Written
from wetpaint_import.export.mail.writing import quoted_printable

FIRST = "Jul 18 2010, 12:27 PM EDT"
LATER = "Jul 18 2010, 1:40 PM EDT"


def export(db: Path, target: str, out: Path, *options: str) -> dict[str, Any]:
    done = run("export", target, "--db", db, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


def mails(out: Path, name: str = HOST) -> list[Message]:
    with closing(mailbox.mbox(out / f"{name}.mbox", create=False)) as box:
        return list(box)


def header(mail: Message, name: str) -> list[str]:
    return [str(make_header(decode_header(re.sub(r"\n(?=\s)", "", value)))) for value in mail.get_all(name, [])]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def found_by_check(db: Path, target: str, out: Path) -> list[dict[str, str]]:
    done = run("export", target, "--db", db, "--out", out, "--check", "--json")
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert done.returncode == (6 if found else 0)
    return found


@pytest.mark.parametrize("target", ["mbox", "maildir"])
def test_the_same_database_gives_the_same_bytes_and_is_as_the_check_wants_it(target: str, tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES)
    export(tmp_path / "a.db", target, tmp_path / "one")
    export(tmp_path / "a.db", target, tmp_path / "elsewhere" / "two")
    assert files(tmp_path / "one") == files(tmp_path / "elsewhere" / "two")
    assert found_by_check(tmp_path / "a.db", target, tmp_path / "one") == []


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


@pytest.mark.parametrize(
    "text",
    ["", "\n", "a \n\tb\t", "From x\n>From y\n>>From z", ".", "From " * 40, ">" * 74 + "From x", "=", "é" * 80, "\f\v\x1c\x85\u2028", "x" * 999],
)
def test_quoted_printable_lines_are_short_and_read_back(text: str) -> None:
    import quopri

    encoded = quoted_printable(text)
    assert quopri.decodestring(encoded).decode() == text
    assert all(len(line) <= 76 and not re.match(rb">*From ", line) for line in encoded.split(b"\n"))


def test_a_lost_opening_post_has_a_placeholder_that_all_others_answer(tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES / "names-paged-third-page")
    manifest = export(tmp_path / "a.db", "mbox", tmp_path / "out")
    ((thread, host),) = rows(tmp_path / "a.db", "SELECT DISTINCT thread_id, wiki_host FROM post_details")
    first, second, *_ = mails(tmp_path / "out", host or "unknown-wiki")
    assert first["Message-ID"].startswith(f"<lost0.t{thread}@")
    assert first["From"].startswith('"Lost posts"')
    assert "not in the archive" in first.get_payload()
    assert header(first, "X-Archive-Placeholder") == ["yes"]
    assert header(first, "X-Archive-Date") == ["estimated"]
    assert second["In-Reply-To"] == first["Message-ID"]
    assert manifest["written"]["placeholders"] == 1


def test_a_thread_of_which_nothing_is_left_is_a_placeholder(tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES / "list-forum-index")
    manifest = export(tmp_path / "a.db", "mbox", tmp_path / "out")
    assert manifest["written"]["messages"] == manifest["written"]["placeholders"] == manifest["in_archive"]["threads"] > 1
    assert found_by_check(tmp_path / "a.db", "mbox", tmp_path / "out") == []


def test_only_what_the_pages_do_not_date_has_a_date_marked_as_an_estimate(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("ann", "one"), by("bob", "two", "some day | Post edited: some day")))])
    dated = rows(tmp_path / "a.db", "SELECT posted_at FROM posts ORDER BY position")
    assert dated == [("2010-07-18T16:27:00Z",), (None,)]
    manifest = export(tmp_path / "a.db", "mbox", tmp_path / "out")
    one, two = mails(tmp_path / "out")
    assert (one["Date"], header(one, "X-Archive-Date")) == ("Sun, 18 Jul 2010 16:27:00 +0000", [])
    assert (two["Date"], header(two, "X-Archive-Date")) == ("Sun, 18 Jul 2010 16:27:01 +0000", ["estimated"])
    assert header(two, "X-Archive-Printed-Date") == ["some day"]
    assert manifest["estimated_dates"] == 1


def test_every_mail_tells_whose_it_is_and_where_it_was(tmp_path: Path) -> None:
    load(tmp_path / "a.db", FIXTURES / "names-tr-two-td-2010")
    export(tmp_path / "a.db", "mbox", tmp_path / "out")
    first, second, third, _ = mails(tmp_path / "out", "quiltersguild.wetpaint.com")
    assert first["From"] == '"PatchworkPenny" <author1@quiltersguild.wetpaint.com.invalid>'.replace("1@", f"{_author(tmp_path, 0)}@")
    assert header(first, "Archived-At")[0].startswith("<http://quiltersguild.wetpaint.com/thread/")
    assert header(first, "X-Archive-Printed-Date") == ["May 4 2010, 8:12 AM EDT"]
    assert header(first, "X-Archive-Edited") == ["2010-05-04T12:31:00Z"]
    assert header(first, "X-Archive-Tag") == ["beginners", "first sewing machine", "hand piecing"]
    assert header(first, "X-Archive-Place") == ["page: Beginner Blocks"]
    ((captured,),) = rows(tmp_path / "a.db", "SELECT captured_at FROM captures")
    assert header(first, "X-Archive-Captured") == ([captured] if captured else [])
    assert header(second, "X-Archive-Tag") == []
    assert third["From"] == '"anonymous" <anonymous@quiltersguild.wetpaint.com.invalid>'
    assert header(third, "X-Archive-Author") == ["anonymous"]


def _author(folder: Path, position: int) -> int:
    ((author,),) = rows(folder / "a.db", "SELECT author_id FROM posts WHERE position = ?", position)
    return int(author)


def test_an_edited_post_has_its_last_text_and_the_manifest_tells_of_the_others(tmp_path: Path) -> None:
    edited = by("ann", "after the edit", f"{FIRST} | Post edited: {LATER}")
    before = Saved(number=1, posts=(by("ann", "before the edit"),), timestamp="20100718170000")
    load_wiki(tmp_path / "a.db", [before, Saved(number=1, posts=(edited,))])
    manifest = export(tmp_path / "a.db", "mbox", tmp_path / "out")
    (mail,) = mails(tmp_path / "out")
    assert mail.get_payload() == "after the edit\n"
    assert header(mail, "X-Archive-Versions") == ["2"]
    assert [(item["kind"], item["why"]) for item in manifest["left_out"]] == [
        ("version", "a mail has one text; this is an earlier one of an edited post")
    ]


def test_long_chains_of_answers_keep_the_opening_post_and_the_last_ten(tmp_path: Path) -> None:
    said = [f"words of post {number} and nothing else" for number in range(14)]
    quote = '<div class="quote"><blockquote>{}</blockquote></div>'
    posts = [by("ann", said[0]), *(by("bob", quote.format(said[n - 1]) + said[n]) for n in range(1, 14))]
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=tuple(posts))])
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM posts WHERE reply_to_id IS NOT NULL") == [(13,)]
    export(tmp_path / "a.db", "mbox", tmp_path / "out")
    found = mails(tmp_path / "out")
    ids = [mail["Message-ID"] for mail in found]
    assert found[-1]["References"].split() == [ids[0], *ids[3:13]]
    assert found[-1]["In-Reply-To"] == ids[12]


def test_withheld_names_stand_in_no_mail_however_it_is_encoded(tmp_path: Path) -> None:
    body = "jane doe said, and Jane<b> Doe</b> and Jane&nbsp;Doe; see <a href='/account/Jane+Doe'>her page</a> " + "é" * 30 + " Jane Doe"
    posts = (by("Jane Doe", body), Written(author="", body="<blockquote>Jane Doe: hello</blockquote>thanks Jane Doe"))
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=posts, title="What Jane Doe says")])
    for target in ("mbox", "maildir"):
        export(tmp_path / "a.db", target, tmp_path / target, "--withhold", "Jane Doe")
    written = [header(mail, name) for mail in mails(tmp_path / "mbox") for name in mail.keys()]  # noqa: SIM118
    shown = [str(written), *(_text(mail) for mail in mails(tmp_path / "mbox")), *map(str, files(tmp_path / "maildir").values())]
    assert all(not re.search(r"jane\W*doe", text, re.IGNORECASE) for text in shown)
    assert mails(tmp_path / "mbox")[0]["From"] == f'"[withheld]" <withheld@{HOST}.invalid>'
    assert mails(tmp_path / "mbox")[0]["Subject"] == "What [withheld] says"
    done = run("export", "mbox", "--db", tmp_path / "a.db", "--out", tmp_path / "mbox", "--check", "--withhold", "Jane Doe")
    assert done.returncode == 0, done.stdout


def _text(mail: Message) -> str:
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()


def _damages() -> Iterator[tuple[str, bytes, bytes]]:
    yield "text", b"the words", b"the w0rds"
    yield "author", b'"ann"', b'"eve"'
    yield "at", b"18 Jul 2010 16:27:00 +0000\nFrom: ", b"19 Jul 2010 16:27:00 +0000\nFrom: "
    yield "in_reply_to", b"In-Reply-To: <p", b"In-Reply-To: <q"
    yield "subject", b"Subject: Boats", b"Subject: Goats"
    yield "notes", b"X-Archive-Position: 0", b"X-Archive-Position: 9"


@pytest.mark.parametrize(("field", "old", "new"), list(_damages()))
def test_the_check_tells_which_field_of_which_post_is_not_as_it_was(field: str, old: bytes, new: bytes, tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("ann", "the words"), by("bob", "an answer")))])
    export(tmp_path / "a.db", "mbox", tmp_path / "out")
    box = tmp_path / "out" / f"{HOST}.mbox"
    data = box.read_bytes()
    assert data.count(old) >= 1
    box.write_bytes(data.replace(old, new, 1))
    changed, difference = found_by_check(tmp_path / "a.db", "mbox", tmp_path / "out")
    assert changed["what"] == f"file {HOST}.mbox"
    assert re.fullmatch(rf"post \d+: {field}", difference["what"])


def test_the_check_finds_mails_that_lack_and_mails_too_many(tmp_path: Path) -> None:
    load_wiki(tmp_path / "a.db", [Saved(number=1, posts=(by("ann", "the words"), by("bob", "an answer")))])
    export(tmp_path / "a.db", "maildir", tmp_path / "out")
    (first, _) = sorted((tmp_path / "out" / "mail" / HOST / "cur").iterdir())
    data = first.read_bytes()
    first.unlink()
    (tmp_path / "out" / "mail" / HOST / "new" / "1.foreign").write_bytes(data.replace(b"<p", b"<q"))
    found = found_by_check(tmp_path / "a.db", "maildir", tmp_path / "out")
    assert {(one["expected"], one["found"]) for one in found[1:]} == {("a mail", "none"), ("none", "a mail")}
