"""mbox and Maildir: mail programs that know nothing of wikis rebuild the threads, whatever stands in them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import FIXTURES, load, rows, run
from made_wikis import HOSTILE_TITLES, load_hostile
from real_programs.mail_readers import SeenMail, mblaze_trees, notmuch_count, notmuch_threads, split_by_mblaze
from wetpaint_import.markup import to_text

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def fixtures_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("fixtures") / "a.db"
    load(db, FIXTURES)
    return db


def export(db: Path, target: str, out: Path, *options: str) -> dict[str, Any]:
    done = run("export", target, "--db", db, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


def post_id(message_id: str) -> int | None:
    """Ours; None = the mail stands for lost posts."""
    return int(message_id[1:].partition(".")[0]) if message_id.startswith("p") else None


def expected_threads(db: Path) -> dict[int, dict[int, tuple[Any, ...]]]:
    """By thread and post: whom it answers (None = nobody in particular), author, instant, subject and text, as the tables say."""
    found: dict[int, dict[int, tuple[Any, ...]]] = {}
    sql = (
        "SELECT posts.thread_id, posts.id, reply_to_id, CASE WHEN author_kind = 'anonymous' THEN 'anonymous' ELSE author_name END,"
        " posts.posted_at, coalesce(posts.subject, iif(posts.position, 'RE: ', '')"
        " || coalesce(threads.title, '(title not known, thread ' || threads.id || ')')), posts.body_html"
        " FROM posts JOIN threads ON threads.id = posts.thread_id"
        " JOIN post_details ON post_details.thread_id = posts.thread_id AND post_details.position = posts.position"
        " ORDER BY posts.thread_id, posts.position"
    )
    for thread, post, answered, author, at, subject, body in rows(db, sql):
        instant = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()) if at else None
        shown = (answered, author or "author not known", instant, " ".join(subject.split()), to_text(body))
        found.setdefault(thread, {})[post] = shown
    return found


def seen_posts(thread: list[SeenMail]) -> dict[int, tuple[Any, ...]]:
    """The posts of a thread as a mail program shows them, in the form of `expected_threads`."""
    root = thread[0].message_id
    found = {}
    for mail in thread:
        post = post_id(mail.message_id)
        if post is not None:
            above = None if mail.above in (None, root) else post_id(mail.above or "")
            found[post] = (above, mail.author, mail.at, mail.subject, mail.text.rstrip("\n"))
    return found


def assert_same_threads(db: Path, threads: list[list[SeenMail]]) -> None:
    expected = expected_threads(db)
    seen = {int(thread[0].message_id.partition(".t")[2].partition("@")[0]): thread for thread in threads}
    assert len(seen) == len(threads)
    assert sorted(seen) == sorted(id_ for (id_,) in rows(db, "SELECT id FROM threads"))
    for id_, thread in seen.items():
        posts = seen_posts(thread)
        opening = post_id(thread[0].message_id)
        assert posts.keys() == expected.get(id_, {}).keys()
        for post, (answered, author, at, subject, text) in expected.get(id_, {}).items():
            above, *shown = posts[post]
            assert above == (None if answered == opening else answered)
            assert shown == [author, shown[1] if at is None else at, subject, text]


def test_notmuch_rebuilds_the_threads_of_a_maildir(fixtures_db: Path, tmp_path: Path) -> None:
    manifest = export(fixtures_db, "maildir", tmp_path / "out")
    threads = notmuch_threads(tmp_path / "home", tmp_path / "out" / "mail")
    assert_same_threads(fixtures_db, threads)
    assert sum(map(len, threads)) == manifest["written"]["messages"]
    assert len(threads) == manifest["in_archive"]["threads"]


def test_an_export_read_twice_adds_nothing(fixtures_db: Path, tmp_path: Path) -> None:
    manifest = export(fixtures_db, "maildir", tmp_path / "out")
    assert notmuch_count(tmp_path / "home", tmp_path / "out" / "mail") == manifest["written"]["messages"]
    export(fixtures_db, "maildir", tmp_path / "out")
    export(fixtures_db, "maildir", tmp_path / "out" / "mail" / "again")
    assert notmuch_count(tmp_path / "home", tmp_path / "out" / "mail") == manifest["written"]["messages"]


def test_mblaze_splits_an_mbox_into_the_mails_of_the_maildir(fixtures_db: Path, tmp_path: Path) -> None:
    export(fixtures_db, "mbox", tmp_path / "out")
    for mbox in (tmp_path / "out").glob("*.mbox"):
        split_by_mblaze(tmp_path / "home", mbox, tmp_path / "mail" / mbox.stem)
    assert_same_threads(fixtures_db, notmuch_threads(tmp_path / "home", tmp_path / "mail"))


def test_mblaze_prints_the_same_trees_as_notmuch(fixtures_db: Path, tmp_path: Path) -> None:
    export(fixtures_db, "maildir", tmp_path / "out")
    depths: dict[str, int] = {}
    for thread in notmuch_threads(tmp_path / "home", tmp_path / "out" / "mail"):
        for mail in thread:
            depths[mail.message_id] = 0 if mail.above is None else depths[mail.above] + 1
    printed = [line for box in (tmp_path / "out" / "mail").iterdir() for line in mblaze_trees(tmp_path / "home", box)]
    assert {message_id: depth for depth, message_id in printed} == depths
    assert len(printed) == len(depths)
    assert max(depths.values()) > 1


@pytest.mark.parametrize("target", ["mbox", "maildir"])
def test_hostile_titles_names_and_bodies_stay_what_they_are(target: str, tmp_path: Path) -> None:
    load_hostile(tmp_path / "a.db")
    manifest = export(tmp_path / "a.db", target, tmp_path / "out")
    mails = tmp_path / "out" / "mail"
    if target == "mbox":
        split_by_mblaze(tmp_path / "home", next((tmp_path / "out").glob("*.mbox")), mails / "list")
    threads = notmuch_threads(tmp_path / "home", mails)
    assert_same_threads(tmp_path / "a.db", threads)
    assert len(threads) == len(HOSTILE_TITLES)
    assert sum(map(len, threads)) == manifest["written"]["messages"] == manifest["in_archive"]["posts"]
