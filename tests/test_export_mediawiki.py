"""The MediaWiki export as a file: its form, its maps, its bounds, and that its check finds what is wrong with it."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from archive import rows, run
from fetch_servers.wiki import Archived
from made_wikis import HOST, Saved, by, load_wiki
from pages import Written
from wetpaint_import.errors import UsageError
from wetpaint_import.export.mediawiki.settings import read_settings
from wetpaint_import.export.mediawiki.signature import read_signature, sign
from wetpaint_import.export.mediawiki.titles import LONGEST, folded, legal_title, url_path
from wetpaint_import.export.mediawiki.users import User
from wikitext_threads import captures

NS = "{http://www.mediawiki.org/xml/export-0.11/}"
SIGNATURE = re.compile(r"\[\[User:[^|\[\]]+\|[^|\[\]]+\]\] \d\d:\d\d, [1-9]\d? [A-Z][a-z]+ \d{4} \(UTC\)$", re.MULTILINE)
TIME = re.compile(r"\d+:\d\d, \d+ [A-Z][a-z]+ \d{4} \(UTC\)")


def saved(
    number: int,
    *posts: Written,
    title: str = "Boats",
    timestamp: str = "20110815150311",
    host: str = HOST,
    claimed: int | None = None,
) -> Archived:
    return Saved(number=number, posts=posts, title=title, timestamp=timestamp, host=host, claimed=claimed).archived


def dates(hour: int, *, edited: int | None = None, day: int = 18) -> str:
    return f"Jul {day} 2010, {hour}:27 AM EDT | Post edited: Jul {day} 2010, {edited or hour}:27 AM EDT"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile threads and some plain ones: edited, with lost posts, without dates, long."""
    db = tmp_path_factory.mktemp("wiki") / "a.db"
    old = (by("Ann", "first <b>words</b>", dates(9)), by("Bob", "an answer", dates(10)))
    new = (by("Ann", "second words", dates(9, edited=11)), by("Bob", "an answer", dates(10)))
    quote = '<blockquote>"an answer"</blockquote>I read that.'
    undated = "Jul 18 2010, 10:27 AM IST | Post edited: Jul 18 2010, 10:27 AM IST"
    load_wiki(
        db,
        [
            *captures(),
            saved(1, *old, title="Edited", timestamp="20100801000000"),
            saved(1, *new, title="Edited"),
            saved(2, by("Ann", "only this", dates(9)), title="Lost", claimed=4),
            saved(3, by("Ann", "a", dates(9)), by("Bob", "b", undated), by("Cy", "c", dates(11)), title="Undated"),
            saved(4, by("Ann", "a", dates(8)), by("Bob", "an answer", dates(9)), by("Cy", quote, dates(10)), title="Answers"),
        ],
    )
    return db


def export(db: Path, out: Path, *options: str) -> dict[str, Any]:
    done = run("export", "mediawiki", "--db", db, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


@pytest.fixture(scope="module")
def out(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "wiki"
    export(db, out)
    return out


def pages(out: Path) -> Iterator[etree._Element]:
    yield from etree.parse(out / "pages.xml").getroot().iter(f"{NS}page")


def page(out: Path, title: str) -> list[etree._Element]:
    """The revisions of the page of that title."""
    (found,) = (page for page in pages(out) if page.findtext(f"{NS}title") == title)
    return found.findall(f"{NS}revision")


def text(revision: etree._Element) -> str:
    return revision.findtext(f"{NS}text") or ""


def test_digest_and_length_are_those_of_the_text(out: Path) -> None:
    for revision in (revision for page in pages(out) for revision in page.iter(f"{NS}revision")):
        data = text(revision).encode()
        element = revision.find(f"{NS}text")
        assert element is not None
        assert element.get("bytes") == str(len(data))
        digest = revision.findtext(f"{NS}sha1") or ""
        assert element.get("sha1") == digest
        assert re.fullmatch("[0-9a-z]{31}", digest)
        assert int(digest, 36) == int(hashlib.sha1(data, usedforsecurity=False).hexdigest(), 16)


def test_elements_stand_in_the_order_of_the_format(out: Path) -> None:
    orders = {
        tuple(etree.QName(child).localname for child in revision) for page in pages(out) for revision in page.iter(f"{NS}revision")
    }
    rest = ("timestamp", "contributor", "comment", "origin", "model", "format", "text", "sha1")
    assert orders == {("id", *rest), ("id", "parentid", *rest)}
    ids = [revision.findtext(f"{NS}id") for page in pages(out) for revision in page.iter(f"{NS}revision")]
    assert len(ids) == len(set(ids))


def test_each_post_ends_with_a_signature_that_reply_tools_read(db: Path, out: Path) -> None:
    posts = 0
    for revisions in (page.findall(f"{NS}revision") for page in pages(out)):
        last = text(revisions[-1])
        assert len(SIGNATURE.findall(last)) == len(TIME.findall(last)) == last.count('<span id="post-')
        posts += last.count('<span id="post-')
    assert [(posts,)] == rows(db, "SELECT count(*) FROM posts")


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80).map(str.strip).filter(bool),
    st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_a_signature_is_read_as_it_was_written(name: str, at: datetime) -> None:
    written = sign(User(shown=name, contributor="x", page="Some page"), at)
    read = read_signature(written)
    assert read is not None
    assert (read.page, "".join(read.name.split()), read.at) == (
        "Some page",
        "".join(name.split()),
        at.replace(second=0, microsecond=0),
    )


def test_hours_have_two_digits_and_days_as_many_as_they_need() -> None:
    user = User(shown="Bob smith", contributor="wetpaint>Bob smith", page="Bob smith")
    assert sign(user, datetime(2009, 5, 3, 9, 5, tzinfo=UTC)) == "[[User:Bob smith|Bob smith]] 09:05, 3 May 2009 (UTC)"
    assert read_signature("[[User:Bob smith|Bob smith]] 9:05, 3 May 2009 (UTC)") is None


def test_each_post_says_where_it_comes_from(out: Path) -> None:
    last = text(page(out, "Talk:Edited")[-1])
    origins = re.findall(r'<small class="wetpaint-origin">(.*)</small>', last)
    where = "[http://hostile.wetpaint.com/thread/1/title original address] · captured 2011-08-15"
    assert origins == [
        f"[http://hostile.wetpaint.com/account/Ann Ann], Jul 18 2010, 9:27 AM EDT · edited Jul 18 2010, 11:27 AM EDT · {where}",
        f"[http://hostile.wetpaint.com/account/Bob Bob], Jul 18 2010, 10:27 AM EDT · {where}",
    ]


def test_titles_are_each_others_only_once_whatever_letters_fold(out: Path) -> None:
    titles = [page.findtext(f"{NS}title") or "" for page in pages(out)]
    assert len({title.casefold() for title in titles}) == len(titles)
    boats = [re.sub(r"\d+", "N", title) for title in titles if "boats" in title.casefold()]
    assert boats == [
        "Talk:FAQ / Help/Boats",
        *[f"Talk:FAQ / Help/{word} (thread N)" for word in ("boats", "BOATS")],
        "Talk:Talk꞉Home/Boats",
    ]
    entries = [json.loads(line) for line in (out / "titles.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [entry["page"] for entry in entries] == titles


def test_an_edit_is_a_revision_by_its_author_at_its_time(out: Path) -> None:
    revisions = page(out, "Talk:Edited")
    seen = [(r.findtext(f"{NS}contributor/{NS}username"), r.findtext(f"{NS}timestamp")) for r in revisions]
    assert seen == [
        ("wetpaint>Ann", "2010-07-18T13:27:00Z"),
        ("wetpaint>Bob", "2010-07-18T14:27:00Z"),
        ("wetpaint>Ann", "2010-07-18T15:27:00Z"),
    ]
    before, after = text(revisions[1]), text(revisions[2])
    assert "first '''words'''" in before
    assert "second words" not in before
    assert "second words" in after
    assert "edited Jul 18 2010, 11:27 AM EDT" in after


def test_lost_posts_leave_a_line(out: Path) -> None:
    assert "''Posts 1 to 3 of this thread are not in the archive.''" in text(page(out, "Talk:Lost")[-1])


def test_an_estimated_time_says_that_it_is_one(out: Path) -> None:
    revisions = page(out, "Talk:Undated")
    assert text(revisions[-1]).count("the time in the signature is an estimate") == 1
    assert [("estimated" in (revision.findtext(f"{NS}comment") or "")) for revision in revisions] == [False, True, False]
    assert revisions[1].findtext(f"{NS}timestamp") == "2010-07-18T13:27:01Z"


def test_only_an_answer_that_quotes_stands_deeper(out: Path) -> None:
    last = text(page(out, "Talk:Answers")[-1])
    assert [len(depth) for depth in re.findall(r'^(:*)<span id="post-', last, re.MULTILINE)] == [0, 1, 2]


@pytest.mark.parametrize("bound", ["--history-posts=3", "--history-bytes=2K"])
def test_a_thread_beyond_the_bound_has_one_revision_with_all_posts(db: Path, tmp_path: Path, bound: str) -> None:
    manifest = export(db, tmp_path / "wiki", bound, "--only", "wiki=syntax.wetpaint.com")
    of = manifest["in_archive"]
    assert manifest["written"]["pages"] == manifest["written"]["revisions"] == of["threads"] == len(manifest["left_out"])
    assert manifest["written"]["posts"] == of["posts"]
    revisions = [revision for page in pages(tmp_path / "wiki") for revision in page.iter(f"{NS}revision")]
    assert {revision.findtext(f"{NS}contributor/{NS}username") for revision in revisions} == {"wetpaint>several authors"}
    assert all(text(revision).count('<span id="post-') == 4 for revision in revisions)


DAMAGES = {
    "body": ("an answer", "an Answer"),
    "author": ("[[User:Bob|Bob]]", "[[User:Bob|Rob]]"),
    "time": ("|Ann]] 13:27", "|Ann]] 13:28"),
    "contributor": ("wetpaint&gt;Bob", "wetpaint&gt;Rob"),
    "revision 2: time": ("<timestamp>2010-07-18T14:27:00Z", "<timestamp>2010-07-18T14:27:01Z"),
    "title": ("<title>Talk:Edited", "<title>Talk:Editet"),
    "marks of lost posts": ('<span class="wetpaint-lost">', '<span class="wetpaint">'),
    "categories": ("[[Category:Wetpaint discussions]]", "[[Category:Wetpaint]]"),
    "text": ("second words", "third words"),
    "summary": ("opening post of Ann", "opening post of Anne"),
    "digest and length": ("an answer", "an Answer"),
}  # fmt: skip


def damaged(out: Path, copy: Path, changes: Iterable[tuple[str, str]]) -> Path:
    copy.mkdir()
    for file in out.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    content = (copy / "pages.xml").read_text(encoding="utf-8")
    for written, instead in changes:
        assert escape(written, quote=False) in content or written in content or instead in content, written
        content = content.replace(written, instead).replace(escape(written, quote=False), escape(instead, quote=False))
    (copy / "pages.xml").write_text(content, encoding="utf-8")
    return copy


def differences(db: Path, out: Path) -> list[str]:
    done = run("export", "mediawiki", "--check", "--json", "--db", db, "--out", out)
    assert done.returncode == 6, done.stderr
    return [difference["what"] for difference in json.loads(done.stdout)]


def test_the_check_finds_whatever_was_changed(db: Path, out: Path, tmp_path: Path) -> None:
    found = differences(db, damaged(out, tmp_path / "wiki", DAMAGES.values()))
    assert [field for field in DAMAGES if not any(what.endswith(f" {field}") for what in found)] == []


def test_the_check_finds_a_file_that_ends_early(db: Path, out: Path, tmp_path: Path) -> None:
    assert "pages.xml" in differences(db, damaged(out, tmp_path / "wiki", [("</mediawiki>", "")]))


def test_the_check_is_content_with_what_was_written(db: Path, out: Path) -> None:
    done = run("export", "mediawiki", "--check", "--db", db, "--out", out)
    assert done.returncode == 0, done.stdout


def test_the_same_database_gives_the_same_bytes(db: Path, out: Path, tmp_path: Path) -> None:
    export(db, tmp_path / "again")
    assert {file.name: file.read_bytes() for file in out.iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()
    }


def test_withheld_names_stand_nowhere(tmp_path: Path) -> None:
    hidden = "Quillon Vex"
    posts = (
        by(hidden, "I am here", dates(8)),
        by("Bob", '<blockquote>"Quillon Vex wrote"</blockquote>See <a href="/account/Quillon+Vex">quillon_vex</a>', dates(9)),
        by("Cy", "Thanks, QUILLON VEX!", dates(10)),
    )
    load_wiki(tmp_path / "a.db", [saved(7, *posts, title=f"Ask {hidden} anything")])
    export(tmp_path / "a.db", tmp_path / "wiki", "--withhold", hidden)
    written = b"".join(file.read_bytes() for file in sorted((tmp_path / "wiki").iterdir())).decode()
    assert not re.search(r"quillon.?vex", unescape(written).replace("%20", " "), re.IGNORECASE)
    assert "wetpaint&gt;[withheld]" in written
    assert "[[User:(withheld)|&#91;withheld&#93;]]" in text(page(tmp_path / "wiki", "Talk:Ask (withheld) anything")[-1])


def test_equal_names_on_two_wikis_are_two_users(tmp_path: Path) -> None:
    posts = (by("Ann", "hello", dates(8)),)
    load_wiki(tmp_path / "a.db", [saved(7, *posts, host="a.wetpaint.com"), saved(8, *posts, host="b.wetpaint.com")])
    export(tmp_path / "a.db", tmp_path / "wiki", "--titles", "wiki")
    users = [r.findtext(f"{NS}contributor/{NS}username") for p in pages(tmp_path / "wiki") for r in p.iter(f"{NS}revision")]
    assert users == ["wetpaint>Ann", "wetpaint>Ann (b.wetpaint.com)"]
    assert [p.findtext(f"{NS}title") for p in pages(tmp_path / "wiki")] == [
        "Talk:A.wetpaint.com/Boats",
        "Talk:B.wetpaint.com/Boats",
    ]


def test_addresses_lead_from_old_to_new(db: Path, out: Path) -> None:
    entries = [json.loads(line) for line in (out / "addresses.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(len(entries),)] == rows(db, "SELECT count(*) FROM threads")
    (edited,) = (entry for entry in entries if entry["title"] == "Edited")
    assert edited["new"] == "index.php/Talk:Edited"
    assert "http://hostile.wetpaint.com/thread/1/title" in edited["old"]
    assert all(
        re.fullmatch(r"index\.php/Talk:[!-~]+", entry["new"]) and not set('<>"#?|[]{} ') & set(entry["new"]) for entry in entries
    )


def test_a_setting_that_makes_no_sense_is_wrong_usage(db: Path, tmp_path: Path) -> None:
    done = run("export", "mediawiki", "--db", db, "--out", tmp_path / "wiki", "--namespace", "Template")
    assert done.returncode == 2
    assert "cannot hold threads" in done.stderr
    assert not (tmp_path / "wiki").exists()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("namespace", "a|b", "cannot hold threads"),
        ("namespace", "User talk", "cannot hold threads"),
        ("namespace", "", "cannot hold threads"),
        ("user-prefix", "a>b", "must be letters"),
        ("history-bytes", "lots", "is no number"),
        ("article-path", "wiki/", "must hold"),
        ("article-path", "wiki/$1\n", "must hold"),
    ],
)
def test_a_setting_says_what_to_write_instead(name: str, value: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("typed", "prefix", "number"),
    [("talk", "Talk:", 1), ("main", "", 0), ("Project_talk", "Project talk:", 5), ("forum", "Forum:", 3000)],
)
def test_a_namespace_is_known_by_its_name(typed: str, prefix: str, number: int) -> None:
    namespace = read_settings({"namespace": typed}).namespace
    assert (namespace.prefix, namespace.id) == (prefix, number)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("mad Men", "Mad Men"),
        ("C# and F#", "C＃ and F＃"),
        ("Help:me:too", "Help꞉me:too"),
        ("  a__b \u00a0 c ", "A b c"),
        ("a|b [c] {d} <e>", "A-b (c) (d) ‹e›"),
        ("50%25 off", "50％25 off"),
        ("50% off", "50% off"),
        ("R&amp;B and R&B", "R＆amp;B and R&B"),
        ("../x/./y", "(..)/x/(.)/y"),
        ("sign~~~~", "Sign∼∼∼∼"),
        ("ßa", "SSa"),
        (" \u200e ", "(no title)"),
        ("é" * 200, "É" + "é" * 126),
    ],
)  # fmt: skip
def test_a_title_is_what_mediawiki_would_store(text: str, title: str) -> None:
    assert legal_title(text) == title


@given(st.text(), st.integers(min_value=20, max_value=LONGEST))
def test_any_text_gives_a_legal_title(text: str, longest: int) -> None:
    title = legal_title(text, longest)
    assert 0 < len(title.encode()) <= longest
    assert unicodedata.is_normalized("NFC", title)
    assert not re.search(r"[\x00-\x1f\x7f#<>\[\]{}|_\ufffd]|~~~|%[0-9A-Fa-f]{2}|(?:^|/)\.{1,2}(?:/|$)|  |^[ :]| $", title)
    assert folded(title) == folded(title[0].lower() + title[1:]) or len(title[0].lower()) > 1
    assert not re.search(r"[^!-~]", url_path(title))
