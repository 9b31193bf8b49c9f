"""What `explain` and the view `provenance` say: what its own capture prints, the same in whatever order pages were loaded."""

import json
from pathlib import Path

from archive import FIXTURES, load, rows, run
from made_wikis import Saved, load_wiki
from pages import Written

_OLD = Written(author='<a class="WPC-action" href="/account/ann">OldNick</a>', body="one")
_NEW = Written(author='<a class="WPC-action" href="/account/ann">NewNick</a>', body="two")


def test_name_in_the_provenance_is_the_one_that_the_capture_prints(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load_wiki(
        db,
        [
            Saved(number=7, posts=(_OLD,), timestamp="20090115150311").archived,
            Saved(number=8, posts=(_NEW,), timestamp="20110115150311", title="Oars").archived,
        ],
    )
    assert rows(db, "SELECT name FROM authors") == [("NewNick",)]
    fields = json.loads(run("explain", "1", "--json", "--db", db).stdout)["fields"]
    assert [field["text"] for field in fields if field["field"] == "author_id"] == ["OldNick"]


def test_tags_in_the_provenance_stand_in_one_order(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    load(db, *sorted(path for path in FIXTURES.iterdir() if path.is_dir()))
    found = [text.split(", ") for (text,) in rows(db, "SELECT text FROM provenance WHERE field = 'tags' AND text LIKE '%, %'")]
    assert found
    assert all(tags == sorted(tags) for tags in found)
