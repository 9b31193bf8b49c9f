"""Archive -> `pages.xml`, the maps of titles and users, and the lines for LocalSettings.php."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from wetpaint_import.archive import Archive, ArchivedThread
from wetpaint_import.export.address_map import thread_moved
from wetpaint_import.export.mediawiki import local_settings
from wetpaint_import.export.mediawiki.dump import DumpWriter
from wetpaint_import.export.mediawiki.history import History
from wetpaint_import.export.mediawiki.settings import Wanted, read_settings
from wetpaint_import.export.mediawiki.titles import PageTitles, url_path
from wetpaint_import.export.mediawiki.users import Users
from wetpaint_import.export.target import LeftOut, Outcome

PAGES = "pages.xml"
TITLES = "titles.jsonl"
USERS = "users.jsonl"


@dataclass(frozen=True, slots=True)
class Page:
    thread: ArchivedThread
    title: str
    history: History


def pages(archive: Archive, wanted: Wanted, users: Users) -> Iterator[Page]:
    """The pages that an export holds, in the order in which it holds them."""
    titles = PageTitles(wanted.namespace, wanted.titles)
    for thread in archive.threads():
        yield Page(thread, titles.give(thread), History(thread, users, wanted))


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:
    wanted = read_settings(settings)
    users = Users(archive, wanted.user_prefix)
    outcome = Outcome()
    largest = 0
    with (
        (folder / PAGES).open("w", encoding="utf-8", newline="\n") as xml,
        (folder / TITLES).open("w", encoding="utf-8", newline="\n") as titles,
    ):
        dump = DumpWriter(xml, wanted.namespace)
        for page in pages(archive, wanted, users):
            revisions, size = dump.page(page.thread.id, page.title, page.history.revisions())
            largest = max(largest, size)
            titles.write(_line({"thread_id": page.thread.id, "title": page.thread.title, "page": page.title}))
            _count(outcome, page, revisions)
            new = wanted.article_path.replace("$1", url_path(page.title))
            outcome.addresses.append(thread_moved(page.thread, new))
        dump.finish()
    (folder / USERS).write_text("".join(_line(asdict(user)) for user in users), encoding="utf-8", newline="\n")
    snippet = local_settings.local_settings(wanted.namespace, largest)
    (folder / local_settings.FILE_NAME).write_text(snippet, encoding="utf-8", newline="\n")
    return outcome


def _count(outcome: Outcome, page: Page, revisions: int) -> None:
    outcome.written["pages"] += 1
    outcome.written["revisions"] += revisions
    outcome.written["posts"] += len(page.thread.posts)
    outcome.estimated_dates += page.history.estimated
    if not page.history.is_whole:
        why = "its thread is longer than the bound, so one revision holds all its posts, each signed in the text"
        outcome.left_out.append(LeftOut("page history", page.thread.id, why))


def _line(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"
