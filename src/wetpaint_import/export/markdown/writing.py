"""Threads -> a file each, an index a wiki, and an index of the wikis; one thread in memory at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote

from wetpaint_import.archive import Archive, ArchivedThread
from wetpaint_import.export import tables
from wetpaint_import.export.address_map import thread_moved
from wetpaint_import.export.markdown.file_names import file_name
from wetpaint_import.export.markdown.pages import thread_page
from wetpaint_import.export.target import LeftOut, Outcome
from wetpaint_import.export.wiki_names import WikiNames
from wetpaint_import.markup import escape_markdown

INDEX = "README.md"
_ONE_STATE = "an earlier state of a post; files hold the present one, `export jsonl` holds all"
OWN_WORDS = (
    f"{tables.OWN_WORDS} README md a id post found valuable by of edited captured original gone from later captures author not"
    " known no date Post Posts to this thread is are not in the archive opening and reply replies Discussions Wiki"
    " unknown-wiki name kind page"
)


def write(archive: Archive, folder: Path, settings: Mapping[str, str]) -> Outcome:  # noqa: ARG001
    outcome = Outcome()
    for path, text, thread in iter_files(archive):
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        if thread is not None:
            _count(outcome, thread, path)
    return outcome


def iter_files(archive: Archive) -> Iterator[tuple[str, str, ArchivedThread | None]]:
    """Path, text and thread of each file; the indexes come last and have no thread."""
    names = WikiNames(archive)
    titles: dict[str, str] = {}
    entries: dict[str, list[str]] = {}
    for thread in archive.threads():
        wiki, file = names.name(thread), file_name(thread, archive.people)
        titles[wiki] = names.title(thread)
        entries.setdefault(wiki, []).append(_entry(thread.shown_title, file))
        yield f"{wiki}/{file}", thread_page(thread, archive.people), thread
    for wiki, lines in entries.items():
        yield f"{wiki}/{INDEX}", _index(titles[wiki], lines), None
    yield INDEX, _index("Discussions", [_entry(titles[wiki], f"{wiki}/{INDEX}") for wiki in sorted(titles)]), None


def _entry(title: str, path: str) -> str:
    """Without counts: an index changes only where threads come or go."""
    label = escape_markdown(title) or path
    # An address in the title would be a link inside a link.
    return f"- [{path}]({path}): {label}" if "://" in label else f"- [{label}]({path})"


def _index(title: str, lines: list[str]) -> str:
    return "\n".join([f"# {escape_markdown(title)}", "", *lines, ""])


def _count(outcome: Outcome, thread: ArchivedThread, path: str) -> None:
    outcome.written += Counter(threads=1, posts=len(thread.posts))
    outcome.addresses.append(thread_moved(thread, path))
    for post in thread.posts:
        outcome.left_out += [LeftOut("version", version.id, _ONE_STATE) for version in post.versions[:-1]]


def next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:  # noqa: ARG001
    place = quote(str(folder.parent))
    return [
        f"grep -ril 'some words' {quote(str(folder))}",
        f"git -C {place} init && git -C {place} add {quote(folder.name)} && git -C {place} commit -m 'The discussions'",
        "Keep git one folder above, as here: the export replaces its own folder as a whole.",
    ]
