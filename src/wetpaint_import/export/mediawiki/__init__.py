"""The archive -> MediaWiki's XML export format: a talk page a thread, a revision a post."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from wetpaint_import.export.mediawiki import local_settings
from wetpaint_import.export.mediawiki.checking import check
from wetpaint_import.export.mediawiki.own_words import own_words
from wetpaint_import.export.mediawiki.settings import SETTINGS
from wetpaint_import.export.mediawiki.writing import PAGES, write
from wetpaint_import.export.target import Target

__all__ = ["TARGET"]


def _next_steps(folder: Path, settings: Mapping[str, str]) -> list[str]:
    # The commands below run in another folder.
    folder = folder.resolve()
    return [
        f"copy {quote(str(folder / local_settings.FILE_NAME))} beside the wiki's LocalSettings.php, and write at the end of that:",
        f"  require_once __DIR__ . '/{local_settings.FILE_NAME}';",
        "then, in the wiki's folder (from MediaWiki 1.40 on: php maintenance/run.php NAME):",
        f"  php maintenance/importDump.php --no-updates {quote(str(folder / PAGES))}",
        "  php maintenance/rebuildall.php",
        "  php maintenance/initSiteStats.php --update",
        f"Category:Wetpaint_discussions lists the threads; addresses.jsonl leads from old addresses to {settings['article-path']}",
    ]


TARGET = Target(
    name="mediawiki",
    summary="A MediaWiki import file: a talk page a thread, a revision a post.",
    write=write,
    check=check,
    next_steps=_next_steps,
    settings=SETTINGS,
    own_words=own_words(),
    cannot_hold=(
        "authors as accounts: names are those of imported users, which nobody can log in as",
        "ratings, flags and reply links as data: they stand in the text",
        "pictures: they are links to where they were",
        "letters written as letter and accent apart: MediaWiki composes them, as everywhere",
        "posts of one minute in an order of their own: history shows them at one time",
        "tags that differ only in letters that titles cannot hold: they are one category, the text names each",
    ),
)
