"""The archive -> the SQLite file that Discourse's `script/bulk_import/generic_bulk.rb` reads."""

from pathlib import Path
from shlex import quote

from wetpaint_import.export.discourse.checking import check
from wetpaint_import.export.discourse.own_words import own_words
from wetpaint_import.export.discourse.store import FILE_NAME
from wetpaint_import.export.discourse.writing import write
from wetpaint_import.export.target import Setting, Target

__all__ = ["TARGET"]


def _next_steps(folder: Path, settings: object) -> list[str]:  # noqa: ARG001
    return [
        f"cp {quote(str(folder / FILE_NAME))} import.db    # the importer writes into the file that it reads",
        "In a copy of Discourse's source, with its database up and a backup taken:",
        "  bundle config set --local with generic_import && bundle install",
        "  RAILS_ENV=production bundle exec ruby script/bulk_import/generic_bulk.rb import.db",
        "  RAILS_ENV=production bundle exec rake import:ensure_consistency && bundle exec rake posts:rebake",
        f"Then send the old addresses there: wetpaint-import export redirects --from {quote(str(folder))} --base https://FORUM"
        " --out redirects",
    ]


TARGET = Target(
    name="discourse",
    summary="Discourse: the SQLite file that its bulk importer reads, with users, topics, replies, quotes, tags, permalinks.",
    write=write,
    check=check,
    next_steps=_next_steps,
    cannot_hold=(
        "Earlier states of edited posts as revisions: they stand as JSON in the post's custom field archive_earlier_versions.",
        "Ratings as likes: the pages count them and name nobody; they stand in the custom field archive_found_valuable.",
        "Subjects of replies as such: one of its own stands in bold above the text.",
        "Files: images stay links to where they were.",
    ),
    settings=(
        Setting(
            name="categories",
            help="A subcategory for each page or forum where threads hang, or one category a wiki.",
            default="locations",
            choices=("locations", "wikis"),
        ),
        Setting(
            name="attribution",
            help="Author, printed date, old address and capture as a small line below each post, or in custom fields only.",
            default="line",
            choices=("line", "fields"),
        ),
    ),
    own_words=own_words(),
    # The importer's journal, where it was given the file itself.
    left_by_tools=(f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"),
)
