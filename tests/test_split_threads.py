"""Pages without addresses seem to be one thread until an address shows that they are two: the same in whatever order they come."""

from pathlib import Path

import pytest

from archive import load, rows
from pages import DATES, RATING

HEADER = "Location: Boats\n\nDiscussion: Old kilns\n\nShowing 1 of 21 posts\n\n"
LATER = f"20. RE: Old kilns\n{DATES}\nThe second firing took all night, as ever. {RATING}\n"
WHOLE = (
    "<html><body><div>Location: <a href='/page/Boats'>Boats</a></div><h1>Discussion: Old kilns</h1><p>Showing 1 of 21 posts</p>"
    "<table id='threadList'><tr><td><a class='WPC-action' href='/account/ann'>ann</a></td><td><b>Old kilns</b>"
    f"<div>{DATES}</div><div class='threadText'>Who has one?</div><div class='threadRater'>{RATING}</div></td></tr></table>"
    "</body></html>"
)
PAGES = {
    "nameless.txt": HEADER + LATER,
    "named.txt": f"{HEADER}ann\nann\n{LATER}",
    "first.html": WHOLE,
    "known.txt": f"Sign in\n\n{HEADER}ann\nann\n{LATER}",
}
ADDRESS = "http://x.wetpaint.com/thread/77?offset=20&maxResults=20"
EVERYTHING = (
    "SELECT original_id, title FROM threads ORDER BY 1, 2",
    "SELECT name, profile_url FROM authors ORDER BY 1, 2",
    "SELECT kind, title, url FROM locations ORDER BY 1, 2, 3",
    "SELECT thread_original_id, position, author_name, body_text FROM post_details ORDER BY 1, 2, 3, 4",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, page in PAGES.items():
        (folder / name).write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize("order", [("nameless.txt", "first.html", "named.txt"), ("first.html", "named.txt", "nameless.txt")])
def test_what_a_thread_gathered_goes_with_the_pages_that_leave_it(order: tuple[str, ...], folder: Path, tmp_path: Path) -> None:
    for number, names in enumerate(((*order, "known.txt"), ("known.txt", *reversed(order)))):
        for name in names:
            given = ["--url", ADDRESS] if name == "known.txt" else []
            load(tmp_path / f"{number}.db", folder / name, *given)
    found = [[rows(tmp_path / f"{number}.db", sql) for sql in EVERYTHING] for number in (0, 1)]
    assert found[0] == found[1]
