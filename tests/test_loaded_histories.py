"""Captures of many years, loaded in any order and in any number of loads: the same archive, with renames noticed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from archive import is_sound, rows
from generator.skins import render
from generator.truth import AuthorTruth, Kind, ThreadTruth
from histories import STARTERS, edited, grown_to, list_url, listing, nameless, whole_thread, without
from made_lists import account
from making_sources import http_block, record
from wetpaint_import.load.loading import load
from wetpaint_import.load.report import LoadOptions

# Everything that a user sees, without our ids.
_VIEWS = (
    "SELECT wiki_host, thread_original_id, thread_title, location_title, position, number, subject, author_kind, author_name,"
    " posted_at, edited_at, body_text, body_html, quote_text, tags, found_valuable, rated_by, reply_to_position FROM post_details",
    "SELECT host, name FROM wikis",
    "SELECT kind, title, url FROM locations",
    "SELECT name, kind, profile_url, avatar_url, named_at FROM authors",
    "SELECT name FROM tags",
    "SELECT original_id, title, url, claimed_post_count, is_featured, is_reported FROM threads",
    "SELECT posts.posted_at, post_versions.subject, post_versions.body_html, post_versions.edited_at, captures.sha256"
    " FROM post_versions JOIN posts ON posts.id = post_id JOIN captures ON captures.id = capture_id",
    "SELECT posts.posted_at, name, captures.sha256 FROM other_names JOIN posts ON posts.id = post_id"
    " JOIN captures ON captures.id = capture_id",
    "SELECT original_id, name, kind, authors.key, starter_text FROM threads JOIN authors ON authors.id = starter_id",
    "SELECT original_id, other_starters.name, authors.key, captures.sha256 FROM other_starters"
    " JOIN threads ON threads.id = thread_id JOIN authors ON authors.id = author_id JOIN captures ON captures.id = capture_id",
    "SELECT original_id, starter_name, posts, authors FROM thread_details",
    "SELECT threads.original_id, field, provenance.text, rule, captures.sha256 FROM provenance"
    " JOIN threads ON threads.id = provenance.thread_id JOIN captures ON captures.id = provenance.capture_id",
    "SELECT posts.posted_at, posts.is_gone, posts.last_seen_at FROM posts",
    "SELECT what, url, post_count FROM missing",
    "SELECT posts.posted_at, field, provenance.text, rule, captures.sha256 FROM provenance"
    " JOIN posts ON posts.id = provenance.post_id JOIN captures ON captures.id = provenance.capture_id",
)
Page = tuple[datetime, bytes, str | None]
# How often a step of a thread's history is captured as a page of its own, and in a list of threads.
_SHOWN = 0.8
_LISTED = 0.5


def _renamed(truth: ThreadTruth, rng: Random, name: str) -> ThreadTruth:
    """The thread after the author of one of its posts took another name everywhere."""
    named = [post.author for post in truth.posts if post.author and post.author.kind == "registered"]
    if not named:
        return truth
    old = rng.choice(named)
    profile = old.profile_url.replace(old.name or "", name) if old.profile_url else None
    new = AuthorTruth(name=name, kind="registered", printed=name, profile_url=profile, avatar_url=old.avatar_url)
    posts = tuple(replace(post, author=new if post.author == old else post.author) for post in truth.posts)
    return replace(truth, posts=posts)


def _moved(truth: ThreadTruth) -> ThreadTruth:
    return replace(truth, location="Attic of old talk", location_kind=None, location_url=None)


def _history(seed: int) -> list[Page]:
    """Two threads that grow, are edited, lose posts, are retitled, moved and retagged while their authors take new names; and lists
    of threads that name their starters."""
    rng = Random(seed)
    pages: list[Page] = []
    for _ in range(2):
        full = whole_thread(rng, rng.randint(2, 5))
        count = rng.randint(1, full.total)
        at = full.posts[-1].posted_at + timedelta(days=30)
        for step in range(rng.randint(2, 4)):
            change = rng.choice(["grow", "edit", "rename", "retitle", "move", "tag", "remove", "nothing"])
            count = rng.randint(count, full.total) if change == "grow" else count
            if change == "edit":
                full = edited(full, rng.randrange(count), f"Written anew, for the {step}. time: the tables of tides were wrong.")
            elif change == "rename":
                full = _renamed(full, rng, f"late_name_{step}")
            elif change == "retitle":
                full = replace(full, title=f"{full.title} again {step}")
                full = replace(full, posts=(replace(full.posts[0], subject=full.title), *full.posts[1:]))
            elif change == "move":
                full = _moved(full)
            elif change == "tag":
                full = replace(full, tags=("tides", f"step{step}"))
            elif change == "remove" and count > 1:
                full, count = without(full, count - 1), count - 1
            shown = grown_to(full, count)
            shown = nameless(shown) if rng.random() < 0.1 else shown
            kind: Kind = rng.choice(["named", "unknown", "text_a"])
            when = (at + timedelta(days=40 * step)).astimezone(UTC).replace(microsecond=0)
            if rng.random() < _SHOWN:
                pages.append((when, render(replace(shown, captured_at=when), kind, rng).encode(), full.given_url))
            if rng.random() < _LISTED:
                pages.append((when + timedelta(hours=1), listing(full, _starter(full, rng)).encode(), list_url(full)))
    return pages


def _starter(truth: ThreadTruth, rng: Random) -> str:
    """The cell of a list: the author of the opening post by account, or somebody who writes nothing."""
    opener = truth.posts[0].author
    if opener is not None and opener.name is not None and rng.random() < _LISTED:
        return account(opener.name)
    return rng.choice(STARTERS)


def _load(db: Path, folder: Path, page: Page, number: int) -> None:
    at, payload, url = page
    file = folder / f"page{number}.warc"
    file.write_bytes(record(http_block(payload, None), url=url, WARC_Date=f"{at:%Y-%m-%dT%H:%M:%SZ}"))
    load(db, [file], LoadOptions(jobs=1), lambda progress: None)  # noqa: ARG005


def _seen(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {sql: sorted(rows(db, sql), key=repr) for sql in _VIEWS}


@pytest.mark.parametrize("seed", range(40))
def test_any_order_of_loads_gives_the_same_archive(seed: int, tmp_path: Path) -> None:
    pages = _history(seed)
    rng = Random(seed)
    archives = []
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        order = list(enumerate(pages))
        if attempt:
            rng.shuffle(order)
        for number, page in order:
            _load(folder / "archive.db", folder, page, number)
        assert is_sound(folder / "archive.db")
        archives.append(_seen(folder / "archive.db"))
    for other in archives[1:]:
        for sql, expected in archives[0].items():
            assert other[sql] == expected, sql
