"""What `reparse` says of each field that it made another, in whatever table it stands."""

import json
import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest

from archive import everything, rows
from in_process import load_chosen, run

_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Boat House - Recently Updated Pages</title>
<link>http://x.wetpaint.com</link><generator>wetpaint.com</generator></channel></rss>"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("whole") / "a.db"
    load_chosen(db)
    return db


@pytest.fixture
def db(whole: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "a.db"
    copy.write_bytes(whole.read_bytes())
    return copy


def _spoil(db: Path, *statements: str) -> None:
    with closing(sqlite3.connect(db)) as conn, conn:
        for statement in statements:
            conn.execute(statement)


def _changed(db: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads(run("reparse", "--db", db, "--json").stdout)["changed"]
    return found


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("UPDATE quotes SET text = 'spoilt' WHERE id = 1", {"quotes.text": 1}),
        ("UPDATE authors SET name = 'spoilt' WHERE id = 1", {"authors.name": 1}),
        ("UPDATE authors SET profile_url = 'http://spoilt.example/'", {"authors.profile_url"}),
        ("UPDATE locations SET url = 'http://spoilt.example/' WHERE url IS NOT NULL", {"locations.url"}),
        ("UPDATE post_versions SET body_html = 'spoilt' WHERE id < 4", {"post_versions.body_html": 3}),
        ("DELETE FROM thread_tags", {"thread_tags added"}),
        ("UPDATE links SET text = 'spoilt' WHERE id = 1", {"links.text": 1}),
        ("UPDATE captures SET layout = 'spoilt' WHERE id = 1", {"captures.layout": 1}),
        ("UPDATE posts SET author_text = 'spoilt' WHERE id = 1", {"posts.author_text": 1}),
        ("DELETE FROM missing WHERE id = (SELECT min(id) FROM missing WHERE thread_id IS NOT NULL)", {"missing added": 1}),
        ("UPDATE captures SET parser_version = 1", {}),
    ],
)
def test_each_field_that_changes_is_counted(db: Path, spoilt: str, told: dict[str, int] | set[str]) -> None:
    good = everything(db)
    _spoil(db, spoilt)
    assert "captures SET parser_version" in spoilt or everything(db) != good, "spoils nothing"
    changed = _changed(db)
    assert changed == told if isinstance(told, dict) else set(changed) == told
    if "DELETE FROM missing" not in spoilt:
        assert everything(db) == good


def test_a_tag_and_an_author_of_an_older_parser_are_told_as_gone(db: Path) -> None:
    _spoil(
        db,
        "INSERT INTO tags (name) VALUES ('older')",
        "INSERT INTO thread_tags (thread_id, tag_id) SELECT 1, id FROM tags WHERE name = 'older'",
        "INSERT INTO authors (name, kind, key, wiki_id) SELECT 'older', 'registered', 'older', min(id) FROM wikis",
        "INSERT INTO locations (title, kind, key, wiki_id) SELECT 'older', 'page', 'older', min(id) FROM wikis",
    )
    assert _changed(db) == {"locations removed": 1, "authors removed": 1, "tags removed": 1, "thread_tags removed": 1}
    assert rows(db, "SELECT 1 FROM locations WHERE title = 'older'") == []


def test_the_name_of_a_wiki_is_found_again_and_does_not_depend_on_the_order(tmp_path: Path) -> None:
    feeds = []
    for name in ("Boat House", "Boat Yard"):
        feeds.append(tmp_path / f"{name}.xml")
        feeds[-1].write_text(_FEED.replace("Boat House", name), encoding="utf-8")
    for number, order in enumerate(permutations(feeds)):
        made = tmp_path / f"{number}.db"
        for feed in order:
            run("load", feed, "--db", made)
        assert rows(made, "SELECT name FROM wikis WHERE host = 'x.wetpaint.com'") == [("Boat House",)]
    _spoil(made, "UPDATE wikis SET name = 'A spoilt one'")
    assert _changed(made) == {"wikis.name": 1}
    _spoil(made, "DELETE FROM pages")
    assert _changed(made) == {}
    assert rows(made, "SELECT name FROM wikis") == [("Boat House",)]


def test_changes_are_told_in_words_too(db: Path) -> None:
    _spoil(db, "UPDATE quotes SET text = 'spoilt' WHERE id = 1", "DELETE FROM thread_tags WHERE thread_id = 1")
    lines = run("reparse", "--db", db).stdout.splitlines()
    assert "Values that are others than before:" in lines
    assert "         1  quotes.text" in lines
    assert any(line.endswith("  thread_tags added") for line in lines)
