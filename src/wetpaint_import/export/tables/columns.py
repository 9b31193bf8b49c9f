"""The columns of the three tables: name, type, whether it may be empty, and what it means. Schemas are made from these."""

from dataclasses import dataclass
from enum import StrEnum

from wetpaint_import.export.own_words import HTML_WORDS


class Kind(StrEnum):
    """What a column holds. LIST and RECORDS are lists, of texts and of small rows; they are empty rather than null."""

    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"
    INSTANT = "instant"
    LIST = "list"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Column:
    """`may_be_null`: null means that the pages do not say. `fields` are the columns of RECORDS."""

    name: str
    kind: Kind
    means: str
    may_be_null: bool = False
    fields: tuple["Column", ...] = ()
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names the columns that tell a row from its fellows, and by which rows are in ascending order."""

    name: str
    means: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


_CAPTURED_AT = Column("captured_at", Kind.INSTANT, "When that capture was taken.", may_be_null=True)

THREADS = Table(
    "threads",
    "One row a thread.",
    (
        Column("id", Kind.INTEGER, "Our id; stays the same from export to export."),
        Column("original_id", Kind.TEXT, "The platform's id, from /thread/ID.", may_be_null=True),
        Column("wiki_id", Kind.INTEGER, "Our id of the wiki.", may_be_null=True),
        Column("wiki_host", Kind.TEXT, "Host of the wiki.", may_be_null=True),
        Column("wiki_name", Kind.TEXT, "The wiki's own name.", may_be_null=True),
        Column("title", Kind.TEXT, "Title as printed.", may_be_null=True),
        Column("url", Kind.TEXT, "The platform's address of the thread.", may_be_null=True),
        Column(
            "location_kind",
            Kind.TEXT,
            "Where the thread hangs.",
            may_be_null=True,
            one_of=("page", "forum", "account", "photo", "video"),
        ),
        Column("location_title", Kind.TEXT, "Title of that place, as printed behind `Location:`.", may_be_null=True),
        Column("location_url", Kind.TEXT, "Address of that place.", may_be_null=True),
        Column(
            "starter_name",
            Kind.TEXT,
            "Who began it, as shown: the author of the opening post; where no page shows that, whom lists of threads name.",
            may_be_null=True,
        ),
        Column(
            "starter_kind",
            Kind.TEXT,
            "`anonymous` where the page or list says so, `unknown` where none names anybody.",
            one_of=("registered", "anonymous", "withheld", "unknown"),
        ),
        Column("claimed_post_count", Kind.INTEGER, "Posts that the newest page says there are.", may_be_null=True),
        Column("post_count", Kind.INTEGER, "Posts of the thread that the archive holds."),
        Column("is_featured", Kind.FLAG, "Marked as featured.", may_be_null=True),
        Column("is_locked", Kind.FLAG, "Marked as locked.", may_be_null=True),
        Column("is_reported", Kind.FLAG, "Marked as reported.", may_be_null=True),
        Column("tags", Kind.LIST, "Tags, in alphabetical order."),
        Column("addresses", Kind.LIST, "All original addresses under which captures show the thread."),
        Column(
            "lost_posts",
            Kind.RECORDS,
            "Stretches of posts that existed and that no capture shows.",
            fields=(
                Column("first", Kind.INTEGER, "Position of the first lost post."),
                Column("last", Kind.INTEGER, "Position of the last lost post."),
            ),
        ),
        Column(
            "missing",
            Kind.RECORDS,
            "What is known to be missing of the thread, and where to look for it.",
            fields=(
                Column("what", Kind.TEXT, "What is missing."),
                Column("url", Kind.TEXT, "Where to look first.", may_be_null=True),
                Column("post_count", Kind.INTEGER, "Posts that are lacking.", may_be_null=True),
            ),
        ),
    ),
    key=("id",),
)

POSTS = Table(
    "posts",
    "One row a post, by thread and position.",
    (
        Column("id", Kind.INTEGER, "Our id; stays the same from export to export."),
        Column("thread_id", Kind.INTEGER, "Our id of the thread."),
        Column("original_id", Kind.TEXT, "The platform's id.", may_be_null=True),
        Column("wiki_host", Kind.TEXT, "Host of the wiki.", may_be_null=True),
        Column("thread_title", Kind.TEXT, "Title of the thread.", may_be_null=True),
        Column("position", Kind.INTEGER, "0 = opening post."),
        Column("number", Kind.INTEGER, "Number as printed; null for the opening post.", may_be_null=True),
        Column("subject", Kind.TEXT, "Subject without number.", may_be_null=True),
        Column("author_id", Kind.INTEGER, "The author's id in the table of authors; null: no page names any.", may_be_null=True),
        Column("author_name", Kind.TEXT, "The author's name as shown.", may_be_null=True),
        Column(
            "author_kind",
            Kind.TEXT,
            "`anonymous` where the page says so, `unknown` where it names nobody.",
            one_of=("registered", "anonymous", "withheld", "unknown"),
        ),
        Column("posted_at", Kind.INSTANT, "When it was posted. Null: the page does not say; never an estimate.", may_be_null=True),
        Column("posted_at_text", Kind.TEXT, "That time as printed.", may_be_null=True),
        Column("edited_at", Kind.INSTANT, "When it was edited; null unless it was.", may_be_null=True),
        Column("edited_at_text", Kind.TEXT, "That time as printed, also where the post was never edited.", may_be_null=True),
        Column("body_text", Kind.TEXT, "The text without mark-up and without quotes of earlier posts."),
        Column("body_html", Kind.TEXT, "The text as sanitised HTML, quotes included."),
        Column(
            "quotes",
            Kind.RECORDS,
            "Quotes of earlier posts.",
            fields=(
                Column("text", Kind.TEXT, "The quoted text."),
                Column("source_post_id", Kind.INTEGER, "The post that it comes from, where that is known.", may_be_null=True),
            ),
        ),
        Column(
            "links",
            Kind.RECORDS,
            "Links in the text, in order.",
            fields=(Column("url", Kind.TEXT, "Address."), Column("text", Kind.TEXT, "Text of the link.")),
        ),
        Column(
            "images",
            Kind.RECORDS,
            "Images in the text, in order.",
            fields=(
                Column("url", Kind.TEXT, "Address on the page."),
                Column("original_url", Kind.TEXT, "Address without the platform's size suffix.", may_be_null=True),
                Column("alt", Kind.TEXT, "Alternative text."),
            ),
        ),
        Column("tags", Kind.LIST, "Tags of the thread."),
        Column("found_valuable", Kind.INTEGER, "How many found the post valuable.", may_be_null=True),
        Column("rated_by", Kind.INTEGER, "Of how many who rated it.", may_be_null=True),
        Column("reply_to_id", Kind.INTEGER, "The post that it answers, where that is known.", may_be_null=True),
        Column("reply_to_basis", Kind.TEXT, "How that is known: `quote`.", may_be_null=True),
        Column("is_gone", Kind.FLAG, "True: a newer capture of the whole thread lacks the post."),
        Column("last_seen_at", Kind.INSTANT, "Time of the newest capture that shows the post.", may_be_null=True),
        Column("url", Kind.TEXT, "Original address at which the post was seen.", may_be_null=True),
        Column("capture_id", Kind.INTEGER, "Our id of the capture that shows its present state.", may_be_null=True),
        _CAPTURED_AT,
        Column(
            "earlier_versions",
            Kind.RECORDS,
            "Other states in which captures show the post, oldest first.",
            fields=(
                Column("subject", Kind.TEXT, "Subject at that time.", may_be_null=True),
                Column("body_html", Kind.TEXT, "Text at that time."),
                Column("edited_at", Kind.INSTANT, "When it had been edited.", may_be_null=True),
                Column("url", Kind.TEXT, "Address of the first capture that shows this state.", may_be_null=True),
                _CAPTURED_AT,
            ),
        ),
    ),
    key=("thread_id", "position", "id"),
)

AUTHORS = Table(
    "authors",
    "One row an author of these posts; persons joined by `--authors` are one row.",
    (
        Column("id", Kind.INTEGER, "Our id; stays the same from export to export."),
        Column("name", Kind.TEXT, "Name as shown."),
        Column(
            "kind",
            Kind.TEXT,
            "`anonymous` and `withheld` stand for nobody in particular, one row a wiki.",
            one_of=("registered", "anonymous", "withheld"),
        ),
        Column("wiki_host", Kind.TEXT, "Host of the wiki.", may_be_null=True),
        Column("profile_url", Kind.TEXT, "Address of the profile.", may_be_null=True),
        Column("avatar_url", Kind.TEXT, "Address of the picture.", may_be_null=True),
        Column("post_count", Kind.INTEGER, "Posts in this export."),
    ),
    key=("id",),
)


def _words(columns: tuple[Column, ...]) -> list[str]:
    return [word for column in columns for word in (column.name, column.means, *column.one_of, column.kind, *_words(column.fields))]


# What stands in files of these tables, whatever the archive holds.
OWN_WORDS = " ".join(
    [HTML_WORDS, *(word for table in (THREADS, POSTS, AUTHORS) for word in (table.name, table.means, *_words(table.columns)))]
)
